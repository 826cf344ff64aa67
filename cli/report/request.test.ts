import { testRequest } from './answers.test-data';
import { bucketWidth, reportQuestions } from './request';
import { parseQuery } from '../../backend/query/parse-query';

const minute = 60_000;
const day = 24 * 60 * minute;

test.each([
  [10 * minute, minute],
  [60 * minute, minute],
  [120 * minute, 2 * minute],
  [6 * 60 * minute, 5 * minute],
  [day, 30 * minute],
  [7 * day, 3 * 60 * minute],
  [30 * day, 12 * 60 * minute],
  [60 * day, day],
  [365 * day, 7 * day],
  [3650 * day, 51 * day],
])('a range of %d ms has buckets of %d ms', (length, width) => {
  const from = Date.UTC(2026, 2, 9);
  expect(bucketWidth({ from, to: from + length })).toBe(width);
});

test('every question is one that the core takes, over the same filters', () => {
  const filters = [
    { side: 'source' as const, dimension: 'cluster' as const, operator: '=' as const, values: ['prod'] },
  ];
  const questions = reportQuestions({ ...testRequest, filters });
  expect(Object.values(questions).map((question) => parseQuery(question).filters)).toEqual([
    filters,
    filters,
    filters,
    filters,
  ]);
});

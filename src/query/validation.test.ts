import { isValid, problemsOf } from './validation';
import type { StoredQuery } from './stored-query';

describe('problemsOf', () => {
  it('finds none in an empty query', () => {
    expect(isValid(problemsOf({ refId: 'A' }))).toBe(true);
  });

  const members: Array<[string, Partial<StoredQuery>, RegExp]> = [
    ['limit', { limit: 1.5 }, /whole number/],
    ['limit', { limit: Number.NaN }, /whole number/],
    ['limit', { limit: 1_000_001 }, /1,000,000/],
    ['groupBy', { groupBy: Array.from({ length: 17 }, () => 'zone' as const) }, /At most 16/],
    ['targetGroupBy', { targetGroupBy: ['label:'] }, /label:<key>/],
  ];
  it.each(members)('%s: %j', (member, query, message) => {
    const problems = problemsOf({ refId: 'A', ...query });
    expect([...problems.members.keys()]).toEqual([member]);
    expect(problems.members.get(member)).toMatch(message);
    expect(isValid(problems)).toBe(false);
  });

  it('names the filter that is wrong by its position', () => {
    const problems = problemsOf({
      refId: 'A',
      filters: [
        { dimension: 'namespace', values: ['shop'] },
        { dimension: 'namespace', values: [] },
        { dimension: 'colour', values: ['red'] },
        { dimension: 'pod', operator: '<', values: ['red'] },
      ],
    });
    expect([...problems.filters.keys()].sort()).toEqual([1, 2, 3]);
    expect(problems.filters.get(1)).toMatch(/value/);
    expect(problems.filters.get(2)).toMatch(/dimension/);
    expect(problems.filters.get(3)).toMatch(/operator/);
  });
});

import { withRelations } from './with-relations';

const relations = new Map([
  ['flow_records', 'SELECT 1'],
  ['pod_history', 'SELECT 2'],
  ['rollup_builds', 'SELECT 3'],
  ['rollup_rows', 'SELECT * FROM rollup_builds'],
]);

test.each([
  ['SELECT * FROM flow_records', 'WITH flow_records AS (SELECT 1)\nSELECT * FROM flow_records'],
  [
    'WITH a AS (SELECT * FROM pod_history) SELECT * FROM a, flow_records',
    'WITH flow_records AS (SELECT 1),\npod_history AS (SELECT 2),\na AS (SELECT * FROM pod_history) SELECT * FROM a, flow_records',
  ],
  [
    'SELECT * FROM rollup_rows',
    'WITH rollup_builds AS (SELECT 3),\nrollup_rows AS (SELECT * FROM rollup_builds)\nSELECT * FROM rollup_rows',
  ],
  ['SELECT 1 FROM my_pod_history', 'SELECT 1 FROM my_pod_history'],
  [
    ' with a AS (SELECT 1) SELECT * FROM pod_history',
    'WITH pod_history AS (SELECT 2),\na AS (SELECT 1) SELECT * FROM pod_history',
  ],
])('%s', (sql, merged) => {
  expect(withRelations(relations, sql)).toBe(merged);
});

import { flowFieldNames } from '../../flows/fields';
import { parseQuery } from '../../query/parse-query';
import { planTraffic } from '../../query/plan';
import { wishFor } from '../../rollup/rollup-wish';
import { trinoDialect } from '../../sql/trino-dialect';
import type { OpenedData, ResultColumns } from '../engine';
import { flowLogTable, historyTableList } from './ddl';
import { athenaProperties, type ExternalTable } from './ddl-text';
import { createTableEngine } from './engine';
import { rollupTableList } from './rollup-tables';

const { signal } = new AbortController();
const hour = 3600;
const mostBytes = 262_144;
const first = Date.UTC(2025, 2, 10) / 1000;
const database = 'zoneflow_production';
const named = (table: string) => ({ database, table });
const since = { firstDay: '2025-01-01' };
const tables: ExternalTable[] = [
  flowLogTable(named('flow_logs'), {
    ...{ ...since, location: 's3://flows', fields: flowFieldNames.map((field) => field.replaceAll('_', '-')) },
    ...{ files: 'parquet', hive: true, hourly: true, accounts: ['111122223333'], regions: ['us-east-1'] },
  }),
  ...historyTableList(named('pods'), { ...since, location: 's3://history', clusters: ['shop'] }).slice(0, 3),
  ...rollupTableList(named('rollup'), { ...since, location: 's3://rollup' }),
];

/** Athena over the tables of a deployment, whose hours were made one by one. @param isStale from another history than there is */
async function open(hours: number, isStale: (hour: number) => boolean): Promise<OpenedData> {
  const range = { from: first, to: first + hours * hour };
  const starts = Array.from({ length: hours + 2 }, (_, index) => range.from + (index - 1) * hour);
  const results: Array<[part: string, rows: ResultColumns]> = [
    [
      'h.turn = 1',
      rows(starts, (start) => ({
        ...{ hour: start, build: (start / hour).toString(36).padStart(8, '0'), made: start + 3 * hour, flows: 'f' },
        ...{ attribution: isStale((start - first) / hour) ? 'other' : 'held', networks: '[]' },
        fields: JSON.stringify({ all: [...flowFieldNames].sort(), partial: [] }),
        ...{ rejected: 0, no_data: 0, skip_data: 0 },
      })),
    ],
    ["'hour' AS part", rows(starts, (start) => ({ part: 'hour', hour: start, value: 'held' }))],
  ];
  const engine = createTableEngine({
    name: 'athena',
    client: {
      describe: ({ table }) => {
        const found = tables.find(({ name }) => name.table === table);
        return Promise.resolve(
          found === undefined
            ? null
            : {
                columns: [...found.columns],
                partitionKeys: [...found.keys],
                properties: Object.fromEntries(athenaProperties(found)),
              }
        );
      },
      partitions: () => Promise.resolve([]),
      run: (sql) =>
        Promise.resolve({
          result: results.find(([part]) => sql.includes(part))?.[1] ?? { rowCount: 0, columns: new Map() },
          stats: { engineMs: 1, queueMs: 0, scannedBytes: 0, scanPrice: 0 },
        }),
      close: () => Promise.resolve(),
    },
    tables: { flows: named('flow_logs'), history: named('pods'), rollup: named('rollup') },
    mostStatementBytes: mostBytes,
  });
  return engine.open(range, signal, { rollup: wishFor(trinoDialect('athena'), range, { use: true }) });
}

function rows(starts: readonly number[], row: (start: number) => Record<string, string | number>): ResultColumns {
  const all = starts.map(row);
  const names = Object.keys(all[0] ?? {});
  return { rowCount: all.length, columns: new Map(names.map((name) => [name, all.map((each) => each[name] ?? '')])) };
}

/** Bytes of the statement of a long question. */
function statementBytes(opened: OpenedData, hours: number): number {
  const { rolled, fields } = opened;
  const query = parseQuery({
    ...{ queryType: 'timeseries', traffic: 'all', groupBy: ['cluster', 'kind', 'namespace', 'workload', 'zone'] },
    filters: [{ side: 'either', dimension: 'namespace', operator: '=|', values: ['shop', 'media', 'data'] }],
    bidirectional: true,
  });
  const { sql } = planTraffic(query, {
    ...{ range: { from: first, to: first + hours * hour }, intervalMs: 86_400_000, maxDataPoints: 2000 },
    ...{ fields: { has: (field) => fields.has(field), lackedBySome: () => false }, networks: [] },
    ...{ dialect: trinoDialect('athena'), maxRows: 100_000, rolled },
  });
  return Buffer.byteLength(opened.written?.(sql) ?? '');
}

test('a year of hours that were made one by one fits into a statement of Athena', async () => {
  const opened = await open(8760, () => false);
  expect(opened.rolled?.hours).toEqual([{ from: first, to: first + 8760 * hour }]);
  expect(statementBytes(opened, 8760)).toBeLessThan(110_000);
});

test('so it does where every third hour is stale: the longest stretches are used', async () => {
  const opened = await open(8760, (index) => index % 3 === 0);
  const { rolled } = opened;
  expect(rolled?.hours).toHaveLength(100);
  expect(rolled?.records.length).toBeGreaterThan(90);
  expect(statementBytes(opened, 8760)).toBeLessThan(mostBytes);
});

test('two years do, what does not is refused', async () => {
  const opened = await open(17_520, () => false);
  expect(statementBytes(opened, 17_520)).toBeLessThan(mostBytes);
  const tooLong = await open(30_000, () => false);
  expect(() => statementBytes(tooLong, 30_000)).toThrow('the engine takes 262144');
});

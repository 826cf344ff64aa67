import { billColumns, type BillColumn } from './bill-columns';
import { billStatement } from './bill-statement';
import { readBill, type ReadableTable } from './read-bill';

const { signal } = new AbortController();
const range = { from: Date.UTC(2026, 2, 1) / 1000, to: Date.UTC(2026, 2, 3) / 1000 };
const columns = (names: string): BillColumn[] => names.split(' ').map((name) => ({ name, type: 'varchar' }));
const cur =
  'line_item_usage_type line_item_usage_amount line_item_usage_start_date line_item_operation line_item_usage_account_id pricing_unit line_item_line_item_type identity_line_item_id identity_time_interval';

test.each([
  ['CUR in Athena, CUR 2.0', cur, 'line_item_usage_type', 'line_item_operation'],
  [
    'older files',
    'lineItem/UsageType lineItem/UsageAmount lineItem/UsageStartDate lineItem/Operation',
    'lineItem/UsageType',
    'lineItem/Operation',
  ],
  [
    'FOCUS with AWS columns',
    'x_UsageType ConsumedQuantity ChargePeriodStart x_Operation',
    'x_UsageType',
    'x_Operation',
  ],
  [
    'the least',
    'line_item_usage_type line_item_usage_amount line_item_usage_start_date',
    'line_item_usage_type',
    undefined,
  ],
])('columns of %s', (_, names, usageType, operation) => {
  const found = billColumns(columns(names), 'The table cur.report');
  expect([found.usageType.name, found.operation?.name]).toEqual([usageType, operation]);
});

test('a table of another kind is refused with what it lacks', () => {
  expect(() => billColumns(columns('x_UsageType bytes'), 'The table net.flows')).toThrow(
    'The table net.flows is no Cost and Usage Report: it has no column line_item_usage_amount or ConsumedQuantity, line_item_usage_start_date or ChargePeriodStart'
  );
});

test('the statement sums usage lines of the days alone, with quoted names', () => {
  const sql = billStatement('"cur"."report"', billColumns(columns(cur), ''), range);
  expect(sql).toContain(`FROM "cur"."report" WHERE "line_item_usage_type" LIKE '%DataTransfer-Regional-Bytes'`);
  expect(sql).toContain(
    `>= '2026-03-01' AND substr(CAST("line_item_usage_start_date" AS varchar), 1, 10) < '2026-03-03'`
  );
  expect(sql).toContain(`"line_item_line_item_type" = 'Usage'`);
  const least = billStatement(
    'r',
    billColumns(columns('lineItem/UsageType lineItem/UsageAmount lineItem/UsageStartDate'), ''),
    range
  );
  expect(least).toContain(`CAST("lineItem/UsageAmount" AS double)`);
  expect(least).not.toContain(`= 'Usage'`);
});

type Row = [day: string, usageType: string, operation: string, account: string, unit: string, amount: number];

function table(rows: Row[]): ReadableTable {
  const names = ['day', 'usage_type', 'operation', 'account', 'unit', 'amount'];
  return {
    subject: 'The table cur.report',
    from: 'r',
    columns: () => Promise.resolve(columns(cur)),
    run: () =>
      Promise.resolve({
        rowCount: rows.length,
        columns: new Map(names.map((name, index) => [name, rows.map((row) => row[index] ?? null)])),
      }),
  };
}

const east = 'USE2-DataTransfer-Regional-Bytes';
const rows: Row[] = [
  ['2026-03-01', east, 'InterZone-In', '1', 'GB', 2],
  ['2026-03-01', 'DataTransfer-Regional-Bytes', 'InterZone-In', '2', 'GB', 3],
];

test('lines of the chosen account and region', async () => {
  const lines = await readBill(table(rows), range, { account: '1' }, signal);
  expect(lines).toEqual([
    { day: '2026-03-01', usageType: east, operation: 'InterZone-In', account: '1', gigabytes: 2, lines: 0, copies: 0 },
  ]);
});

test.each<[string, Row[], { account?: string; usageType?: string }, string, string]>([
  ['nothing at all', [], {}, 'has no DataTransfer-Regional-Bytes in the days', 'report of those days'],
  ['nothing of the choice', rows, { account: '3' }, 'has nothing of that account', `${east} of 1`],
  ['several regions', rows, {}, `several regions: DataTransfer-Regional-Bytes, ${east}`, '--usage-type'],
  ['another unit', [['2026-03-01', east, '', '', 'Bytes', 1]], {}, `counts ${east} in Bytes, not in GB`, ''],
])('%s is refused', async (_, given, choice, message, remedy) => {
  const reading = readBill(table(given), range, choice, signal);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toHaveProperty('remedy', expect.stringContaining(remedy));
});

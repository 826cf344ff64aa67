import { resultOf } from './result.test-data';
import { exchangeFrame, exchangeRows, matrixFrame, matrixRows } from './table';

const rows = [
  { from: ['web', 'a'], to: ['db', 'b'], bytes: 30, packets: 3, flows: 2, cost: 0.5 },
  { isOther: true, bytes: 5, packets: 1, flows: 1, cost: 0 },
];

describe('table', () => {
  test('rows have the dimensions of the source, of the target, and every measure', () => {
    expect(exchangeRows(resultOf({}, rows))).toEqual({
      columns: [
        ...['source_workload', 'source_zone', 'target_workload', 'target_zone'],
        ...['bytes', 'packets', 'flows', 'cost'],
      ],
      rows: [
        ['web', 'a', 'db', 'b', 30, 3, 2, 0.5],
        ['other', 'other', 'other', 'other', 5, 1, 1, 0],
      ],
    });
  });

  test('series have their time first, in milliseconds', () => {
    const { columns, rows: timed } = exchangeRows(
      resultOf({ queryType: 'timeseries', groupBy: [] }, [{ bucket: 60, bytes: 1 }], 60)
    );
    expect(columns[0]).toBe('time');
    expect(timed).toEqual([[60_000, 1, 0, 0, 0]]);
  });

  test('an alert rule gets one number a row, with the other columns as its labels', () => {
    const frame = exchangeFrame(resultOf({ measure: 'cost' }, rows), 'EUR', true);
    expect(frame.meta).toEqual({ type: 'numeric-long', typeVersion: [0, 1] });
    expect(frame.fields.filter(({ type }) => type === 'number').map(({ name }) => name)).toEqual(['cost']);
  });

  test('the frame has the same columns, with units and filters', () => {
    const result = resultOf({ refId: 'B' }, rows);
    const frame = exchangeFrame(result, 'EUR');
    expect(frame).toMatchObject({ name: 'exchanges', refId: 'B', meta: { preferredVisualisationType: 'table' } });
    expect(frame.fields.map(({ name }) => name)).toEqual(exchangeRows(result).columns);
    expect(frame.fields.map(({ config }) => config?.unit ?? config?.filterable)).toEqual([
      ...[true, true, true, true],
      ...['bytes', 'short', 'short', 'currency:EUR '],
    ]);
    expect(frame.fields.map(({ values }) => values[0])).toEqual(exchangeRows(result).rows[0]);
  });

  test('a column is as wide as its name', () => {
    const { fields } = exchangeFrame(resultOf({}, rows), 'USD');
    expect(fields.map(({ config }) => config?.custom?.['minWidth'])).toEqual([137, 105, 137, 105, 84, 84, 84, 84]);
  });

  test.each([
    [[2.6414, 0.01], 2],
    [[0.02, 0.0004], 5],
  ])('costs %j are written with the digits of the largest', (costs, decimals) => {
    const frame = exchangeFrame(
      resultOf(
        {},
        costs.map((cost) => ({ from: ['a', 'b'], to: ['c', 'd'], cost }))
      ),
      'USD'
    );
    expect(frame.fields.map(({ config }) => config?.decimals).filter((one) => one !== undefined)).toEqual([decimals]);
  });

  test('an empty answer keeps its columns', () => {
    const frame = exchangeFrame(resultOf({}, []), 'USD');
    expect(frame.fields).toHaveLength(8);
    expect(frame.fields.every(({ values }) => values.length === 0)).toBe(true);
  });
});

describe('matrix', () => {
  const result = resultOf({ queryType: 'matrix', measure: 'packets' }, [
    { from: ['b'], to: ['a'], packets: 7 },
    { from: ['a'], to: ['b'], packets: 5 },
    { from: ['a'], to: [''], packets: 3 },
  ]);

  test('has a row a source zone and a column a target zone, sorted; what was not exchanged is null', () => {
    expect(matrixRows(result)).toEqual({
      columns: ['source_zone', 'a', 'b', 'unknown'],
      rows: [
        ['a', null, 5, 3],
        ['b', 7, null, null],
      ],
    });
  });

  test('the frame is the same with a unit', () => {
    const frame = matrixFrame(result, 'USD');
    expect(frame.fields.map(({ name, type, values, config }) => [name, type, values, config?.unit])).toEqual([
      ['source_zone', 'string', ['a', 'b'], undefined],
      ['a', 'number', [null, 7], 'short'],
      ['b', 'number', [5, null], 'short'],
      ['unknown', 'number', [3, null], 'short'],
    ]);
  });

  test('cells are bluer the nearer they are to the largest, and a dash where nothing was exchanged', () => {
    const [source, ...zones] = matrixFrame(result, 'USD').fields.map(({ config }) => config);
    expect(source?.thresholds).toBeUndefined();
    for (const config of zones) {
      expect(config).toMatchObject({ min: 0, noValue: '–', color: { mode: 'thresholds' } });
      expect(config?.custom?.['cellOptions']).toEqual({ type: 'color-background', mode: 'basic' });
      const steps = config?.thresholds?.steps ?? [];
      expect(steps.map(({ value }) => value)).toEqual([null, 10, 30, 50, 70, 90]);
      expect(new Set(steps.map(({ color }) => color)).size).toBe(6);
    }
  });

  test('an empty one has its first column', () => {
    const frame = matrixFrame(resultOf({ queryType: 'matrix' }, []), 'USD');
    expect(frame.fields.map(({ name, values }) => [name, values])).toEqual([['source_zone', []]]);
  });
});

/** Texts that are SQL, not text, or patterns that do not compile or never end: no answer changes, no statement shows. */
import type { Answer, TrafficService } from '../../backend/traffic/service';
import { oddLabelKeys, writeSmallCluster, type SmallCluster } from '../../backend/traffic/small-cluster.test-data';
import { ask, signal, watchedServices } from '../../backend/traffic/watched-service.test-data';

let cluster: SmallCluster;
beforeAll(async () => {
  cluster = await writeSmallCluster();
});
afterAll(() => cluster.remove());

const { start, closeAll } = watchedServices(() => cluster);
afterEach(closeAll);

/** One for the many questions that need none of their own. */
const kept = watchedServices(() => cluster);
let service: TrafficService;
beforeAll(() => {
  service = kept.start().service;
});
afterAll(kept.closeAll);

const table = { queryType: 'table', groupBy: ['pod'], limit: 0 };
const bytesOf = ({ columns, rows }: Answer): number =>
  rows.reduce((sum, row) => sum + Number(row[columns.indexOf('bytes')]), 0);

const hostile = [
  `'`,
  `"`,
  `';`,
  `' OR '1'='1`,
  `'); DROP TABLE flow_records; --`,
  `$1 ? :x {{ \${y} %s`,
  `/* */ -- #`,
  `\\' \\`,
  `\n\r\t`,
  'Ünï–😀',
  '\u202e',
  '\ud800',
  'a'.repeat(9000),
];

describe('hostile text changes no answer', () => {
  const filtered = (dimension: string, operator: string, ...values: string[]) => ({
    ...table,
    filters: [{ side: 'source', dimension, operator, values }],
  });

  test.each(hostile)('%j as a filter’s value', async (value) => {
    expect(bytesOf(await service.answer(filtered('namespace', '=|', 'data', value), ask, signal))).toBe(500);
    expect(bytesOf(await service.answer(filtered('label:app', '!=', value), ask, signal))).toBe(1500);
  });

  test.each(['cluster', 'kind', 'pod', 'node', 'zone'])('all of them as values of %s', async (dimension) => {
    expect(bytesOf(await service.answer(filtered(dimension, '=|', ...hostile), ask, signal))).toBe(0);
    expect(bytesOf(await service.answer(filtered(dimension, '!=|', ...hostile), ask, signal))).toBe(1500);
  });

  const keys = [...oddLabelKeys, ...hostile].filter((key) => key.length <= 317);

  test.each(keys)('%j as a label key', async (key) => {
    const known = oddLabelKeys.includes(key);
    const { columns, rows } = await service.answer({ ...table, groupBy: [`label:${key}`] }, ask, signal);
    expect(columns.slice(0, 2)).toEqual([`source_label:${key}`, `target_label:${key}`]);
    const [web, db] = [`web of ${key}`, `db of ${key}`];
    const pairs = known
      ? [
          [web, db, 1000],
          [db, web, 500],
        ]
      : [['', '', 1500]];
    expect(rows.map((row) => row.slice(0, 3))).toEqual(pairs);
    expect(bytesOf(await service.answer(filtered(`label:${key}`, '=', web), ask, signal))).toBe(known ? 1000 : 0);
  });

  test.each(['graph', 'timeseries', 'table', 'matrix'])('all of them as label keys of a %s', async (queryType) => {
    const groupBy = keys.slice(0, 16).map((key) => `label:${key}`);
    const [first] = await service.frames({ queryType, groupBy }, ask, signal);
    expect(first?.meta?.custom).toMatchObject({ coverage: { bytes: 1770 } });
    expect(first?.fields[0]?.values.length).toBeGreaterThan(0);
  });

  test.each([...hostile, 'nul \0'])('%j as refId', async (refId) => {
    const frames = await service.frames({ ...table, refId }, ask, signal);
    expect(frames.map((frame) => frame.refId)).toEqual([refId]);
    expect(frames[0]?.fields.find(({ name }) => name === 'bytes')?.values).toEqual([1000, 500]);
  });

  test.each(hostile)('%j where only certain words are known', async (word) => {
    for (const query of [
      { queryType: word },
      { traffic: word },
      { measure: word },
      { groupBy: [word] },
      { targetGroupBy: [word] },
      { filters: [{ side: word, dimension: 'pod', operator: '=', values: [] }] },
      { filters: [{ side: 'source', dimension: word, operator: '=', values: [] }] },
      { filters: [{ side: 'source', dimension: 'pod', operator: word, values: [] }] },
    ]) {
      await expect(service.answer(query, ask, signal)).rejects.toMatchObject({ code: 'bad_query' });
    }
  });

  test('NUL is refused in what reaches the statement', async () => {
    for (const query of [
      { ...table, groupBy: ['label:a\0b'] },
      { ...table, filters: [{ side: 'source', dimension: 'pod', operator: '=', values: ['\0'] }] },
      { ...table, filters: [{ side: 'source', dimension: 'label:\0', operator: '=', values: ['x'] }] },
      { ...table, filters: [{ side: 'source', dimension: 'pod', operator: '=~', values: ['a\0'] }] },
    ]) {
      const failure: unknown = await start()
        .service.answer(query, ask, signal)
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'bad_query' });
      expect(String(failure)).not.toMatch(/SELECT|FROM|WHERE/);
    }
  });
});

describe('10,000 values in a filter', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `pod-${index}`);
  const bytes = async (operator: string, side = 'source'): Promise<number> =>
    bytesOf(
      await service.answer(
        { ...table, filters: [{ side, dimension: 'pod', operator, values: [...names, 'web-1'] }] },
        ask,
        signal
      )
    );

  test.each([
    ['=|', 1000],
    ['!=|', 500],
    ['=~', 1000],
    ['!~', 500],
  ])('%s', async (operator, expected) => {
    expect(await bytes(operator)).toBe(expected);
    expect(await bytes(operator, 'either')).toBe(1500);
  });
});

describe('regular expressions', () => {
  const filtered = (pattern: string, operator = '=~') => ({
    ...table,
    filters: [{ side: 'source', dimension: 'namespace', operator, values: ['shop', pattern] }],
  });

  test.each([
    ['unclosed', 'shop('],
    ['look-ahead', '(?=a)'],
    ['back-reference', '(a)\\1'],
    ['more repetitions than RE2 has', 'a{5000}'],
    ['nested repetitions', '(?:(?:(?:a?){1000}){1000}){1000}'],
    ['a control letter', '\\cA'],
    ['JavaScript’s backspace', '[\\b]'],
    ['JavaScript’s empty class', '[]'],
    ['JavaScript’s any character', '[^]'],
    ['JavaScript’s code point', '\\u0041'],
    ['a named group', '(?<file>parquet)'],
    ['an unknown class, in words of a damaged file', '\\p{parquet file metadata}'],
  ])('%s: refused with its place', async (_, pattern) => {
    for (const operator of ['=~', '!~']) {
      const { service: watched, events } = start();
      for (const method of ['answer', 'preview'] as const) {
        const failure: unknown = await watched[method](filtered(pattern, operator), ask, signal).catch(
          (error: unknown) => error
        );
        expect(failure).toMatchObject({
          code: 'bad_query',
          message: expect.stringContaining('filters[0].values[1]') as string,
        });
        expect(String(failure)).not.toMatch(/SELECT|regexp_|DuckDB/);
      }
      expect(events[0]).toMatch(/^failed \w+ bad_query$/);
    }
  });

  test.each([['(a+)+$'], ['(?:a?|b?){64}\\b'], ['(?:x+x+)+y'], ['(?:|){60}(?:|a)'], ['([a-z]+)*[A-Z]']])(
    '%s, which would run for ever elsewhere, is answered at once',
    async (pattern) => {
      const before = performance.now();
      const answer = await service.answer(filtered(pattern), ask, signal);
      expect(performance.now() - before).toBeLessThan(15_000);
      expect(bytesOf(answer)).toBe(1000);
    }
  );

  test.each<[string, string, number]>([
    ['=~', 'sh.*|data', 1500],
    ['=~', 'sho', 0],
    ['!~', 'sho', 1500],
    ['=~', '.*', 1500],
    ['=~', '', 0],
    ['!~', 'd.*', 1000],
  ])('%s %j means the whole value', async (operator, pattern, bytes) => {
    const filters = [{ side: 'source', dimension: 'namespace', operator, values: [pattern] }];
    expect(bytesOf(await service.answer({ ...table, filters }, ask, signal))).toBe(bytes);
  });

  test('that match the missing value find the ends without one', async () => {
    const bytes = async (operator: string, pattern: string): Promise<number> => {
      const filters = [{ side: 'target', dimension: 'namespace', operator, values: [pattern] }];
      return bytesOf(await service.answer({ ...table, traffic: 'all', filters }, ask, signal));
    };
    // To the internet 40 bytes, to an address without an owner 30.
    expect(await bytes('=~', 'x?')).toBe(70);
    expect(await bytes('=~', 'x+')).toBe(0);
    expect(await bytes('!~', '.+')).toBe(70);
    expect(await bytes('!~', 'x?')).toBe(1700);
  });
});

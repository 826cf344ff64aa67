/** Questions and data that are wrong, hostile or absurd: each ends in a right answer with a notice, or in an error that says what to do. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dailyFolder, five, flowRow, objectName, usualFields } from '../../backend/engines/duckdb/flow-files.test-data';
import { ZoneFlowError } from '../../backend/errors';
import type { Answer } from '../../backend/traffic/service';
import {
  hour,
  oddLabelKeys,
  writeSmallCluster,
  type SmallCluster,
} from '../../backend/traffic/small-cluster.test-data';
import { ask, signal, watchedServices } from '../../backend/traffic/watched-service.test-data';

let cluster: SmallCluster;
beforeAll(async () => {
  cluster = await writeSmallCluster();
});
afterAll(() => cluster.remove());

const { start, closeAll } = watchedServices(() => cluster);
afterEach(closeAll);

const without = (...fields: string[]): string[] => usualFields.filter((field) => !fields.includes(field));
const table = { queryType: 'table', groupBy: ['pod'], limit: 0 };
const bytesOf = ({ columns, rows }: Answer): number =>
  rows.reduce((sum, row) => sum + Number(row[columns.indexOf('bytes')]), 0);

/** Asks about other flow logs than the usual ones. */
async function asked(options: Parameters<typeof writeSmallCluster>[0], query: unknown): Promise<Answer> {
  const other = await writeSmallCluster(options);
  const { service } = start({ flows: { location: other.flows }, history: { location: other.history } });
  try {
    return await service.answer(query, ask, signal);
  } finally {
    await service.close();
    await other.remove();
  }
}

const textsOf = ({ notices }: Answer): string[] => notices.map(({ text }) => text);

describe('flow logs that lack fields', () => {
  test.each([
    ['pkt-srcaddr', ['pkt-srcaddr']],
    ['pkt-dstaddr', ['pkt-dstaddr']],
    ['both', ['pkt-srcaddr', 'pkt-dstaddr']],
    ['bytes', ['bytes']],
    ['start', ['start']],
  ])('%s: no right answer exists', async (_, fields) => {
    await expect(asked({ fields: without(...fields) }, table)).rejects.toMatchObject({
      code: 'unusable_flow_log',
      message: expect.stringContaining(fields[0] ?? '') as string,
      remedy: expect.stringContaining('Create a flow log') as string,
    });
  });

  test.each([
    ['flow-direction', 1500, 'counted at both'],
    ['action', 1500 + 999, 'rejected traffic is counted'],
    ['log-status', 1500, 'not known whether AWS skipped'],
    ['az-id', 1500, 'zones of addresses that no pod or node held'],
    ['packets', 1500, 'packets are shown as 0'],
  ])('%s: an answer that says what could not be done', async (field, bytes, consequence) => {
    const answer = await asked({ fields: without(field) }, table);
    expect(bytesOf(answer)).toBe(bytes);
    expect(textsOf(answer)).toEqual([expect.stringContaining(`no ${field}: `)]);
    expect(textsOf(answer)[0]).toContain(consequence);
  });

  test('in some objects only: the others count as ever', async () => {
    const other = await writeSmallCluster();
    await other.object(
      [flowRow(five + 600, 7, { 'pkt-srcaddr': '10.0.1.1', 'pkt-dstaddr': '10.0.1.2' })],
      without('action'),
      five + 900
    );
    const { service } = start({ flows: { location: other.flows } });
    const answer = await service.answer(table, ask, signal);
    expect(bytesOf(answer)).toBe(1507);
    expect(textsOf(answer)).toEqual([expect.stringContaining('Some flow-log objects have no action')]);
    await other.remove();
  });
});

describe('locations', () => {
  test('no flow logs at all', async () => {
    const empty = join(cluster.root, 'empty');
    await mkdir(empty, { recursive: true });
    await expect(start({ flows: { location: empty } }).service.answer(table, ask, signal)).rejects.toMatchObject({
      code: 'no_flow_logs',
      remedy: expect.stringContaining('AWSLogs/') as string,
    });
  });

  test('no flow logs in the range: an empty answer that says so', async () => {
    const week = 7 * 86_400_000;
    const range = { ...ask, from: hour.from - week, to: hour.to - week };
    const answer = await start().service.answer(table, range, signal);
    expect(answer.rows).toEqual([]);
    expect(textsOf(answer)[0]).toMatch(/^There are no flow-log objects of this range; the newest is of 2026-03-10/);
  });

  test.each(['flows', 'history'])('%s that does not exist', async (member) => {
    const location = join(cluster.root, 'nowhere');
    await expect(start({ [member]: { location } }).service.answer(table, ask, signal)).rejects.toMatchObject({
      code: 'location_missing',
      message: expect.stringContaining('nowhere') as string,
    });
  });

  test.each(['flows', 'history'])('%s that is a file', async (member) => {
    const location = join(cluster.root, 'file');
    await writeFile(location, 'x');
    const failure: unknown = await start({ [member]: { location } })
      .service.answer(table, ask, signal)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ZoneFlowError);
    expect(failure).toMatchObject({ source: 'downstream' });
    expect(failure).not.toMatchObject({ code: 'internal' });
  });

  test.each(['flows', 'history'])('%s that may not be read', async (member) => {
    const other = await writeSmallCluster();
    await chmod(other.root, 0o755);
    const places = { flows: other.flows, history: other.history, [member]: join(other.root, 'closed') };
    await mkdir(places[member === 'flows' ? 'flows' : 'history'], { mode: 0 });
    const args = [
      'query',
      '--flows',
      places.flows,
      '--history',
      places.history,
      '--from',
      '2026-03-10',
      '--to',
      '2026-03-11',
      '-',
    ];
    const { status, stderr } = zoneflow(args);
    expect(stderr).toMatch(/^zoneflow: [^\n]*closed[^\n]* permission to read the location\.\n$/);
    expect(status).toBe(1);
    await chmod(join(other.root, 'closed'), 0o700);
    await other.remove();
  });

  test('one object that may not be read is not left out in silence', async () => {
    const other = await writeSmallCluster();
    await chmod(other.root, 0o755);
    const object = join(
      other.flows,
      dailyFolder,
      objectName(five + 300, 'gz', { hash: usualFields.length.toString(16).padStart(8, '0') })
    );
    await chmod(object, 0);
    const { status, stderr } = zoneflow([
      'query',
      '--flows',
      other.flows,
      '--history',
      other.history,
      '--from',
      '2026-03-10',
      '--to',
      '2026-03-11',
      '-',
    ]);
    expect(stderr).toMatch(/permission|not permitted/);
    expect(status).toBe(1);
    await other.remove();
  });

  /** Root may read everything: then as somebody else. */
  function zoneflow(args: string[]) {
    const nobody = 65_534;
    return spawnSync(process.execPath, [join(__dirname, '../../bin/zoneflow'), ...args], {
      input: '{}',
      encoding: 'utf8',
      ...(process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}),
    });
  }
});

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
    const { service } = start();
    expect(bytesOf(await service.answer(filtered('namespace', '=|', 'data', value), ask, signal))).toBe(500);
    expect(bytesOf(await service.answer(filtered('label:app', '!=', value), ask, signal))).toBe(1500);
  });

  test.each(['cluster', 'kind', 'pod', 'node', 'zone'])('all of them as values of %s', async (dimension) => {
    const { service } = start();
    expect(bytesOf(await service.answer(filtered(dimension, '=|', ...hostile), ask, signal))).toBe(0);
    expect(bytesOf(await service.answer(filtered(dimension, '!=|', ...hostile), ask, signal))).toBe(1500);
  });

  const keys = [...oddLabelKeys, ...hostile].filter((key) => key.length <= 317);

  test.each(keys)('%j as a label key', async (key) => {
    const { service } = start();
    const known = oddLabelKeys.includes(key);
    const { columns, rows } = await service.answer({ ...table, groupBy: [`label:${key}`] }, ask, signal);
    expect(columns.slice(0, 2)).toEqual([`source_label:${key}`, `target_label:${key}`]);
    const [web, db] = [`web of ${key}`, `db of ${key}`];
    const pairs = known ? [[web, db, 1000], [db, web, 500]] : [['', '', 1500]]; // prettier-ignore
    expect(rows.map((row) => row.slice(0, 3))).toEqual(pairs);
    expect(bytesOf(await service.answer(filtered(`label:${key}`, '=', web), ask, signal))).toBe(known ? 1000 : 0);
  });

  test.each(['graph', 'timeseries', 'table', 'matrix'])('all of them as label keys of a %s', async (queryType) => {
    const groupBy = keys.slice(0, 16).map((key) => `label:${key}`);
    const [first] = await start().service.frames({ queryType, groupBy }, ask, signal);
    expect(first?.meta?.custom).toMatchObject({ coverage: { bytes: 1770 } });
    expect(first?.fields[0]?.values.length).toBeGreaterThan(0);
  });

  test.each([...hostile, 'nul \0'])('%j as refId', async (refId) => {
    const frames = await start().service.frames({ ...table, refId }, ask, signal);
    expect(frames.map((frame) => frame.refId)).toEqual([refId]);
    expect(frames[0]?.fields.find(({ name }) => name === 'bytes')?.values).toEqual([1000, 500]);
  });

  test.each(hostile)('%j where only certain words are known', async (word) => {
    const { service } = start();
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
      await start().service.answer(
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
  ])(
    '%s',
    async (operator, expected) => {
      expect(await bytes(operator)).toBe(expected);
      expect(await bytes(operator, 'either')).toBe(1500);
    },
    30_000
  );
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
      const { service, events } = start();
      for (const method of ['answer', 'preview'] as const) {
        const failure: unknown = await service[method](filtered(pattern, operator), ask, signal).catch(
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
      const { service } = start();
      const before = performance.now();
      const answer = await service.answer(filtered(pattern), ask, signal);
      expect(performance.now() - before).toBeLessThan(3000);
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
    expect(bytesOf(await start().service.answer({ ...table, filters }, ask, signal))).toBe(bytes);
  });

  test('that match the missing value find the ends without one', async () => {
    const bytes = async (operator: string, pattern: string): Promise<number> => {
      const filters = [{ side: 'target', dimension: 'namespace', operator, values: [pattern] }];
      return bytesOf(await start().service.answer({ ...table, traffic: 'all', filters }, ask, signal));
    };
    // To the internet 40 bytes, to an address without an owner 30.
    expect(await bytes('=~', 'x?')).toBe(70);
    expect(await bytes('=~', 'x+')).toBe(0);
    expect(await bytes('!~', '.+')).toBe(70);
    expect(await bytes('!~', 'x?')).toBe(1700);
  });
});

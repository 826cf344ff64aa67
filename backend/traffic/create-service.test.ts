import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { queryTypes } from '../../src/shared/query';
import { ZoneFlowError } from '../errors';
import type { Frame } from '../frames/frame';
import type { AskOptions } from './service';
import { hour, writeSmallCluster, type SmallCluster } from './small-cluster.test-data';
import { ask, signal, watchedServices } from './watched-service.test-data';

let cluster: SmallCluster;
beforeAll(async () => {
  cluster = await writeSmallCluster();
});
afterAll(() => cluster.remove());

const { start, closeAll } = watchedServices(() => cluster);
afterEach(closeAll);

const field = (frame: Frame | undefined, name: string) => frame?.fields.find((one) => one.name === name);

describe('frames', () => {
  test.each(queryTypes.filter((type) => type !== 'health'))(
    '%s: coverage, notices, statement, figures',
    async (type) => {
      const { service, events } = start();
      const frames = await service.frames({ refId: 'Q', queryType: type, traffic: 'all' }, ask, signal);
      const [first, ...rest] = frames;
      expect(first?.meta?.custom).toEqual({
        coverage: {
          bytes: 1770,
          attributedBytes: 1700,
          unattributedBytes: 30,
          ambiguousBytes: 0,
          unknownZoneBytes: 70,
          externalBytes: 40,
          records: { counted: 6, rejected: 1, noData: 0, skipData: 0 },
          incompleteSince: null,
        },
      });
      expect(first?.meta?.notices).toEqual([]);
      expect(first?.meta?.stats?.map(({ displayName }) => displayName)).toEqual([
        'Engine time',
        'Queue time',
        'Bytes scanned',
        'Price of the scan',
      ]);
      expect(first?.meta?.stats?.[2]?.value).toBeGreaterThan(0);
      expect(rest.every(({ meta }) => meta?.custom === undefined)).toBe(true);
      expect(frames.every(({ refId }) => refId === 'Q')).toBe(true);
      expect(events).toEqual([`miss ${type} scanned`]);
      const { sql } = await service.preview({ queryType: type, traffic: 'all' }, ask, signal);
      expect(first?.meta?.executedQueryString).toBe(sql);
    }
  );

  test('without a match: one frame, so that the coverage is not lost', async () => {
    const filters = [{ side: 'source', dimension: 'namespace', operator: '=', values: ['none'] }];
    for (const queryType of ['timeseries', 'table', 'matrix', 'graph']) {
      const [first] = await start().service.frames({ queryType, filters }, ask, signal);
      expect(first?.meta?.custom).toMatchObject({ coverage: { bytes: 0, records: { counted: 0, rejected: 1 } } });
      expect(first?.fields.every(({ values }) => values.length === 0)).toBe(true);
    }
  });

  test('the numbers are the same as graph, table, series and matrix', async () => {
    const { service } = start();
    const bytes = async (queryType: string): Promise<number> => {
      const frames = await service.frames({ queryType, groupBy: ['zone'] }, ask, signal);
      const columns = frames.flatMap(({ fields }) => fields.filter(({ type }) => type === 'number'));
      const wanted = columns.filter(({ name }) => (queryType === 'matrix' ? true : name === 'bytes'));
      return wanted.flatMap(({ values }) => values).reduce<number>((sum, value) => sum + Number(value ?? 0), 0);
    };
    expect([await bytes('table'), await bytes('timeseries'), await bytes('matrix')]).toEqual([1500, 1500, 1500]);
    const [, edges] = await service.frames({ queryType: 'graph', groupBy: ['zone'] }, ask, signal);
    expect(field(edges, 'detail__bytes')?.values).toEqual(['1000 B', '500 B']);
  });

  test('a range that reaches now is marked', async () => {
    const { service } = start({}, hour.to);
    const [first] = await service.frames({ queryType: 'table' }, ask, signal);
    expect(first?.meta?.custom).toMatchObject({ coverage: { incompleteSince: hour.to - 900_000 } });
    expect(first?.meta?.notices).toEqual([
      expect.objectContaining({ text: expect.stringContaining('Incomplete since') as string }),
    ]);
  });
});

describe('the same question', () => {
  test('a second time is answered from the cache, whatever its refId', async () => {
    const { service, events } = start();
    const first = await service.frames({ refId: 'A', queryType: 'table' }, ask, signal);
    const second = await service.frames({ refId: 'B', queryType: 'table' }, ask, signal);
    expect(events).toEqual(['miss table scanned', 'hit table unread']);
    expect(second.map((frame) => ({ ...frame, refId: 'A' }))).toEqual(first);
    expect(second[0]?.refId).toBe('B');
  });

  test.each([
    ['table', { intervalMs: 500, maxDataPoints: 300 }],
    ['matrix', { intervalMs: 500, maxDataPoints: 300 }],
    ['timeseries', { intervalMs: 30_000, maxDataPoints: ask.maxDataPoints * 2 }],
  ])('of a panel of another width runs once: %s', async (queryType, size) => {
    const { service, events } = start();
    const first = await service.answer({ queryType }, ask, signal);
    expect((await service.answer({ queryType }, { ...ask, ...size }, signal)).rows).toEqual(first.rows);
    expect(events).toEqual([`miss ${queryType} scanned`, `hit ${queryType} unread`]);
  });

  test('at the same time runs once', async () => {
    const { service, events } = start();
    const asked = [1, 2, 3].map(() => service.answer({ queryType: 'table' }, ask, signal));
    const answers = await Promise.all(asked);
    expect(answers.every(({ rows }) => JSON.stringify(rows) === JSON.stringify(answers[0]?.rows))).toBe(true);
    expect(events.toSorted()).toEqual(['joined table unread', 'joined table unread', 'miss table scanned']);
  });

  test.each<[string, Record<string, unknown>, Partial<AskOptions>]>([
    ['measure', { measure: 'packets' }, {}],
    ['range', {}, { from: hour.from + 60_000 }],
    ['buckets', {}, { intervalMs: 120_000 }],
    ['strictness', {}, { strict: true }],
  ])('of another %s is another question', async (_, query, options) => {
    const { service, events } = start();
    await service.answer({ queryType: 'timeseries' }, ask, signal);
    await service.answer({ queryType: 'timeseries', ...query }, { ...ask, ...options }, signal);
    expect(events).toEqual(['miss timeseries scanned', 'miss timeseries scanned']);
  });

  test('of an open range is asked again after half a minute, of a closed one after five', async () => {
    const clock = performance.now.bind(performance);
    let passed = 0;
    const faked = jest.spyOn(performance, 'now').mockImplementation(() => clock() + passed);
    try {
      const open = start({}, hour.to);
      const closed = start();
      for (const { service } of [open, closed]) {
        await service.answer({}, ask, signal);
        passed += 31_000;
        await sleep(5); // the cache reads its clock once a millisecond
        await service.answer({}, ask, signal);
      }
      expect(open.events.map((event) => event.split(' ')[0])).toEqual(['miss', 'miss']);
      expect(closed.events.map((event) => event.split(' ')[0])).toEqual(['miss', 'hit']);
    } finally {
      faked.mockRestore();
    }
  });
});

describe('an end before the answer', () => {
  test('abort: cancelled, and the next question is answered', async () => {
    const { service, events } = start();
    const controller = new AbortController();
    const asked = service.answer({ queryType: 'table' }, ask, controller.signal);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect(service.answer({}, ask, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect((await service.answer({ queryType: 'table' }, ask, signal)).rows).toHaveLength(2);
    expect(events).toEqual(['failed table cancelled', 'failed graph cancelled', 'miss table scanned']);
  });

  test('one of two who wait leaves, the other gets the answer', async () => {
    const { service } = start();
    const controller = new AbortController();
    const leaving = service.answer({ queryType: 'table' }, ask, controller.signal);
    const staying = service.answer({ queryType: 'table' }, ask, signal);
    controller.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'cancelled' });
    expect((await staying).rows).toHaveLength(2);
  });

  test('the time limit, also of parts of a millisecond', async () => {
    const { service, events } = start({ limits: { timeoutSeconds: 0.0001 } });
    await expect(service.answer({}, ask, signal)).rejects.toMatchObject({ code: 'timed_out', status: 504 });
    expect(events).toEqual(['failed graph timed_out']);
    const all = { from: ask.from, to: ask.to };
    await expect(service.dimensions(all, signal)).rejects.toMatchObject({ code: 'timed_out' });
    await expect(service.values({ ...all, dimension: 'pod', q: '' }, signal)).rejects.toMatchObject({
      code: 'timed_out',
    });
    await expect(service.preview({}, ask, signal)).rejects.toMatchObject({ code: 'timed_out' });
    expect(await service.health(signal)).toMatchObject({ ok: false, details: { code: 'timed_out' } });
  });

  test('a time limit of more than a timer takes is no limit', async () => {
    const { service } = start({ limits: { timeoutSeconds: 1e8 } });
    await sleep(5);
    expect((await service.answer({ queryType: 'table' }, ask, signal)).rows).toHaveLength(2);
  });
});

describe('limits', () => {
  test('of rows', async () => {
    const question = { queryType: 'table', traffic: 'all', groupBy: ['pod', 'kind'], limit: 0 };
    expect((await start({ limits: { maxRows: 5 } }).service.answer(question, ask, signal)).rows).toHaveLength(5);
    const { service, events } = start({ limits: { maxRows: 4 } });
    await expect(service.answer(question, ask, signal)).rejects.toMatchObject({
      code: 'result_too_large',
      message: 'The answer has more than 4 rows',
    });
    expect(events).toEqual(['failed table result_too_large']);
  });

  test('of the scan', async () => {
    const { service, events } = start({ limits: { maxScanBytes: 10 } });
    await expect(service.answer({ queryType: 'table' }, ask, signal)).rejects.toMatchObject({ code: 'scan_too_large' });
    expect(events).toEqual(['failed table scan_too_large']);
  });
});

test.each([[null], ['table'], [{ queryType: 'pie' }], [{ limit: -1 }]])(
  'a wrong question %j is refused',
  async (query) => {
    const { service, events } = start();
    for (const method of ['frames', 'answer', 'preview'] as const) {
      await expect(service[method](query, ask, signal)).rejects.toMatchObject({ code: 'bad_query' });
    }
    expect(events).toEqual(Array(3).fill('failed unknown bad_query'));
  }
);

describe('settings that no engine can serve', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a location for athena', { engine: 'athena' }, 'bad_settings'],
    ['trino without an address', { engine: 'trino' }, 'bad_settings'],
    ['a location for trino', { engine: 'trino', trino: { url: 'https://trino' } }, 'bad_settings'],
    ['a table for duckdb', { flows: { database: 'd', table: 't' } }, 'bad_settings'],
  ])('%s', (_, settings, code) => {
    expect(() => start(settings)).toThrow(ZoneFlowError);
    try {
      start(settings);
    } catch (error) {
      expect(error).toMatchObject({ code });
    }
  });
});

test.each([0, 2, 5, 10, 20, 30, 40, 60, 80])('closed %i ms after a question: it ends in order', async (ms) => {
  const { service } = start();
  const asked = service.answer({ queryType: 'table' }, ask, signal).then(
    ({ rows }) => rows.length,
    (error: unknown) => (error instanceof ZoneFlowError ? error.code : error)
  );
  await sleep(ms);
  await service.close();
  expect([2, 'cancelled']).toContain(await asked);
  await expect(service.answer({}, ask, signal)).rejects.toMatchObject({ code: 'cancelled' });
});

test('a folder that vanishes is said to be missing', async () => {
  const other = await writeSmallCluster();
  const { service } = start({ flows: { location: other.flows } });
  await rm(other.flows, { recursive: true });
  await expect(service.answer({}, ask, signal)).rejects.toMatchObject({ code: 'location_missing' });
  await other.remove();
});

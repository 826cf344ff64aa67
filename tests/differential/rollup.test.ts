/** Hours rolled up in tables of a real Trino: answers are those from records, whatever is broken off, late or lost. */
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDuckDbEngine } from '../../backend/engines/duckdb/engine';
import type { Engine } from '../../backend/engines/engine';
import { flowLogDdl, rollupDdl } from '../../backend/engines/table/ddl';
import { createTrinoEngine } from '../../backend/engines/trino/engine';
import { parseQuery } from '../../backend/query/parse-query';
import { suitsRollup } from '../../backend/query/plan';
import type { RollupBuild } from '../../backend/rollup/table-rollup';
import { parseSettings } from '../../backend/settings';
import { localPlace } from '../../backend/storage/local-place';
import { toSeconds } from '../../backend/traffic/create-service';
import { openTableRollup } from '../../backend/traffic/open-table-rollup';
import { runTraffic } from '../../backend/traffic/run-traffic';
import { silentLogger } from '../../cli/silent-logger';
import { runTableRollup } from '../../cli/table-rollup';
import { differences, toldOf } from './compare';
import { catalog, clientOf, database } from './engines';
import { namedQuestions, randomCount, randomQuestions, seed, someOf, type Question } from './questions';
import { describeWithTrino } from './shared-server';
import { account, region } from './warehouse';

const { signal } = new AbortController();
const hour = 3600;
const midnight = Date.UTC(2026, 2, 10) / 1000;
/** The hours that have records. */
const both = { from: midnight - hour, to: midnight + hour };

describeWithTrino('a rollup in tables', (server) => {
  const flows = { database, table: 'flows_rolled' };
  const rollup = { database, table: 'rollup' };
  const folder = join(server.root, 'rolled', 'flows');
  const rollupFolder = join(server.root, 'rollup');
  const history = { database, table: 'pods_usual' };
  const jsonData = {
    engine: 'trino',
    trino: { url: server.url, user: 'test', catalog },
    ...{ flows, history, rollup },
    limits: { timeoutSeconds: 600 },
  };
  const settings = parseSettings(jsonData);
  const noAws = () => {
    throw new Error('no AWS');
  };
  const client = clientOf(server);
  const tables = openTableRollup(settings, {
    log: silentLogger,
    secrets: new Map(),
    aws: noAws,
  });
  const opened: Engine[] = [];
  /** Each engine knows schemas and answers over history for some minutes: one that is to see a change is a new one. */
  const engine = (kind: 'records' | 'rolled' | 'duckdb'): Engine => {
    const made =
      kind === 'duckdb'
        ? createDuckDbEngine({
            flows: localPlace({ location: folder, noun: 'flow' }),
            history: localPlace({ location: join(server.root, server.warehouse.histories.usual), noun: 'history' }),
            threads: 2,
            memoryLimitMb: 1024,
          })
        : createTrinoEngine({
            ...{ url: server.url, user: 'test', catalog, flows, history, partitions: {} },
            ...(kind === 'rolled' && { rollup }),
            ...{ timeoutSeconds: 600, maxScanBytes: null },
          });
    opened.push(made);
    return made;
  };
  const ask = async (
    of: Engine,
    question: Question,
    range: { from: number; to: number }
  ): Promise<{ told: Record<string, unknown>; rolledHours: number }> => {
    const times = { from: range.from * 1000, to: range.to * 1000, intervalMs: hour * 1000, maxDataPoints: 1000 };
    const run = { engine: of, settings, query: parseQuery(question), ask: times, range: toSeconds(times) };
    const { result, stats } = await runTraffic({ ...run, now: Date.UTC(2027, 0, 1) }, signal);
    return { told: toldOf(result), rolledHours: stats.rolledHours ?? 0 };
  };
  const runAll = async ({ statements }: RollupBuild): Promise<void> => {
    for (const { sql } of statements) {
      await client.run(sql, signal);
    }
  };
  const all: Question = { queryType: 'table', traffic: 'all', groupBy: ['kind', 'namespace', 'workload', 'zone'] };
  /** The answer of the rollup, after a look that it is that of the records. */
  const sameAnswer = async (range = both): Promise<number> => {
    const expected = await ask(engine('records'), all, range);
    const given = await ask(engine('rolled'), all, range);
    expect(differences(expected.told, given.told)).toEqual([]);
    return given.rolledHours;
  };

  beforeAll(async () => {
    const copy = server.warehouse.copies.hourly;
    await cp(join(server.root, copy.folder), folder, { recursive: true });
    for (const kind of ['exchanges', 'evidence', 'hours']) {
      await mkdir(join(rollupFolder, kind), { recursive: true });
    }
    const log = { ...copy, accounts: [account], regions: [region], firstDay: '2026-03-08' };
    for (const sql of [
      flowLogDdl('trino', { catalog, ...flows }, { ...log, location: 'local:///rolled/flows' }),
      ...rollupDdl('trino', { catalog, ...rollup }, { location: 'local:///rollup', firstDay: '2026-03-08' }),
    ]) {
      await client.run(sql, signal);
    }
  });
  afterAll(async () => {
    await Promise.all([client.close(), tables.close(), ...opened.map((each) => each.close())]);
  });

  test('hours are made once; until their last statement has run nobody reads them', async () => {
    expect(await tables.missingHours(both, signal)).toEqual([both.from, midnight]);
    const broken = await tables.build({ from: both.from, to: midnight }, both, signal);
    for (const { sql } of broken.statements.slice(0, 2)) {
      await client.run(sql, signal);
    }
    expect(await sameAnswer()).toBe(0);
    await runAll(await tables.build({ from: both.from, to: midnight }, both, signal));
    expect(await tables.missingHours(both, signal)).toEqual([midnight]);
    expect(await sameAnswer()).toBe(1);
    await runAll(await tables.build({ from: midnight, to: both.to }, both, signal));
    expect(await tables.missingHours(both, signal)).toEqual([]);
    expect(await sameAnswer()).toBe(2);
  });

  test('a build of which a statement ran twice is not published', async () => {
    const { statements } = await tables.build({ from: midnight, to: both.to }, both, signal);
    const [exchanges, evidence, publish] = statements.map(({ sql }) => sql);
    for (const sql of [exchanges, exchanges, evidence]) {
      await client.run(sql ?? '', signal);
    }
    await expect(client.run(publish ?? '', signal)).rejects.toThrow('was written 2 times');
    expect(await sameAnswer()).toBe(2);
  });

  describe('answers of DuckDB and those of the rollup', () => {
    const suitable = (question: Question): boolean =>
      suitsRollup(parseQuery(question), { range: both, intervalMs: hour * 1000, maxDataPoints: 1000 });
    const ranges = [
      both,
      { from: both.from - 1234, to: both.to + 777 },
      { from: both.from + 1800, to: both.to },
      { from: both.from - 86_400, to: midnight },
    ];
    const named = someOf(
      namedQuestions.filter(([, question]) => suitable(question)),
      3
    );
    const random = randomQuestions(seed, randomCount)
      .filter(suitable)
      .map((question, index) => [`random ${index} of seed ${seed}`, question] as const);
    const engines = { duckdb: engine('duckdb'), rolled: engine('rolled') };

    test.each([...named, ...random].map(([name, question], index) => [name, question, index] as const))(
      '%s',
      async (_name, question, index) => {
        const range = ranges[index % ranges.length] ?? both;
        const expected = await ask(engines.duckdb, question, range);
        const given = await ask(engines.rolled, question, range);
        expect(differences(expected.told, given.told)).toEqual([]);
        expect(given.rolledHours).toBeGreaterThan(0);
      }
    );
  });

  test('late records: their hours are made again, the newest build holds', async () => {
    const within = join(folder, 'AWSLogs', account, 'vpcflowlogs', region, '2026', '03', '10', '00');
    const [name = ''] = await readdir(within);
    await cp(join(within, name), join(within, name.replace('.log.', '-late.log.')));
    expect(await tables.missingHours(both, signal)).toEqual([both.from, midnight]);
    const run = { jsonData, secrets: new Map<string, string>(), aws: noAws };
    const asked = { from: both.from * 1000, to: both.to * 1000 };
    expect(await runTableRollup({ ...run, ...asked }, signal)).toEqual({ made: 2, current: 0, left: [] });
    expect(await sameAnswer()).toBe(2);
    expect(await tables.missingHours(both, signal)).toEqual([]);
  });

  test('hours whose rows were lost are answered from records, and made again', async () => {
    await rm(join(rollupFolder, 'exchanges', 'day=2026-03-10'), { recursive: true });
    expect(await sameAnswer()).toBe(1);
    expect(await tables.missingHours(both, signal)).toEqual([midnight]);
    await runAll(await tables.build({ from: midnight, to: both.to }, both, signal));
    expect(await sameAnswer()).toBe(2);
  });
});

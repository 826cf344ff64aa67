/** Every shape of statement through Athena's API (its double in front of a real Trino): the answers are those of DuckDB. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../backend/engines/engine';
import { timeLimit } from '../../backend/time-limit';
import { listLabelKeys, listValues } from '../../backend/traffic/values';
import { answerOf, asked, differences } from './compare';
import { athenaClientOf, athenaEngineOf, clientOf, database, enginesOf } from './engines';
import { namedQuestions, shortQuestions, someOf, type Question } from './questions';
import { describeWithTrino } from './shared-server';
import { window, type Warehouse } from './warehouse';

const { signal } = new AbortController();

describeWithTrino('DuckDB and Athena', (server) => {
  const engines = new Map<string, { duckdb: Engine; athena: Engine }>();
  const pair = (copy: keyof Warehouse['copies'], history: keyof Warehouse['histories'] = 'usual') => {
    const key = `${copy} ${history}`;
    const known = engines.get(key);
    if (known !== undefined) {
      return known;
    }
    const { duckdb, trino } = enginesOf(server, copy, history);
    void trino.close();
    const made = { duckdb, athena: athenaEngineOf(server, copy, history) };
    engines.set(key, made);
    return made;
  };
  const expectSame = async (of: ReturnType<typeof pair>, question: Question): Promise<number> => {
    const [expected, given] = await Promise.all([
      answerOf(of.duckdb, question, asked),
      answerOf(of.athena, question, asked),
    ]);
    expect(differences(expected, given, 'Athena')).toEqual([]);
    return Array.isArray(expected.rows) ? expected.rows.length : 0;
  };

  afterAll(async () => {
    await Promise.all([...engines.values()].flatMap(({ duckdb, athena }) => [duckdb.close(), athena.close()]));
  });

  // The statements are those that Trino is asked without Athena in front of it.
  test.each(someOf(namedQuestions, 3))('%s', async (_, question) => {
    await expectSame(pair('hourly'), question);
  });

  describe.each([
    ['gzip text in Hive-compatible prefixes', 'hiveText', 'usual'],
    ['Hive partitions that were added', 'hive', 'usual'],
    ['IPv6, next hops, zones that nobody tells', 'special', 'special'],
    ['the six fields of the AWS sample, no partitions', 'bare', 'usual'],
  ] as const)('%s', (_, copy, history) => {
    test.each(someOf(shortQuestions, 2))('%s', async (_name, question) => {
      expect(await expectSame(pair(copy, history), question)).toBeGreaterThan(0);
    });
  });

  test('values and label keys from history', async () => {
    const { duckdb, athena } = pair('hourly');
    const request = { dimension: 'workload', q: '', from: 0, to: 0 };
    expect(await listValues(athena, request, window, signal)).toEqual(
      await listValues(duckdb, request, window, signal)
    );
    expect(await listLabelKeys(athena, window, signal)).toEqual(await listLabelKeys(duckdb, window, signal));
  });
});

/** Minutes of work for one server. */
const endless = `SELECT count(*) FROM UNNEST(sequence(1, 10000)) a (x) CROSS JOIN UNNEST(sequence(1, 10000)) b (y)
  CROSS JOIN UNNEST(sequence(1, 10000)) c (z) WHERE (x * y) % 7 = z % 5`;

describeWithTrino('Athena over a real Trino', (server) => {
  const client = athenaClientOf(server);
  const trino = clientOf(server);
  afterAll(() => Promise.all([client.close(), trino.close()]));

  const alive = async (): Promise<number> => {
    const { result } = await trino.run(
      `SELECT count(*) AS n FROM system.runtime.queries WHERE source = 'athena-double' AND query LIKE '%x * y%' AND state NOT IN ('FINISHED', 'FAILED')`,
      signal
    );
    return Number(result.columns.get('n')?.[0]);
  };

  test.each([
    ['SELECT * FROM awsdatacatalog.zoneflow.absent', 'table_missing'],
    ['SELECT * FROM "AwsDataCatalog".absent.absent', 'table_missing'],
    ['SELECT absent FROM zoneflow.flows_bare', 'engine_failed'],
    ['SELECT SELECT 1', 'engine_failed'],
  ])('%s is %s', async (sql, code) => {
    await expect(client.run(sql, signal)).rejects.toMatchObject({ code });
  });

  test('types of a result', async () => {
    const { result } = await client.run(
      `SELECT CAST(9007199254740991 AS bigint) AS a, 1.5E0 AS b, DECIMAL '12.50' AS c, 'ü''"' AS d, true AS e, CAST(NULL AS varchar) AS f, nan() AS g, '' AS h, 1.0E10 AS i`,
      signal
    );
    expect([...result.columns.values()].map(([value]) => value)).toEqual([
      ...[9007199254740991, 1.5, 12.5, 'ü\'"', true, null, NaN, '', 1e10],
    ]);
  });

  test('many rows, as one object', async () => {
    const { result } = await client.run(
      `SELECT a.x * 1000 + b.y AS n, concat('na"me-', CAST(b.y AS varchar)) AS name, nullif(b.y, 7) AS y FROM UNNEST(sequence(0, 19)) a (x) CROSS JOIN UNNEST(sequence(0, 999)) b (y)`,
      signal
    );
    expect(result.rowCount).toBe(20_000);
    expect(new Set(result.columns.get('n')).size).toBe(20_000);
    expect(result.columns.get('y')?.filter((value) => value === null)).toHaveLength(20);
  });

  test('tables as the catalog describes them', async () => {
    expect(await client.describe({ database, table: 'absent' }, signal)).toBeNull();
    const hourly = await client.describe({ database, table: 'flows_hourly' }, signal);
    expect(hourly?.properties['projection.enabled'] ?? hourly?.properties['partition_projection_enabled']).toBe('true');
    expect((await client.partitions({ database, table: 'flows_hive' }, 100, signal))?.length).toBeGreaterThan(0);
  });

  test('a statement ends with the one who asked, whenever that is', async () => {
    await Promise.all(
      [0, 5, 50, 200, 800].map(async (wait) => {
        await expect(client.run(endless, timeLimit(wait))).rejects.toMatchObject({ name: 'TimeoutError' });
      })
    );
    for (let tries = 0; tries < 100 && (await alive()) > 0; tries++) {
      await sleep(100);
    }
    expect(await alive()).toBe(0);
  });
});

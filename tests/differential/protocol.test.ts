/** The client against a real Trino: its errors, its types, and that no query outlives the one who asked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { timeLimit } from '../../backend/time-limit';
import { clientOf, database, enginesOf } from './engines';
import { describeWithTrino } from './shared-server';
import { window } from './warehouse';

const { signal } = new AbortController();
/** Minutes of work for one server. */
const endless = `SELECT count(*) FROM UNNEST(sequence(1, 10000)) a (x) CROSS JOIN UNNEST(sequence(1, 10000)) b (y)
  CROSS JOIN UNNEST(sequence(1, 10000)) c (z) WHERE (x * y) % 7 = z % 5`;

describeWithTrino('a real Trino', (server) => {
  const client = clientOf(server);
  afterAll(() => client.close());

  /** Of the endless ones those that still run: other files ask at the same time. */
  const alive = async (): Promise<number> => {
    const { result } = await client.run(
      `SELECT count(*) AS n FROM system.runtime.queries WHERE source = 'zoneflow' AND query LIKE '%(x * y) %' AND query NOT LIKE '%system.runtime%' AND state NOT IN ('FINISHED', 'FAILED')`,
      signal
    );
    return Number(result.columns.get('n')?.[0]);
  };
  /** A statement is over a moment after it was ended. */
  const untilNoneAlive = async (): Promise<number> => {
    for (let tries = 0; tries < 100 && (await alive()) > 0; tries++) {
      await sleep(100);
    }
    return alive();
  };

  test.each([
    ['SELECT * FROM hive.zoneflow.absent', 'table_missing'],
    ['SELECT * FROM hive.absent.absent', 'table_missing'],
    ['SELECT * FROM absent.absent.absent', 'table_missing'],
    ['SELECT absent FROM hive.zoneflow.flows_bare', 'engine_failed'],
    ['SELECT SELECT 1', 'engine_failed'],
    ['SELECT 1 / 0', 'engine_failed'],
  ])('%s is %s', async (sql, code) => {
    await expect(client.run(sql, signal)).rejects.toMatchObject({ code });
  });

  test('types of a result', async () => {
    const { result } = await client.run(
      `SELECT CAST(9007199254740991 AS bigint) AS a, 1.5E0 AS b, DECIMAL '12.50' AS c, 'ü''"' AS d, true AS e, CAST(NULL AS varchar) AS f, nan() AS g, MAP(ARRAY['k'], ARRAY['v']) AS h`,
      signal
    );
    expect([...result.columns.values()].map(([value]) => value)).toEqual([
      ...[9007199254740991, 1.5, 12.5, 'ü\'"', true, null, NaN, '{"k":"v"}'],
    ]);
  });

  test('many rows of many pages', async () => {
    const { result } = await client.run(
      `SELECT a.x * 1000 + b.y AS n, concat('name-', CAST(b.y AS varchar)) AS name FROM UNNEST(sequence(0, 99)) a (x) CROSS JOIN UNNEST(sequence(0, 999)) b (y)`,
      signal
    );
    expect(result.rowCount).toBe(100_000);
    expect(new Set(result.columns.get('n')).size).toBe(100_000);
  });

  test('a statement ends with the one who asked, whenever that is', async () => {
    const waits = [0, 1, 5, 20, 50, 100, 200, 400, 800, 1500];
    await Promise.all(
      waits.map(async (wait) => {
        await expect(client.run(endless, timeLimit(wait))).rejects.toMatchObject({ name: 'TimeoutError' });
      })
    );
    expect(await untilNoneAlive()).toBe(0);
  });

  test('closing the client ends what it runs', async () => {
    const other = clientOf(server);
    const running = expect(other.run(endless, signal)).rejects.toMatchObject({ code: 'cancelled' });
    await sleep(500);
    await other.close();
    await running;
    expect(await untilNoneAlive()).toBe(0);
  });

  test('Trino itself ends what scans too much', async () => {
    const { trino } = enginesOf(server, 'hourly', 'usual', { maxScanBytes: 1000 });
    // It looks each second or so: on a slow machine what opening asks may be ended already, on a quick one nothing that is short.
    const scanning = `SELECT count(*) FROM flow_records CROSS JOIN UNNEST(sequence(1, 10000)) a (i)
      CROSS JOIN UNNEST(sequence(1, 10000)) b (j) WHERE (i + j) % 7 = length(pkt_srcaddr) % 5`;
    const asked = trino.open(window, signal).then((opened) => opened.run(scanning, signal));
    await expect(asked).rejects.toMatchObject({ code: 'scan_too_large' });
    await trino.close();
  });

  test('a table that is not there is named', async () => {
    expect(await client.describe({ database, table: 'absent' }, signal)).toBeNull();
    expect(await client.describe({ database: 'absent', table: 'absent' }, signal)).toBeNull();
  });
});

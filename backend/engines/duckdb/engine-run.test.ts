import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createWorkspace, five, flowRow, hourFive, never, type Workspace } from './flow-files.test-data';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace();
  await workspace.gzip('a.log.gz', [flowRow(five, 1)]);
});
afterEach(() => workspace.end());

/** Runs for minutes if nobody ends it. */
const endless = 'SELECT count(*) AS n FROM range(1000000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5';

describe('aborting', () => {
  test.each([
    ['cancelled', () => new DOMException('closed', 'AbortError')],
    ['timed_out', () => new DOMException('too long', 'TimeoutError')],
  ])('ends the statement at once: %s', async (code, reason) => {
    const opened = await workspace.open();
    const controller = new AbortController();
    const running = opened.run(endless, controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const aborted = performance.now();
    controller.abort(reason());
    await expect(running).rejects.toMatchObject({ code });
    expect(performance.now() - aborted).toBeLessThan(5_000);
    await opened.close();
    expect(performance.now() - aborted).toBeLessThan(10_000);
  });

  test('before and while waiting for a place', async () => {
    const opened = await Promise.all([1, 2, 3].map(() => workspace.open()));
    const controller = new AbortController();
    const all = opened.map((data) => data.run(endless, controller.signal));
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort();
    for (const running of all) {
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    }
    await expect(workspace.engine.open(hourFive, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await Promise.all(opened.map((data) => data.close()));
    expect((await workspace.bytes()).bytes).toBe(1);
  });

  test('an opened range still answers after an aborted statement', async () => {
    const opened = await workspace.open();
    await expect(opened.run(endless, AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'timed_out' });
    const { result } = await opened.run('SELECT sum(bytes) AS bytes FROM flow_records', never);
    expect(result.columns.get('bytes')).toEqual([1]);
    await opened.close();
  });
});

test('statements of one opened range, asked at once, answer whole', async () => {
  const opened = await workspace.open();
  const numbers = [1, 2, 3, 4, 5];
  const answers = await Promise.all(
    numbers.map((number) =>
      opened.run(`SELECT ${number} AS n FROM range(200000)${number % 2 ? ', flow_records' : ''}`, never)
    )
  );
  answers.forEach(({ result }, index) => {
    expect(result.rowCount).toBe(200_000);
    expect(new Set(result.columns.get('n'))).toEqual(new Set([numbers[index]]));
  });
  await opened.close();
});

test('ten questions at once, each with its own data', async () => {
  await workspace.gzip('b.log.gz', [flowRow(five + 7200, 10)]);
  const answers = await Promise.all(
    Array.from({ length: 10 }, async (_question, index) => {
      const opened = await workspace.open();
      const { result, stats } = await opened.run(`SELECT sum(bytes) + ${index} AS bytes FROM flow_records`, never);
      await opened.close();
      expect(stats.queueMs).toBeGreaterThanOrEqual(0);
      return result.columns.get('bytes')?.[0];
    })
  );
  expect(answers).toEqual(Array.from({ length: 10 }, (_question, index) => 11 + index));
});

test('results become plain columns', async () => {
  const opened = await workspace.open();
  const { result, stats } = await opened.run(
    `SELECT CAST(1 AS BIGINT) AS a, CAST(2 AS HUGEINT) AS b, CAST(1.5 AS DECIMAL(10, 2)) AS c, true AS d, NULL AS e, 'ä' AS f,
      CAST(2.5 AS DOUBLE) AS g, DATE '2026-03-10' AS h FROM range(5000)`,
    never
  );
  await opened.close();
  expect(result.rowCount).toBe(5000);
  expect([...result.columns].map(([name, values]) => [name, values.length, values[4999]])).toEqual([
    ['a', 5000, 1],
    ['b', 5000, 2],
    ['c', 5000, 1.5],
    ['d', 5000, true],
    ['e', 5000, null],
    ['f', 5000, 'ä'],
    ['g', 5000, 2.5],
    ['h', 5000, '2026-03-10'],
  ]);
  expect(stats.scannedBytes).toBe(opened.objectBytes);
  expect(stats.scanPrice).toBe(0);
});

describe('what a statement may not do', () => {
  test.each([
    ['read a file elsewhere', `SELECT * FROM read_text('/etc/passwd')`],
    ['read above the location', `SELECT * FROM read_text('FLOWS/../../x')`],
    ['list a folder elsewhere', `SELECT * FROM glob('/etc/*')`],
    ['write elsewhere', `COPY (SELECT 1) TO '/tmp/zoneflow-written'`],
    ['write into the location', `COPY (SELECT 1) TO 'FLOWS/written.parquet'`],
    ['attach a database', `ATTACH 'FLOWS/x.db'`],
    ['change a setting', `SET enable_external_access = true`],
    ['load an extension', `INSTALL httpfs`],
    ['make a table', `CREATE TABLE t AS SELECT 1`],
    ['be two statements', `SELECT 1; SELECT 2`],
  ])('%s', async (_name, sql) => {
    const opened = await workspace.open();
    await expect(opened.run(sql.replaceAll('FLOWS', workspace.flows), never)).rejects.toMatchObject({
      code: 'engine_failed',
    });
    await opened.close();
    expect(existsSync('/tmp/zoneflow-written')).toBe(false);
    expect(await readdir(workspace.flows)).toEqual(['a.log.gz']);
  });

  test('follow a link out of the location', async () => {
    const elsewhere = join(dirname(workspace.flows), 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, 'b.log'), 'secret\n');
    await symlink(elsewhere, join(workspace.flows, 'linked'));
    await symlink(workspace.flows, join(workspace.flows, 'circle'));
    expect(await workspace.bytes()).toEqual({
      bytes: 1,
      records: 1,
      notices: ['A link leads out of the flow location and is not followed: linked.'],
    });
  });
});

describe('limits', () => {
  test('out of memory', async () => {
    const opened = await workspace.open();
    await expect(opened.run('SELECT list(range) AS l FROM range(100000000)', never)).rejects.toMatchObject({
      code: 'out_of_memory',
    });
    await opened.close();
  });

  test('a failed statement is told without the folders of the server', async () => {
    const opened = await workspace.open();
    const failed = opened.run(`SELECT * FROM read_csv('${workspace.flows}/none.csv')`, never);
    await expect(failed).rejects.toMatchObject({ code: 'engine_failed' });
    await expect(failed).rejects.not.toThrow(workspace.flows);
    await opened.close();
  });
});

test('settings hold: the plan of joins, the time zone, the thread count', async () => {
  const opened = await workspace.open();
  const { result } = await opened.run(
    `SELECT current_setting('disabled_optimizers') AS o, current_setting('TimeZone') AS z, current_setting('threads') AS t,
      current_setting('lock_configuration') AS l, current_setting('memory_limit') AS m`,
    never
  );
  await opened.close();
  expect([...result.columns.values()].flat()).toEqual([
    'join_order,build_side_probe_side',
    expect.stringMatching(/^(Etc\/)?UTC$/),
    2,
    true,
    '256.0 MiB',
  ]);
});

test('the temporary folder is private and goes with the engine; those of dead processes are removed', async () => {
  const temp = join(dirname(workspace.flows), 'temp');
  await (await workspace.open()).close();
  const [own = ''] = await readdir(temp);
  expect((await stat(join(temp, own))).mode & 0o077).toBe(0);
  const abandoned = own.replace(/-\d+-[^-]+$/, '-2147483646-abcdef');
  await mkdir(join(temp, abandoned));
  const other = await createWorkspace({ tempDirectory: temp });
  await other.gzip('a.gz', [flowRow(five, 1)]);
  await (await other.open()).close();
  expect((await readdir(temp)).includes(abandoned)).toBe(false);
  expect((await readdir(temp)).includes(own)).toBe(true);
  await other.end();
  await workspace.engine.close();
  expect(await readdir(temp)).toEqual([]);
  await expect(workspace.open()).rejects.toMatchObject({ code: 'cancelled' });
});

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { five, flowRow } from '../engines/duckdb/flow-files.test-data';
import type { Frame } from '../frames/frame';
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

test('all is well: one sentence, and a line for each finding', async () => {
  const fresh = await writeSmallCluster();
  await fresh.object([flowRow(five + 3500, 1)], undefined, five + 3500);
  const locations = { flows: { location: fresh.flows }, history: { location: fresh.history } };
  const report = await start(locations, hour.to + 60_000).service.health(signal);
  expect(report).toMatchObject({
    ok: true,
    message: 'ZoneFlow can answer: flow records until 2026-03-10T05:58:20Z, cluster prod until 2026-03-10T06:00:00Z.',
    details: {
      engine: 'duckdb',
      findings: [
        { source: 'flows', state: 'ok', newest: '2026-03-10T05:58:20Z' },
        { source: 'history', state: 'ok', cluster: 'prod' },
        { source: 'nodes', state: 'ok', cluster: 'prod' },
      ],
      verboseMessage: expect.stringMatching(
        /^flows: ok\. The newest .*\nhistory of cluster prod: ok\. .*\nnodes of cluster prod: ok\. Cluster prod has 2 nodes, all with a zone ID.*$/
      ) as string,
    },
  });
  await fresh.remove();
});

test('what needs a look is said with its remedy', async () => {
  const report = await start({}, hour.to + 60_000).service.health(signal);
  expect(report).toMatchObject({
    ok: true,
    message:
      'ZoneFlow can answer, but one thing needs a look. flows: late. The newest flow record is of 2026-03-10T05:05:00Z. Remedy: Look in the VPC console whether the flow log is active and delivers here.',
    details: { verboseMessage: expect.stringMatching(/^flows: late\. .* Remedy: Look in the VPC console/) as string },
  });
});

test('data of the future: a finding, and a warning wherever it is answered', async () => {
  const now = hour.from + 10 * 60_000;
  const ahead =
    'The pod history of cluster prod reaches from 2026-03-10 to 2026-03-10T06:00:00Z. That is 50 min in the future of this machine’s clock.';
  const { service } = start({}, now);
  const report = await service.health(signal);
  expect(report.ok).toBe(true);
  expect(report.message).toContain(
    `2 things need a look. (1) history of cluster prod: ok. ${ahead} Remedy: Set the clocks`
  );
  const warning = { severity: 'warning', text: expect.stringContaining(ahead) as string };
  const [frame] = await service.frames({ queryType: 'health' }, ask, signal);
  expect(frame?.meta?.notices).toContainEqual(warning);
  const { notices } = await service.answer({ queryType: 'health' }, ask, signal);
  expect(notices).toContainEqual(warning);
  const traffic = await service.answer({ queryType: 'table' }, ask, signal);
  expect(traffic.notices).toContainEqual({
    severity: 'warning',
    text: expect.stringMatching(
      /^The data reaches to 2026-03-10T06:00:00Z.* it shows 2026-03-10T05:10:00Z\. Set the clocks/
    ) as string,
  });
  const past = await service.answer({ queryType: 'table' }, { ...ask, to: now }, signal);
  expect(past.notices.filter(({ severity }) => severity === 'warning')).toEqual([]);
});

test('as a question: a row a source, with numbers to alert on', async () => {
  const { service, events } = start({}, hour.to);
  const [frame, ...rest] = await service.frames({ refId: 'H', queryType: 'health' }, ask, signal);
  expect(rest).toEqual([]);
  expect(frame?.refId).toBe('H');
  expect(field(frame, 'source')?.values).toEqual(['flows', 'history', 'nodes']);
  expect(field(frame, 'newest')?.values[0]).toBe(hour.from + 300_000);
  expect(field(frame, 'lag_seconds')).toMatchObject({ type: 'number', config: { unit: 's' } });
  expect(field(frame, 'lag_seconds')?.values).toEqual([3300, 0, 0]);
  expect(field(frame, 'state')?.values).toEqual(['late', 'ok', 'ok']);
  expect(events).toEqual(['miss health unread']);
  const answer = await service.answer({ queryType: 'health' }, ask, signal);
  expect(answer.rows.map((row) => row.slice(0, 5))).toEqual([
    ['', 'flows', hour.from + 300_000, 3300, 'late'],
    ['prod', 'history', hour.to, 0, 'ok'],
    ['prod', 'nodes', hour.to, 0, 'ok'],
  ]);
  await expect(service.preview({ queryType: 'health' }, ask, signal)).rejects.toMatchObject({ code: 'bad_request' });
});

test.each<[string, Record<string, string>, boolean, RegExp]>([
  ['no flow logs', { flows: 'empty' }, false, /There are no flow logs in .*holds AWSLogs/],
  ['no history', { history: 'empty' }, true, /There is no pod history in /],
  ['a location that is not there', { flows: 'nowhere' }, false, /nowhere.* Check the location/],
])('%s', async (_, places, ok, message) => {
  await mkdir(join(cluster.root, 'empty'), { recursive: true });
  const settings = Object.fromEntries(
    Object.entries(places).map(([member, folder]) => [member, { location: join(cluster.root, folder) }])
  );
  const report = await start(settings).service.health(signal);
  expect(report).toMatchObject({ ok, message: expect.stringMatching(message) as string });
});

test('an alert rule gets the lag alone, labelled by cluster and source', async () => {
  const { service } = start({}, hour.to + 3600_000);
  const options = { from: 0, to: 1, intervalMs: 60_000, maxDataPoints: 100, forAlert: true };
  const [frame] = await service.frames({ queryType: 'health' }, options, signal);
  expect(frame?.meta).toMatchObject({ type: 'numeric-long' });
  expect(frame?.fields.map(({ name }) => name)).toEqual(['cluster', 'source', 'lag_seconds']);
});

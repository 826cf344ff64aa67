/** Data that is not there, not readable or not whole: each ends in a right answer with a notice, or in an error that says what to do. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dailyFolder, five, flowRow, objectName, usualFields } from '../../backend/engines/duckdb/flow-files.test-data';
import { ZoneFlowError } from '../../backend/errors';
import type { Answer } from '../../backend/traffic/service';
import { hour, writeSmallCluster, type SmallCluster } from '../../backend/traffic/small-cluster.test-data';
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

/**
 * The deployed pipeline on simulated hours of a churning cluster: the collector's function each minute, flow logs delivered
 * late, the state machine each hour, questions through Athena's API. All of it runs the product's own code and statements; the
 * answers are the truth to the byte.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TimeRange } from '../../backend/engines/engine';
import {
  differences,
  sumsOfAnswer,
  sumsOfTruth,
  type EndMember,
  type ExchangeSums,
} from '../../demo/check/exchange-sums';
import { simulateCluster } from '../../demo/cluster/cluster';
import { ReplayedCluster } from '../pipeline/replayed-cluster';
import { Deliveries } from './deliveries';
import { SimulatedDeployment } from './deployment';
import { describeWithTrino } from './shared-server';

const { signal } = new AbortController();
const minute = 60;
const hour = 3600;
const from = Date.UTC(2026, 2, 10, 5) / 1000;
/** The hours that have records. */
const range = { from, to: from + 2 * hour };
/** When looks began before the first flow record. */
const lookedBefore = 600;
/** Of time while the collector looks: it waits for the next second. */
const speed = 5;
const equal = { groups: 0, bytes: 0, examples: [] };
const levels: EndMember[][] = [['kind', 'namespace', 'workload', 'zone'], ['zone']];
const single: EndMember[] = ['kind', 'namespace', 'workload', 'pod', 'node', 'zone'];

jest.setTimeout(1_800_000);

describeWithTrino('a deployment', (server) => {
  const cluster = simulateCluster({ seed: 23, ...range });
  let replayed: ReplayedCluster;
  let deliveries: Deliveries;
  let deployed: SimulatedDeployment;
  let now = from - lookedBefore + 20;

  beforeAll(async () => {
    const { nodes, pods, name: clusterName } = cluster;
    replayed = await ReplayedCluster.start({ nodes, pods, from: from - lookedBefore, to: range.to });
    const place = { server, clusterName, api: replayed.double, firstDay: '2026-03-08' };
    deployed = await SimulatedDeployment.start(place);
    deliveries = await Deliveries.of(cluster, deployed.flowColumns, from + hour + 20 * minute);
    // Functions have no other clock.
    jest.spyOn(Date, 'now').mockImplementation(() => replayed.clock.now());
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await Promise.all([deployed.stop(), replayed.stop(), deliveries.remove()]);
  });

  /** Minutes pass: records come, and the collector looks as long as the cluster lives. */
  const pass = async (until: number): Promise<void> => {
    const { clock } = replayed;
    for (; now <= until; now += minute) {
      await deliveries.until(now, deployed.flows);
      if (now <= range.to + minute) {
        clock.set(now * 1000);
        clock.run(speed);
        await deployed.collect();
        clock.run(0);
      }
    }
    clock.set(until * 1000);
  };
  /** The state machine at a time of the first day: how it ends, which hours of that day it makes readable, and by how many statements. */
  const rollUp = async (time: string): Promise<{ status: string; made: number[]; written: number }> => {
    const at = Date.parse(`2026-03-10T${time}:00Z`) / 1000;
    await pass(at);
    const before = deployed.athena.queries().length;
    const { status } = await deployed.rollUp(at);
    const written = deployed.athena
      .queries()
      .slice(before)
      .filter(({ sql }) => sql.startsWith('INSERT'));
    const published = written.filter(({ sql, state }) => state === 'SUCCEEDED' && sql.includes('_hours" ('));
    return { status, made: published.flatMap(({ sql }) => hoursIn(sql)), written: written.length };
  };

  const ask = async (
    members: readonly EndMember[],
    part: { rollup?: undefined } = {},
    asked: TimeRange = range
  ): Promise<{ sums: ExchangeSums; rolledHours: number | undefined }> => {
    // For five minutes Athena gives results again: what was looked up before a build, too.
    replayed.clock.set(replayed.clock.now() + 6 * minute * 1000);
    const service = deployed.service(part);
    try {
      const times = { from: asked.from * 1000, to: asked.to * 1000, intervalMs: 60_000, maxDataPoints: 100 };
      const query = { queryType: 'table', traffic: 'all', groupBy: members, limit: 0 };
      const { stats } = await service.answer(query, times, signal);
      const [frame = { name: '', fields: [] }] = await service.frames(query, times, signal);
      return { sums: sumsOfAnswer(frame, members), rolledHours: stats.rolledHours };
    } finally {
      await service.close();
    }
  };
  const same = async (asked?: TimeRange): Promise<number | undefined> => {
    const [members = []] = levels;
    const records = await ask(members, { rollup: undefined }, asked);
    const rolled = await ask(members, {}, asked);
    expect(records.rolledHours).toBeUndefined();
    expect(records.sums.size).toBeGreaterThan(3);
    expect(differences(records.sums, rolled.sums)).toEqual(equal);
    return rolled.rolledHours;
  };

  test('at 7:20 the first hour with records is closed, and those of the day before it are made, too', async () => {
    const { status, made, written } = await rollUp('07:20');
    expect({ status, made }).toEqual({ status: 'SUCCEEDED', made: hoursFrom(-19, 5) });
    // By builds of at most six hours of one day.
    expect(written).toBe(5 * 3);
  });

  test('at 8:20 a statement fails whatever is tried: the run fails loudly, and answers are right without the hour', async () => {
    deployed.athena.fault = ({ action, input }) =>
      action === 'StartQueryExecution' &&
      JSON.stringify(input).includes('INSERT INTO \\"zoneflow_demo\\".\\"rollup_evidence')
        ? { type: 'error', name: 'InvalidRequestException', message: 'Not now', status: 400 }
        : null;
    expect(await rollUp('08:20')).toEqual({ status: 'FAILED', made: [], written: 3 });
    deployed.athena.fault = () => null;
    expect(await same()).toBe(1);
  });

  test('at 9:20 it is made up for', async () => {
    expect(await rollUp('09:20')).toEqual({ status: 'SUCCEEDED', made: [6, 7], written: 3 });
    expect(await same({ from: from + 1234, to: range.to })).toBe(1);
  });

  test('at 10:20 records have come late: the hours around them are made again, and no others', async () => {
    expect(await rollUp('10:20')).toEqual({ status: 'SUCCEEDED', made: [5, 6, 7, 8], written: 3 });
    expect(await rollUp('10:21')).toEqual({ status: 'SUCCEEDED', made: [], written: 0 });
  });

  test.each(levels.map((members) => [members.join(', '), members] as const))(
    'sums by %s are the truth, from the rollup',
    async (_name, members) => {
      const { sums, rolledHours } = await ask(members);
      expect(differences(sumsOfTruth(cluster.truth, members), sums)).toEqual(equal);
      expect(rolledHours).toBe(2);
    }
  );

  test('sums by pod are the truth, from records', async () => {
    const { sums, rolledHours } = await ask(single);
    expect(differences(sumsOfTruth(cluster.truth, single), sums)).toEqual(equal);
    expect(rolledHours).toBeUndefined();
  });

  test('of hours that are rolled up no record is read: all of them may be damaged', async () => {
    const names = (await readdir(deployed.flows, { recursive: true })).filter((name) => name.endsWith('.parquet'));
    expect(names).toHaveLength(24);
    await Promise.all(names.map((name) => writeFile(join(deployed.flows, name), 'no Parquet')));
    await expect(ask(single)).rejects.toThrow();
    const [members = []] = levels;
    expect(differences(sumsOfTruth(cluster.truth, members), (await ask(members)).sums)).toEqual(equal);
  });
});

/** Hours since midnight that a statement publishes. */
function hoursIn(sql: string): number[] {
  const midnight = Date.UTC(2026, 2, 10) / 1000;
  return [...sql.matchAll(/\(CAST\((\d+) AS bigint\), '/g)].map(([, start]) => (Number(start) - midnight) / hour);
}

function hoursFrom(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

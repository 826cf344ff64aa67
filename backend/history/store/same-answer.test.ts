/**
 * However a cluster's life is cut into writes, by one or two who watch, with restarts, compactions and imports in between:
 * a question reads the same as after one import of everything.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDuckDbEngine } from '../../engines/duckdb/engine';
import type { TimeRange } from '../../engines/engine';
import { localPlace } from '../../storage/local-place';
import type { HistoryLedger } from '../ledger';
import type { NodeSighting, PodSighting } from '../sighting';
import { compactDays } from './compact';
import { openLiveHistory, type LiveHistory } from './live';
import { openMedium } from './medium';
import { updateHistory } from './store';

const never = new AbortController().signal;
const begin = Date.UTC(2026, 2, 9, 20) / 1000;
const hour = 3600;
const seeds = Number(process.env['ZONEFLOW_SEEDS'] ?? 3);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-same-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const noAws = () => {
  throw new Error('not in S3');
};

type Fact = (ledger: HistoryLedger) => void;

/** Whole numbers below n, the same for the same seed. */
function randomOf(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/** A cluster that lives at random; each step tells what can be seen of it. */
class Cluster {
  now = begin;
  private readonly random: (n: number) => number;
  private readonly pods = new Map<string, PodSighting>();
  private readonly nodes = new Map<string, NodeSighting>();
  private made = 0;

  constructor(random: (n: number) => number) {
    this.random = random;
    this.addNode();
    this.addNode();
  }

  /** A change, with whether it is an event that nobody may miss (a list). */
  step(): { fact: Fact; isList: boolean } {
    const { random } = this;
    this.now += 1 + random(random(12) === 0 ? 20 * hour : 900);
    const at = this.now * 1000;
    switch (random(10)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return { fact: this.addPod(at), isList: false };
      case 4:
        return { fact: this.changePod(at), isList: false };
      case 5:
      case 6:
        return { fact: this.endPod(at), isList: false };
      case 7:
        return { fact: this.changeNodes(at), isList: false };
      default:
        return { fact: this.list(), isList: true };
    }
  }

  list(): Fact {
    const [at, pods, nodes] = [this.now * 1000, [...this.pods.values()], [...this.nodes.values()]];
    return (ledger) => {
      pods.forEach((pod) => ledger.podSeen(pod, { at, exact: true }));
      ledger.observations.listed('pods', at / 1000);
      nodes.forEach((node) => ledger.nodes.seen(node, { at, exact: true }));
      ledger.observations.listed('nodes', at / 1000);
    };
  }

  private addPod(at: number): Fact {
    const { random } = this;
    const uid = `u${(this.made += 1)}`;
    const used = new Set([...this.pods.values()].flatMap(({ addresses }) => addresses));
    const free = Array.from({ length: 12 }, (_, index) => `10.0.1.${index}`).filter((address) => !used.has(address));
    const node = this.pick(this.nodes);
    const pod: PodSighting = {
      uid,
      namespace: 'shop',
      pod: `pod-${uid}`,
      workload: `w${random(3)}`,
      workloadKind: 'Deployment',
      node: node?.node ?? '',
      labels: '{"v":"0"}',
      hostNetwork: false,
      addresses: free.length === 0 ? [] : [free[random(free.length)] ?? ''],
      hostAddresses: node?.addresses ?? [],
      readyAt: random(2) === 0 ? null : at / 1000,
      startTime: at / 1000 - random(300),
      terminal: false,
      containersEndedAt: null,
      deletionTimestamp: null,
    };
    this.pods.set(uid, pod);
    return (ledger) => ledger.podSeen(pod, { at, exact: true });
  }

  private changePod(at: number): Fact {
    const pod = this.pick(this.pods);
    if (pod === undefined) {
      return () => undefined;
    }
    const changed =
      this.random(3) === 0
        ? { ...pod, terminal: true, containersEndedAt: pod.containersEndedAt ?? at / 1000 - 5 }
        : { ...pod, labels: `{"v":"${this.random(1000)}"}` };
    this.pods.set(pod.uid, changed);
    return (ledger) => ledger.podSeen(changed, { at, exact: true });
  }

  private endPod(at: number): Fact {
    const pod = this.pick(this.pods);
    if (pod === undefined) {
      return () => undefined;
    }
    this.pods.delete(pod.uid);
    return this.random(3) === 0 ? () => undefined : (ledger) => ledger.podDeleted(pod, { at, exact: true });
  }

  /** A node goes, its pods with it, and its name and address may come again. */
  private changeNodes(at: number): Fact {
    const node = this.pick(this.nodes);
    if (node === undefined || this.random(3) > 0) {
      const added = this.addNode();
      return (ledger) => ledger.nodes.seen(added, { at, exact: true });
    }
    this.nodes.delete(node.uid);
    for (const [uid, pod] of this.pods) {
      if (pod.node === node.node) {
        this.pods.delete(uid);
      }
    }
    return this.random(2) === 0 ? () => undefined : (ledger) => ledger.nodes.deleted(node, { at, exact: true });
  }

  private addNode(): NodeSighting {
    const used = new Set([...this.nodes.values()].map(({ node }) => node));
    const name = ['n1', 'n2', 'n3', 'n4', 'n5'].find((one) => !used.has(one)) ?? `n${6 + this.random(1000)}`;
    const node: NodeSighting = {
      uid: `node-${(this.made += 1)}`,
      node: name,
      addresses: [`10.0.0.${name.slice(1)}`],
      zoneId: `use1-az${1 + (this.made % 3)}`,
      zoneName: 'us-east-1a',
      region: 'us-east-1',
      instanceId: 'i-1',
      createdAt: this.now - this.random(60),
      deletionTimestamp: null,
    };
    this.nodes.set(node.uid, node);
    return node;
  }

  private pick<T>(of: Map<string, T>): T | undefined {
    return [...of.values()][this.random(Math.max(1, of.size))];
  }
}

function opened(location: string, cluster: Cluster): Promise<LiveHistory> {
  return openLiveHistory({ location, cluster: 'c1', aws: noAws, now: () => cluster.now * 1000 }, never);
}

async function compact(location: string): Promise<void> {
  const medium = openMedium({ location, aws: noAws });
  // Of days long closed, everything that can be merged is.
  const work = { medium, scratch: folder, now: () => (begin + 365 * 24 * hour) * 1000 };
  await compactDays({ ...work, onStep: () => undefined }, { cluster: 'c1' }, never);
}

/** Who held which address in the range, as the statements see it: ends after the range do not matter to it. */
async function holdings(location: string, range: TimeRange): Promise<string[]> {
  const place = localPlace({ location, noun: 'history' });
  const engine = createDuckDbEngine({ flows: place, history: place, threads: 1, memoryLimitMb: 256 });
  try {
    const data = await engine.openHistory(range, never);
    const end = (column: string): string => `least(coalesce(${column}, ${range.to}), ${range.to})`;
    const alive = `started < ${range.to} AND (ended IS NULL OR ended + 60 > ${range.from})`;
    const { result } = await data.run(
      `SELECT concat_ws(' ', 'pod', uid, namespace, workload, node, address, started, ${end('ended')}) AS line FROM pod_history WHERE ${alive}
UNION ALL SELECT concat_ws(' ', 'node', node, address, zone_id, started, ${end('ended')}) FROM node_history WHERE ${alive} AND address <> ''
UNION ALL SELECT concat_ws(' ', 'seen', resource, min(observed_from), max(observed_to)) FROM history_observations GROUP BY resource
ORDER BY line`,
      never
    );
    await data.close();
    return [...new Set(result.columns.get('line') ?? [])].map(String);
  } finally {
    await engine.close();
  }
}

test.each(Array.from({ length: seeds }, (_, seed) => seed + 1))(
  'seed %i',
  async (seed) => {
    const random = randomOf(seed);
    const cluster = new Cluster(random);
    const [live, whole] = [join(folder, 'live'), join(folder, 'whole')];
    const facts: Fact[] = [];
    const writers = [await opened(live, cluster), await opened(live, cluster)];
    const steps = 60 + random(60);
    for (let step = 0; step < steps; step += 1) {
      const isLast = step === steps - 1;
      const { fact, isList } = isLast ? { fact: cluster.list(), isList: true } : cluster.step();
      facts.push(fact);
      for (const [index, writer] of writers.entries()) {
        if (isList || index === 0 || random(2) === 0) {
          fact(writer.ledger);
        }
        if (isLast || random(3) === 0) {
          await writer.write(never);
        }
      }
      switch (random(20)) {
        case 0:
          await compact(live);
          break;
        case 1:
          await updateHistory({ location: live, cluster: 'c1' }, () => Promise.resolve(), never);
          break;
        case 2: {
          // Ended without a last write: what it had not written, the other one saw too.
          await writers[1]?.close();
          writers[1] = await opened(live, cluster);
          break;
        }
        case 3:
          writers[0]?.forget(cluster.now - hour);
          break;
      }
    }
    await Promise.all(writers.map((writer) => writer.close()));
    await updateHistory(
      { location: whole, cluster: 'c1' },
      (ledger) => Promise.resolve(facts.forEach((fact) => fact(ledger))),
      never
    );
    for (let question = 0; question < 8; question += 1) {
      const from = begin + random(Math.max(1, cluster.now - begin));
      const range = { from, to: Math.min(cluster.now, from + 1 + random(30 * hour)) };
      expect([range, await holdings(live, range)]).toEqual([range, await holdings(whole, range)]);
    }
    await compact(live);
    const everything = { from: begin, to: cluster.now };
    const expected = await holdings(whole, everything);
    expect(expected.length).toBeGreaterThan(10);
    expect(await holdings(live, everything)).toEqual(expected);
    // An import that adds nothing leaves the one history that there is.
    await updateHistory({ location: live, cluster: 'c1' }, () => Promise.resolve(), never);
    expect(await holdings(live, everything)).toEqual(expected);
  },
  240_000
);

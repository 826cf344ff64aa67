import { simulateCluster, type Cluster } from '../cluster/cluster';
import { createFlowTable } from '../cluster/flow-table';
import { createTruthRecorder, podEnd } from '../cluster/truth';
import type { Pod } from '../cluster/inventory';
import { joinWithPodLists } from './pod-list-join';

const from = 1_773_118_800;
const model = simulateCluster({ seed: 3, from, to: from + 300 });
const interfaces = model.nodes.flatMap((node) => node.interfaces);
const [sample] = model.pods;

/** Pod of the zone's first node; `life` is `[ready, ended)`. */
function pod(name: string, address: string, zone: number, life: [number, number | null]): Pod {
  if (sample === undefined) {
    throw new Error('the model has no pod');
  }
  const node = model.nodes[zone * 4] ?? sample.node;
  const [ready, ended] = life;
  const workload = { namespace: 'shop', name, kind: 'Deployment' as const };
  return { ...sample, uid: name, name, workload, node, address, ready, ended, removed: ended };
}

/** A cluster of the pods given in which what is sent begins at a second of the hour. */
function clusterOf(
  pods: Pod[],
  traffic: Array<{ source: number; target: number; at: number; bytes: number }>
): Cluster {
  const records = createFlowTable();
  const recorder = createTruthRecorder();
  const ends = pods.map((each) => recorder.end(podEnd(each)));
  const addresses = pods.map((each) => each.address);
  for (const { source, target, at, bytes } of traffic) {
    const start = from + at;
    recorder.add(ends[source] ?? 0, ends[target] ?? 0, { start, bytes, packets: 1 });
    records.append({
      ...{ object: 0, kind: 'accept', egress: true, source, target, packetSource: source, packetTarget: target, bytes },
      ...{ sourcePort: 1, targetPort: 2, protocol: 6, packets: 1, start, end: start, tcpFlags: 0, trafficPath: 1 },
      networkInterface: interfaces.findIndex(({ zone }) => zone === pods[source]?.node.zone),
    });
  }
  return {
    ...model,
    options: { seed: 0, from, to: from + 3600 },
    pods,
    interfaces,
    addresses,
    records,
    truth: recorder.truth(),
  };
}

const alive: [number, null] = [from - 10, null];
const web = pod('web', '10.0.0.1', 0, alive);
const cart = pod('cart', '10.0.0.2', 1, alive);
const reply = { source: 1, target: 0, at: 20, bytes: 1 };

it.each([
  [
    'two pods that live on and both send',
    [web, cart],
    [{ source: 0, target: 1, at: 10, bytes: 1000 }, reply],
    { found: 1001, wrong: 0 },
  ],
  ['a target that never sends', [web, cart], [{ source: 0, target: 1, at: 10, bytes: 1000 }], { found: 0, wrong: 0 }],
  [
    'a target that was replaced on its address',
    [web, pod('old', '10.0.0.2', 1, [from - 10, from + 60]), pod('new', '10.0.0.2', 1, [from + 100, null])],
    [
      { source: 0, target: 1, at: 10, bytes: 1000 },
      { source: 2, target: 0, at: 200, bytes: 7 },
    ],
    { found: 7, wrong: 1000 },
  ],
  [
    'a source that is gone when the list is made',
    [pod('gone', '10.0.0.3', 0, [from - 10, from + 60]), cart],
    [
      { source: 0, target: 1, at: 10, bytes: 1000 },
      { source: 1, target: 0, at: 20, bytes: 1 },
    ],
    { found: 0, wrong: 0 },
  ],
])('%s', (_, pods, traffic, expected) => {
  const joined = joinWithPodLists(clusterOf(pods, traffic));
  expect(joined).toEqual({ truth: traffic.reduce((sum, { bytes }) => sum + bytes, 0), ...expected });
});

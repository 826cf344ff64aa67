/** Turns lives and calls into flow records and, at the same time, into the truth, minute by minute. */
import { calls, internetAddresses, type CallBlueprint } from './blueprint';
import { talk, type Plan } from './conversations';
import { createEndRegister, type End, type EndRegister } from './ends';
import { createFlowTable, type FlowTable } from './flow-table';
import type { NetworkInterface, Node, Pod } from './inventory';
import { addNoise } from './noise';
import type { Randomness } from './randomness';
import { createRecorder } from './recorder';
import { createTruthRecorder, type Truth } from './truth';

export interface Traffic {
  records: FlowTable;
  interfaces: readonly NetworkInterface[];
  addresses: readonly string[];
  truth: Truth;
}

/** @param window half-open, epoch seconds, whole minutes. */
export function simulateTraffic(
  window: { from: number; to: number },
  { nodes, pods }: { nodes: readonly Node[]; pods: readonly Pod[] },
  randomness: Randomness
): Traffic {
  const truth = createTruthRecorder();
  const records = createFlowTable();
  const ends = createEndRegister(nodes, pods, truth);
  const recorder = createRecorder({ window, records, truth, ends, randomness });
  const plans = calls.map((call) => createPlan(call, ends));
  for (let minute = window.from; minute < window.to; minute += 60) {
    const load = loadAt(minute - window.from);
    for (const plan of plans) {
      talk(plan, { minute, load: load * (0.85 + 0.3 * randomness.fraction()), recorder, randomness });
    }
    addNoise(minute, recorder, ends, randomness);
  }
  return { records, interfaces: ends.interfaces, addresses: ends.addresses, truth: truth.truth() };
}

/** A slow wave with a busy quarter of an hour in each hour, so that charts have a shape. */
function loadAt(seconds: number): number {
  const hour = seconds / 3600;
  const busy = hour % 1 > 0.55 && hour % 1 < 0.8 ? 0.5 : 0;
  return 0.85 + 0.3 * Math.sin(hour * 2.2) + busy;
}

function createPlan(call: CallBlueprint, ends: EndRegister): Plan {
  const podsOf = (name: string): End[] =>
    ends.pods.filter(({ pod }) => `${pod.workload.namespace}/${pod.workload.name}` === name);
  const everyone = (): End[] =>
    ends.pods.filter(({ pod }) => pod.workload.name !== 'statsd' && pod.workload.name !== 'coredns');
  return {
    call,
    clients: call.from === '*' ? everyone() : podsOf(call.from),
    targets: targetsOf(call, ends, podsOf),
    connected: new Map(),
  };
}

function targetsOf(call: CallBlueprint, ends: EndRegister, podsOf: (name: string) => End[]): readonly End[] {
  switch (call.to) {
    case 'nodes':
      return ends.nodes;
    case 'database':
      return [ends.database];
    case 'internet':
      return internetAddresses.map((address) => ends.external(address));
    default:
      return podsOf(call.to);
  }
}

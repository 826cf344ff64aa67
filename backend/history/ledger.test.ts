import fc from 'fast-check';
import { HistoryLedger } from './ledger';
import type { NodeSighting, PodSighting } from './sighting';

type Act = (ledger: HistoryLedger) => void;

const second = fc.integer({ min: 1_773_100_000, max: 1_773_100_200 });
const maybe = fc.option(second, { nil: null });
const moment = fc.record({ at: second.map((value) => value * 1000 + 300), exact: fc.boolean() });
const addresses = fc.subarray(['10.0.0.1', '10.0.0.2', 'fd00::1']);

const podSighting: fc.Arbitrary<PodSighting> = fc.record({
  uid: fc.constantFrom('u1', 'u2', 'u3'),
  namespace: fc.constantFrom('shop', 'media'),
  pod: fc.constantFrom('web-1', 'web-2'),
  workload: fc.constantFrom('web', 'api'),
  workloadKind: fc.constant('Deployment'),
  node: fc.constantFrom('', 'n1'),
  labels: fc.constantFrom('{}', '{"app":"web"}'),
  hostNetwork: fc.boolean(),
  addresses,
  hostAddresses: fc.constantFrom([], ['10.0.0.9']),
  readyAt: maybe,
  startTime: maybe,
  terminal: fc.boolean(),
  containersEndedAt: maybe,
  deletionTimestamp: maybe,
});

/** A UID has one name for good; a name may come again with another UID. */
const nodeIdentity = fc.constantFrom(
  { uid: 'n-u1', node: 'n1' },
  { uid: 'n-u2', node: 'n2' },
  { uid: 'n-u3', node: 'n1' }
);

const nodeFacts = fc.record({
  addresses: fc.constantFrom([], ['10.0.0.9'], ['10.0.0.8', 'fd00::9']),
  zoneId: fc.constantFrom('', 'use1-az1'),
  zoneName: fc.constantFrom('', 'us-east-1a'),
  region: fc.constant('us-east-1'),
  instanceId: fc.constant('i-1'),
  createdAt: maybe,
  deletionTimestamp: maybe,
});

const nodeSighting: fc.Arbitrary<NodeSighting> = fc
  .tuple(nodeIdentity, nodeFacts)
  .map(([identity, facts]) => ({ ...identity, ...facts }));

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(podSighting, moment).map(
    ([pod, at]): Act =>
      (ledger) =>
        ledger.podSeen(pod, at)
  ),
  fc.tuple(podSighting, moment).map(
    ([pod, at]): Act =>
      (ledger) =>
        ledger.podDeleted(pod, at)
  ),
  fc.tuple(nodeSighting, moment).map(
    ([node, at]): Act =>
      (ledger) =>
        ledger.nodes.seen(node, at)
  ),
  fc.tuple(nodeSighting, moment).map(
    ([node, at]): Act =>
      (ledger) =>
        ledger.nodes.deleted(node, at)
  ),
  fc.tuple(fc.constantFrom('pods' as const, 'nodes' as const), second, fc.constantFrom('', 'shop')).map(
    ([resource, at, namespace]): Act =>
      (ledger) =>
        ledger.observations.listed(resource, at, namespace)
  ),
  fc.tuple(second, second).map(
    ([from, to]): Act =>
      (ledger) =>
        ledger.observations.watched('pods', Math.min(from, to), Math.max(from, to))
  )
);

function rowsOf(ledger: HistoryLedger): string[] {
  return [...ledger.podRows(), ...ledger.nodeRows(), ...ledger.observationRows()]
    .map((row) => JSON.stringify(row))
    .sort();
}

/** As the store does between two imports. */
function storedAndRead(ledger: HistoryLedger): HistoryLedger {
  const next = new HistoryLedger('c');
  [...ledger.podRows()].forEach((row) => next.pods.restore(row));
  [...ledger.nodeRows()].forEach((row) => next.nodes.restore(row));
  ledger.observationRows().forEach((row) => next.observations.restore(row));
  return next;
}

function rowsAfter(acts: Act[], storeAfter: (index: number) => boolean): string[] {
  let ledger = new HistoryLedger('c');
  acts.forEach((doIt, index) => {
    doIt(ledger);
    ledger = storeAfter(index) ? storedAndRead(ledger) : ledger;
  });
  return rowsOf(ledger);
}

test('any order, any repetition and any number of imports give the same rows', () => {
  fc.assert(
    fc.property(
      fc
        .array(act, { maxLength: 14 })
        .chain((acts) =>
          fc.tuple(
            fc.constant(acts),
            fc.shuffledSubarray([...acts, ...acts], { minLength: acts.length * 2, maxLength: acts.length * 2 }),
            fc.array(fc.boolean(), { minLength: acts.length * 2, maxLength: acts.length * 2 })
          )
        ),
      ([acts, shuffled, stores]) => {
        expect(rowsAfter(shuffled, (index) => stores[index] === true)).toEqual(rowsAfter(acts, () => false));
      }
    ),
    { numRuns: 2_000, seed: 20260310 }
  );
});

test('intervals do not end before they begin', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 14 }), (acts) => {
      const ledger = new HistoryLedger('c');
      acts.forEach((doIt) => doIt(ledger));
      for (const { started, ended, first_seen } of [...ledger.podRows(), ...ledger.nodeRows()]) {
        expect(ended ?? Infinity).toBeGreaterThanOrEqual(started);
        expect(started).toBeLessThanOrEqual(first_seen);
      }
    }),
    { numRuns: 1_000, seed: 20260310 }
  );
});

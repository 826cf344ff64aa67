import { DocumentSplitter } from './document-splitter';
import { EventReader } from './event-reader';
import { epoch, event, jsonLines, list, node, pod, time } from './objects.test-data';
import { ReadingContext } from './reading-context';
import { HistoryLedger } from '../history/ledger';

interface Read {
  ledger: HistoryLedger;
  reader: EventReader;
}

function read(documents: unknown[], observedAt: number | null = null, ledger = new HistoryLedger('c')): Read {
  const reader = new EventReader({ name: 'f', ledger, context: new ReadingContext(), observedAt });
  const splitter = new DocumentSplitter('f', reader);
  splitter.push(Buffer.from(jsonLines(documents)));
  splitter.end();
  reader.finish();
  return { ledger, reader };
}

type Interval = [uid: string, address: string, started: number, ended: number | null];

/** Seconds from the epoch of the tests. */
function intervals(ledger: HistoryLedger): Interval[] {
  return [...ledger.podRows()]
    .map(({ uid, address, started, ended }): Interval => [
      uid,
      address,
      started - epoch,
      ended === null ? null : ended - epoch,
    ])
    .sort((a, b) => a[2] - b[2] || (a[0] + a[1] < b[0] + b[1] ? -1 : 1));
}

function nodeIntervals(ledger: HistoryLedger): Array<[string, string, string, number, number | null]> {
  return [...ledger.nodeRows()].map((row) => [
    row.node,
    row.uid,
    row.address,
    row.started - epoch,
    row.ended === null ? null : row.ended - epoch,
  ]);
}

const a = '10.0.1.1';
const b = '10.0.1.2';
const running = { ips: [a], startTime: 5, readyAt: 7 };

interface Case {
  what: string;
  documents: unknown[];
  expected: Interval[];
}

const cases: Case[] = [
  {
    what: 'starts when the sandbox is ready and ends with the DELETED event',
    documents: [
      event(1, 'ADDED', pod({ phase: 'Pending', node: '' })),
      event(8, 'MODIFIED', pod(running)),
      event(60, 'DELETED', pod({ ...running, deletionTimestamp: 80 })),
    ],
    expected: [['u1', a, 7, 60]],
  },
  {
    what: 'starts with startTime where the condition is unknown (before 1.29)',
    documents: [event(8, 'MODIFIED', pod({ ips: [a], startTime: 5 }))],
    expected: [['u1', a, 5, null]],
  },
  {
    what: 'starts with the first sight of the address where nothing else is known',
    documents: [
      event(6, 'ADDED', pod({})),
      event(8, 'MODIFIED', pod({ ips: [a] })),
      event(9, 'MODIFIED', pod({ ips: [a] })),
    ],
    expected: [['u1', a, 8, null]],
  },
  {
    what: 'never starts after the address was seen, even if the kubelet’s clock is ahead',
    documents: [event(6, 'MODIFIED', pod({ ips: [a], readyAt: 9 }))],
    expected: [['u1', a, 6, null]],
  },
  {
    what: 'rounds the end of a part of a second up',
    documents: [event(8, 'ADDED', pod(running)), event(60.2, 'DELETED', pod(running))],
    expected: [['u1', a, 7, 61]],
  },
  {
    what: 'a finished Job ends with its last container, however long it stays listed with the address',
    documents: [
      event(8, 'ADDED', pod(running)),
      event(30, 'MODIFIED', pod({ ...running, ready: false, phase: 'Succeeded', finishedAt: 29 })),
      event(500, 'LIST', list('PodList', [pod({ ...running, ready: false, phase: 'Succeeded', finishedAt: 29 })])),
      event(900, 'DELETED', pod({ ...running, ready: false, phase: 'Succeeded', finishedAt: 29 })),
    ],
    expected: [['u1', a, 7, 29]],
  },
  {
    what: 'an evicted pod, whose containers tell nothing, ends when it is first seen as failed',
    documents: [
      event(8, 'ADDED', pod(running)),
      event(41, 'MODIFIED', pod({ ...running, phase: 'Failed' })),
      event(90, 'MODIFIED', pod({ ...running, phase: 'Failed' })),
    ],
    expected: [['u1', a, 7, 41]],
  },
  {
    what: 'a container that ended in a running pod (a restart) ends nothing',
    documents: [event(8, 'ADDED', pod({ ...running, finishedAt: 20 })), event(30, 'MODIFIED', pod(running))],
    expected: [['u1', a, 7, null]],
  },
  {
    what: 'deletionTimestamp is the upper bound where DELETED was missed',
    documents: [event(8, 'ADDED', pod(running)), event(50, 'MODIFIED', pod({ ...running, deletionTimestamp: 80 }))],
    expected: [['u1', a, 7, 80]],
  },
  {
    what: 'a missed DELETED is told by the first complete list without the UID',
    documents: [
      event(8, 'LIST', list('PodList', [pod(running)])),
      event(300, 'LIST', list('PodList', [pod(running)])),
      event(600, 'LIST', list('PodList', [pod({ uid: 'u2', ips: [b], readyAt: 500 })])),
      event(900, 'LIST', list('PodList', [])),
    ],
    expected: [
      ['u1', a, 7, 600],
      ['u2', b, 500, 900],
    ],
  },
  {
    what: 'a list whose last part is missing ends nothing',
    documents: [
      event(8, 'LIST', list('PodList', [pod(running)])),
      event(600, 'LIST', list('PodList', [pod({ uid: 'u2', ips: [b], readyAt: 500 })], { continue: 'x' })),
    ],
    expected: [
      ['u1', a, 7, null],
      ['u2', b, 500, null],
    ],
  },
  {
    what: 'a list in parts holds for the moment of its first part',
    documents: [
      event(8, 'LIST', list('PodList', [pod(running), pod({ uid: 'u3', ips: ['10.0.1.3'], readyAt: 8 })])),
      event(600, 'LIST', list('PodList', [pod({ uid: 'u2', ips: [b], readyAt: 500 })], { continue: 'x' })),
      event(605, 'LIST', list('PodList', [pod({ uid: 'u3', ips: ['10.0.1.3'], readyAt: 8 })])),
    ],
    expected: [
      ['u1', a, 7, 600],
      ['u3', '10.0.1.3', 8, null],
      ['u2', b, 500, null],
    ],
  },
  {
    what: 'events after a broken watch go on; what was lost is told by the next list',
    documents: [
      event(8, 'ADDED', pod(running)),
      event(9, 'ERROR', { kind: 'Status', code: 410 }),
      event(700, 'LIST', list('PodList', [pod({ uid: 'u2', ips: [a], readyAt: 400 })])),
    ],
    expected: [
      ['u1', a, 7, 700],
      ['u2', a, 400, null],
    ],
  },
  {
    what: 'a StatefulSet’s pod made anew under the same name is another pod',
    documents: [
      event(8, 'ADDED', pod({ ...running, name: 'db-0' })),
      event(60, 'DELETED', pod({ ...running, name: 'db-0' })),
      event(70, 'ADDED', pod({ uid: 'u2', name: 'db-0', ips: [a], readyAt: 69 })),
    ],
    expected: [
      ['u1', a, 7, 60],
      ['u2', a, 69, null],
    ],
  },
  {
    what: 'dual-stack pods hold both addresses, in one spelling',
    documents: [event(8, 'ADDED', pod({ ...running, ips: [a, '2001:DB8:0:0::7'] }))],
    expected: [
      ['u1', a, 7, null],
      ['u1', '2001:db8::7', 7, null],
    ],
  },
  {
    what: 'an address that blinks empty at the end is kept',
    documents: [
      event(8, 'ADDED', pod(running)),
      event(50, 'MODIFIED', pod({ deletionTimestamp: 90 })),
      event(60, 'DELETED', pod({ deletionTimestamp: 90 })),
    ],
    expected: [['u1', a, 7, 60]],
  },
  {
    what: 'a sandbox made anew with another address ends the former one',
    documents: [
      event(8, 'ADDED', pod(running)),
      event(50, 'MODIFIED', pod({ ips: [b], startTime: 5, readyAt: 45 })),
      event(90, 'DELETED', pod({ ips: [b], startTime: 5, readyAt: 45 })),
    ],
    expected: [
      ['u1', a, 7, 45],
      ['u1', b, 45, 90],
    ],
  },
  {
    what: 'hostNetwork pods hold no address of their own',
    documents: [event(8, 'ADDED', pod({ ...running, hostNetwork: true, hostIp: a }))],
    expected: [],
  },
  {
    what: 'a pending pod without an address is remembered without one',
    documents: [event(8, 'ADDED', pod({ phase: 'Pending' }))],
    expected: [['u1', '', 8, null]],
  },
  {
    what: 'kubectl’s watch without times: the last container’s end stands for the DELETED event',
    documents: [
      event(null, 'ADDED', pod(running)),
      event(null, 'DELETED', pod({ ...running, deletionTimestamp: 90, finishedAt: 70 })),
    ],
    expected: [['u1', a, 7, 70]],
  },
  {
    what: 'kubectl’s watch without times: then deletionTimestamp',
    documents: [
      event(null, 'ADDED', pod(running)),
      event(null, 'ADDED', pod({ uid: 'u2', ips: [b], readyAt: 40 })),
      event(null, 'DELETED', pod({ ...running, deletionTimestamp: 90 })),
    ],
    expected: [
      ['u1', a, 7, 90],
      ['u2', b, 40, null],
    ],
  },
  {
    what: 'kubectl’s watch without times: else the newest time in the stream',
    documents: [
      event(null, 'ADDED', pod(running)),
      event(null, 'ADDED', pod({ uid: 'u2', ips: [b], readyAt: 40 })),
      event(null, 'DELETED', pod(running)),
    ],
    expected: [
      ['u1', a, 7, 40],
      ['u2', b, 40, null],
    ],
  },
];

test.each(cases)('$what', ({ documents, expected }) => {
  expect(intervals(read(documents).ledger)).toEqual(expected);
});

describe('kubectl’s lists', () => {
  const other = pod({ uid: 'u2', namespace: 'kube-system', ips: [b], readyAt: 8 });

  test('are complete and hold for the newest time inside', () => {
    const { ledger, reader } = read([
      list('List', [pod(running), other, node({ heartbeat: 20 })]),
      list('List', [pod({ uid: 'u3', ips: ['10.0.1.3'], readyAt: 90 }), other, node({ heartbeat: 300 })]),
    ]);
    expect(intervals(ledger)).toEqual([
      ['u1', a, 7, 300],
      ['u2', b, 8, null],
      ['u3', '10.0.1.3', 90, null],
    ]);
    expect(nodeIntervals(ledger)).toEqual([['n1', 'n-u1', '10.0.0.1', 0, null]]);
    expect(reader.untimed).toBe(2);
  });

  test('hold for the time given on the command line', () => {
    const { ledger } = read([list('List', [pod(running), other])], (epoch + 1000) * 1000);
    expect([...ledger.podRows()].map((row) => row.last_seen - epoch)).toEqual([1000, 1000]);
    expect(read([list('List', [other])], (epoch + 1000) * 1000).reader.untimed).toBe(0);
  });

  test('of one namespace end nothing in another', () => {
    const { ledger, reader } = read([
      event(8, 'LIST', list('PodList', [pod(running), other, pod({ uid: 'u3', ips: ['10.0.1.3'], readyAt: 8 })])),
      list('List', [pod({ ...running, readyAt: 400 })]),
    ]);
    expect(intervals(ledger)).toEqual([
      ['u1', a, 7, null],
      ['u2', b, 8, null],
      ['u3', '10.0.1.3', 8, 400],
    ]);
    expect(reader.warnings).toEqual([expect.stringContaining('namespace shop alone')]);
  });

  test('that are empty end nothing', () => {
    const { ledger, reader } = read([event(8, 'ADDED', pod(running)), list('List', [])]);
    expect(intervals(ledger)).toEqual([['u1', a, 7, null]]);
    expect(reader.warnings).toEqual([expect.stringContaining('empty lists')]);
  });

  test('of a list without kinds in its items (kubectl get --raw)', () => {
    const bare = ({ kind: _, ...object }: Record<string, unknown>) => object;
    const { ledger } = read([
      { ...list('PodList', [bare(pod(running)), bare(other)]), observedAt: time(9) },
      { ...list('NodeList', [bare(node())]), observedAt: time(9) },
    ]);
    expect(intervals(ledger)).toHaveLength(2);
    expect(nodeIntervals(ledger)).toEqual([['n1', 'n-u1', '10.0.0.1', 0, null]]);
  });

  test('other kinds are left out and said', () => {
    const { reader } = read([list('List', [pod(running), { kind: 'Service', metadata: { uid: 's', name: 's' } }])]);
    expect(reader.warnings).toEqual([expect.stringContaining('1 objects of kind Service'), expect.anything()]);
  });
});

describe('nodes', () => {
  test('last from creation to DELETED or the first list without them', () => {
    const { ledger } = read([
      event(5, 'LIST', list('NodeList', [node(), node({ uid: 'n-u2', name: 'n2', ips: ['10.0.0.2'] })])),
      event(50, 'DELETED', node()),
      event(60, 'LIST', list('NodeList', [])),
    ]);
    expect(nodeIntervals(ledger)).toEqual([
      ['n1', 'n-u1', '10.0.0.1', 0, 50],
      ['n2', 'n-u2', '10.0.0.2', 0, 60],
    ]);
  });

  test('are known by their pods where no node was listed, until a complete list has no pod on them', () => {
    const { ledger } = read([
      event(8, 'LIST', list('PodList', [pod({ ...running, hostIp: '10.0.0.1' })])),
      event(90, 'LIST', list('PodList', [])),
    ]);
    expect(nodeIntervals(ledger)).toEqual([['n1', '', '10.0.0.1', 5, 90]]);
  });

  test('are not doubled by what pods tell of them, whichever came first', () => {
    const documents = [event(8, 'ADDED', pod({ ...running, hostIp: '10.0.0.1' })), event(9, 'ADDED', node())];
    for (const order of [documents, [...documents].reverse()]) {
      expect(nodeIntervals(read(order).ledger)).toEqual([['n1', 'n-u1', '10.0.0.1', 0, null]]);
    }
  });

  test('on Fargate leave the address to their pod', () => {
    const labels = { 'eks.amazonaws.com/compute-type': 'fargate', 'topology.kubernetes.io/zone': 'us-east-1a' };
    const { ledger } = read([
      event(8, 'ADDED', pod({ ...running, hostIp: a })),
      event(9, 'ADDED', node({ ips: [a], labels, providerId: 'aws:///us-east-1a/f1/fargate-ip-10-0-1-1' })),
    ]);
    expect(intervals(ledger)).toEqual([['u1', a, 7, null]]);
    expect(nodeIntervals(ledger)).toEqual([['n1', 'n-u1', '', 0, null]]);
  });

  test('have zone, region and instance from labels, old labels and the provider ID', () => {
    const zonesOf = (labels: Record<string, string>, providerId: string) =>
      [...read([event(1, 'ADDED', node({ labels, providerId }))]).ledger.nodeRows()].map(
        ({ zone_id, zone_name, region, instance_id }) => [zone_id, zone_name, region, instance_id]
      )[0];
    const id = 'aws:///us-east-1b/i-0def';
    expect(
      zonesOf({ 'topology.k8s.aws/zone-id': 'use1-az1', 'topology.kubernetes.io/zone': 'us-east-1a' }, id)
    ).toEqual(['use1-az1', 'us-east-1a', '', 'i-0def']);
    expect(zonesOf({ 'failure-domain.beta.kubernetes.io/zone': 'us-east-1c' }, id)).toEqual([
      '',
      'us-east-1c',
      '',
      'i-0def',
    ]);
    expect(zonesOf({ 'topology.kubernetes.io/region': 'us-east-1' }, id)).toEqual([
      '',
      'us-east-1b',
      'us-east-1',
      'i-0def',
    ]);
    expect(zonesOf({}, 'kind://docker/x')).toEqual(['', '', '', '']);
  });
});

test.each([
  ['an unknown type', event(1, 'CHANGED', pod()), /event type "CHANGED" at line 1/],
  ['year 1', { ...event(1, 'ADDED', pod()), observedAt: '0001-01-01T00:00:00Z' }, /observedAt "0001/],
  ['year 9999', { ...event(1, 'ADDED', pod()), observedAt: '9999-12-31T00:00:00Z' }, /observedAt "9999/],
  ['a time that is no text', { ...event(1, 'ADDED', pod()), observedAt: 1 }, /observedAt 1/],
  ['no time anywhere', list('PodList', [{ kind: 'Pod', metadata: { uid: 'u', name: 'p' } }]), /without any time/],
])('%s is bad input', (_, document, message) => {
  expect(() => read([document])).toThrow(message);
});

test('impossible times inside objects are left out and counted', () => {
  const context = new ReadingContext();
  const ledger = new HistoryLedger('c');
  const reader = new EventReader({ name: 'f', ledger, context, observedAt: null });
  const object = pod({ ips: [a] });
  reader.document({ ...event(8, 'ADDED', { ...object, status: { podIP: a, startTime: '9999-01-01T00:00:00Z' } }) }, 1);
  expect(intervals(ledger)).toEqual([['u1', a, 8, null]]);
  expect(context.impossibleTimes).toEqual({ count: 1, example: '9999-01-01T00:00:00Z' });
});

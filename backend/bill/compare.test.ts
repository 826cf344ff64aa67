import { noCoverage, type Coverage } from '../../src/shared/coverage';
import { compareBill, type FlowDay } from './compare';
import type { BillLine } from './read-bill';

const gigabyte = 2 ** 30;
const flow = (
  day: string,
  gigabytes: number,
  more: { kinds?: Array<[string, number]>; coverage?: Partial<Coverage> } = {}
): FlowDay => ({
  day,
  crossZoneBytes: gigabytes * gigabyte,
  byKinds: new Map((more.kinds ?? [['pod – pod', gigabytes]]).map(([pair, value]) => [pair, value * gigabyte])),
  coverage: { ...noCoverage, ...more.coverage },
});
const line = (day: string, operation: string, gigabytes: number, copies = 0): BillLine => ({
  ...{ day, usageType: 'DataTransfer-Regional-Bytes', operation, account: '1', gigabytes, lines: 1, copies },
});
const both = (day: string, gigabytes: number): BillLine[] => [
  line(day, 'InterZone-Out', gigabytes),
  line(day, 'InterZone-In', gigabytes),
];

test('each byte counts at both ends; days are those of either side; the total is of those that both have', () => {
  const flows = [flow('2026-03-01', 10), flow('2026-03-02', 5), flow('2026-03-03', 1)];
  const { days, total, explanations } = compareBill(flows, [
    ...both('2026-03-01', 10),
    ...both('2026-03-02', 10),
    ...both('2026-03-04', 3),
  ]);
  expect(
    days.map(({ day, flowGigabytes, billGigabytes, ratio }) => [day, flowGigabytes, billGigabytes, ratio])
  ).toEqual([
    ['2026-03-01', 20, 20, 1],
    ['2026-03-02', 10, 20, 0.5],
    ['2026-03-03', 2, null, null],
    ['2026-03-04', null, 6, null],
  ]);
  expect(total).toMatchObject({ day: 'total', flowGigabytes: 30, billGigabytes: 40, ratio: 0.75 });
  expect(explanations).toEqual([
    'The bill has no line of 2026-03-03: AWS completes a day’s lines within about a day.',
    'The bill is of all VPCs and instances of the account in this region; ours is of the interfaces that these flow logs record.',
  ]);
});

test('equal sides need no explanation', () => {
  expect(compareBill([flow('2026-03-01', 10)], both('2026-03-01', 10.4)).explanations).toEqual([]);
});

test('other operations of the usage type are apart', () => {
  const lines = [
    ...both('2026-03-01', 10),
    line('2026-03-01', 'PublicIP-In', 2),
    line('2026-03-01', 'VPCPeering-Out', 1),
  ];
  const { days, explanations } = compareBill([flow('2026-03-01', 10)], lines);
  expect(days[0]).toMatchObject({ billGigabytes: 20, otherBillGigabytes: 3, ratio: 1 });
  expect(explanations).toEqual([expect.stringContaining('The bill has 3 GB of public addresses, peering')]);
});

test('a report without operations is compared whole, and says so', () => {
  const { days, explanations } = compareBill([flow('2026-03-01', 10)], [line('2026-03-01', '', 21)]);
  expect(days[0]).toMatchObject({ billGigabytes: 21, otherBillGigabytes: 0 });
  expect(explanations).toEqual([expect.stringContaining('The report tells no operation')]);
});

test.each<[string, Partial<Parameters<typeof flow>[2]> & object, string]>([
  [
    'a load balancer',
    {
      kinds: [
        ['load-balancer – pod', 2],
        ['pod – pod', 8],
      ],
    },
    '4 GB of ours have a load balancer at one end',
  ],
  [
    'an interface endpoint',
    {
      kinds: [
        ['pod – vpc-endpoint', 1],
        ['pod – pod', 9],
      ],
    },
    '2 GB of ours have an interface endpoint',
  ],
  [
    'unknown owners',
    {
      kinds: [
        ['pod – unattributed', 3],
        ['pod – pod', 7],
      ],
    },
    '6 GB of ours have an end without a known owner',
  ],
  [
    'unknown zones inside the network',
    { coverage: { unknownZoneBytes: 5 * gigabyte, externalBytes: 4 * gigabyte } },
    'Up to 2 GB more may have crossed zones',
  ],
  [
    'skipped records',
    { coverage: { records: { counted: 1, rejected: 0, noData: 0, skipData: 4 } } },
    'skipped records in 4 windows',
  ],
])('%s', (_, more, text) => {
  const { explanations } = compareBill([flow('2026-03-01', 10, more)], both('2026-03-01', 10));
  expect(explanations).toEqual([expect.stringContaining(text)]);
});

test('a kind of less than one percent is not worth a sentence', () => {
  const kinds: Array<[string, number]> = [
    ['aws – pod', 0.05],
    ['pod – pod', 9.95],
  ];
  expect(compareBill([flow('2026-03-01', 10, { kinds })], both('2026-03-01', 10)).explanations).toEqual([]);
});

test('more by flow logs than by the bill, whose directions differ, whose lines repeat', () => {
  const lines = [line('2026-03-01', 'InterZone-Out', 10, 2), line('2026-03-01', 'InterZone-In', 5)];
  const { explanations } = compareBill([flow('2026-03-01', 10)], lines);
  expect(explanations).toEqual([
    expect.stringContaining('The report has 2 lines more than once'),
    expect.stringContaining('10 GB out of zones and 5 GB into them'),
    expect.stringContaining('The bill leaves out what AWS does not charge'),
  ]);
});

test('a bill of 0 has no ratio; neither side at all has no total', () => {
  const { days, total } = compareBill([flow('2026-03-01', 10)], both('2026-03-01', 0));
  expect([days[0]?.ratio, total?.ratio]).toEqual([null, null]);
  expect(compareBill([flow('2026-03-01', 10)], both('2026-03-02', 1)).total).toBeNull();
});

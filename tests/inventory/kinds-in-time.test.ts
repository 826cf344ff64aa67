/**
 * Ends of an hour of traffic, minute by minute, beside the truth: what EC2 listed every five minutes goes the whole way, from
 * the AWS CLI's JSON through the store to the answer. Addresses change hands between resources, pods and nobody.
 */
import { importInventory } from '../../backend/aws/inventory/collect-inventory';
import {
  createWorkspace,
  five,
  flowRow,
  objectName,
  type Workspace,
} from '../../backend/engines/duckdb/flow-files.test-data';
import type { Frame } from '../../backend/frames/frame';
import { folderMedium } from '../../backend/history/store/folder-medium';
import { watchedServices } from '../../backend/traffic/watched-service.test-data';

const { signal } = new AbortController();
const minutes = 60;
const lookEvery = 5;

/** Who has an address from a minute to another, half-open. */
interface Life {
  /** `kind name`, as it is to be called. */
  called: string;
  from: number;
  to: number;
  /** What EC2 tells of the interface; a pod has none. */
  eni?: { InterfaceType?: string; Description: string; RequesterId?: string; Groups?: object[] };
  /** EC2 tells no time of attachment. */
  isUndated?: boolean;
}

const always = { from: -500, to: Infinity };
const nat = { InterfaceType: 'nat_gateway', Description: 'Interface for NAT Gateway nat-0abc1' };
const balancer = (name: string) => ({ Description: `ELB app/${name}/50dc6c495c0c9188`, RequesterId: 'amazon-elb' });
const endpoint = { InterfaceType: 'vpc_endpoint', Description: 'VPC Endpoint Interface vpce-0aa11' };
const efs = { InterfaceType: 'efs', Description: 'EFS mount target for fs-0badcafe (fsmt-0123abcd)' };
const controlPlane = { Description: 'Amazon EKS prod', RequesterId: 'AROAEXAMPLE:AmazonEKS' };
const database = { Description: 'RDSNetworkInterface', Groups: [{ GroupName: 'orders-db' }] };
const lambda = {
  InterfaceType: 'lambda',
  Description: 'AWS Lambda VPC ENI-thumbs-0fd1e5a2-1b2c-4d3e-8f90-112233445566',
};
const cache = { Description: 'ElastiCache sessions-001' };

/** 10.0.0.0/24 lies in use1-az4, 10.0.1.0/24 in use1-az6. */
const lives: Readonly<Record<string, readonly Life[]>> = {
  '10.0.1.9': [{ called: 'nat-gateway nat-0abc1', ...always, eni: nat }],
  '10.0.1.20': [
    { called: 'load-balancer shop', from: -500, to: 22, eni: balancer('shop') },
    { called: 'efs fs-0badcafe', from: 27, to: Infinity, eni: efs },
  ],
  '10.0.0.40': [
    { called: 'eks-control-plane Amazon EKS prod', from: -500, to: 15, eni: controlPlane },
    { called: 'aws RDS (orders-db)', from: 31, to: 48, eni: database },
  ],
  '10.0.0.50': [{ called: 'vpc-endpoint vpce-0aa11', from: 10, to: Infinity, eni: endpoint }],
  '10.0.1.30': [
    { called: 'aws Lambda thumbs', from: 5, to: 34, eni: lambda },
    // All pods of the test's history are of the workload web.
    { called: 'pod web', from: 34, to: Infinity },
  ],
  '10.0.0.60': [{ called: 'aws ElastiCache sessions-001', from: 12, to: Infinity, eni: cache, isUndated: true }],
  '10.0.1.70': [
    { called: 'load-balancer old', from: -500, to: 18, eni: balancer('old') },
    { called: 'load-balancer new', from: 18, to: Infinity, eni: balancer('new') },
  ],
};
const addresses = Object.keys(lives);

/** What is known of the minute: the first look that lacks an interface ends it, and a record may lag the end by 60 s. */
function expectedAt(address: string, minute: number): string {
  const known = (lives[address] ?? []).filter((life) => {
    const from = life.isUndated === true ? lookFrom(life.from) : life.from;
    return from <= minute && minute <= lookFrom(life.to);
  });
  return known.at(-1)?.called ?? 'unattributed ';
}

function lookFrom(minute: number): number {
  return Math.ceil(minute / lookEvery) * lookEvery;
}

const time = (minute: number): string => new Date((five + minute * 60) * 1000).toISOString();
const zoneOf = (address: string): string => (address.startsWith('10.0.0.') ? 'a' : 'b');

function lookFiles(minute: number): Array<{ file: string; text: string }> {
  const NetworkInterfaces = Object.entries(lives).flatMap(([address, all]) =>
    all.flatMap(({ eni, from, to, isUndated }, index) =>
      eni === undefined || minute < from || minute >= to
        ? []
        : [
            {
              ...{ InterfaceType: 'interface', ...eni, NetworkInterfaceId: `eni-${address}-${index}` },
              ...{ OwnerId: '111122223333', VpcId: 'vpc-1', SubnetId: `subnet-${zoneOf(address)}` },
              PrivateIpAddress: address,
              ...(isUndated === true ? {} : { Attachment: { AttachTime: time(from) } }),
            },
          ]
    )
  );
  const Subnets = [
    { SubnetId: 'subnet-a', CidrBlock: '10.0.0.0/24', AvailabilityZone: 'us-east-1a', AvailabilityZoneId: 'use1-az4' },
    { SubnetId: 'subnet-b', CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-east-1b', AvailabilityZoneId: 'use1-az6' },
  ].map((subnet) => ({ ...subnet, VpcId: 'vpc-1', OwnerId: '111122223333' }));
  return [
    { file: 'interfaces.json', text: JSON.stringify({ NetworkInterfaces }) },
    { file: 'subnets.json', text: JSON.stringify({ Subnets }) },
  ];
}

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createWorkspace();
  // Each address has a bit of its own in the sums.
  const records = Array.from({ length: minutes }, (_, minute) =>
    addresses.map((address, index) =>
      flowRow(five + minute * 60 + 10, 2 ** index, {
        'pkt-srcaddr': '10.0.0.5',
        'pkt-dstaddr': address,
        'az-id': 'use1-az4',
      })
    )
  ).flat();
  await workspace.gzip(objectName(five + 3600, 'gz'), records);
  const midnight = five - 5 * 3600;
  const seen = { last_seen: midnight + 86_400 };
  await workspace.pods('2026-03-10', [
    { pod: 'client', address: '10.0.0.5', started: midnight, ...seen },
    { pod: 'late', address: '10.0.1.30', started: five + 34 * 60, ...seen },
  ]);
});
const { start, closeAll } = watchedServices(() => workspace);
afterEach(closeAll);
afterAll(() => workspace.end());

/** Every look of the hour, in the given order. */
async function takeLooks(order: (minutes: number[]) => number[]): Promise<void> {
  const all = Array.from({ length: minutes / lookEvery + 1 }, (_, index) => index * lookEvery);
  for (const minute of order(all)) {
    const at = (five + minute * 60) * 1000;
    const look = { files: lookFiles(minute), observedAt: at, medium: folderMedium(workspace.history), now: () => at };
    await importInventory(look, signal);
  }
}

/** By minute and `kind name zone`: whose bits are in the bytes. */
async function answered(): Promise<Map<string, number>> {
  const range = { from: five * 1000, to: (five + 3600) * 1000, intervalMs: 60_000, maxDataPoints: 1000 };
  const query = {
    queryType: 'timeseries',
    traffic: 'all',
    groupBy: ['kind'],
    targetGroupBy: ['kind', 'workload', 'zone'],
    limit: 0,
  };
  return byMinute(await start().service.frames(query, range, signal));
}

function byMinute(frames: readonly Frame[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { fields } of frames) {
    const times = fields.find(({ type }) => type === 'time')?.values ?? [];
    const bytes = fields.find(({ type }) => type === 'number');
    const { target_kind: kind, target_workload: name, target_zone: zone } = bytes?.labels ?? {};
    times.forEach((at, row) => {
      const value = Number(bytes?.values[row] ?? 0);
      if (value > 0) {
        found.set(`${(Number(at) / 1000 - five) / 60}: ${kind} ${name} ${zone}`, value);
      }
    });
  }
  return found;
}

function truth(): Map<string, number> {
  const found = new Map<string, number>();
  for (let minute = 0; minute < minutes; minute += 1) {
    addresses.forEach((address, index) => {
      const key = `${minute}: ${expectedAt(address, minute)} use1-az${zoneOf(address) === 'a' ? 4 : 6}`;
      found.set(key, (found.get(key) ?? 0) + 2 ** index);
    });
  }
  return found;
}

const sorted = (found: ReadonlyMap<string, number>): string[] =>
  [...found].map(([key, value]) => `${key} ${value}`).sort();

test('every end of every minute has the right kind, name and zone', async () => {
  await takeLooks((all) => all);
  expect(sorted(await answered())).toEqual(sorted(truth()));
});

test('the same looks once more, in another order, change nothing', async () => {
  await takeLooks((all) => [...all].reverse());
  await takeLooks((all) => [...all].sort((left, right) => ((left * 7) % 13) - ((right * 7) % 13)));
  expect(sorted(await answered())).toEqual(sorted(truth()));
});

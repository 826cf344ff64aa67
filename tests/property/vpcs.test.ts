/** Two VPCs with the same addresses: together they answer what each answers alone. */
import fc from 'fast-check';
import { exchangeRows } from '../../backend/query/shape/table';
import {
  openMemoryData,
  type FlowRecord,
  type InterfaceHolding,
  type NodeHolding,
  type PodHolding,
} from '../sql/memory-data';

const base = 1_773_118_800;
const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.2.0', '10.0.9.1', 'fd00::1'];
const strangers = ['10.9.9.9', '52.1.2.3'];

type Cluster = 'red' | 'blue';
const vpcs = new Map<Cluster, string>([
  ['red', 'vpc-red'],
  ['blue', 'vpc-blue'],
]);

interface Vpc {
  pods: PodHolding[];
  nodes: NodeHolding[];
  interfaces: InterfaceHolding[];
  records: FlowRecord[];
}

const instant = (length: number) => fc.integer({ min: -300, max: length + 300 }).map((offset) => base + offset);
const lifetime = (length: number) => fc.option(fc.integer({ min: 1, max: length }), { nil: null, freq: 4 });
const endOf = (started: number, lives: number | null): number | null => (lives === null ? null : started + lives);

const vpcOf = (cluster: Cluster, length: number): fc.Arbitrary<Vpc> => {
  const holding = { address: fc.constantFrom(...addresses), started: instant(length), lives: lifetime(length) };
  return fc
    .record({
      pods: fc.array(fc.record({ ...holding, workload: fc.constantFrom('web', 'db') }), { maxLength: 8, size: 'max' }),
      interfaces: fc.array(fc.record({ ...holding, kind: fc.constantFrom('nat-gateway', 'efs') }), { maxLength: 4 }),
      records: fc.array(
        fc.record({
          pkt_srcaddr: fc.constantFrom(...addresses, ...strangers),
          pkt_dstaddr: fc.constantFrom(...addresses, ...strangers),
          start: instant(length),
          bytes: fc.integer({ min: 1, max: 1_000_000 }),
        }),
        { minLength: 1, maxLength: 40, size: 'max' }
      ),
    })
    .map(({ pods, interfaces, records }) => ({
      pods: pods.map(({ lives, ...pod }, index) => ({
        ...pod,
        cluster,
        uid: `${cluster}-${index}`,
        namespace: 'shop',
        pod: `${pod.workload}-${index}`,
        node: `node-${index % 2}`,
        labels: {},
        ended: endOf(pod.started, lives),
      })),
      nodes: [0, 1].map((index) => ({
        ...{ cluster, node: `node-${index}`, address: `10.0.2.${index}`, zone_id: `use1-az${index}`, zone_name: '' },
        ...{ started: base - 10_000, ended: null },
      })),
      interfaces: interfaces.map(({ lives, ...one }, index) => ({
        ...one,
        ...{
          interface_id: `eni-${cluster}-${index}`,
          vpc_id: `vpc-${cluster}`,
          cluster: '',
          name: `resource-${index}`,
        },
        ...{ zone_id: 'use1-az1', ended: endOf(one.started, lives) },
      })),
      records: records.map((record) => ({
        ...record,
        ...{ packets: 1, action: 'ACCEPT', log_status: 'OK', flow_direction: 'egress', vpc_id: `vpc-${cluster}` },
      })),
    }));
};

/** Traffic that stays in its VPC: to what has an owner there, or is used in neither. */
function staying(own: Vpc, other: Vpc, length: number): Vpc {
  const used = ({ pods, nodes, interfaces }: Vpc, { lag, shortest }: { lag: number; shortest: number }): Set<string> =>
    new Set(
      [...pods, ...nodes, ...interfaces]
        .filter(
          ({ started, ended }) =>
            started < base + length && (ended === null || (ended + lag > base && ended >= started + shortest))
        )
        .map(({ address }) => address)
    );
  // At the edges of the range it is the engine's to say whether an address is used: such records are left out.
  const [here, there] = [used(own, { lag: 0, shortest: 1 }), used(other, { lag: 60, shortest: 0 })];
  const stays = ({ pkt_dstaddr }: FlowRecord): boolean =>
    here.has(String(pkt_dstaddr)) || !there.has(String(pkt_dstaddr));
  return { ...own, records: own.records.filter(stays) };
}

const scenario = fc
  .constantFrom(1800, 4 * 3600)
  .chain((length) => fc.record({ length: fc.constant(length), red: vpcOf('red', length), blue: vpcOf('blue', length) }))
  .map(({ length, red, blue }) => ({ length, red: staying(red, blue, length), blue: staying(blue, red, length) }));

const groupBy = ['cluster', 'kind', 'workload', 'pod', 'node', 'zone'];
const groups = groupBy.length * 2;

async function sumsOf(data: Vpc, length: number, withVpcs: boolean): Promise<Record<string, number>> {
  const memory = await openMemoryData(data);
  try {
    const query = { queryType: 'table', traffic: 'all', limit: 0, groupBy };
    const result = await memory.ask(query, { from: base, to: base + length }, withVpcs ? { vpcs } : {});
    const { coverage } = result;
    return {
      attributed: coverage.attributedBytes,
      ambiguous: coverage.ambiguousBytes,
      unattributed: coverage.unattributedBytes,
      external: coverage.externalBytes,
      ...Object.fromEntries(
        exchangeRows(result).rows.map((row) => [JSON.stringify(row.slice(0, groups)), Number(row[groups])])
      ),
    };
  } finally {
    memory.close();
  }
}

test('every group of both is the sum of those of each', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ length, red, blue }) => {
      const both: Vpc = {
        pods: [...red.pods, ...blue.pods],
        nodes: [...red.nodes, ...blue.nodes],
        interfaces: [...red.interfaces, ...blue.interfaces],
        records: [...red.records, ...blue.records],
      };
      const expected: Record<string, number> = {};
      for (const one of [red, blue]) {
        if (one.records.length > 0) {
          for (const [group, bytes] of Object.entries(await sumsOf(one, length, false))) {
            expected[group] = (expected[group] ?? 0) + bytes;
          }
        }
      }
      fc.pre(both.records.length > 0);
      expect(await sumsOf(both, length, true)).toEqual(expected);
    }),
    { numRuns: Number(process.env['ZONEFLOW_PROPERTY_RUNS'] ?? 20), endOnFailure: true }
  );
}, 900_000);

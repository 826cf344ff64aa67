/** Random clusters against the reference: every group equal to the byte, nothing lost, nothing multiplied. */
import fc from 'fast-check';
import { createAttribution, type End } from '../sql/reference-attribution';
import { createEndSums } from '../sql/reference-ends';
import {
  openMemoryData,
  type FlowRecord,
  type InterfaceHolding,
  type NodeHolding,
  type PodHolding,
  type SubnetFact,
} from '../sql/memory-data';

const base = 1_773_118_800;
const addresses = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.1.9'];
const strangers = ['10.9.9.9', '192.168.7.7', '52.1.2.3', '8.8.8.8'];
const zones = ['use1-az1', 'use1-az2', '', ''];

const labelsOf = (team: string | undefined): Record<string, string> => (team === undefined ? {} : { team });
const instant = (length: number) => fc.integer({ min: -300, max: length + 300 }).map((offset) => base + offset);

const pods = (length: number): fc.Arbitrary<PodHolding[]> =>
  fc
    .array(
      fc.record({
        address: fc.constantFrom(...addresses),
        workload: fc.constantFrom('web', 'cart', 'db'),
        namespace: fc.constantFrom('shop', 'media'),
        node: fc.constantFrom('node-0', 'node-1', 'node-2', 'node-3', 'node-gone'),
        started: instant(length),
        lives: fc.option(fc.integer({ min: 0, max: length }), { nil: null, freq: 5 }),
        team: fc.option(fc.constantFrom('red', 'blue'), { nil: undefined }),
      }),
      { maxLength: 12, size: 'max' }
    )
    .map((list) =>
      list.map(({ lives, team, ...pod }, index) => ({
        ...pod,
        cluster: 'prod',
        uid: `uid-${index}`,
        pod: `${pod.workload}-${index}`,
        labels: labelsOf(team),
        ended: lives === null ? null : pod.started + lives,
      }))
    );

const nodes: NodeHolding[] = zones.map((zone, index) => ({
  cluster: 'prod',
  node: `node-${index}`,
  address: `10.0.2.${index}`,
  zone_id: zone,
  // node-2 has no zone ID and a name that node-1 tells the ID of; node-3's name only flow records can tell.
  zone_name: ['us-east-1a', 'us-east-1b', 'us-east-1b', 'us-east-1c'][index] ?? '',
  started: base - 10_000,
  ended: null,
}));

interface Inventory {
  interfaces: InterfaceHolding[];
  subnets: SubnetFact[];
}

/** Addresses of pods and nodes, too: an interface has what they leave of its time. */
const interfaces = (length: number): fc.Arbitrary<InterfaceHolding[]> =>
  fc
    .array(
      fc.record({
        address: fc.constantFrom(...addresses, '10.9.9.9', '10.0.2.0', '10.0.2.2', '10.0.9.1'),
        kind: fc.constantFrom('nat-gateway', 'load-balancer', 'aws'),
        zone_id: fc.constantFrom('use1-az1', 'use1-az2', ''),
        started: instant(length),
        lives: fc.option(fc.integer({ min: 1, max: length }), { nil: null, freq: 3 }),
      }),
      { maxLength: 5, size: 'max' }
    )
    .map((list) =>
      list.map(({ lives, ...one }, index) => ({
        ...one,
        interface_id: `eni-${index}`,
        cluster: '',
        name: `resource-${index}`,
        ended: lives === null ? null : one.started + lives,
      }))
    );

/** Two of them overlap in different zones: of 10.9.9.0/24 no zone is known. */
const allSubnets: SubnetFact[] = [
  ['10.0.0.0/30', 'use1-az1'],
  ['10.0.1.0/24', 'use1-az2'],
  ['10.0.2.2/31', 'use1-az2'],
  ['192.168.0.0/16', 'use1-az1'],
  ['10.9.8.0/22', 'use1-az1'],
  ['10.9.9.0/24', 'use1-az2'],
].map(([cidr = '', zone_id = ''], index) => ({ subnet_id: `subnet-${index}`, cidr, zone_id }));

const records = (length: number): fc.Arbitrary<FlowRecord[]> =>
  fc.array(
    fc
      .record({
        source: fc.constantFrom(...addresses, ...strangers, '10.0.2.0', '10.0.2.2'),
        target: fc.constantFrom(...addresses, ...strangers, '10.0.2.1', '10.0.9.1'),
        start: instant(length),
        bytes: fc.integer({ min: 1, max: 1_000_000 }),
        packets: fc.integer({ min: 1, max: 1000 }),
        az: fc.constantFrom('use1-az1', 'use1-az2', null),
        direction: fc.constantFrom('egress', 'egress', 'egress', 'ingress'),
        verdict: fc.constantFrom('ACCEPT', 'ACCEPT', 'ACCEPT', 'REJECT', 'NODATA', 'SKIPDATA'),
      })
      .map(({ source, target, start, bytes, packets, az, direction, verdict }): FlowRecord => {
        const empty = verdict === 'NODATA' || verdict === 'SKIPDATA';
        return {
          pkt_srcaddr: empty ? null : source,
          pkt_dstaddr: empty ? null : target,
          start,
          bytes: empty ? null : bytes,
          packets: empty ? null : packets,
          az_id: az,
          flow_direction: empty ? null : direction,
          action: empty ? null : verdict,
          log_status: empty ? verdict : 'OK',
        };
      }),
    { minLength: 1, maxLength: 60, size: 'max' }
  );

const dimensions = ['kind', 'namespace', 'workload', 'pod', 'node', 'zone', 'label:team'] as const;
type Tested = (typeof dimensions)[number];

const valueOf = (end: End, dimension: Tested): string =>
  dimension === 'label:team' ? (end.labels['team'] ?? '') : end[dimension];

/** Short ranges join without buckets, long ones with. */
const scenario = fc.constantFrom(1800, 4 * 3600).chain((length) =>
  fc.record({
    length: fc.constant(length),
    pods: pods(length),
    records: records(length),
    // Without any, the statement is another one.
    inventory: fc.oneof(
      fc.constant<Inventory>({ interfaces: [], subnets: [] }),
      fc.record({ interfaces: interfaces(length), subnets: fc.subarray(allSubnets) })
    ),
    groupBy: fc.subarray([...dimensions], { minLength: 0 }),
    targetGroupBy: fc.option(fc.subarray([...dimensions]), { nil: undefined }),
    traffic: fc.constantFrom('cross-zone', 'same-zone', 'all'),
    limit: fc.constantFrom(0, 1, 3),
    filter: fc.option(
      fc.record({
        side: fc.constantFrom('source', 'target', 'either'),
        dimension: fc.constantFrom(...dimensions),
        operator: fc.constantFrom('=', '!=', '=|', '!=|', '=~', '!~'),
        values: fc.constantFrom<string[]>(['shop'], ['web', 'use1-az1'], [''], ['pod'], ['red', '']),
      }),
      { nil: undefined }
    ),
    bidirectional: fc.boolean(),
  })
);

test('groups, rest and coverage equal the reference on random clusters', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ length, pods, records, inventory, filter, ...query }) => {
      const data = await openMemoryData({ pods, nodes, records, ...inventory });
      try {
        const range = { from: base, to: base + length };
        const filters = filter === undefined ? [] : [filter];
        const result = await data.ask({ ...query, filters, queryType: 'table' }, range);

        const { endAt } = createAttribution({ pods, nodes, records, ...inventory }, range);
        const passes = (end: End): boolean => {
          if (filter === undefined) {
            return true;
          }
          const value = valueOf(end, filter.dimension);
          const found = filter.values.includes(value);
          return filter.operator.startsWith('!') ? !found : found;
        };
        const admits = (source: End, target: End): boolean =>
          filter === undefined ||
          (filter.side === 'either'
            ? passes(source) || passes(target)
            : passes(filter.side === 'source' ? source : target)) ||
          (query.bidirectional && filter.side !== 'either' && passes(filter.side === 'source' ? target : source));
        const expected = new Map<string, number>();
        const ends = createEndSums(query.groupBy, query.targetGroupBy ?? query.groupBy);
        const coverage = {
          bytes: 0,
          attributed: 0,
          unattributed: 0,
          external: 0,
          ambiguous: 0,
          unknownZone: 0,
          counted: 0,
        };
        for (const record of records) {
          const start = Number(record.start);
          if (
            record.flow_direction !== 'egress' ||
            record.action !== 'ACCEPT' ||
            start < range.from ||
            start >= range.to
          ) {
            continue;
          }
          const bytes = Number(record.bytes);
          const source = endAt(String(record.pkt_srcaddr), start);
          const target = endAt(String(record.pkt_dstaddr), start);
          if (!admits(source, target)) {
            continue;
          }
          const kinds = [source.kind, target.kind];
          const part = kinds.includes('unattributed')
            ? 'unattributed'
            : kinds.includes('external')
              ? 'external'
              : 'attributed';
          coverage.bytes += bytes;
          coverage.counted++;
          coverage[part] += bytes;
          coverage.ambiguous += part === 'attributed' && (source.ambiguous || target.ambiguous) ? bytes : 0;
          const known = source.zone !== '' && target.zone !== '';
          coverage.unknownZone += known ? 0 : bytes;
          const crosses = known && source.zone !== target.zone;
          const wanted = query.traffic === 'all' || (known && crosses === (query.traffic === 'cross-zone'));
          const from = query.groupBy.map((dimension) => valueOf(source, dimension));
          const to = (query.targetGroupBy ?? query.groupBy).map((dimension) => valueOf(target, dimension));
          ends.add([from, to], { bytes, wanted, zones: known ? (crosses ? 'different' : 'same') : 'unknown' });
          if (wanted) {
            const key = JSON.stringify([...from, ...to]);
            expected.set(key, (expected.get(key) ?? 0) + bytes);
          }
        }
        const total = [...expected.values()].reduce((sum, bytes) => sum + bytes, 0);
        expect(result.rows.reduce((sum, row) => sum + row.bytes, 0)).toBe(total);
        for (const row of result.rows.filter((candidate) => !candidate.isOther)) {
          expect(row.bytes).toBe(expected.get(JSON.stringify(row.values)));
        }
        expect(result.rows.filter((row) => !row.isOther)).toHaveLength(
          query.limit === 0 ? expected.size : Math.min(query.limit, expected.size)
        );
        expect(result.coverage).toMatchObject({
          bytes: coverage.bytes,
          attributedBytes: coverage.attributed,
          unattributedBytes: coverage.unattributed,
          externalBytes: coverage.external,
          ambiguousBytes: coverage.ambiguous,
          unknownZoneBytes: coverage.unknownZone,
        });
        expect(result.coverage.records.counted).toBe(coverage.counted);
        const graph = await data.ask({ ...query, filters, queryType: 'graph' }, range);
        expect(graph.rows.map(({ values, bytes }) => [values, bytes])).toEqual(
          result.rows.map(({ values, bytes }) => [values, bytes])
        );
        const shown = new Set(graph.rows.filter((row) => !row.isOther).flatMap(({ values }) => ends.keysOf(values)));
        expect(graph.ends).toHaveLength(shown.size);
        for (const { side, values, sent, received, within, bytes, whole } of graph.ends) {
          const key = ends.key(side, values);
          expect(shown).toContain(key);
          expect({ sent, received, within, bytes, whole }).toEqual(ends.sums.get(key));
        }
      } finally {
        data.close();
      }
    }),
    { numRuns: Number(process.env['ZONEFLOW_PROPERTY_RUNS'] ?? 40), endOnFailure: true }
  );
}, 900_000);

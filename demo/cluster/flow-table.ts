/** Flow records as rows of small integers that point into lists of interfaces and addresses: cheap to make and to write. */

/** What a record says, beside its bytes and times. */
export const recordKinds = ['accept', 'reject', 'no-data', 'skip-data'] as const;
export type RecordKind = (typeof recordKinds)[number];

export interface FlowRecord {
  /** Number of the five-minute object the record is delivered in. */
  object: number;
  /** Number in the list of interfaces. */
  networkInterface: number;
  kind: RecordKind;
  egress: boolean;
  /** Addresses by their number in the list of addresses: as the interface shows them, then the packets' own. */
  source: number;
  target: number;
  packetSource: number;
  packetTarget: number;
  sourcePort: number;
  targetPort: number;
  protocol: number;
  packets: number;
  bytes: number;
  /** Epoch seconds. */
  start: number;
  end: number;
  tcpFlags: number;
  /** traffic-path as AWS numbers it; 0 on ingress, where the field is absent. */
  trafficPath: number;
}

/** The order of the integers in a row; `kind` is its place in `recordKinds`, `egress` 0 or 1. */
export const flowTableFields = [
  'object',
  'networkInterface',
  'kind',
  'egress',
  'source',
  'target',
  'packetSource',
  'packetTarget',
  'sourcePort',
  'targetPort',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'tcpFlags',
  'trafficPath',
] as const satisfies ReadonlyArray<keyof FlowRecord>;

export interface FlowTable {
  readonly length: number;
  append(record: FlowRecord): void;
  /** All rows, one after the other, `flowTableFields.length` integers each; valid until the next append. */
  rows(): Int32Array;
  record(row: number): FlowRecord;
}

const width = flowTableFields.length;

export function createFlowTable(capacity = 1 << 17): FlowTable {
  let values = new Int32Array(capacity * width);
  let used = 0;
  return {
    get length() {
      return used / width;
    },
    append: (record) => {
      if (used === values.length) {
        const wider = new Int32Array(values.length * 2);
        wider.set(values);
        values = wider;
      }
      values[used] = record.object;
      values[used + 1] = record.networkInterface;
      values[used + 2] = recordKinds.indexOf(record.kind);
      values[used + 3] = record.egress ? 1 : 0;
      values[used + 4] = record.source;
      values[used + 5] = record.target;
      values[used + 6] = record.packetSource;
      values[used + 7] = record.packetTarget;
      values[used + 8] = record.sourcePort;
      values[used + 9] = record.targetPort;
      values[used + 10] = record.protocol;
      values[used + 11] = record.packets;
      values[used + 12] = record.bytes;
      values[used + 13] = record.start;
      values[used + 14] = record.end;
      values[used + 15] = record.tcpFlags;
      values[used + 16] = record.trafficPath;
      used += width;
    },
    rows: () => values.subarray(0, used),
    record: (row) => {
      const at = (offset: number): number => values[row * width + offset] ?? 0;
      return {
        object: at(0),
        networkInterface: at(1),
        kind: recordKinds[at(2)] ?? 'accept',
        egress: at(3) === 1,
        source: at(4),
        target: at(5),
        packetSource: at(6),
        packetTarget: at(7),
        sourcePort: at(8),
        targetPort: at(9),
        protocol: at(10),
        packets: at(11),
        bytes: at(12),
        start: at(13),
        end: at(14),
        tcpFlags: at(15),
        trafficPath: at(16),
      };
    },
  };
}

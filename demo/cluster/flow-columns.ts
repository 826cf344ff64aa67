/** Flow records column by column: small integers that point into lists of interfaces and addresses, cheap to make and to write. */

/** What one record says, beside its bytes and times. */
export type RecordKind = 'accept' | 'reject' | 'no-data' | 'skip-data';
export const recordKinds: readonly RecordKind[] = ['accept', 'reject', 'no-data', 'skip-data'];

/** `trafficPath` of an egress record as AWS numbers it; 0 on ingress, where the field is absent. */
export interface FlowRecord {
  /** Number of the five-minute object the record is delivered in. */
  object: number;
  networkInterface: number;
  kind: RecordKind;
  egress: boolean;
  /** Addresses by their number in `addresses`: as the interface shows them, then the packets' own. */
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
  trafficPath: number;
}

export const flowColumnNames = [
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
export type FlowColumnName = (typeof flowColumnNames)[number];

export interface FlowColumns {
  readonly length: number;
  /** One row; all values fit 32 bits. `kind` is its place in `recordKinds`, `egress` 0 or 1. */
  append(record: FlowRecord): void;
  /** The rows of a column; valid until the next append. */
  column(name: FlowColumnName): Int32Array;
}

export function createFlowColumns(capacity = 1 << 16): FlowColumns {
  let length = 0;
  let room = capacity;
  const columns = flowColumnNames.map((name) => ({ name, values: new Int32Array(room) }));
  return {
    get length() {
      return length;
    },
    append: (record) => {
      if (length === room) {
        room *= 2;
        for (const column of columns) {
          const wider = new Int32Array(room);
          wider.set(column.values);
          column.values = wider;
        }
      }
      for (const { name, values } of columns) {
        values[length] = asInteger(record, name);
      }
      length++;
    },
    column: (name) => {
      const found = columns.find((column) => column.name === name);
      return (found?.values ?? new Int32Array()).subarray(0, length);
    },
  };
}

function asInteger(record: FlowRecord, name: FlowColumnName): number {
  switch (name) {
    case 'kind':
      return recordKinds.indexOf(record.kind);
    case 'egress':
      return record.egress ? 1 : 0;
    default:
      return record[name];
  }
}

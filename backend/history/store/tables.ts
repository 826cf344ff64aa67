/** The columns of the stored tables and how rows of DuckDB become rows of the store. */
import type { NodeRow, ObservationRow, PodRow } from '../row';
import type { TextPool } from '../text-pool';
import type { TableName } from './layout';

/** `seconds`: BIGINT in the file, never negative; `labels`: MAP(VARCHAR, VARCHAR) in the file, JSON text in the row. */
export type ColumnType = 'text' | 'seconds' | 'boolean' | 'labels';

export interface Table<Row> {
  name: TableName;
  columns: ReadonlyArray<readonly [keyof Row & string, ColumnType]>;
  /** The column by which a row belongs to its first day. */
  begin: keyof Row & string;
  /** A total order: the same rows make the same file, byte for byte. */
  order: ReadonlyArray<keyof Row & string>;
}

export const podTable: Table<PodRow> = {
  name: 'pods',
  columns: [
    ['cluster', 'text'],
    ['uid', 'text'],
    ['namespace', 'text'],
    ['pod', 'text'],
    ['workload', 'text'],
    ['workload_kind', 'text'],
    ['node', 'text'],
    ['address', 'text'],
    ['host_network', 'boolean'],
    ['labels', 'labels'],
    ['started', 'seconds'],
    ['ended', 'seconds'],
    ['first_seen', 'seconds'],
    ['last_seen', 'seconds'],
    ['ready_at', 'seconds'],
    ['start_time', 'seconds'],
    ['finished_at', 'seconds'],
    ['deleted_at', 'seconds'],
    ['deletion_timestamp', 'seconds'],
  ],
  begin: 'started',
  order: ['address', 'started', 'uid'],
};

export const nodeTable: Table<NodeRow> = {
  name: 'nodes',
  columns: [
    ['cluster', 'text'],
    ['node', 'text'],
    ['uid', 'text'],
    ['address', 'text'],
    ['zone_id', 'text'],
    ['zone_name', 'text'],
    ['region', 'text'],
    ['instance_id', 'text'],
    ['started', 'seconds'],
    ['ended', 'seconds'],
    ['first_seen', 'seconds'],
    ['last_seen', 'seconds'],
    ['deleted_at', 'seconds'],
  ],
  begin: 'started',
  order: ['address', 'started', 'uid', 'node'],
};

export const observationTable: Table<ObservationRow> = {
  name: 'observations',
  columns: [
    ['cluster', 'text'],
    ['resource', 'text'],
    ['from', 'seconds'],
    ['to', 'seconds'],
    ['complete', 'boolean'],
    ['namespace', 'text'],
  ],
  begin: 'from',
  order: ['resource', 'from', 'to', 'complete', 'namespace'],
};

/** Stored values by column name: numbers as JavaScript numbers, labels as JSON text. */
export type StoredValues = Record<string, unknown>;

export function podRowOf(values: StoredValues, texts: TextPool): PodRow {
  const text = (value: unknown): string => (typeof value === 'string' ? texts.same(value) : '');
  return {
    cluster: text(values.cluster),
    uid: plainText(values.uid),
    namespace: text(values.namespace),
    pod: plainText(values.pod),
    workload: text(values.workload),
    workload_kind: text(values.workload_kind),
    node: text(values.node),
    address: text(values.address),
    host_network: values.host_network === true,
    labels: text(values.labels),
    started: seconds(values.started),
    ended: optionalSeconds(values.ended),
    first_seen: seconds(values.first_seen),
    last_seen: seconds(values.last_seen),
    ready_at: optionalSeconds(values.ready_at),
    start_time: optionalSeconds(values.start_time),
    finished_at: optionalSeconds(values.finished_at),
    deleted_at: optionalSeconds(values.deleted_at),
    deletion_timestamp: optionalSeconds(values.deletion_timestamp),
  };
}

export function nodeRowOf(values: StoredValues): NodeRow {
  return {
    cluster: plainText(values.cluster),
    node: plainText(values.node),
    uid: plainText(values.uid),
    address: plainText(values.address),
    zone_id: plainText(values.zone_id),
    zone_name: plainText(values.zone_name),
    region: plainText(values.region),
    instance_id: plainText(values.instance_id),
    started: seconds(values.started),
    ended: optionalSeconds(values.ended),
    first_seen: seconds(values.first_seen),
    last_seen: seconds(values.last_seen),
    deleted_at: optionalSeconds(values.deleted_at),
  };
}

export function observationRowOf(values: StoredValues): ObservationRow {
  return {
    cluster: plainText(values.cluster),
    resource: values.resource === 'nodes' ? 'nodes' : 'pods',
    from: seconds(values.from),
    to: seconds(values.to),
    complete: values.complete === true,
    namespace: plainText(values.namespace),
  };
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function seconds(value: unknown): number {
  return optionalSeconds(value) ?? 0;
}

function optionalSeconds(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** The columns of the stored tables and how rows of DuckDB become rows of the store. */
import type { NodeRow, ObservationRow, PodRow } from '../row';
import type { TextPool } from '../text-pool';
import type { TableName } from './layout';

/** `seconds`: BIGINT in the file, never negative; `labels`: MAP(VARCHAR, VARCHAR) in the file, JSON text in the row. */
export type ColumnType = 'text' | 'seconds' | 'boolean' | 'labels';

/**
 * How a column comes of several rows of one thing, as the ledgers merge facts: `key` tells things apart; `newest` is the
 * value of the newest sight; `end` is the minimum, but of a node known only from its pods the newest sight's.
 */
export type Merge = 'key' | 'newest' | 'min' | 'max' | 'end';

export interface Table<Row> {
  name: TableName;
  columns: ReadonlyArray<readonly [keyof Row & string, ColumnType, Merge]>;
  /** The column by which a row belongs to its first day. */
  begin: keyof Row & string;
  /** A total order: the same rows make the same file, byte for byte. */
  order: ReadonlyArray<keyof Row & string>;
}

export const podTable: Table<PodRow> = {
  name: 'pods',
  columns: [
    ['cluster', 'text', 'key'],
    ['uid', 'text', 'key'],
    ['namespace', 'text', 'newest'],
    ['pod', 'text', 'newest'],
    ['workload', 'text', 'newest'],
    ['workload_kind', 'text', 'newest'],
    ['node', 'text', 'max'],
    ['address', 'text', 'key'],
    ['host_network', 'boolean', 'newest'],
    ['labels', 'labels', 'newest'],
    ['started', 'seconds', 'min'],
    ['ended', 'seconds', 'min'],
    ['followed_at', 'seconds', 'min'],
    ['first_seen', 'seconds', 'min'],
    ['last_seen', 'seconds', 'max'],
    ['ready_at', 'seconds', 'min'],
    ['start_time', 'seconds', 'min'],
    ['finished_at', 'seconds', 'min'],
    ['deleted_at', 'seconds', 'min'],
    ['deletion_timestamp', 'seconds', 'min'],
  ],
  begin: 'started',
  order: ['address', 'started', 'uid'],
};

export const nodeTable: Table<NodeRow> = {
  name: 'nodes',
  columns: [
    ['cluster', 'text', 'key'],
    ['node', 'text', 'key'],
    ['uid', 'text', 'key'],
    ['address', 'text', 'key'],
    ['zone_id', 'text', 'max'],
    ['zone_name', 'text', 'max'],
    ['region', 'text', 'max'],
    ['instance_id', 'text', 'max'],
    ['started', 'seconds', 'min'],
    ['ended', 'seconds', 'end'],
    ['followed_at', 'seconds', 'min'],
    ['first_seen', 'seconds', 'min'],
    ['last_seen', 'seconds', 'max'],
    ['deleted_at', 'seconds', 'end'],
  ],
  begin: 'started',
  order: ['address', 'started', 'uid', 'node'],
};

export const observationTable: Table<ObservationRow> = {
  name: 'observations',
  columns: [
    ['cluster', 'text', 'key'],
    ['resource', 'text', 'key'],
    ['from', 'seconds', 'key'],
    ['to', 'seconds', 'key'],
    ['complete', 'boolean', 'key'],
    ['namespace', 'text', 'key'],
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
    followed_at: optionalSeconds(values.followed_at),
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
    followed_at: optionalSeconds(values.followed_at),
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

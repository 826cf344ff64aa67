/** The columns of the stored inventory: interfaces of AWS resources, and subnets. */
import type { InterfaceRow, SubnetRow } from '../row';

export type InventoryTableName = 'interfaces' | 'subnets';

export interface InventoryTable<Row> {
  name: InventoryTableName;
  columns: ReadonlyArray<readonly [keyof Row & string, 'text' | 'seconds']>;
  /** A total order: the same rows make the same file. */
  order: ReadonlyArray<keyof Row & string>;
  rowOf(values: Record<string, unknown>): Row;
}

export const interfaceTable: InventoryTable<InterfaceRow> = {
  name: 'interfaces',
  columns: [
    ['account', 'text'],
    ['region', 'text'],
    ['vpc_id', 'text'],
    ['subnet_id', 'text'],
    ['interface_id', 'text'],
    ['cluster', 'text'],
    ['address', 'text'],
    ['kind', 'text'],
    ['name', 'text'],
    ['zone_id', 'text'],
    ['started', 'seconds'],
    ['ended', 'seconds'],
    ['first_seen', 'seconds'],
    ['last_seen', 'seconds'],
  ],
  order: ['address', 'started', 'interface_id', 'account', 'region'],
  rowOf: (values) => ({
    ...inNetwork(values),
    interface_id: textOf(values['interface_id']),
    cluster: textOf(values['cluster']),
    address: textOf(values['address']),
    kind: textOf(values['kind']),
    name: textOf(values['name']),
    started: secondsOf(values['started']) ?? 0,
  }),
};

export const subnetTable: InventoryTable<SubnetRow> = {
  name: 'subnets',
  columns: [
    ['account', 'text'],
    ['region', 'text'],
    ['vpc_id', 'text'],
    ['subnet_id', 'text'],
    ['cidr', 'text'],
    ['zone_id', 'text'],
    ['zone_name', 'text'],
    ['ended', 'seconds'],
    ['first_seen', 'seconds'],
    ['last_seen', 'seconds'],
  ],
  order: ['cidr', 'subnet_id', 'account', 'region'],
  rowOf: (values) => ({
    ...inNetwork(values),
    cidr: textOf(values['cidr']),
    zone_name: textOf(values['zone_name']),
  }),
};

/** What rows of both tables have. */
function inNetwork(values: Record<string, unknown>): Omit<SubnetRow, 'cidr' | 'zone_name'> {
  return {
    account: textOf(values['account']),
    region: textOf(values['region']),
    vpc_id: textOf(values['vpc_id']),
    subnet_id: textOf(values['subnet_id']),
    zone_id: textOf(values['zone_id']),
    ended: secondsOf(values['ended']),
    first_seen: secondsOf(values['first_seen']) ?? 0,
    last_seen: secondsOf(values['last_seen']) ?? 0,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function secondsOf(value: unknown): number | null {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : null;
}

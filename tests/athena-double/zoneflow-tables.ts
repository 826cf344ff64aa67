/** The tables of this product as a catalog describes them, made with the DDL that the product prints. */
import { flowLogTable, historyTableList } from '../../backend/engines/table/ddl';
import { athenaProperties } from '../../backend/engines/table/ddl-text';
import type { TableMetadata } from './backend';

/** The fields of a flow log for traffic between zones, without those of version 11. */
export const flowFields = [
  ...[
    'interface-id',
    'pkt-srcaddr',
    'pkt-dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'packets',
    'bytes',
    'start',
    'end',
  ],
  ...['action', 'log-status', 'az-id', 'flow-direction', 'traffic-path', 'vpc-id', 'subnet-id', 'instance-id'],
];

/** `flows` by the day, and the history `pods` with its two other tables. */
export function zoneflowTables(database: string): TableMetadata[] {
  const shared = { firstDay: '2026-01-01', accounts: ['123456789012'], regions: ['us-east-1'] };
  const log = {
    location: 's3://logs',
    fields: flowFields,
    files: 'parquet',
    hive: false,
    hourly: false,
    ...shared,
  } as const;
  const history = { location: 's3://history', clusters: ['prod'], firstDay: shared.firstDay };
  const tables = [
    flowLogTable({ database, table: 'flows' }, log),
    ...historyTableList({ database, table: 'pods' }, history),
  ];
  return tables.map((table) => ({
    Name: table.name.table,
    TableType: 'EXTERNAL_TABLE',
    Columns: table.columns.map(({ name, type }) => ({ Name: name, Type: type })),
    PartitionKeys: table.keys.map(({ name, type }) => ({ Name: name, Type: type })),
    Parameters: { ...Object.fromEntries(athenaProperties(table)), EXTERNAL: 'TRUE' },
  }));
}

/** The tables that this product reads, as DDL: flow logs as AWS delivers them to S3, and pod history as it is stored. Pure. */
import { ZoneFlowError } from '../../errors';
import { interfaceTable, subnetTable } from '../../history/store/inventory-columns';
import { nodeTable, observationTable, podTable } from '../../history/store/tables';
import { createTable, type ColumnType, type DdlForm, type ExternalTable } from './ddl-text';
import { historyTables } from './history-relations';
import { rollupTableList, type RollupFiles } from './rollup-tables';
import type { TableName } from './sql-client';

/** A flow log as DescribeFlowLogs tells of it. */
export interface FlowLogFiles {
  /** Folder above `AWSLogs/`: `s3://bucket/prefix`. */
  location: string;
  /** Fields of its format in order: `${az-id} ${flow-direction} …` without the signs. */
  fields: readonly string[];
  files: 'parquet' | 'text';
  /** HiveCompatiblePartitions, PerHourPartition. */
  hive: boolean;
  hourly: boolean;
  /** What records are from; each value becomes part of a partition's folder. */
  accounts: readonly string[];
  regions: readonly string[];
  /** First day of records, `2026-01-31`. */
  firstDay: string;
}

/** Errors: bad_settings if there is no account, region or field. */
export function flowLogDdl(form: DdlForm, name: TableName, log: FlowLogFiles): string {
  return createTable(form, flowLogTable(name, log));
}

/** The same as a description. Errors: bad_settings if there is no account, region or field. */
export function flowLogTable(name: TableName, log: FlowLogFiles): ExternalTable {
  required('an account', log.accounts);
  required('a region', log.regions);
  required('a field', log.fields);
  const location = withoutSlash(log.location);
  const { folder, keys } = log.hive ? hiveFolders(log) : plainFolders(log);
  return {
    name,
    columns: log.fields.map((field) => ({
      name: field.toLowerCase().replaceAll('-', '_'),
      type: fieldType(field, log.files),
    })),
    keys: [
      { name: 'aws_account_id', type: 'string', projection: { type: 'enum', values: log.accounts } },
      { name: 'aws_region', type: 'string', projection: { type: 'enum', values: log.regions } },
      ...keys,
    ],
    files: log.files,
    location: `${location}/AWSLogs`,
    partition: `${location}/AWSLogs/${folder}`,
  };
}

export interface HistoryFiles {
  /** Folder above `pods/`: `s3://bucket/prefix`. */
  location: string;
  clusters: readonly string[];
  /** First day of history, `2026-01-31`. */
  firstDay: string;
}

/** Statements for the tables of pods, nodes, looks and AWS resources over a history location. Errors: bad_settings without a cluster. */
export function historyDdl(form: DdlForm, pods: TableName, history: HistoryFiles): string[] {
  return historyTableList(pods, history).map((table) => createTable(form, table));
}

/** The same as descriptions. Errors: bad_settings without a cluster. */
export function historyTableList(pods: TableName, history: HistoryFiles): ExternalTable[] {
  required('a cluster', history.clusters);
  const names = historyTables(pods);
  const location = withoutSlash(history.location);
  const days = [podTable, nodeTable, observationTable].map((table): ExternalTable => {
    const columns = table.columns.map(([column, type]) => ({ name: column, type: storedTypes[type] }));
    return {
      name: names[table.name],
      // The cluster is the folder's, and so the partition's.
      columns: columns.filter((column) => column.name !== 'cluster'),
      keys: [
        { name: 'cluster', type: 'string', projection: { type: 'enum', values: history.clusters } },
        {
          name: 'day',
          type: 'string',
          projection: { type: 'date', format: 'yyyy-MM-dd', from: history.firstDay, unit: 'DAYS' },
        },
      ],
      files: 'parquet',
      location: `${location}/${table.name}`,
      partition: `${location}/${table.name}/cluster=\${cluster}/day=\${day}`,
    };
  });
  // The inventory is small and of no cluster: it has no partitions.
  const inventory = [interfaceTable, subnetTable].map((table): ExternalTable => ({
    name: names[table.name],
    columns: table.columns.map(([column, type]) => ({ name: column, type: storedTypes[type] })),
    keys: [],
    files: 'parquet',
    location: `${location}/${table.name}`,
    partition: `${location}/${table.name}`,
  }));
  return [...days, ...inventory];
}

/** Statements for the tables of a rollup. */
export function rollupDdl(form: DdlForm, exchanges: TableName, files: RollupFiles): string[] {
  return rollupTableList(exchanges, files).map((table) => createTable(form, table));
}

const storedTypes = { text: 'string', seconds: 'bigint', boolean: 'boolean', labels: 'map<string,string>' } as const;

type Keys = ExternalTable['keys'];

/** `AWSLogs/{account}/vpcflowlogs/{region}/yyyy/MM/dd[/HH]` (VPC user guide, flow log files). */
function plainFolders({ hourly, firstDay }: FlowLogFiles): { folder: string; keys: Keys } {
  const day = firstDay.replaceAll('-', '/');
  const key = hourly
    ? ({ name: 'hour', format: 'yyyy/MM/dd/HH', from: `${day}/00`, unit: 'HOURS' } as const)
    : ({ name: 'day', format: 'yyyy/MM/dd', from: day, unit: 'DAYS' } as const);
  const { name, ...projection } = key;
  return {
    folder: `\${aws_account_id}/vpcflowlogs/\${aws_region}/\${${name}}`,
    keys: [{ name, type: 'string', projection: { type: 'date', ...projection } }],
  };
}

/** `aws-account-id=…/aws-service=vpcflowlogs/aws-region=…/year=…/month=…/day=…[/hour=…]`. */
function hiveFolders({ hourly, firstDay }: FlowLogFiles): { folder: string; keys: Keys } {
  const firstYear = Number(firstDay.slice(0, 4));
  const parts = [
    { name: 'year', from: firstYear, to: 2100, digits: 4 },
    { name: 'month', from: 1, to: 12, digits: 2 },
    { name: 'day', from: 1, to: 31, digits: 2 },
    ...(hourly ? [{ name: 'hour', from: 0, to: 23, digits: 2 }] : []),
  ];
  const folders = parts.map(({ name }) => `${name}=\${${name}}`).join('/');
  return {
    folder: `aws-account-id=\${aws_account_id}/aws-service=vpcflowlogs/aws-region=\${aws_region}/${folders}`,
    keys: parts.map(({ name, ...range }) => ({ name, type: 'int', projection: { type: 'integer', ...range } })),
  };
}

const wholeNumbers = new Set([
  'version',
  'srcport',
  'dstport',
  'protocol',
  'tcp-flags',
  'traffic-path',
  'encryption-status',
]);
const longNumbers = new Set(['packets', 'bytes', 'start', 'end']);

/** The Parquet types of the VPC user guide; `-` in text files becomes NULL in a number. */
function fieldType(field: string, files: FlowLogFiles['files']): ColumnType {
  const name = field.toLowerCase().replaceAll('_', '-');
  if (longNumbers.has(name)) {
    return 'bigint';
  }
  return wholeNumbers.has(name) ? (files === 'parquet' ? 'int' : 'bigint') : 'string';
}

function required(what: string, values: readonly string[]): void {
  if (values.length === 0 || values.some((value) => value === '')) {
    throw new ZoneFlowError('bad_settings', `The table cannot be described without ${what}`);
  }
}

function withoutSlash(location: string): string {
  return location.replace(/\/+$/, '');
}

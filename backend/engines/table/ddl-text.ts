/** An external table with partition projection as a statement, in Trino's and in Athena's words. Pure. */
import { text } from '../../sql/literal';
import { identifier, qualified } from './identifiers';
import type { TableName } from './sql-client';

export type ColumnType = 'string' | 'int' | 'bigint' | 'boolean' | 'map<string,string>';

/** What values a partition key has. */
export type Projection =
  | { type: 'enum'; values: readonly string[] }
  | { type: 'integer'; from: number; to: number; digits: number }
  | { type: 'date'; format: string; from: string; unit: 'DAYS' | 'HOURS' };

export interface ExternalTable {
  name: TableName;
  columns: ReadonlyArray<{ name: string; type: ColumnType }>;
  /** None: all its files are one. */
  keys: ReadonlyArray<{ name: string; type: 'string' | 'int'; projection: Projection }>;
  files: 'parquet' | 'text';
  /** Folder of the table, and of a partition with `${key}` for values; both without a slash at the end. */
  location: string;
  partition: string;
}

export type DdlForm = 'athena' | 'trino';

/** One statement, without a semicolon. */
export function createTable(form: DdlForm, table: ExternalTable): string {
  switch (form) {
    case 'athena':
      return athenaTable(table);
    case 'trino':
      return trinoTable(table);
  }
}

/** Properties by which Athena reads a table's files and finds them, where partitions are projected. */
export function athenaProperties({ keys, files, partition }: ExternalTable): Array<[string, string]> {
  const projected: Array<[string, string]> = [
    ['projection.enabled', 'true'],
    ...keys.flatMap((key) => athenaProjection(key.name, key.projection)),
    ['storage.location.template', `${partition}/`],
  ];
  return [
    ...(files === 'text' ? [['skip.header.line.count', '1'] as [string, string]] : []),
    ...(keys.length === 0 ? [] : projected),
  ];
}

function athenaTable(table: ExternalTable): string {
  const { name, columns, keys, files, location } = table;
  const quoted = (value: string): string => `\`${value.replaceAll('`', '``')}\``;
  const list = (of: ReadonlyArray<{ name: string; type: string }>): string =>
    of.map((column) => `  ${quoted(column.name)} ${column.type}`).join(',\n');
  const format =
    files === 'parquet' ? 'STORED AS PARQUET' : `ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '\nSTORED AS TEXTFILE`;
  const properties = athenaProperties(table)
    .map(([key, value]) => `  ${text(key)} = ${text(value)}`)
    .join(',\n');
  return `CREATE EXTERNAL TABLE IF NOT EXISTS ${quoted(name.database)}.${quoted(name.table)} (
${list(columns)}
)${keys.length === 0 ? '' : `\nPARTITIONED BY (\n${list(keys)}\n)`}
${format}
LOCATION ${text(`${location}/`)}${properties === '' ? '' : `\nTBLPROPERTIES (\n${properties}\n)`}`;
}

function athenaProjection(name: string, projection: Projection): Array<[string, string]> {
  const property = (key: string, value: string): [string, string] => [`projection.${name}.${key}`, value];
  switch (projection.type) {
    case 'enum':
      return [property('type', 'enum'), property('values', projection.values.join(','))];
    case 'integer':
      return [
        property('type', 'integer'),
        property('range', `${projection.from},${projection.to}`),
        property('digits', String(projection.digits)),
      ];
    case 'date':
      return [
        property('type', 'date'),
        property('format', projection.format),
        property('range', `${projection.from},NOW`),
        property('interval', '1'),
        property('interval.unit', projection.unit),
      ];
  }
}

const trinoTypes: Readonly<Record<ColumnType, string>> = {
  string: 'varchar',
  int: 'integer',
  bigint: 'bigint',
  boolean: 'boolean',
  'map<string,string>': 'map(varchar, varchar)',
};

function trinoTable({ name, columns, keys, files, location, partition }: ExternalTable): string {
  const all = [
    ...columns.map((column) => `  ${identifier(column.name)} ${trinoTypes[column.type]}`),
    ...keys.map((key) => `  ${identifier(key.name)} ${trinoTypes[key.type]} WITH (${trinoProjection(key.projection)})`),
  ];
  const properties = [
    `external_location = ${text(`${location}/`)}`,
    ...(files === 'parquet'
      ? [`format = 'PARQUET'`]
      : [`format = 'TEXTFILE'`, `textfile_field_separator = ' '`, 'skip_header_line_count = 1']),
    ...(keys.length === 0
      ? []
      : [
          `partitioned_by = ${array(keys.map((key) => key.name))}`,
          'partition_projection_enabled = true',
          `partition_projection_location_template = ${text(`${partition}/`)}`,
        ]),
  ];
  return `CREATE TABLE IF NOT EXISTS ${qualified(name)} (
${all.join(',\n')}
)
WITH (
${properties.map((property) => `  ${property}`).join(',\n')}
)`;
}

function trinoProjection(projection: Projection): string {
  switch (projection.type) {
    case 'enum':
      return `partition_projection_type = 'ENUM', partition_projection_values = ${array(projection.values)}`;
    case 'integer':
      return `partition_projection_type = 'INTEGER', partition_projection_range = ${array([String(projection.from), String(projection.to)])}, partition_projection_digits = ${projection.digits}`;
    case 'date':
      return `partition_projection_type = 'DATE', partition_projection_format = ${text(projection.format)}, partition_projection_range = ${array([projection.from, 'NOW'])}, partition_projection_interval = 1, partition_projection_interval_unit = '${projection.unit}'`;
  }
}

function array(values: readonly string[]): string {
  return `ARRAY[${values.map(text).join(', ')}]`;
}

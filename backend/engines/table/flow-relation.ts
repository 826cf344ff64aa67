/** The SELECT behind `flow_records`: a table's columns found by their names, every field under its name and type. Pure. */
import { flowFieldNames, flowFields, type FlowField } from '../../flows/fields';
import { identifier, qualified } from './identifiers';
import type { TableColumn, TableName, TableSchema } from './sql-client';

export interface FlowColumns {
  /** The table's column for each field that it has. */
  byField: ReadonlyMap<FlowField, TableColumn>;
  /** Fields whose column has a type that cannot hold them, such as an array: they count as absent. */
  unusable: ReadonlyArray<{ field: FlowField; column: TableColumn }>;
}

/**
 * Columns by the fields' names in any spelling (`pkt-srcaddr`, `pkt_srcaddr`, `pktSrcAddr`) and by the names of older AWS
 * instructions (`starttime`, `numbytes`). A data column is taken before a partition key.
 */
export function flowColumns({ columns, partitionKeys }: TableSchema): FlowColumns {
  const byField = new Map<FlowField, TableColumn>();
  const unusable: Array<{ field: FlowField; column: TableColumn }> = [];
  for (const column of [...columns, ...partitionKeys]) {
    const field = fieldOf(column.name);
    if (field === undefined || byField.has(field)) {
      continue;
    }
    if (valueOf(field, column) === null) {
      unusable.push({ field, column });
    } else {
      byField.set(field, column);
    }
  }
  return { byField, unusable };
}

/** @param condition on the table's own columns (partition keys), or null */
export function flowRelation(table: TableName, { byField }: FlowColumns, condition: string | null): string {
  const columns = flowFieldNames.map((field) => {
    const column = byField.get(field);
    const value = column === undefined ? null : valueOf(field, column);
    return `${value ?? `CAST(NULL AS ${sqlType(field)})`} AS ${identifier(field)}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${qualified(table)}${condition === null ? '' : ` WHERE ${condition}`}`;
}

/**
 * Fields that questions compare with values no `-` equals: left as they are, because a condition on an expression is not
 * pushed down into the reader (as for the embedded engine).
 */
const comparedFields: ReadonlySet<FlowField> = new Set([
  'flow_direction',
  'action',
  'log_status',
  'az_id',
  'next_hop_az_id',
  'pkt_srcaddr',
  'pkt_dstaddr',
]);

const olderNames: Readonly<Record<string, FlowField>> = {
  account: 'account_id',
  starttime: 'start',
  endtime: 'end',
  numbytes: 'bytes',
  numpackets: 'packets',
  sourceport: 'srcport',
  destinationport: 'dstport',
};

const fieldsByName = new Map<string, FlowField>([
  ...Object.entries(olderNames),
  ...flowFieldNames.map((field): [string, FlowField] => [squeezed(field), field]),
]);

function fieldOf(name: string): FlowField | undefined {
  return fieldsByName.get(squeezed(name));
}

function squeezed(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

function sqlType(field: FlowField): 'bigint' | 'varchar' {
  return flowFields[field] === 'number' ? 'bigint' : 'varchar';
}

/** The field's value as SQL over the column, or null if the column's type cannot hold it. */
function valueOf(field: FlowField, { name, type }: TableColumn): string | null {
  const column = identifier(name);
  const base = type
    .toLowerCase()
    .replace(/[(<].*$/, '')
    .trim();
  switch (base) {
    case 'bigint':
      return sqlType(field) === 'bigint' ? column : `CAST(${column} AS varchar)`;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'integer':
    case 'decimal':
    case 'double':
    case 'float':
    case 'real':
      return `CAST(${column} AS ${sqlType(field)})`;
    case 'varchar':
    case 'string':
    case 'char': {
      // varchar(20) and varchar are two types where values meet: in a UNION, in a CASE.
      const whole = type.includes('(') || base === 'char' ? `CAST(${column} AS varchar)` : column;
      if (sqlType(field) === 'bigint') {
        return `TRY_CAST(${column} AS bigint)`;
      }
      return comparedFields.has(field) ? whole : `CASE WHEN ${whole} IN ('-', '') THEN NULL ELSE ${whole} END`;
    }
    case 'timestamp':
      // A table that somebody else's job wrote; flow logs themselves have seconds.
      return field === 'start' || field === 'end' ? `CAST(floor(to_unixtime(${column})) AS bigint)` : null;
    case 'varbinary':
    case 'binary':
      // Parquet text whose file does not say that it is text.
      return sqlType(field) === 'varchar' ? `from_utf8(${column})` : null;
    default:
      return null;
  }
}

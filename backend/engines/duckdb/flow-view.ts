/** The SELECT behind `flow_records`: objects of each format read together, every field under its name and type. */
import type { ReadObject } from '../../flows/choose-objects';
import { flowFieldNames, flowFields, type FlowField } from '../../flows/fields';
import type { ObjectColumn, ObjectFormat } from '../../flows/object-format';
import { fileList, identifier, textLiteral } from './sql-text';

/**
 * Fields that questions compare with values no `-` equals, or of records that have none: left as they are, because a
 * condition on an expression is not pushed down into the Parquet reader, which then decodes every column of every record.
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

/** Records of the objects with the fields given; without any object a relation of no rows. */
export function flowRecords(objects: readonly ReadObject[], fields: readonly FlowField[] = flowFieldNames): string {
  const groups = new Map<ObjectFormat, ReadObject[]>();
  for (const object of objects) {
    const members = groups.get(object.format) ?? [];
    members.push(object);
    groups.set(object.format, members);
  }
  const selects = [...groups].map(
    ([format, members]) =>
      `SELECT ${fields.map((field) => `${expression(format, field)} AS ${identifier(field)}`).join(', ')} FROM ${reader(
        format,
        members.map(({ path }) => path)
      )}`
  );
  return selects.length === 0 ? emptyRelation(fields) : selects.join('\nUNION ALL ');
}

function emptyRelation(fields: readonly FlowField[]): string {
  return `SELECT ${fields.map((field) => `${missing(field)} AS ${identifier(field)}`).join(', ')} WHERE false`;
}

function missing(field: FlowField): string {
  return `CAST(NULL AS ${sqlType(field)})`;
}

function sqlType(field: FlowField): 'BIGINT' | 'VARCHAR' {
  return flowFields[field] === 'number' ? 'BIGINT' : 'VARCHAR';
}

function expression(format: ObjectFormat, field: FlowField): string {
  const column = format.columns.find((candidate) => candidate.field === field);
  if (column === undefined) {
    return missing(field);
  }
  const name = identifier(column.name);
  const type = sqlType(field);
  if (format.reader !== 'parquet' || (column.type === type && (!column.dashes || comparedFields.has(field)))) {
    return name;
  }
  // BYTE_ARRAY columns without an annotation are read as text (binary_as_string).
  const isText = column.type === 'VARCHAR' || column.type === 'BLOB';
  const value =
    column.dashes && !comparedFields.has(field) ? `CASE WHEN ${name} IN ('-', '') THEN NULL ELSE ${name} END` : name;
  if (type === 'VARCHAR') {
    return isText ? value : `CAST(${name} AS VARCHAR)`;
  }
  return isText ? `TRY_CAST(${name} AS BIGINT)` : `CAST(${name} AS BIGINT)`;
}

/** Lines have at most some KB; DuckDB's own bounds would take 32 MB of memory for each object being read. */
function reader(format: ObjectFormat, paths: readonly string[]): string {
  const files = fileList(paths);
  // The columns of Hive folders (year, day, region) must not appear beside or instead of the object's own.
  return format.reader === 'parquet'
    ? `read_parquet(${files}, hive_partitioning = false, binary_as_string = true)`
    : `read_csv(${files}, hive_partitioning = false, auto_detect = false, header = false, skip = 1, delim = ' ', quote = '', escape = '', comment = '', nullstr = '-', max_line_size = 65536, buffer_size = 1048576, compression = '${
        format.reader === 'gzip' ? 'gzip' : 'none'
      }', columns = {${format.columns.map(textColumn).join(', ')}})`;
}

/** Numbers are parsed as such: a value that is none fails the statement and names its object, instead of becoming NULL. */
function textColumn({ name, field }: ObjectColumn): string {
  return `${textLiteral(name)}: '${field === null ? 'VARCHAR' : sqlType(field)}'`;
}

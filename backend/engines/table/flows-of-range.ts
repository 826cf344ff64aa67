/** The flow logs of a range in a table: their relation, their fields, and what the table cannot tell. */
import { ZoneFlowError } from '../../errors';
import type { FlowField } from '../../flows/fields';
import { requiredFields } from '../../flows/object-format';
import type { Notice } from '../../frames/frame';
import type { TimeRange } from '../engine';
import type { TableCatalog } from './catalog';
import { flowColumns, flowRelation, type FlowColumns } from './flow-relation';
import { shownName } from './identifiers';
import { partitionCondition } from './partition-condition';
import { isIceberg, isView } from './table-form';
import type { PartitionScheme, PartitionValues } from './partition-keys';
import type { TableName, TableSchema } from './sql-client';
import { kindOfTable, kindText, remedyForFlows } from './table-kind';

export interface FlowTable {
  columns: FlowColumns;
  scheme: PartitionScheme;
  fields: ReadonlySet<FlowField>;
  notices: Notice[];
  /** Names of the table's partition keys. */
  keys: readonly string[];
  /** Whether its partitions are folders of files. */
  hasFiles: boolean;
  /** The SELECT behind `flow_records`; `read` are the stretches in and around the range whose records are needed, if not all. */
  relation(range: TimeRange, read?: readonly TimeRange[]): string;
}

/** Errors: table_missing, unusable_flow_log, bad_settings. */
export async function openFlowTable(
  table: TableName,
  given: PartitionValues,
  catalog: TableCatalog,
  signal: AbortSignal
): Promise<FlowTable> {
  const schema = await catalog.existing(table, signal);
  const scheme = await catalog.scheme(table, schema, given, signal);
  const columns = flowColumns(schema);
  const name = shownName(table);
  checkUsable(name, schema, columns);
  return {
    columns,
    scheme,
    fields: new Set(columns.byField.keys()),
    notices: [
      ...(isIceberg(schema) ? [] : partitionNotices(name, scheme)),
      ...narrowNotices(name, columns),
      ...columns.unusable
        .filter(({ field }) => !columns.byField.has(field))
        .map(({ column }): Notice => ({
          severity: 'warning',
          text: `The column ${column.name} of ${name} is of type ${column.type} and not read.`,
        })),
    ],
    keys: schema.partitionKeys.map(({ name: key }) => key),
    hasFiles: !isView(schema) && !isIceberg(schema),
    relation: (range, read = [range]) => flowRelation(table, columns, anyOf(scheme, read)),
  };
}

/** Columns that are named of a table of something else. */
const mostNames = 6;

/** Partitions of any of the stretches; null if nothing can be left out. */
function anyOf(scheme: PartitionScheme, ranges: readonly TimeRange[]): string | null {
  const conditions = ranges.map((range) => partitionCondition(scheme, range));
  if (conditions.length === 1) {
    return conditions[0] ?? null;
  }
  const all = conditions.flatMap((condition) => (condition === null ? [] : [`(${condition})`]));
  return all.length < conditions.length ? null : all.length === 0 ? 'false' : `(${all.join(' OR ')})`;
}

/** Errors: unusable_flow_log. */
function checkUsable(name: string, schema: TableSchema, { byField, unusable }: FlowColumns): void {
  const wanted: readonly FlowField[] = [...requiredFields, 'bytes'];
  const lacking = wanted.filter((field) => !byField.has(field));
  if (lacking.length === 0) {
    return;
  }
  const mistyped = unusable.filter(({ field }) => lacking.includes(field)).map(({ column }) => column);
  if (mistyped.length > 0) {
    const types = mistyped.map((column) => `${column.name} is of type ${column.type}`).join(', ');
    throw new ZoneFlowError('unusable_flow_log', `Columns of the table ${name} cannot be read: ${types}`, {
      remedy: 'Declare text as string and numbers as bigint, as `zoneflow ddl` does.',
    });
  }
  const kind = kindOfTable(schema);
  if (kind !== 'flow-log' && kind !== 'other') {
    const remedy = remedyForFlows(kind);
    throw new ZoneFlowError('unusable_flow_log', `The table ${name} is no table of flow logs: ${kindText(kind)}`, {
      ...(remedy !== undefined && { remedy }),
    });
  }
  if (!wanted.some((field) => !lacking.includes(field))) {
    const all = [...schema.columns, ...schema.partitionKeys].map((column) => column.name);
    const names = all.length > mostNames ? [...all.slice(0, mostNames), '…'] : all;
    throw new ZoneFlowError(
      'unusable_flow_log',
      `The table ${name} is no table of flow logs: it has ${names.join(', ')}`,
      {
        remedy: 'Set flows.table to the table of the flow logs; `zoneflow ddl` prints the statement that makes one.',
      }
    );
  }
  throw new ZoneFlowError('unusable_flow_log', `The table ${name} has no column ${lacking.join(', ')}`, {
    remedy:
      'Add the columns to the table if its files have them; else create a flow log whose format has these fields.',
  });
}

/** A window of a minute at 100 Gbit/s has more bytes than a 32-bit number holds; in text such a value becomes NULL. */
function narrowNotices(name: string, { byField }: FlowColumns): Notice[] {
  const column = byField.get('bytes');
  return column !== undefined && /^(?:int|integer|smallint|tinyint)$/i.test(column.type)
    ? [
        {
          severity: 'warning',
          text: `The column ${column.name} of ${name} is of type ${column.type}: records of 2 GiB and more are lost or fail; declare it as bigint.`,
        },
      ]
    : [];
}

function partitionNotices(name: string, { levels, unknown }: PartitionScheme): Notice[] {
  if (levels.length > 0) {
    return [];
  }
  const why =
    unknown.length === 0 ? 'has no partitions by time' : `is partitioned by ${unknown.join(', ')}, which tells no time`;
  return [
    { severity: 'warning', text: `The table ${name} ${why}: every question reads all of it, whatever its range.` },
  ];
}

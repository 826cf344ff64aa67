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
import type { PartitionScheme, PartitionValues } from './partition-keys';
import type { TableName } from './sql-client';

export interface FlowTable {
  columns: FlowColumns;
  scheme: PartitionScheme;
  fields: ReadonlySet<FlowField>;
  notices: Notice[];
  /** The SELECT behind `flow_records`. */
  relation(range: TimeRange): string;
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
  const lacking = [...requiredFields, 'bytes' as const].filter((field) => !columns.byField.has(field));
  if (lacking.length > 0) {
    throw new ZoneFlowError('unusable_flow_log', `The table ${name} has no column ${lacking.join(', ')}`, {
      remedy:
        'Add the columns to the table if its files have them; else create a flow log whose format has these fields.',
    });
  }
  return {
    columns,
    scheme,
    fields: new Set(columns.byField.keys()),
    notices: [
      ...partitionNotices(name, scheme),
      ...columns.unusable
        .filter(({ field }) => !columns.byField.has(field))
        .map(({ column }): Notice => ({
          severity: 'warning',
          text: `The column ${column.name} of ${name} is of type ${column.type} and not read.`,
        })),
    ],
    relation: (range) => flowRelation(table, columns, partitionCondition(scheme, range)),
  };
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

/** Records of a range that do not count, and why: what the coverage tells of them. */
import type { NotCounted, RolledPart, TimeRange } from '../engines/engine';
import type { FieldPresence } from './exchanges';
import { integer } from './literal';
import { withinAny } from './within';

export const reasonsNotToCount = ['rejected', 'no_data', 'skip_data'] as const satisfies ReadonlyArray<
  keyof NotCounted
>;

export interface NotCountedOptions {
  range: TimeRange;
  fields: FieldPresence;
  /** What a rollup answers in place of records. */
  rolled?: RolledPart | undefined;
}

/** Aggregates over `flow_records` by reason, and the condition on the records they read; what no field tells of is 0. */
export function notCounted({ range, fields, rolled }: NotCountedOptions): {
  counts: Record<keyof NotCounted, string>;
  condition: string;
} {
  const sent = fields.has('flow_direction') ? ` AND (flow_direction = 'egress' OR flow_direction IS NULL)` : '';
  // Always an aggregate: without one there would be no row at all.
  const count = (condition: string | null, reason: keyof NotCounted): string =>
    `count(CASE WHEN ${condition ?? 'false'} THEN 1 END)${rolled === undefined ? '' : ` + ${integer(rolled.notCounted[reason])}`}`;
  const any = [
    ...(fields.has('action') ? [`action = 'REJECT'`] : []),
    ...(fields.has('log_status') ? [`log_status IN ('NODATA', 'SKIPDATA')`] : []),
  ];
  return {
    counts: {
      rejected: count(fields.has('action') ? `action = 'REJECT'${sent}` : null, 'rejected'),
      no_data: count(fields.has('log_status') ? `log_status = 'NODATA'` : null, 'no_data'),
      skip_data: count(fields.has('log_status') ? `log_status = 'SKIPDATA'` : null, 'skip_data'),
    },
    condition: `${any.length === 0 ? 'false' : `(${any.join(' OR ')})`} AND ${withinAny('"start"', rolled?.records ?? [range])}`,
  };
}

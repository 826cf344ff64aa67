/** Records of a range that do not count, and why: what the coverage tells of them. */
import type { TimeRange } from '../engines/engine';
import type { FieldPresence } from './exchanges';
import { integer } from './literal';

export const reasonsNotToCount = ['rejected', 'no_data', 'skip_data'] as const;

/** Aggregates over `flow_records` by reason, and the condition on the records they read; what no field tells of is 0. */
export function notCounted({ range, fields }: { range: TimeRange; fields: FieldPresence }): {
  counts: Record<(typeof reasonsNotToCount)[number], string>;
  condition: string;
} {
  const sent = fields.has('flow_direction') ? ` AND (flow_direction = 'egress' OR flow_direction IS NULL)` : '';
  // Always an aggregate: without one there would be no row at all.
  const count = (condition: string | null): string => `count(CASE WHEN ${condition ?? 'false'} THEN 1 END)`;
  const any = [
    ...(fields.has('action') ? [`action = 'REJECT'`] : []),
    ...(fields.has('log_status') ? [`log_status IN ('NODATA', 'SKIPDATA')`] : []),
  ];
  return {
    counts: {
      rejected: count(fields.has('action') ? `action = 'REJECT'${sent}` : null),
      no_data: count(fields.has('log_status') ? `log_status = 'NODATA'` : null),
      skip_data: count(fields.has('log_status') ? `log_status = 'SKIPDATA'` : null),
    },
    condition: `${any.length === 0 ? 'false' : `(${any.join(' OR ')})`} AND "start" >= ${integer(range.from)} AND "start" < ${integer(range.to)}`,
  };
}

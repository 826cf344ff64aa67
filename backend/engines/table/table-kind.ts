/** What a table is by the names of its columns, so that a table set in the wrong place is named for what it is. Pure. */
import { flowColumns } from './flow-relation';
import type { TableSchema } from './sql-client';

/**
 * `pod-list` and `sample-results` are tables of the AWS sample for traffic between zones (`pods-table`,
 * `athena-results-table`); `log-export` holds flow records as text inside of log events, as CloudWatch Logs exports them.
 */
export type TableKind =
  'flow-log' | 'pod-history' | 'pod-list' | 'sample-results' | 'log-export' | 'cost-report' | 'other';

export function kindOfTable(schema: TableSchema): TableKind {
  const names = new Set(
    [...schema.columns, ...schema.partitionKeys].map(({ name }) => name.toLowerCase().replaceAll(/[-_]/g, ''))
  );
  const has = (...wanted: string[]): boolean => wanted.every((name) => names.has(name));
  const fields = flowColumns(schema).byField;
  if (fields.has('pkt_srcaddr') || (fields.has('start') && fields.has('bytes'))) {
    return 'flow-log';
  }
  if (has('name', 'ip', 'app', 'creationtime', 'node', 'az')) {
    return 'pod-list';
  }
  if (has('uid', 'address', 'lastseen')) {
    return 'pod-history';
  }
  if (has('crossaztraffic', 'bytestransfered')) {
    return 'sample-results';
  }
  if (has('lineitemusagetype') || has('lineitem/usagetype')) {
    return 'cost-report';
  }
  const isLog = has('logevents') || (names.has('message') && names.size <= mostLogColumns);
  return isLog || (names.size === 1 && fields.size === 0) ? 'log-export' : 'other';
}

/** Time, stream, group, event ID, account and region beside the message. */
const mostLogColumns = 8;

/** Completes a sentence that names the table: “it is …”; empty for a table of no known kind. */
export function kindText(kind: TableKind): string {
  switch (kind) {
    case 'flow-log':
      return 'it is a table of flow logs';
    case 'pod-history':
      return 'it is a table of pod history';
    case 'pod-list':
      return 'it is the list of pods of the AWS sample';
    case 'sample-results':
      return 'it is the results table of the AWS sample, which has bytes by minute and pair of apps but no addresses, pods and zones';
    case 'log-export':
      return 'its columns are those of exported log events, with each flow record as one text';
    case 'cost-report':
      return 'it is a Cost and Usage Report';
    case 'other':
      return '';
  }
}

/** What to do with a table of this kind in the place of the flow logs; undefined to leave it to the error's own remedy. */
export function remedyForFlows(kind: TableKind): string | undefined {
  switch (kind) {
    case 'pod-list':
    case 'sample-results':
      return 'Set flows.table to vpc-flow-logs-table, and history.table to pods-table, of the same database.';
    case 'pod-history':
      return 'Set flows.table to the table of the flow logs; this one belongs into history.table.';
    case 'log-export':
      return 'Create a flow log that delivers to S3, and a table of it with `zoneflow ddl`; records that went through CloudWatch Logs are not read.';
    case 'cost-report':
      return 'Set flows.table to the table of the flow logs; `zoneflow compare-bill` reads the report.';
    case 'flow-log':
    case 'other':
      return undefined;
  }
}

/** From a flow log as EC2 describes it to the files that a table is made over, and what they cannot tell. Pure. */
import type { AccountFlowLog } from '../aws/account';
import type { FlowLogFiles } from '../engines/table/ddl';
import { ZoneFlowError } from '../errors';
import { flowFieldNames, type FlowField } from '../flows/fields';
import { requiredFields } from '../flows/object-format';
import type { Notice } from '../frames/frame';
import { fieldNotices } from '../query/notices';

/** Fields of a format in order: `${az-id} ${bytes}` (as EC2 has it), or names with spaces or commas between them. */
export function formatFields(format: string): string[] {
  return format
    .split(/[\s,]+/)
    .map((part) => part.replace(/^\$\{(.*)\}$/, '$1'))
    .filter((part) => part !== '');
}

/** Where a flow log's files are and what they hold. Errors: unusable_flow_log if it does not deliver to S3. */
export function filesOfFlowLog(log: AccountFlowLog, of: { account: string; region: string }): FlowLogFiles {
  const { id, files, destination, destinationType } = log;
  const bucket = /^arn:[^:]*:s3:::(.+)$/.exec(destination ?? '')?.[1];
  if (files === null || bucket === undefined) {
    throw new ZoneFlowError('unusable_flow_log', `The flow log ${id} delivers to ${destinationText(destinationType)}`, {
      remedy: 'Create a flow log of the same VPC that delivers to S3, as Parquet; several may run beside each other.',
    });
  }
  return {
    location: `s3://${bucket.replace(/\/+$/, '')}`,
    fields: formatFields(log.format ?? ''),
    files: files.parquet ? 'parquet' : 'text',
    hive: files.hive,
    hourly: files.hourly,
    accounts: [of.account],
    regions: [of.region],
    firstDay: log.createdDay ?? earliestDay,
  };
}

/** Flow logs in S3 are there since August 2018. */
export const earliestDay = '2018-08-01';

/**
 * What a table of these fields cannot answer. Errors: unusable_flow_log if no question can be.
 * @param subject for the message: `The flow log fl-…`
 */
export function formatNotices(subject: string, fields: readonly string[]): Notice[] {
  const known = new Set(fields.map((field) => field.toLowerCase().replaceAll('-', '_')));
  const lacking = [...requiredFields, 'bytes' as const].filter((field) => !known.has(field));
  if (lacking.length > 0) {
    const names = lacking.map((field) => field.replaceAll('_', '-')).join(', ');
    throw new ZoneFlowError(
      'unusable_flow_log',
      `${subject} has no ${names} in its format: no question can be answered`
    );
  }
  const has = (field: FlowField): boolean => flowFieldNames.includes(field) && known.has(field);
  return fieldNotices({ has, lackedBySome: () => false });
}

/** What of the flow log's state keeps its table empty or makes it tell less. */
export function stateNotices({ id, status, deliverStatus, deliverError, trafficType }: AccountFlowLog): Notice[] {
  const notices: Notice[] = [];
  const warn = (text: string): number => notices.push({ severity: 'warning', text });
  if (status !== undefined && status !== 'ACTIVE') {
    warn(`The flow log ${id} is not active (${status}).`);
  }
  if (deliverStatus === 'FAILED') {
    warn(`AWS could not deliver records of the flow log ${id}: ${deliverError ?? 'it does not say why'}.`);
  }
  if (trafficType === 'REJECT') {
    warn(`The flow log ${id} records rejected traffic only, which no question counts: create one for all traffic.`);
  }
  return notices;
}

function destinationText(type: string | undefined): string {
  switch (type) {
    case 'cloud-watch-logs':
      return 'CloudWatch Logs, not to S3: tables cannot be made over it';
    case 'kinesis-data-firehose':
      return 'Amazon Data Firehose, not to S3 itself: what it writes where is not known';
    default:
      return `${type ?? 'an unknown place'}, not to an S3 bucket`;
  }
}

/** What is wrong with a flow log as DescribeFlowLogs tells of it, and what that costs. Pure. */
import type { FlowField } from '../flows/fields';
import { requiredFields } from '../flows/object-format';
import { failed, ok, warning, type Check } from './check';

/** Members of EC2's FlowLog, read by name; every one may be absent. */
export interface FlowLogFacts {
  id: string;
  /** VPC, subnet or interface it is on. */
  resourceId: string;
  status: string | undefined;
  deliverStatus: string | undefined;
  deliverError: string | undefined;
  destinationType: string | undefined;
  /** `arn:aws:s3:::bucket/prefix/` for S3. */
  destination: string | undefined;
  /** `${version} ${account-id} …` */
  format: string | undefined;
  /** Longest aggregation, in seconds: 60 or 600. */
  intervalSeconds: number | undefined;
  trafficType: string | undefined;
}

/** What an answer lacks without the field; the required ones leave no answer at all. */
const lackOf: ReadonlyArray<readonly [FlowField, string]> = [
  ['bytes', 'nothing can be summed'],
  ['flow_direction', 'traffic between two recorded interfaces counts twice'],
  ['action', 'rejected traffic counts as if it had passed'],
  ['log_status', 'records that AWS skipped go unnoticed'],
  ['az_id', 'zones of addresses that no pod or node held stay unknown'],
  ['packets', 'packets are shown as 0'],
  ['next_hop_az_id', 'zones of ends outside the cluster are known only where they record themselves'],
];
/** Newer than many flow logs: worth a word, not a warning. */
const optional: ReadonlySet<FlowField> = new Set(['next_hop_az_id']);

/** Every field that questions gain from, as the format of a new flow log needs it. */
export const recommendedFormat = [
  ...['version', 'account-id', 'region', 'vpc-id', 'subnet-id', 'interface-id', 'instance-id', 'az-id'],
  ...['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr', 'srcport', 'dstport', 'protocol', 'tcp-flags'],
  ...['packets', 'bytes', 'start', 'end', 'action', 'log-status', 'flow-direction', 'traffic-path'],
  ...['pkt-src-aws-service', 'pkt-dst-aws-service'],
]
  .map((field) => `\${${field}}`)
  .join(' ');

const newOne = `A flow log cannot be changed: create another one with the format ${recommendedFormat}`;

/**
 * @param location `s3://bucket/prefix` that questions read; null where they read a table
 */
export function flowLogChecks(log: FlowLogFacts, location: string | null): Check[] {
  const { id, resourceId } = log;
  const subject = resourceId === '' ? id : `${id} of ${resourceId}`;
  if (log.destinationType !== undefined && log.destinationType !== 's3') {
    return [
      warning(
        'flow log',
        subject,
        `It delivers to ${log.destinationType}, which cannot be read.`,
        'Create a flow log that delivers to S3, in Parquet.'
      ),
    ];
  }
  const checks = [
    ...activityChecks(log, subject),
    ...formatChecks(log, subject),
    ...recordingChecks(log, subject),
    ...placeChecks(log, subject, location),
  ];
  return checks.length > 0
    ? checks
    : [ok('flow log', subject, 'It is active, has every field and sums up 60 s at most.')];
}

function activityChecks({ status, deliverStatus, deliverError }: FlowLogFacts, subject: string): Check[] {
  if (status !== undefined && status !== 'ACTIVE') {
    return [failed('flow log', subject, `Its status is ${status}.`, 'Create it anew in the VPC console.')];
  }
  if (deliverStatus === 'FAILED' || deliverError !== undefined) {
    const why = deliverError === undefined ? '' : ` (${deliverError})`;
    return [
      failed(
        'flow log',
        subject,
        `Its records are not delivered${why}.`,
        deliverErrorRemedies[deliverError ?? ''] ?? 'Look at the flow log in the VPC console.'
      ),
    ];
  }
  return [];
}

const bucketRemedy =
  'Let delivery.logs.amazonaws.com put objects into the bucket by its policy, and use its key if it is encrypted with one.';
const deliverErrorRemedies: Readonly<Record<string, string>> = {
  'Access error': bucketRemedy,
  'Rate limited': 'It recovers by itself; if it stays so, ask AWS support for a higher quota.',
  'Unknown error': bucketRemedy,
};

function formatChecks({ format }: FlowLogFacts, subject: string): Check[] {
  if (format === undefined) {
    return [];
  }
  const fields = new Set([...format.matchAll(/\$\{([a-z0-9-]+)\}/g)].map(([, name = '']) => name.replaceAll('-', '_')));
  const required = requiredFields.filter((field) => !fields.has(field));
  if (required.length > 0) {
    return [
      failed('flow log', subject, `Its format lacks ${shown(required)}: no question can be answered.`, `${newOne}.`),
    ];
  }
  // Only records that were sent have a path: it tells the direction as well.
  const lacking = lackOf.filter(
    ([field]) => !fields.has(field) && !(field === 'flow_direction' && fields.has('traffic_path'))
  );
  const told = (of: typeof lacking): string =>
    of.map(([field, consequence]) => `${shown([field])}: ${consequence}`).join('; ');
  const missed = lacking.filter(([field]) => !optional.has(field));
  return missed.length > 0
    ? [warning('flow log', subject, `Its format lacks ${told(missed)}.`, `${newOne}.`)]
    : lacking.map((one) => ok('flow log', subject, `Its format has no ${told([one])}.`));
}

function recordingChecks({ intervalSeconds, trafficType }: FlowLogFacts, subject: string): Check[] {
  return [
    ...(intervalSeconds !== undefined && intervalSeconds > 60
      ? [
          warning(
            'flow log',
            subject,
            `It sums up ${intervalSeconds} s: traffic of pods that lived shorter goes to whoever held the address at the beginning.`,
            'Create another one with an aggregation interval of 60 s.'
          ),
        ]
      : []),
    ...(trafficType === 'REJECT'
      ? [
          failed(
            'flow log',
            subject,
            'It records rejected traffic only.',
            'Create another one for all traffic (ALL) or accepted traffic (ACCEPT).'
          ),
        ]
      : []),
  ];
}

function placeChecks({ destination }: FlowLogFacts, subject: string, location: string | null): Check[] {
  const place = destination === undefined ? null : s3LocationOf(destination);
  if (place === null || location === null) {
    return [];
  }
  const wanted = location.replace(/\/+$/, '');
  // The setting names the folder above AWSLogs/, or one within it.
  return wanted === place || wanted.startsWith(`${place}/AWSLogs`)
    ? []
    : [
        warning(
          'flow log',
          subject,
          `It delivers to ${place}, but questions read ${location}.`,
          `Set flows.location to ${place}, if this is the flow log to ask.`
        ),
      ];
}

/** `arn:aws:s3:::bucket/prefix/` as `s3://bucket/prefix`; null for anything else. */
export function s3LocationOf(arn: string): string | null {
  const path = /^arn:[a-z-]+:s3:::(.+)$/.exec(arn)?.[1];
  return path === undefined ? null : `s3://${path.replace(/\/+$/, '')}`;
}

function shown(fields: readonly FlowField[]): string {
  return fields.map((field) => field.replaceAll('_', '-')).join(', ');
}

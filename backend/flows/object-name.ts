/** What the name of a flow-log object tells: its format, and for names as AWS gives them also account, region, flow log and time. */

export interface ObjectName {
  format: 'parquet' | 'gzip' | 'text';
  accountId: string;
  region: string;
  /** `fl-…`, or empty if the name has none. */
  flowLogId: string;
  /** Epoch seconds of the time in the name, or null. Records lie some minutes around it. */
  time: number | null;
  /** AWS's own name without the format's ending: unique to one object, the same in every copy. Empty for other names. */
  identity: string;
}

/**
 * Reads a file name; null if nothing about it looks like a flow log. AWS's form, from the VPC user guide:
 * `{account}_vpcflowlogs_{region}_{flow log}_{YYYYMMDDTHHmmZ}_{hash}.log.gz` (Parquet: `.log.parquet`).
 */
export function parseObjectName(name: string): ObjectName | null {
  const format = formatOf(name);
  if (format === null) {
    return null;
  }
  const aws = awsName.exec(name);
  if (aws === null) {
    const flowLogId = /(?:^|_)(fl-[0-9a-z]+)(?:[_.]|$)/.exec(name)?.[1] ?? '';
    return { format, accountId: '', region: '', flowLogId, time: timeIn(name), identity: '' };
  }
  const [, identity = '', accountId = '', region = '', flowLogId = ''] = aws;
  return { format, accountId, region, flowLogId, time: timeIn(name), identity };
}

const awsName = /^(([^_]+)_vpcflowlogs_([^_]+)_(fl-[0-9a-z]+)_\d{8}T\d{4}Z_[0-9A-Za-z]+)\./;

function formatOf(name: string): ObjectName['format'] | null {
  // Writers hide what they have not finished behind a dot or an underscore.
  if (name.startsWith('.') || name.startsWith('_')) {
    return null;
  }
  const lower = name.toLowerCase();
  if (lower.endsWith('.parquet')) {
    return 'parquet';
  }
  if (lower.endsWith('.gz')) {
    return /\.(json|csv|tsv|xml|tar|sql|md)\.gz$/.test(lower) ? null : 'gzip';
  }
  return lower.endsWith('.log') ? 'text' : null;
}

function timeIn(name: string): number | null {
  const parts = /(?:^|[^0-9])(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?Z/.exec(name);
  if (parts === null) {
    return null;
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const milliseconds = Date.UTC(year, month - 1, day, hour, minute, second);
  return Number.isNaN(milliseconds) || month < 1 || month > 12 ? null : milliseconds / 1000;
}

/**
 * The S3 layouts of flow logs as a walk over folder names: plain or Hive, by day or by hour, and anything above or
 * between. Layouts: VPC user guide, "Flow log files" (`AWSLogs/{account}/vpcflowlogs/{region}/yyyy/MM/dd[/HH]`, or
 * `aws-account-id=…/aws-service=vpcflowlogs/aws-region=…/year=…/month=…/day=…[/hour=…]`).
 */
import type { TimeRange } from '../engines/engine';

/** What the folders passed so far say of the objects below them. */
export interface FolderContext {
  accountId: string;
  region: string;
  /** Where in the layout the folder is; `outside` before any known folder. */
  place: 'outside' | 'AWSLogs' | 'account' | 'service' | 'region';
  /** Leading parts of the partition's date, coarsest first: year, month, day, hour. */
  date: readonly number[];
  /** The year stands where only a date can stand, so that it may be trusted without a look at what is below. */
  certain: boolean;
}

export const outsideLayout: FolderContext = { accountId: '', region: '', place: 'outside', date: [], certain: false };

/** The context below a folder of this name, or null if flow logs cannot be there (another AWS service's logs). */
export function enterFolder(context: FolderContext, name: string): FolderContext | null {
  const hive = /^([a-z-]+)=(.*)$/.exec(name);
  if (hive !== null) {
    return enterHiveFolder(context, hive[1] ?? '', hive[2] ?? '');
  }
  if (name === 'AWSLogs') {
    return { ...outsideLayout, place: 'AWSLogs' };
  }
  if (name === 'vpcflowlogs') {
    return { ...context, region: '', place: 'service', date: [], certain: false };
  }
  if (context.place === 'AWSLogs' && /^\d{12}$/.test(name)) {
    return { ...outsideLayout, accountId: name, place: 'account' };
  }
  if (context.place === 'account') {
    return null;
  }
  if (context.place === 'service' && /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(name)) {
    return { ...context, region: name, place: 'region' };
  }
  return enterPlainDateFolder(context, name);
}

/** The context of a location by its own path: people point at AWSLogs, at an account or at a month as well. */
export function contextOfPath(path: string): FolderContext {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .reduce((context, segment) => enterFolder(context, segment) ?? context, outsideLayout);
}

/** True if the folder can hold objects of the range, padded by one partition: a day, or an hour where hours are folders. */
export function mayHoldRange(context: FolderContext, range: TimeRange): boolean {
  const [year, month, day, hour] = context.date;
  if (year === undefined || (!context.certain && day === undefined)) {
    return true;
  }
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1, hour ?? 0) / 1000;
  const end =
    (hour !== undefined
      ? Date.UTC(year, (month ?? 1) - 1, day, hour + 1)
      : day !== undefined
        ? Date.UTC(year, (month ?? 1) - 1, day + 1)
        : month !== undefined
          ? Date.UTC(year, month, 1)
          : Date.UTC(year + 1, 0, 1)) / 1000;
  const padded = hour === undefined ? paddedRange(range, secondsPerDay) : paddedRange(range, secondsPerHour);
  return start < padded.to && end > padded.from;
}

/**
 * True if an object whose name carries this time can hold records of the range. AWS documents two meanings of that time
 * (some minutes before or after the records), and delivery is late at times: an hour beyond the range's own hours is kept.
 */
export function mayHoldTime(time: number | null, range: TimeRange): boolean {
  const padded = paddedRange(range, secondsPerHour);
  return time === null || (time >= padded.from && time <= padded.to);
}

const secondsPerHour = 3600;
const secondsPerDay = 86_400;

function paddedRange(range: TimeRange, partition: number): TimeRange {
  return {
    from: Math.floor(range.from / partition) * partition - partition,
    to: Math.ceil(range.to / partition) * partition + partition,
  };
}

function enterHiveFolder(context: FolderContext, key: string, value: string): FolderContext | null {
  switch (key) {
    case 'aws-account-id':
      return { ...outsideLayout, accountId: value, place: 'account' };
    case 'aws-service':
      return value === 'vpcflowlogs' ? { ...context, place: 'service', date: [] } : null;
    case 'aws-region':
      return { ...context, region: value, place: 'region', date: [] };
    case 'year':
      return withDatePart(context, 0, value, true);
    case 'month':
      return withDatePart(context, 1, value, context.certain);
    case 'day':
      return withDatePart(context, 2, value, context.certain);
    case 'hour':
      return withDatePart(context, 3, value, context.certain);
    default:
      return withoutPartialDate(context);
  }
}

function enterPlainDateFolder(context: FolderContext, name: string): FolderContext {
  const depth = context.date.length;
  const digits = depth === 0 ? /^\d{4}$/ : /^\d{2}$/;
  if (depth > 3 || !digits.test(name)) {
    return withoutPartialDate(context);
  }
  return withDatePart(context, depth, name, depth === 0 ? context.place === 'region' : context.certain);
}

const datePartBounds = [
  [1, 9999],
  [1, 12],
  [1, 31],
  [0, 23],
] as const;

function withDatePart(context: FolderContext, depth: number, value: string, certain: boolean): FolderContext {
  const number = /^\d{1,4}$/.test(value) ? Number(value) : -1;
  const [least, most] = datePartBounds[depth] ?? [0, -1];
  if (number < least || number > most || context.date.length < depth) {
    return withoutPartialDate(context);
  }
  return { ...context, date: [...context.date.slice(0, depth), number], certain };
}

/** A folder that is no date part: below a whole day it is only a subfolder, above one the numbers were no date. */
function withoutPartialDate(context: FolderContext): FolderContext {
  return context.date.length >= 3 ? context : { ...context, date: [], certain: false };
}

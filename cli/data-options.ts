/** The options of every command that asks flow logs and pod history in folders or S3, and the service they set up. */
import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import { everythingAllowed } from '../backend/aws/aws-policy';
import { parseAwsSettings, type AwsSettings } from '../backend/aws/aws-settings';
import { ZoneFlowError } from '../backend/errors';
import { parseSettings } from '../backend/settings';
import { createTrafficService } from '../backend/traffic/create-service';
import type { TrafficService } from '../backend/traffic/service';
import { duckdbSettingsSchema } from '../src/shared/settings';
import { fetchProgress } from './fetch-progress';
import { silentLogger } from './silent-logger';

export interface DataOptions {
  flows: string;
  history: string;
  /** Folder of hours that were summed up. */
  rollup?: string;
  /** Half-open range on the record's start, epoch milliseconds. */
  from: number;
  to: number;
  strict: boolean;
  timeout: number;
  threads: number;
  memory: number;
  maxRows: number;
  /** Of the data in S3; by default AWS_REGION. */
  region?: string;
  /** Folder for objects fetched from S3, and MiB of them. */
  cache?: string;
  cacheSize: number;
  /** Per 2^30 bytes. */
  priceOut: number;
  priceIn: number;
}

export const dataDefaults = {
  strict: false,
  timeout: 600,
  threads: 0,
  memory: 2048,
  maxRows: 100_000,
  cacheSize: duckdbSettingsSchema.parse({}).cacheMaxMb,
  priceOut: 0.01,
  priceIn: 0.01,
} as const satisfies Partial<DataOptions>;

export function addDataOptions(command: Command): Command {
  return command
    .requiredOption('--flows <dir>', 'folder that holds AWSLogs/, or s3://bucket/prefix')
    .requiredOption('--history <dir>', 'folder written by zoneflow history import, or s3://bucket/prefix')
    .option('--rollup <dir>', 'folder written by zoneflow rollup, or s3://bucket/prefix')
    .requiredOption('--from <iso>', 'start of the range, on the record’s start: 2026-03-10T05:00:00Z', instant)
    .requiredOption('--to <iso>', 'end of the range, not part of it', instant)
    .option('--strict', 'fail on a corrupt flow-log object instead of leaving it out', dataDefaults.strict)
    .option('--timeout <seconds>', 'give up after this time', positive, dataDefaults.timeout)
    .option('--threads <count>', 'threads of the engine (0: all cores)', whole, dataDefaults.threads)
    .option('--memory <mib>', 'memory limit of the engine; more is spilled to disk', whole, dataDefaults.memory)
    .option('--max-rows <count>', 'most rows of an answer', whole, dataDefaults.maxRows)
    .option('--region <region>', 'region of the data in S3 (default: AWS_REGION)')
    .option('--cache <dir>', 'where objects fetched from S3 are kept (default: the folder for temporary files)')
    .option('--cache-size <mib>', 'most of them that are kept', whole, dataDefaults.cacheSize)
    .option('--price-out <usd>', 'price per GB (2^30 bytes) out of the source zone', positive, dataDefaults.priceOut)
    .option('--price-in <usd>', 'price per GB (2^30 bytes) into the target zone', positive, dataDefaults.priceIn);
}

/** To be closed by the caller. Errors: bad_settings. */
export function openService(options: DataOptions, currency = 'USD'): TrafficService {
  const settings = parseSettings({
    engine: 'duckdb',
    flows: { location: options.flows },
    history: { location: options.history },
    ...(options.rollup !== undefined && { rollup: { location: options.rollup } }),
    price: { perGbOut: options.priceOut, perGbIn: options.priceIn, currency },
    limits: { timeoutSeconds: options.timeout, maxRows: options.maxRows },
    duckdb: {
      threads: options.threads,
      memoryLimitMb: options.memory,
      cacheMaxMb: options.cacheSize,
      ...(options.cache !== undefined && { cacheDirectory: resolve(options.cache) }),
    },
  });
  const observer = { answered: () => undefined, failed: () => undefined };
  const progress = fetchProgress();
  const service = createTrafficService(settings, {
    observer,
    log: silentLogger,
    aws: () => awsOf(options),
    onFetched: progress.show,
  });
  return {
    ...service,
    answer: (...question) => service.answer(...question).finally(progress.clear),
    frames: (...question) => service.frames(...question).finally(progress.clear),
  };
}

/** Whoever runs a command has the credentials of the shell: the SDK's own chain. */
export function awsOf({ region }: { region?: string | undefined }): AwsSettings {
  const known = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (!known) {
    throw new ZoneFlowError('bad_settings', 'The region of the data in S3 is not known', {
      remedy: 'Give --region, us-east-1 for example, or set AWS_REGION.',
    });
  }
  return parseAwsSettings({ defaultRegion: known }, new Map(), everythingAllowed);
}

/** Epoch milliseconds of an ISO 8601 instant; without a zone it is UTC, whatever the machine's zone. */
export function instant(value: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/i.exec(value);
  const [, day = '', clock = '00:00', zone = 'Z'] = parts ?? [];
  const time = Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError('It is not an ISO 8601 time such as 2026-03-10T05:00:00Z.');
  }
  return time;
}

export function positive(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number) || number < 0) {
    throw new InvalidArgumentError('It is not a number of at least 0.');
  }
  return number;
}

export function whole(value: string): number {
  const number = positive(value);
  if (!Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('It is not a whole number.');
  }
  return number;
}

/** The options of every command that asks a data source a question, and the service they set up. */
import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import { parseSettings } from '../backend/settings';
import { createTrafficService } from '../backend/traffic/create-service';
import type { TrafficService } from '../backend/traffic/service';
import { duckdbSettingsSchema, limitsSchema, priceSchema, type Settings } from '../src/shared/settings';
import { addSourceOptions, readDataSource, type SourceOptions } from './data-source';
import { fetchProgress } from './fetch-progress';
import { silentLogger } from './silent-logger';

/** Numbers that were not given are those of the settings; without settings, their defaults. */
export interface DataOptions extends SourceOptions {
  /** Folder of hours that were summed up. */
  rollup?: string;
  /** Half-open range on the record's start, epoch milliseconds. */
  from: number;
  to: number;
  strict: boolean;
  /** Seconds. A shell waits longer than a panel: not that of the settings. */
  timeout: number;
  threads?: number;
  /** MiB. */
  memory?: number;
  maxRows?: number;
  /** Folder for objects fetched from S3, and MiB of them. */
  cache?: string;
  cacheSize?: number;
  /** Per 2^30 bytes. */
  priceOut?: number;
  priceIn?: number;
  currency?: string;
}

const duckdb = duckdbSettingsSchema.parse({});
const limits = limitsSchema.parse({});
const price = priceSchema.parse({});

export const dataDefaults = {
  strict: false,
  timeout: 600,
  threads: duckdb.threads,
  memory: duckdb.memoryLimitMb,
} as const satisfies Partial<DataOptions>;

export function addDataOptions(command: Command): Command {
  return addSourceOptions(command)
    .option('--rollup <dir>', 'folder written by zoneflow rollup, or s3://bucket/prefix')
    .requiredOption('--from <iso>', 'start of the range, on the record’s start: 2026-03-10T05:00:00Z', instant)
    .requiredOption('--to <iso>', 'end of the range, not part of it', instant)
    .option('--strict', 'fail on a corrupt flow-log object instead of leaving it out', dataDefaults.strict)
    .option('--timeout <seconds>', 'give up after this time', positive, dataDefaults.timeout)
    .option('--threads <count>', `threads of DuckDB, 0 for all cores (default: ${duckdb.threads})`, whole)
    .option('--memory <mib>', `memory limit of DuckDB; more is spilled (default: ${duckdb.memoryLimitMb})`, whole)
    .option('--max-rows <count>', `most rows of an answer (default: ${limits.maxRows})`, whole)
    .option('--cache <dir>', 'where objects fetched from S3 are kept (default: the folder for temporary files)')
    .option('--cache-size <mib>', `most of them that are kept (default: ${duckdb.cacheMaxMb})`, whole)
    .option('--price-out <usd>', `price per GB (2^30) out of the source zone (default: ${price.perGbOut})`, positive)
    .option('--price-in <usd>', `price per GB (2^30) into the target zone (default: ${price.perGbIn})`, positive);
}

export interface AskedSource {
  settings: Settings;
  /** Each service is to be closed by the caller. */
  open: () => TrafficService;
}

/** Errors: bad_settings; bad_input for settings that cannot be read. */
export async function readAskedSource(options: DataOptions): Promise<AskedSource> {
  const { jsonData, secrets, aws } = await readDataSource(options);
  const settings = overridden(parseSettings(jsonData), options);
  const observer = { answered: () => undefined, failed: () => undefined };
  const open = (): TrafficService => {
    const progress = fetchProgress();
    const service = createTrafficService(settings, {
      observer,
      log: silentLogger,
      secrets,
      aws,
      onFetched: progress.show,
    });
    return {
      ...service,
      answer: (...question) => service.answer(...question).finally(progress.clear),
      frames: (...question) => service.frames(...question).finally(progress.clear),
    };
  };
  return { settings, open };
}

function overridden(settings: Settings, options: DataOptions): Settings {
  const { rollup, timeout, maxRows, threads, memory, cache, cacheSize, priceOut, priceIn, currency } = options;
  const { limits, price, duckdb } = settings;
  return {
    ...settings,
    ...(rollup !== undefined && { rollup: { location: rollup } }),
    price: {
      perGbOut: priceOut ?? price.perGbOut,
      perGbIn: priceIn ?? price.perGbIn,
      currency: currency ?? price.currency,
    },
    limits: { ...limits, timeoutSeconds: timeout, maxRows: maxRows ?? limits.maxRows },
    duckdb: {
      ...duckdb,
      threads: threads ?? duckdb.threads,
      memoryLimitMb: memory ?? duckdb.memoryLimitMb,
      cacheMaxMb: cacheSize ?? duckdb.cacheMaxMb,
      ...(cache !== undefined && { cacheDirectory: resolve(cache) }),
    },
  };
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

/** `zoneflow rollup`: sums closed hours of flow logs up once, so that later questions need not read their records. */
import { Option, type Command } from 'commander';
import type { AwsSettings } from '../backend/aws/aws-settings';
import { createDuckDbEngine } from '../backend/engines/duckdb/engine';
import type { TimeRange } from '../backend/engines/engine';
import { listFlowObjects } from '../backend/flows/list-objects';
import { closedAfterSeconds, hourOf, hourSeconds } from '../backend/rollup/hours';
import { rollUp, type RollUpStep, type RollUpSummary } from '../backend/rollup/roll-up';
import { openRollupStore } from '../backend/rollup/rollup-store';
import { openPlaces } from '../backend/traffic/open-places';
import { ZoneFlowError } from '../backend/errors';
import { parseSettings } from '../backend/settings';
import { duckdbSettingsSchema } from '../src/shared/settings';
import { dataDefaults, instant, whole } from './data-options';
import { addSourceOptions, awsOf, readDataSource, type SourceOptions } from './data-source';
import { interruptSignal } from './interrupt';
import { silentLogger } from './silent-logger';
import { runTableRollup } from './table-rollup';

export interface RollupRun {
  flows: string;
  history: string;
  rollup: string;
  /** Epoch milliseconds; by default the hour of the first flow-log object, and the last closed hour's end. */
  from?: number;
  to?: number;
  threads?: number;
  memory?: number;
  region?: string;
  /** How to reach AWS; by default by the environment and the region. */
  aws?: () => AwsSettings;
  now?: number;
  onStep?: (step: RollUpStep) => void;
}

/** Errors: bad_settings, those of the engine, and of writing to the rollup location. */
export async function runRollup(run: RollupRun, signal: AbortSignal): Promise<RollUpSummary> {
  const { flows, history, rollup, threads = dataDefaults.threads, memory = dataDefaults.memory } = run;
  const places = openPlaces({
    flows,
    history,
    rollup,
    duckdb: duckdbSettingsSchema.parse({}),
    aws: run.aws ?? (() => awsOf(run)),
  });
  const { rollup: place } = places;
  const store = openRollupStore(rollup, places.objects);
  if (place === null) {
    throw new ZoneFlowError('bad_settings', 'The rollup has no location');
  }
  const engine = createDuckDbEngine({
    flows: places.flows,
    history: places.history,
    rollup: place,
    closePlaces: () => places.close(),
    threads,
    memoryLimitMb: memory,
    log: silentLogger,
  });
  try {
    const now = Math.floor((run.now ?? Date.now()) / 1000);
    const closed = hourOf(now - closedAfterSeconds) + hourSeconds;
    const to = Math.min(run.to === undefined ? closed : Math.floor(run.to / 1000), closed);
    const from = run.from === undefined ? await firstHour() : Math.ceil(run.from / 1000);
    return await rollUp({ engine, place, store, range: { from, to }, onStep: run.onStep }, signal);

    async function firstHour(): Promise<number> {
      const everything: TimeRange = { from: 0, to: closed };
      const { objects } = await listFlowObjects(places.flows, everything, signal);
      const times = objects.flatMap(({ time }) => (time === null ? [] : [time]));
      if (times.length === 0) {
        throw new ZoneFlowError('bad_input', `No name of a flow-log object in ${flows} tells of what time it is`, {
          remedy: 'Say with --from where to begin.',
        });
      }
      return hourOf(times.reduce((first, time) => Math.min(first, time))) - hourSeconds;
    }
  } finally {
    await engine.close();
  }
}

interface CommandOptions extends SourceOptions, Pick<RollupRun, 'from' | 'to' | 'threads' | 'memory'> {
  rollup?: string;
  format: 'text' | 'json';
}

/** Adds `rollup` to the command line. */
export function registerRollup(program: Command): void {
  addSourceOptions(program.command('rollup'))
    .description(
      'sum closed hours up once, so that questions by workload, namespace or zone need not read their records'
    )
    .option(
      '--rollup <dir>',
      'with --flows: folder of the hours summed up, made if it does not exist, or s3://bucket/prefix'
    )
    .option(
      '--from <iso>',
      'first hour (default: of the first flow-log object; in tables 26 hours before the last)',
      instant
    )
    .option('--to <iso>', 'end of the last hour (default: two hours and a quarter ago)', instant)
    .option('--threads <count>', 'threads of the engine (0: all cores)', whole, dataDefaults.threads)
    .option('--memory <mib>', 'memory limit of the engine; more is spilled to disk', whole, dataDefaults.memory)
    .addOption(new Option('--format <format>', 'how to print what was done').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      `
Run it every hour. Hours that are there and still right are left as they are; those whose records or whose pod history
have changed since are made again. A run that is killed leaves every day as it was or as it will be. With --settings of
a data source over tables (Athena, Trino) the hours are in the tables that its setting rollup names.`
    )
    .action(async ({ format, ...options }: CommandOptions, command: Command) => {
      const { flows, history, rollup } = options;
      const given =
        flows === undefined || history === undefined || rollup === undefined ? null : { flows, history, rollup };
      if (options.settings === undefined && given === null) {
        command.error('error: give --rollup');
      }
      const source = await readDataSource(options);
      const folders = given ?? foldersOf(source.jsonData);
      const summary =
        folders === null
          ? await runTableRollup({ ...options, ...source }, interruptSignal())
          : await runRollup({ ...options, ...folders, aws: source.aws, onStep: showStep }, interruptSignal());
      process.stdout.write(format === 'json' ? `${JSON.stringify(summary)}\n` : summaryText(summary));
    });
}

/** What settings of DuckDB name; null for those of tables. */
function foldersOf(jsonData: unknown): Pick<RollupRun, 'flows' | 'history' | 'rollup'> | null {
  const { flows, history, rollup } = parseSettings(jsonData);
  return 'location' in flows && 'location' in history && rollup !== undefined && 'location' in rollup
    ? { flows: flows.location, history: history.location, rollup: rollup.location }
    : null;
}

function showStep(step: RollUpStep): void {
  if (process.stderr.isTTY && step.step === 'published') {
    process.stderr.write(`${step.day} is rolled up\n`);
  }
}

function summaryText({ made, current, left }: RollUpSummary): string {
  const lines = [`${count(made)} made, ${current} already there.`];
  for (const { hour, reason } of left.slice(0, 5)) {
    lines.push(`${new Date(hour * 1000).toISOString().slice(0, 13)}:00Z is left to its records: ${reason}`);
  }
  if (left.length > 5) {
    lines.push(`So are ${count(left.length - 5)} more.`);
  }
  return `${lines.join('\n')}\n`;
}

function count(hours: number): string {
  return hours === 1 ? '1 hour' : `${hours} hours`;
}

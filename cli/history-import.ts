/** `zoneflow history import`: pods and nodes as people have them, into the history store. */
import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import type { AwsSettings } from '../backend/aws/aws-settings';
import { isS3Location } from '../backend/aws/s3-location';
import { ZoneFlowError, toZoneFlowError } from '../backend/errors';
import { updateHistory, type StoreSummary } from '../backend/history/store/store';
import { readHistoryFile, type HistoryFileReport } from '../backend/kubernetes/history-file';
import { ReadingContext } from '../backend/kubernetes/reading-context';
import { parseTime } from '../backend/kubernetes/time';
import { awsOf } from './data-source';
import { registerHistoryCompact } from './history-compact';
import { importHelp, summaryText } from './history-summary';
import { interruptSignal } from './interrupt';

export interface ImportOptions {
  cluster: string;
  /** Folder of the history, or `s3://bucket/prefix`. */
  history: string;
  /** How to reach AWS; read only if the history is in S3. */
  aws?: (() => AwsSettings) | undefined;
  /** Paths; `-` for standard input. */
  files: string[];
  /** When files that do not say so were observed, epoch milliseconds; inferred from the newest time inside if absent. */
  observedAt?: number | undefined;
  progress?: ((progress: ImportProgress) => void) | undefined;
  /** Told of each durable step of the store, in order. */
  onStep?: ((step: string) => void) | undefined;
}

export interface ImportProgress {
  bytes: number;
  /** Null if a file's size is not known beforehand. */
  totalBytes: number | null;
  events: number;
}

export interface ImportSummary extends StoreSummary {
  cluster: string;
  history: string;
  events: number;
  lists: number;
  files: StoreSummary['files'];
  inputs: HistoryFileReport[];
  warnings: string[];
}

/**
 * Imports the files, whole or not at all. The same files, again and in any order, give the same history.
 * Errors: bad_input, location_missing, location_denied, history_busy, disk_full, unsupported, corrupt_object, cancelled.
 */
export async function runHistoryImport(options: ImportOptions, signal: AbortSignal): Promise<ImportSummary> {
  const { cluster, history, files, observedAt = null, progress = () => undefined, onStep, aws } = options;
  const context = new ReadingContext();
  const inputs: HistoryFileReport[] = [];
  const totalBytes = await sizeOf(files);
  let bytes = 0;
  let events = 0;
  try {
    const stored = await updateHistory(
      { location: history, cluster, aws, onStep },
      async (ledger) => {
        for (const file of files) {
          const onProgress = (read: number, seen: number): void =>
            progress({ bytes: bytes + read, totalBytes, events: events + seen });
          const report = await readHistoryFile({ file, ledger, context, observedAt, onProgress }, signal);
          bytes += report.bytes;
          events += report.events;
          inputs.push(report);
        }
      },
      signal
    );
    const lists = inputs.reduce((sum, input) => sum + input.lists, 0);
    const warnings = [...inputs.flatMap((input) => input.warnings), ...timeWarnings(inputs, context)];
    return { ...stored, cluster, history, events, lists, inputs, warnings };
  } catch (error) {
    throw cancelledAsImport(toZoneFlowError(error), isS3Location(history));
  }
}

/** Adds `history import` and `history compact` to the command line. */
export function registerHistory(program: Command): void {
  const history = program.command('history').description('keep the history of who held which address');
  registerHistoryCompact(history);
  history
    .command('import')
    .description('read pods and nodes from kubectl output, watch streams or JSON lines into the history')
    .requiredOption('--cluster <name>', 'name of the EKS cluster the files are from')
    .requiredOption('--history <dir>', 'folder of the history, made if it does not exist, or s3://bucket/prefix')
    .option('--region <region>', 'region of the history in S3 (default: AWS_REGION)')
    .option('--observed-at <time>', 'when files that do not say so were made, e.g. 2026-03-10T05:00:00Z')
    .option('--format <format>', 'text or json', 'text')
    .argument('<file...>', 'files, gzipped or not; - for standard input')
    .addHelpText('after', importHelp)
    .action(async (files: string[], options: CommandOptions, command: Command) => {
      const observedAt = options.observedAt === undefined ? undefined : parseTime(options.observedAt);
      if (observedAt === null) {
        command.error(`error: --observed-at ${options.observedAt} is no time such as 2026-03-10T05:00:00Z`, {
          exitCode: 2,
        });
      }
      if (options.format !== 'text' && options.format !== 'json') {
        command.error(`error: --format ${options.format} is neither text nor json`, { exitCode: 2 });
      }
      const line = new ProgressLine();
      try {
        const { cluster, history: folder } = options;
        const progress = (state: ImportProgress): void => line.show(state);
        const summary = await runHistoryImport(
          { cluster, history: folder, files, observedAt, progress, aws: () => awsOf(options) },
          interruptSignal()
        );
        line.clear();
        process.stdout.write(options.format === 'json' ? `${JSON.stringify(summary)}\n` : summaryText(summary));
      } finally {
        line.clear();
      }
    });
}

interface CommandOptions {
  cluster: string;
  history: string;
  region?: string;
  observedAt?: string;
  format: string;
}

/** One line on stderr that rewrites itself; nothing where stderr is no terminal. */
class ProgressLine {
  private shownAt = 0;

  show({ bytes, totalBytes, events }: ImportProgress): void {
    if (!process.stderr.isTTY || Date.now() - this.shownAt < 200) {
      return;
    }
    this.shownAt = Date.now();
    const read = totalBytes ? `${Math.floor((100 * bytes) / totalBytes)} %` : `${Math.round(bytes / 1e6)} MB`;
    process.stderr.write(`\r\u001b[Kreading ${read}, ${events.toLocaleString('en')} events`);
  }

  clear(): void {
    if (this.shownAt > 0) {
      process.stderr.write('\r\u001b[K');
      this.shownAt = 0;
    }
  }
}

/** Null if one of them cannot be told; what is wrong with it, the reading says. */
async function sizeOf(files: string[]): Promise<number | null> {
  let sum = 0;
  for (const file of files) {
    const size =
      file === '-'
        ? null
        : await stat(file)
            .then((found) => found.size)
            .catch(() => null);
    if (size === null) {
      return null;
    }
    sum += size;
  }
  return sum;
}

function timeWarnings(inputs: HistoryFileReport[], context: ReadingContext): string[] {
  const untimed = inputs
    .filter((input) => input.untimed > 0)
    .map(({ file }) => (file === '-' ? 'standard input' : file));
  const warnings: string[] = [];
  if (untimed.length > 0) {
    warnings.push(
      `${untimed.join(', ')}: no time of observation; the newest time inside was taken, which may be minutes early ` +
        `(give --observed-at, or record JSON lines with observedAt).`
    );
  }
  const { count, example } = context.impossibleTimes;
  if (count > 0) {
    warnings.push(`${count} times in objects cannot be, such as ${JSON.stringify(example)}; left out.`);
  }
  return warnings;
}

function cancelledAsImport(error: ZoneFlowError, inS3: boolean): ZoneFlowError {
  const left = inS3 ? 'some days may have been written' : 'the history is as before';
  return error.code === 'cancelled'
    ? new ZoneFlowError('cancelled', `The import was cancelled; ${left}`, { remedy: 'Run it again.' })
    : error;
}

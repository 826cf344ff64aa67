/** `zoneflow demo`: a synthetic cluster made, imported, asked through the real backend process, and compared with its truth. */
import { InvalidArgumentError, type Command } from 'commander';
import { join } from 'node:path';
import { demoFolder } from '../demo/folder';
import { jsonReport } from '../demo/report/json-report';
import { reportLines } from '../demo/report/report';
import { createStyle, wantsColour } from '../demo/report/style';
import { runDemo } from '../demo/run';
import { runHistoryImport } from './history-import';
import { interruptSignal } from './interrupt';
import { writeReport } from './report';

interface DemoFlags {
  seed: number;
  hours: number;
  ahead: number;
  now?: number;
  keep: boolean;
  json: boolean;
}

/** Flow-log objects hold five minutes. */
const stepSeconds = 300;

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('make a synthetic EKS cluster, ask the backend about it, and compare the answers with the known truth')
    .argument(
      '[dir]',
      'folder for flow logs, pod history and truth; a new one, an empty one or an earlier demo',
      'demo-data'
    )
    .option('--seed <number>', 'another cluster for each seed, the same for the same', integerFrom(0), 7)
    .option('--hours <number>', 'length of the window that ends now', integerFrom(1), 2)
    .option('--ahead <hours>', 'go on into the future, so that Grafana has fresh data for that long', integerFrom(0), 0)
    .option('--now <time>', 'end of the window, ISO 8601 (default: the last five minutes’ mark)', parseTime)
    .option('--keep', 'ask the demo that is in the folder instead of making a new one', false)
    .option('--json', 'print the result as one JSON object', false)
    .addHelpText('after', '\nExit code 1 if any answer differs from the truth by a byte.\n')
    .action(async (folder: string, flags: DemoFlags) => demo(folder, flags, interruptSignal()));
}

async function demo(folder: string, flags: DemoFlags, signal: AbortSignal): Promise<void> {
  const now = flags.now ?? Math.floor(Date.now() / 1000);
  const end = now - (now % stepSeconds);
  const isTerminal = process.stderr.isTTY;
  const progress = (step: string): void => void (isTerminal && process.stderr.write(`\r\u001b[K${step} …`));
  const result = await runDemo(
    {
      folder: demoFolder(folder),
      cluster: { seed: flags.seed, from: end - flags.hours * 3600, to: end + flags.ahead * 3600 },
      keep: flags.keep,
      // The bundle lies in build/, the source in cli/: dist/ is beside either.
      pluginFolder: join(__dirname, '..', 'dist'),
      importHistory: async (cluster, history, files, abort) => {
        await runHistoryImport({ cluster, history, files }, abort);
      },
      writeReport: ({ flows, history, report }, range, abort) =>
        writeReport({ flows, history, ...range, out: report, title: 'Cross-zone traffic of the demo' }, abort),
      progress,
    },
    signal
  ).finally(() => void (isTerminal && process.stderr.write('\r\u001b[K')));
  const style = createStyle(wantsColour(process.stdout, process.env));
  const text = flags.json ? JSON.stringify(jsonReport(result), null, 2) : reportLines(result, style).join('\n');
  process.stdout.write(`${text}\n`);
  if (result.comparisons.some(({ differentGroups }) => differentGroups > 0)) {
    process.exitCode = 1;
  }
}

function integerFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > 2 ** 31) {
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
    }
    return value;
  };
}

/** Epoch seconds. */
function parseTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError('It must be a time like 2026-03-10T05:00:00Z.');
  }
  return Math.floor(time / 1000);
}

/** `zoneflow query`: one question over a folder of flow logs and a folder of pod history. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { ZoneFlowError } from '../backend/errors';
import { frameToJson } from '../backend/frames/frame-json';
import { parseSettings } from '../backend/settings';
import { createTrafficService } from '../backend/traffic/create-service';
import { interruptSignal } from './interrupt';
import { csvText, jsonText, tableText, type Format } from './print-answer';
import { silentLogger } from './silent-logger';

interface QueryOptions {
  flows: string;
  history: string;
  from: number;
  to: number;
  format: Format;
  strict: boolean;
  interval: number;
  timeout: number;
  threads: number;
  memory: number;
  maxRows: number;
  priceOut: number;
  priceIn: number;
}

export function registerQuery(program: Command): void {
  program
    .command('query')
    .description('Ask one question (a TrafficQuery in JSON) of flow logs and pod history.')
    .argument('<query>', 'file with the question, or - for standard input')
    .requiredOption('--flows <dir>', 'folder that holds AWSLogs/')
    .requiredOption('--history <dir>', 'folder written by zoneflow history import')
    .requiredOption('--from <iso>', 'start of the range, on the record’s start: 2026-03-10T05:00:00Z', instant)
    .requiredOption('--to <iso>', 'end of the range, not part of it', instant)
    .addOption(
      new Option('--format <format>', 'how to print the answer')
        .choices(['table', 'json', 'csv', 'frames'])
        .default('table')
    )
    .option('--strict', 'fail on a corrupt flow-log object instead of leaving it out', false)
    .option('--interval <seconds>', 'width of a time-series bucket, at least 60', positive, 60)
    .option('--timeout <seconds>', 'give up after this time', positive, 600)
    .option('--threads <count>', 'threads of the engine (0: all cores)', whole, 0)
    .option('--memory <mib>', 'memory limit of the engine; more is spilled to disk', whole, 2048)
    .option('--max-rows <count>', 'most rows of an answer', whole, 100_000)
    .option('--price-out <usd>', 'price per GB (2^30 bytes) out of the source zone', positive, 0.01)
    .option('--price-in <usd>', 'price per GB (2^30 bytes) into the target zone', positive, 0.01)
    .addHelpText(
      'after',
      `
Examples of a question (every member has a default; {} is a graph of cross-zone traffic by namespace, workload, zone):
  {"queryType":"table"}
  {"queryType":"matrix","traffic":"all"}
  {"queryType":"table","groupBy":["workload"],"targetGroupBy":["zone"],"limit":10}
  {"queryType":"timeseries","groupBy":["namespace"],"targetGroupBy":[],"rate":true}
  {"queryType":"table","filters":[{"side":"source","dimension":"namespace","operator":"=|","values":["shop","media"]}]}
  {"queryType":"table","groupBy":["label:team"],"measure":"cost"}
  {"queryType":"events","events":["rollout"],"filters":[{"dimension":"namespace","values":["shop"]}]}`
    )
    .action(async (file: string, options: QueryOptions) => runQuery(file, options));
}

async function runQuery(file: string, options: QueryOptions): Promise<void> {
  const query = await readQuestion(file);
  const settings = parseSettings({
    engine: 'duckdb',
    flows: { location: options.flows },
    history: { location: options.history },
    price: { perGbOut: options.priceOut, perGbIn: options.priceIn },
    limits: { timeoutSeconds: options.timeout, maxRows: options.maxRows },
    duckdb: { threads: options.threads, memoryLimitMb: options.memory },
  });
  const observer = { answered: () => undefined, failed: () => undefined };
  const service = createTrafficService(settings, { observer, log: silentLogger });
  const signal = interruptSignal();
  const ask = {
    from: options.from,
    to: options.to,
    intervalMs: options.interval * 1000,
    maxDataPoints: 1_000_000,
    strict: options.strict,
  };
  try {
    if (options.format === 'frames') {
      const frames = await service.frames(query, ask, signal);
      process.stdout.write(`${JSON.stringify(frames.map(frameToJson))}\n`);
      return;
    }
    const answer = await service.answer(query, ask, signal);
    for (const notice of answer.notices) {
      process.stderr.write(`${notice.severity}: ${notice.text}\n`);
    }
    const print = { table: tableText, json: jsonText, csv: csvText }[options.format];
    process.stdout.write(print(answer));
  } finally {
    await service.close();
  }
}

async function readQuestion(file: string): Promise<unknown> {
  const name = file === '-' ? 'standard input' : file;
  const content = file === '-' ? await readStream(process.stdin) : await readQuestionFile(file);
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new ZoneFlowError(
      'bad_query',
      `The question in ${name} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        remedy: 'See zoneflow query --help for examples.',
        cause,
      }
    );
  }
}

async function readQuestionFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ZoneFlowError('bad_input', `The question ${file} cannot be read`, {
      remedy: 'Name a readable file, or - for standard input.',
      cause,
    });
  }
}

/** Epoch milliseconds of an ISO 8601 instant; without a zone it is UTC, whatever the machine's zone. */
function instant(value: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/i.exec(value);
  const [, day = '', clock = '00:00', zone = 'Z'] = parts ?? [];
  const time = Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError('It is not an ISO 8601 time such as 2026-03-10T05:00:00Z.');
  }
  return time;
}

function positive(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number) || number < 0) {
    throw new InvalidArgumentError('It is not a number of at least 0.');
  }
  return number;
}

function whole(value: string): number {
  const number = positive(value);
  if (!Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('It is not a whole number.');
  }
  return number;
}

/** `zoneflow query`: one question over flow logs and pod history. */
import { Option, type Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import { ZoneFlowError } from '../backend/errors';
import { frameToJson } from '../backend/frames/frame-json';
import { addDataOptions, positive, readAskedSource, type DataOptions } from './data-options';
import { interruptSignal } from './interrupt';
import { csvText, jsonText, tableText, type Format } from './print-answer';

interface QueryOptions extends DataOptions {
  format: Format;
  interval: number;
}

export function registerQuery(program: Command): void {
  const command = program
    .command('query')
    .description('Ask one question (a TrafficQuery in JSON) of flow logs and pod history.')
    .argument('<query>', 'file with the question, or - for standard input');
  addDataOptions(command)
    .addOption(
      new Option('--format <format>', 'how to print the answer')
        .choices(['table', 'json', 'csv', 'frames'])
        .default('table')
    )
    .option('--interval <seconds>', 'width of a time-series bucket, at least 60', positive, 60)
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
  const service = (await readAskedSource(options)).open();
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

/**
 * What this project adds to Athena's own time, beside the official data source's way of asking, in one run against a
 * simulated Athena: `npm run bench:athena [-- --queries N --cancels N]`. Exits with 1 if a bound is broken.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startAthenaDouble, type AthenaDouble } from '../../athena-double/double';
import { scriptedBackend } from '../../athena-double/scripted-backend';
import type { AskJob, Asked, Job, Told } from './job';
import { work } from './measured';
import { alertOf27Seconds, sevenAtOnce } from './service';
import { answerOf, statementOf } from './statements';

const latencyMs = 15;
const { values: options } = parseArgs({
  options: {
    queries: { type: 'string', default: '60' },
    cancels: { type: 'string', default: '1000' },
    job: { type: 'string' },
  },
});
const queries = Number(options.queries);
let broken = 0;

function row(figure: string, cells: Array<string | number>, aim = '', isMet = true): void {
  broken += isMet ? 0 : 1;
  const texts = cells.map((cell) => (typeof cell === 'number' ? String(Math.round(cell)) : cell));
  console.log(`| ${figure} | ${texts.join(' | ')} | ${aim}${isMet ? '' : ' **missed**'} |`);
}

/** In a process of its own with the heap of the plugin's, so that time and memory are of the asking alone. */
async function measured(job: Job): Promise<Told> {
  const child = spawn(process.execPath, ['--max-old-space-size=1024', __filename, '--job', JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) {
    throw new Error(`The measured process ended with ${code}`);
  }
  return JSON.parse(text) as Told;
}

interface Timed extends Asked {
  engineMs: number;
  overheadMs: number;
  /** From the end in Athena to the answer. */
  lateMs: number;
  statusCalls: number;
  calls: number;
}

/** Each answer beside what Athena did for it. */
function timed(double: AthenaDouble, asked: readonly Asked[]): Timed[] {
  return asked.map((each) => {
    const query = double.queries().find(({ sql }) => sql === each.sql);
    if (query?.ended == null) {
      throw new Error(`No query was started for ${each.sql}`);
    }
    const { id, submitted, ended } = query;
    const own = double.calls.filter(({ input }) => JSON.stringify(input).includes(id));
    const gets = double.s3.requests.filter(({ key, operation }) => operation === 'get' && key.includes(id));
    return {
      ...each,
      engineMs: ended - submitted,
      overheadMs: each.ready - each.asked - (ended - submitted),
      lateMs: each.ready - ended,
      statusCalls: own.filter(({ action }) => action === 'GetQueryExecution').length,
      // Its start names no ID.
      calls: own.length + gets.length + 1,
    };
  });
}

async function withDouble<T>(use: (double: AthenaDouble) => Promise<T>): Promise<T> {
  const double = await startAthenaDouble(scriptedBackend(answerOf), { latencyMs, mostActive: 500 });
  try {
    return await use(double);
  } finally {
    await double.close();
  }
}

function askedOf(job: Pick<AskJob, 'way' | 'groups'>, atOnce = 1): Promise<{ timed: Timed[]; told: Told }> {
  return withDouble(async (double) => {
    const told = await measured({ ...job, endpoint: double.endpoint, atOnce });
    return { timed: timed(double, told.asked), told };
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? NaN;
}

async function overheads(): Promise<void> {
  // As many between 0.1 and 1 s as, by the logarithm, between 1 and 10 s.
  const times = Array.from({ length: queries }, (_, index) => 100 * 200 ** ((index + Math.random()) / queries));
  const mixed = times.map((runMs) => ({ runMs, at: Math.random() })).sort((left, right) => left.at - right.at);
  const asked = (runMs: number, kind: string, turn: number): string => statementOf({ runMs, rows: 50, kind, turn });
  const nearly = (runMs: number): number => runMs * (0.9 + 0.2 * Math.random());
  const alone = mixed.map(({ runMs }, index) => [asked(runMs, `kind_${index}x`, 0)]);
  const threeTimes = mixed.map(({ runMs }, index) =>
    [0, 1, 2].map((turn) => asked(nearly(runMs), `kind_${index}x`, turn))
  );
  const ofOneKind = mixed.map(({ runMs }, index) => [asked(runMs, 'kind', index)]);
  const subjects: Array<{ name: string; way: AskJob['way']; groups: string[][]; aims: Aims | null }> = [
    { name: 'kinds never asked before', way: 'ours', groups: alone, aims: { share: 0.08, calls: 25 } },
    {
      name: 'kinds asked before, their times within 10 %',
      way: 'ours',
      groups: threeTimes,
      aims: { overhead: 120, share: 0.08, calls: 25 },
    },
    { name: 'one kind of all times', way: 'ours', groups: ofOneKind, aims: { overhead: 120, share: 0.08 } },
    { name: 'the peer’s way', way: 'peer', groups: alone, aims: null },
  ];
  console.log(`\n${queries} queries of 0.1 to 20 s, ${latencyMs} ms a call\n`);
  console.log('| asked | overhead, median: ms | of 2 to 20 s: ms | share of their time | status calls, most | aim |');
  console.log('| --- | ---: | ---: | ---: | ---: | --- |');
  for (const { name, way, groups, aims } of subjects) {
    const { timed: all } = await askedOf({ way, groups }, 20);
    const long = all.filter(({ engineMs }) => engineMs >= 2_000);
    const overhead = median(all.map(({ overheadMs }) => overheadMs));
    const share = median(long.map(({ overheadMs, engineMs }) => overheadMs / engineMs));
    const calls = Math.max(...all.map(({ statusCalls }) => statusCalls));
    const { overhead: mostOverhead = Infinity, share: mostShare = Infinity, calls: mostCalls = Infinity } = aims ?? {};
    row(
      name,
      [overhead, median(long.map(({ overheadMs }) => overheadMs)), `${(share * 100).toFixed(1)} %`, calls],
      textOf(aims),
      overhead <= mostOverhead && share <= mostShare && calls <= mostCalls
    );
  }
}

interface Aims {
  overhead?: number;
  share?: number;
  calls?: number;
}

function textOf(aims: Aims | null): string {
  const { overhead, share, calls } = aims ?? {};
  return [
    ...(overhead === undefined ? [] : [`≤ ${overhead} ms`]),
    ...(share === undefined ? [] : [`≤ ${share * 100} %`]),
    ...(calls === undefined ? [] : [`≤ ${calls}`]),
  ].join(', ');
}

async function manyRows(): Promise<void> {
  const statement = (turn: number): string => statementOf({ runMs: 1_000, rows: 100_000, kind: 'many', turn });
  const small = statementOf({ runMs: 300, rows: 1, kind: 'first', turn: 0 });
  console.log('\n100,000 rows x 8 columns, each time in a new process\n');
  console.log('| read | after the engine is done: ms | calls | processor: ms | peak memory: MB | aim |');
  console.log('| --- | ---: | ---: | ---: | ---: | --- |');
  const subjects: Array<[string, AskJob['way'], string[], boolean]> = [
    ['for the first time, as a frame', 'ours', [small, statement(0)], false],
    [
      'again (its size and time are known), as a frame',
      'ours',
      [small, statement(0), statement(1), statement(2)],
      true,
    ],
    ['the peer’s way, without a frame', 'peer', [small, statement(0)], false],
  ];
  for (const [name, way, statements, isBound] of subjects) {
    const runs: Array<Timed & { peakMb: number }> = [];
    for (let run = 0; run < 5; run++) {
      const { timed: all, told } = await askedOf({ way, groups: [statements] });
      const last = all.at(-1);
      if (last?.rows !== 100_000) {
        throw new Error(`${name}: ${last?.rows} rows`);
      }
      runs.push({ ...last, peakMb: told.peakMb });
    }
    const of = (key: 'lateMs' | 'calls' | 'cpuMs' | 'peakMb'): number => median(runs.map((run) => run[key]));
    row(
      name,
      [of('lateMs'), of('calls'), of('cpuMs'), of('peakMb')],
      isBound ? '≤ 500 ms, ≤ 250 MB' : '',
      !isBound || (of('lateMs') <= 500 && of('peakMb') <= 250)
    );
  }
}

async function cancelled(): Promise<void> {
  await withDouble(async (double) => {
    const { cancelled: count } = await measured({
      way: 'cancel',
      endpoint: double.endpoint,
      cancels: Number(options.cancels),
    });
    row(
      `queries left running after ${count} cancels at random moments`,
      [double.active().length],
      '0',
      double.active().length === 0
    );
  });
}

async function main(): Promise<void> {
  // Others' work on the machine shows in every figure: compare runs of a quiet machine (load below the number of cores).
  console.log(`load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores, Node ${process.version}`);
  await overheads();
  await manyRows();
  console.log('\n| figure | value | aim |\n| --- | ---: | --- |');
  const started = await sevenAtOnce(latencyMs);
  row('queries started for seven identical asks at once', [started], '1', started === 1);
  const seconds = await alertOf27Seconds(latencyMs);
  row('an alert’s query of 27 s is answered after: s', [seconds.toFixed(1)], '< 30', seconds < 30);
  await cancelled();
  process.exitCode = broken > 0 ? 1 : 0;
}

void (options.job === undefined ? main() : work(JSON.parse(options.job) as Job));

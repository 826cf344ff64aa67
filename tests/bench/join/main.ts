/**
 * The join at size: what questions cost beside the bare scan and the bare GROUP BY of the same columns, in one run over
 * the same engine. `npm run bench:join -- [--records N] [--addresses N] [--owners N] [--inventory N] [--memory MIB] [--rounds N] [--only NAME] [--json FILE]`.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createDuckDbEngine } from '../../../backend/engines/duckdb/engine';
import { localPlace } from '../../../backend/storage/local-place';
import { parseQuery } from '../../../backend/query/parse-query';
import { planTraffic } from '../../../backend/query/plan';
import { openForPlan } from '../../../backend/traffic/run-traffic';

const { values: options } = parseArgs({
  options: {
    records: { type: 'string', default: '100000000' },
    addresses: { type: 'string', default: '3000' },
    owners: { type: 'string', default: '20' },
    /** Interfaces of AWS resources; 0 for a history without an inventory. */
    inventory: { type: 'string', default: '0' },
    memory: { type: 'string', default: '2048' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    /** Asks the same of the records as gzip text, too. */
    text: { type: 'boolean', default: false },
    /** Appends the medians as one JSON line, for growth.mjs. */
    json: { type: 'string' },
  },
});
const directory = resolve(`build/bench-join-${options.records}-${options.addresses}`);
const history = `history-${options.owners}${options.inventory === '0' ? '' : `-${options.inventory}`}`;
const day = Date.UTC(2026, 4, 1) / 1000;
const wholeDay = { from: day, to: day + 86_400 };
const oneHour = { from: day + 13 * 3600, to: day + 14 * 3600 };

const counted = (range: { from: number; to: number }): string =>
  `flow_direction = 'egress' AND action = 'ACCEPT' AND log_status = 'OK' AND "start" >= ${range.from} AND "start" < ${range.to}`;
const scan = (range: { from: number; to: number }): string =>
  `SELECT sum(bytes), sum(packets), count(*), max(strlen(pkt_srcaddr)), max(strlen(pkt_dstaddr)), max("start") FROM flow_records WHERE ${counted(range)}`;
const group = `SELECT count(*), sum(bytes) FROM (SELECT pkt_srcaddr, pkt_dstaddr, sum(bytes) AS bytes, sum(packets) AS packets, count(*) AS flows FROM flow_records WHERE ${counted(wholeDay)} GROUP BY 1, 2) g`;

interface Subject {
  name: string;
  range: { from: number; to: number };
  /** A question, or SQL as it stands. */
  query?: Record<string, unknown>;
  sql?: string;
  /** Over the flow logs as gzip text. */
  fromText?: boolean;
  /** Only the part of the statement that makes history disjoint: the guard against two owners at once, and all before it. */
  onlySegments?: boolean;
}

const subjects: Subject[] = [
  { name: 'scan', range: wholeDay, sql: scan(wholeDay) },
  { name: 'group by', range: wholeDay, sql: group },
  { name: 'exchanges', range: wholeDay, query: { queryType: 'table' } },
  { name: 'exchanges, gzip text', range: wholeDay, query: { queryType: 'table' }, fromText: true },
  { name: 'disjoint segments', range: wholeDay, query: { queryType: 'table' }, onlySegments: true },
  { name: 'series', range: wholeDay, query: { queryType: 'timeseries', groupBy: ['namespace'], targetGroupBy: [] } },
  {
    name: 'one namespace of 20',
    range: wholeDay,
    query: {
      queryType: 'table',
      filters: [{ side: 'source', dimension: 'namespace', operator: '=', values: ['tenant-07-production'] }],
    },
  },
  { name: 'hour scan', range: oneHour, sql: scan(oneHour) },
  { name: 'hour exchanges', range: oneHour, query: { queryType: 'table' } },
];

async function main(): Promise<void> {
  execFileSync(
    process.execPath,
    [
      'tests/bench/join/dataset.mjs',
      directory,
      '--records',
      options.records,
      '--addresses',
      options.addresses,
      '--owners',
      options.owners,
      '--inventory',
      options.inventory,
      ...(options.text ? ['--text'] : []),
    ],
    { stdio: 'inherit' }
  );
  const signal = new AbortController().signal;
  const engineOver = (flows: string) =>
    createDuckDbEngine({
      flows: localPlace({ location: join(directory, flows), noun: 'flow' }),
      history: localPlace({ location: join(directory, history), noun: 'history' }),
      threads: 2,
      memoryLimitMb: Number(options.memory),
    });
  const engine = engineOver('flows');
  const textEngine = options.text ? engineOver('flows-text') : null;
  const times = new Map<string, number[]>();
  const chosen = subjects.filter(
    ({ name, fromText }) =>
      (!fromText || options.text) &&
      (options.only === undefined || name.includes(options.only) || name.endsWith('scan'))
  );
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const subject of chosen) {
      const { opened, context } = await openForPlan(
        {
          engine: subject.fromText && textEngine ? textEngine : engine,
          settings: { clusters: [] },
          range: subject.range,
        },
        signal
      );
      const sql = subject.sql ?? statement(subject, context);
      const { stats } = await opened.run(sql, signal);
      await opened.close();
      times.set(subject.name, [...(times.get(subject.name) ?? []), stats.engineMs / 1000]);
    }
  }
  await engine.close();
  await textEngine?.close();
  const median = (name: string): number => {
    const sorted = (times.get(name) ?? []).toSorted((left, right) => left - right);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
  };
  const ratio = (value: number): string => (Number.isNaN(value) ? '' : value.toFixed(2));
  console.log(
    `${options.records} records, ${Number(options.addresses) * Number(options.owners)} intervals, ${options.inventory} interfaces, ${options.memory} MiB, 2 threads, median of ${options.rounds}`
  );
  console.log(`${'question'.padEnd(22)}${'seconds'.padStart(9)}${'x scan'.padStart(9)}${'x group by'.padStart(12)}`);
  for (const { name } of chosen) {
    const base = name.startsWith('hour') ? 'hour scan' : 'scan';
    console.log(
      `${name.padEnd(22)}${median(name).toFixed(2).padStart(9)}${ratio(median(name) / median(base)).padStart(9)}${ratio(median(name) / median('group by')).padStart(12)}`
    );
  }
  if (options.json !== undefined) {
    const seconds = Object.fromEntries(chosen.map(({ name }) => [name, median(name)]));
    const intervals = Number(options.addresses) * Number(options.owners);
    appendFileSync(options.json, `${JSON.stringify({ records: Number(options.records), intervals, seconds })}\n`);
  }
  console.log(`peak memory of the process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
}

function statement(
  { query, range, onlySegments }: Subject,
  context: Awaited<ReturnType<typeof openForPlan>>['context']
): string {
  const plan = planTraffic(parseQuery(query), {
    range,
    intervalMs: 300_000,
    maxDataPoints: 1000,
    ...context,
    maxRows: 100_000,
  });
  if (!onlySegments) {
    return plan.sql;
  }
  const end = plan.sql.indexOf(',\nsource_groups AS');
  if (end < 0) {
    throw new Error('the statement has no source_groups after its segments');
  }
  return `${plan.sql.slice(0, end)} SELECT count(*), sum(valid_from), sum(held_to) FROM segments`;
}

void main();

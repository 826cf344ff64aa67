/** Small real flow-log objects and history files in a temporary folder, for the tests of this engine. */
import { DuckDBInstance } from '@duckdb/node-api';
import { setMaxListeners } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { localPlace } from '../../storage/local-place';
import type { Engine, OpenedData, OpenOptions, TimeRange } from '../engine';
import { createDuckDbEngine, type DuckDbEngineOptions } from './engine';

/** 2026-03-10T05:00:00Z */
export const five = Date.UTC(2026, 2, 10, 5) / 1000;
export const hourFive: TimeRange = { from: five, to: five + 3600 };
export const never = new AbortController().signal;
// Many questions share it.
setMaxListeners(0, never);

/** One record; what is not given is absent (`-`). */
export type FlowRow = Partial<Record<string, string | number>>;

export const sixFields = ['az-id', 'flow-direction', 'pkt-srcaddr', 'pkt-dstaddr', 'start', 'bytes'];
export const usualFields = [
  'interface-id',
  'srcport',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
  'pkt-srcaddr',
  'pkt-dstaddr',
  'az-id',
  'flow-direction',
];

/** An accepted egress record of 60 s. */
export function flowRow(start: number, bytes: number, more: FlowRow = {}): FlowRow {
  return {
    'interface-id': 'eni-1',
    srcport: 443,
    packets: 1,
    bytes,
    start,
    end: start + 59,
    action: 'ACCEPT',
    'log-status': 'OK',
    'pkt-srcaddr': '10.0.0.1',
    'pkt-dstaddr': '10.0.1.1',
    'az-id': 'use1-az1',
    'flow-direction': 'egress',
    ...more,
  };
}

/** AWS's name of an object; `time` in epoch seconds. */
export function objectName(time: number, ending: string, { log = 'fl-0a', hash = 'aaaa' } = {}): string {
  const stamp = `${new Date(time * 1000).toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  return `123456789012_vpcflowlogs_us-east-1_${log}_${stamp}_${hash}.log.${ending}`;
}

export const dailyFolder = 'AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/03/10';

export interface Workspace {
  flows: string;
  history: string;
  engine: Engine;
  text(path: string, rows: FlowRow[], fields?: string[]): Promise<string>;
  gzip(path: string, rows: FlowRow[], fields?: string[]): Promise<string>;
  /** Columns named with underscores, as AWS writes them. */
  parquet(path: string, rows: FlowRow[], options?: ParquetOptions): Promise<string>;
  /** Any file below the flow location. */
  file(path: string, content: Buffer | string): Promise<string>;
  pods(day: string, rows: PodFacts[], cluster?: string): Promise<string>;
  open(range?: TimeRange, options?: OpenOptions): Promise<OpenedData>;
  /** Sum of the bytes of all records of the hour, with what was noticed. */
  bytes(range?: TimeRange, options?: OpenOptions): Promise<{ bytes: number; records: number; notices: string[] }>;
  end(): Promise<void>;
}

export interface ParquetOptions {
  fields?: string[];
  hyphens?: boolean;
  /** Writes `-` instead of NULL where a text is absent. */
  dashes?: boolean;
  codec?: string;
}

export interface PodFacts {
  pod: string;
  address: string;
  started: number;
  ended?: number;
  last_seen: number;
}

export async function createWorkspace(options: Partial<DuckDbEngineOptions> = {}): Promise<Workspace> {
  const root = await mkdtemp(join(tmpdir(), 'zoneflow-test-'));
  const [flows, history] = [join(root, 'flows'), join(root, 'history')];
  await mkdir(flows);
  await mkdir(history);
  const engine = createDuckDbEngine({
    flows: localPlace({ location: flows, noun: 'flow' }),
    history: localPlace({ location: history, noun: 'history', followsLinks: true }),
    threads: 2,
    memoryLimitMb: 256,
    tempDirectory: join(root, 'temp'),
    ...options,
  });
  const file = async (path: string, content: Buffer | string): Promise<string> => {
    const whole = join(flows, path);
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, content);
    return whole;
  };
  const open = (range = hourFive, openOptions?: OpenOptions): Promise<OpenedData> =>
    engine.open(range, never, openOptions);
  return {
    flows,
    history,
    engine,
    file,
    text: (path, rows, fields = usualFields) => file(path, textOf(rows, fields)),
    gzip: (path, rows, fields = usualFields) => file(path, gzipSync(textOf(rows, fields))),
    async parquet(path, rows, parquetOptions = {}) {
      const whole = join(flows, path);
      await mkdir(dirname(whole), { recursive: true });
      await writeParquet(whole, parquetSelect(rows, parquetOptions), parquetOptions.codec);
      return whole;
    },
    async pods(day, rows, cluster = 'blue') {
      const path = join(history, 'pods', `cluster=${cluster}`, `day=${day}`, 'pods.parquet');
      await mkdir(dirname(path), { recursive: true });
      await writeParquet(path, podSelect(cluster, rows));
      return path;
    },
    open,
    async bytes(range, openOptions) {
      const opened = await open(range, openOptions);
      try {
        const sql = 'SELECT coalesce(sum(bytes), 0) AS bytes, count(*) AS records FROM flow_records';
        const { result } = await opened.run(sql, never);
        const number = (name: string): number => Number(result.columns.get(name)?.[0]);
        return {
          bytes: number('bytes'),
          records: number('records'),
          notices: opened.notices.map(({ text }) => text).filter((text) => !text.startsWith('There is no pod history')),
        };
      } finally {
        await opened.close();
      }
    },
    async end() {
      await engine.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export function textOf(rows: readonly FlowRow[], fields: readonly string[]): string {
  const lines = rows.map((row) => fields.map((field) => row[field] ?? '-').join(' '));
  return [fields.join(' '), ...lines].map((line) => `${line}\n`).join('');
}

async function writeParquet(path: string, select: string, codec = 'gzip'): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, COMPRESSION ${codec})`);
  connection.closeSync();
  instance.closeSync();
}

function parquetSelect(
  rows: readonly FlowRow[],
  { fields = usualFields, hyphens = false, dashes = false }: ParquetOptions
): string {
  const integers = new Set(['srcport', 'dstport', 'protocol', 'version']);
  const longs = new Set(['packets', 'bytes', 'start', 'end']);
  const literal = (row: FlowRow, field: string): string => {
    const value = row[field];
    const number = integers.has(field) ? 'INTEGER' : longs.has(field) ? 'BIGINT' : null;
    if (value === undefined) {
      return number === null && dashes ? `'-'` : `CAST(NULL AS ${number ?? 'VARCHAR'})`;
    }
    return number === null ? `'${value}'` : `CAST(${value} AS ${number})`;
  };
  const names = fields.map((field) => `"${hyphens ? field : field.replaceAll('-', '_')}"`);
  const tuple = (row: FlowRow): string => `(${fields.map((field) => literal(row, field)).join(', ')})`;
  const values = rows.length === 0 ? [tuple({})] : rows.map(tuple);
  return `SELECT * FROM (VALUES ${values.join(', ')}) r (${names.join(', ')})${rows.length === 0 ? ' WHERE false' : ''}`;
}

function podSelect(cluster: string, rows: readonly PodFacts[]): string {
  return rows
    .map(
      ({
        pod,
        address,
        started,
        ended,
        last_seen,
      }) => `SELECT '${cluster}' AS cluster, 'uid-${pod}' AS uid, 'shop' AS namespace,
'${pod}' AS pod, 'web' AS workload, 'node-1' AS node, '${address}' AS address, ${address === 'host'} AS host_network,
MAP {'app': '${pod}'} AS labels, CAST(${started} AS BIGINT) AS started, CAST(${ended ?? 'NULL'} AS BIGINT) AS ended, CAST(${last_seen} AS BIGINT) AS last_seen`
    )
    .join(' UNION ALL ');
}

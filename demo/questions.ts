/** What the demo asks the backend, and how it reads the answers. */
import { noCoverage, type Coverage } from '../src/shared/coverage';
import type { Frame } from '../backend/frames/frame';
import type { Host, HostQuery } from './backend/host';
import { textOf, valuesOf, type EndMember } from './check/exchange-sums';

export interface Exchange {
  source: string;
  sourceZone: string;
  target: string;
  targetZone: string;
  bytes: number;
  cost: number;
}

export interface Answers {
  top: Exchange[];
  /** All traffic between zones. */
  crossZone: { bytes: number; cost: number };
  matrix: { targets: string[]; rows: Array<{ source: string; bytes: Array<number | null> }> };
  /** Bytes between zones a bucket; epoch milliseconds. */
  series: { intervalMs: number; points: Array<{ time: number; bytes: number }> };
  coverage: Coverage;
  /** Frames to compare with the truth, by level. */
  levels: Array<{ name: string; members: readonly EndMember[]; frame: Frame }>;
}

/** How finely the comparison looks: every level has all bytes. */
const levels: ReadonlyArray<{ name: string; members: readonly EndMember[] }> = [
  { name: 'pod', members: ['kind', 'namespace', 'workload', 'pod', 'node', 'zone'] },
  { name: 'workload', members: ['namespace', 'workload'] },
  { name: 'namespace', members: ['namespace'] },
  { name: 'node', members: ['node'] },
  { name: 'zone', members: ['zone'] },
];

const topRows = 8;
const chartColumns = 64;

/** @param range half-open, epoch milliseconds */
export async function askAll(
  host: Host,
  settings: Record<string, unknown>,
  range: { from: number; to: number },
  signal: AbortSignal
): Promise<Answers> {
  const intervalMs = Math.max(60_000, Math.ceil((range.to - range.from) / chartColumns / 60_000) * 60_000);
  const question = (refId: string, query: Record<string, unknown>): HostQuery => ({
    refId,
    query,
    ...range,
    intervalMs,
  });
  const frames = await host.ask(
    settings,
    [
      question('top', { queryType: 'table', groupBy: ['kind', 'namespace', 'workload', 'zone'], limit: topRows }),
      question('matrix', { queryType: 'matrix', traffic: 'all', groupBy: ['zone'], limit: 0 }),
      question('series', { queryType: 'timeseries', groupBy: ['zone'], limit: 0 }),
      ...levels.map(({ name, members }) =>
        question(name, { queryType: 'table', traffic: 'all', groupBy: members, limit: 0 })
      ),
    ],
    signal
  );
  const frameOf = (refId: string): Frame => frames.get(refId)?.[0] ?? { name: '', fields: [] };
  const top = readExchanges(frameOf('top'));
  return {
    top: top.slice(0, topRows),
    crossZone: {
      bytes: top.reduce((sum, exchange) => sum + exchange.bytes, 0),
      cost: top.reduce((sum, exchange) => sum + exchange.cost, 0),
    },
    matrix: readMatrix(frameOf('matrix')),
    series: { intervalMs, points: readSeries(frames.get('series') ?? []) },
    coverage: readCoverage(frameOf('zone')),
    levels: levels.map((level) => ({ ...level, frame: frameOf(level.name) })),
  };
}

function readExchanges(frame: Frame): Exchange[] {
  const texts = (name: string): string[] => valuesOf(frame, name).map(textOf);
  const bytes = valuesOf(frame, 'bytes');
  const cost = valuesOf(frame, 'cost');
  const ends = (['source', 'target'] as const).map((side) => {
    const kinds = texts(`${side}_kind`);
    const namespaces = texts(`${side}_namespace`);
    const workloads = texts(`${side}_workload`);
    const names = workloads.map((workload, row) =>
      workload === '' ? (kinds[row] ?? '') : `${namespaces[row] ?? ''}/${workload}`
    );
    return { names, zones: texts(`${side}_zone`) };
  });
  return bytes.map((value, row) => ({
    source: ends[0]?.names[row] ?? '',
    sourceZone: ends[0]?.zones[row] ?? '',
    target: ends[1]?.names[row] ?? '',
    targetZone: ends[1]?.zones[row] ?? '',
    bytes: Number(value),
    cost: Number(cost[row] ?? 0),
  }));
}

/** Rows are source zones, the number columns target zones. */
function readMatrix(frame: Frame): Answers['matrix'] {
  const [sources, ...columns] = frame.fields;
  return {
    targets: columns.map((field) => field.config?.displayName ?? field.name),
    rows: (sources?.values ?? []).map((source, row) => ({
      source: textOf(source),
      bytes: columns.map((field) => (typeof field.values[row] === 'number' ? field.values[row] : null)),
    })),
  };
}

/** The sum over all series. */
function readSeries(frames: readonly Frame[]): Array<{ time: number; bytes: number }> {
  const sums = new Map<number, number>();
  for (const frame of frames) {
    const times = frame.fields.find((field) => field.type === 'time')?.values ?? [];
    for (const field of frame.fields.filter((candidate) => candidate.type !== 'time')) {
      times.forEach((time, row) => {
        sums.set(Number(time), (sums.get(Number(time)) ?? 0) + Number(field.values[row] ?? 0));
      });
    }
  }
  return [...sums].sort(([a], [b]) => a - b).map(([time, bytes]) => ({ time, bytes }));
}

function readCoverage(frame: Frame): Coverage {
  const given = frame.meta?.custom?.coverage;
  return typeof given === 'object' ? { ...noCoverage, ...given } : noCoverage;
}

/** Answers as the service gives them, summed from a list of flows that is short enough to reckon by hand. */
import { noCoverage } from '../../src/shared/coverage';
import type { Dimension } from '../../src/shared/dimensions';
import type { Answer } from '../../backend/traffic/service';
import type { ReportAnswers, ReportOrigin } from './report-model';
import type { ReportRequest } from './request';
import { crosses } from './zone-matrix';

/** What an end is called by dimension; `kind` is `pod` unless given. */
export type TestEnd = Partial<Record<Dimension, string>>;

export interface TestFlow {
  /** Epoch milliseconds. */
  time?: number;
  source: TestEnd;
  target: TestEnd;
  bytes: number;
}

export const five = Date.UTC(2026, 2, 10, 5);
const perByte = 0.02 / 2 ** 30;

export const testRequest: ReportRequest = {
  title: 'A week of prod',
  range: { from: five, to: five + 3_600_000 },
  sender: 'namespace',
  ends: ['namespace', 'workload'],
  filters: [],
  price: { perGbOut: 0.01, perGbIn: 0.01, currency: 'USD' },
};

export const testOrigin: ReportOrigin = { clusters: ['prod'], generatedAt: five + 2 * 3_600_000, version: '1.2.3' };

export function pod(namespace: string, workload: string, zone: string): TestEnd {
  return { kind: 'pod', namespace, workload, zone };
}

/** @param rest flows beyond the limits: what the exchanges and the trend have as one row `other` */
export function answersOf(
  flows: readonly TestFlow[],
  { rest = [], incompleteSince = null }: { rest?: readonly TestFlow[]; incompleteSince?: number | null } = {}
): ReportAnswers {
  const crossing = flows.filter(({ source, target }) => crosses(source.zone ?? '', target.zone ?? ''));
  const bytes = [...flows, ...rest].reduce((sum, flow) => sum + flow.bytes, 0);
  const coverage = { ...noCoverage, bytes, attributedBytes: bytes, incompleteSince };
  const answer = (rows: Answer['rows'], columns: string[]): Answer => ({
    columns,
    rows,
    coverage,
    stats: { engineMs: 1, queueMs: 0, scannedBytes: 0, scanPrice: 0 },
    notices: [],
    sql: 'SELECT 1',
  });
  const grouped = (admitted: readonly TestFlow[], columns: string[], others: readonly TestFlow[] = []): Answer =>
    answer([...summed(admitted, columns), ...summed(others, columns, 'other')], [...columns, 'bytes', 'cost']);
  return {
    zones: grouped([...flows, ...rest], ['source_zone', 'target_zone']),
    trend: grouped(crossing, ['time', 'source_kind', 'source_namespace'], rest),
    paths: grouped([...crossing, ...rest], ['source_kind', 'source_namespace', 'source_zone', 'target_zone']),
    exchanges: grouped(crossing, columnsOf(['kind', 'namespace', 'workload']), rest),
  };
}

function columnsOf(dimensions: readonly Dimension[]): string[] {
  return ['source', 'target'].flatMap((side) => dimensions.map((dimension) => `${side}_${dimension}`));
}

function summed(flows: readonly TestFlow[], columns: readonly string[], name?: string): Answer['rows'] {
  const sums = new Map<string, { values: Array<string | number>; bytes: number; cost: number }>();
  for (const { time = five, source, target, bytes } of flows) {
    const ends: Record<string, string | undefined> = { ...named('source', source), ...named('target', target) };
    const values = columns.map((column) => (column === 'time' ? time : (name ?? ends[column] ?? '')));
    const known = sums.get(JSON.stringify(values)) ?? { values, bytes: 0, cost: 0 };
    const cost = crosses(source.zone ?? '', target.zone ?? '') ? bytes * perByte : 0;
    sums.set(JSON.stringify(values), { values, bytes: known.bytes + bytes, cost: known.cost + cost });
  }
  return [...sums.values()].map(({ values, bytes, cost }) => [...values, bytes, cost]);
}

function named(side: string, end: TestEnd): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(end).map(([dimension, value]) => [`${side}_${dimension}`, value]));
}

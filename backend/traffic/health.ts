/** How fresh and whole the data is: the health question, and what Save & test reports. */
import { noCoverage } from '../../src/shared/coverage';
import type { Engine, Freshness } from '../engines/engine';
import { toZoneFlowError } from '../errors';
import type { Frame } from '../frames/frame';
import type { Answer, HealthReport } from './service';

type State = 'ok' | 'late' | 'missing';

/** Older than this is late: flow logs arrive about 10 minutes late, history is collected every few minutes. */
const lateSeconds = 30 * 60;

interface HealthRow extends Freshness {
  lagSeconds: number | null;
  state: State;
}

function healthRows(freshness: Freshness[], now: number): HealthRow[] {
  return freshness.map((one) => {
    const lagSeconds = one.newest === null ? null : Math.max(0, Math.round(now / 1000 - one.newest));
    return { ...one, lagSeconds, state: lagSeconds === null ? 'missing' : lagSeconds > lateSeconds ? 'late' : 'ok' };
  });
}

/** One row per cluster and source; `lag_seconds` is the number that alert rules watch, and all they get of it. */
export function healthFrames(
  refId: string,
  freshness: Freshness[],
  { now, forAlert }: { now: number; forAlert: boolean }
): Frame[] {
  const rows = healthRows(freshness, now);
  const text = (name: string, value: (row: HealthRow) => string): Frame['fields'][number] => ({
    name,
    type: 'string',
    values: rows.map(value),
  });
  const identity = [text('cluster', (row) => row.cluster), text('source', (row) => row.source)];
  const lag: Frame['fields'][number] = {
    name: 'lag_seconds',
    type: 'number',
    values: rows.map((row) => row.lagSeconds),
    config: { unit: 's' },
  };
  if (forAlert) {
    return [{ name: 'health', refId, meta: { type: 'numeric-long', typeVersion: [0, 1] }, fields: [...identity, lag] }];
  }
  return [
    {
      name: 'health',
      refId,
      meta: { preferredVisualisationType: 'table' },
      fields: [
        ...identity,
        { name: 'newest', type: 'time', values: rows.map((row) => (row.newest === null ? null : row.newest * 1000)) },
        lag,
        text('state', (row) => row.state),
        text('finding', (row) => row.finding),
        text('remedy', (row) => row.remedy),
      ],
    },
  ];
}

export function healthAnswer(freshness: Freshness[], now: number): Answer {
  const rows = healthRows(freshness, now);
  return {
    columns: ['cluster', 'source', 'newest', 'lag_seconds', 'state', 'finding', 'remedy'],
    rows: rows.map((row) => [
      row.cluster,
      row.source,
      row.newest === null ? null : row.newest * 1000,
      row.lagSeconds,
      row.state,
      row.finding,
      row.remedy,
    ]),
    coverage: noCoverage,
    stats: { engineMs: 0, queueMs: 0, scannedBytes: 0, scanPrice: 0 },
    notices: [],
    sql: '',
  };
}

/** What Save & test says: one sentence, and each finding with its remedy in the details. Fails only if nothing can be answered. */
export async function healthReport(engine: Engine, now: number, signal: AbortSignal): Promise<HealthReport> {
  try {
    const rows = healthRows(await engine.freshness(signal), now);
    const missing = rows.filter((row) => row.state === 'missing');
    const details = {
      engine: engine.name,
      findings: rows.map(({ source, cluster, state, finding, remedy, newest }) => ({
        source,
        cluster,
        state,
        finding,
        remedy,
        newest: newest === null ? null : new Date(newest * 1000).toISOString(),
      })),
    };
    const flowsMissing = missing.find((row) => row.source === 'flows');
    if (flowsMissing !== undefined) {
      return { ok: false, message: `${flowsMissing.finding} ${flowsMissing.remedy}`.trim(), details };
    }
    return { ok: true, message: rows.map((row) => row.finding).join(' '), details };
  } catch (error) {
    const failure = toZoneFlowError(error);
    return { ok: false, message: failure.sentence, details: { code: failure.code, remedy: failure.remedy } };
  }
}

/** How fresh and whole the data is: the health question, and what Save & test reports. */
import { noCoverage } from '../../src/shared/coverage';
import type { Engine, Freshness } from '../engines/engine';
import { toZoneFlowError } from '../errors';
import type { Frame, Notice } from '../frames/frame';
import { healthRows, type HealthRow } from '../query/health-rows';
import { instantText } from '../query/shape/time-text';
import type { Answer, HealthReport } from './service';

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
      meta: { preferredVisualisationType: 'table', notices: skewNotices(rows) },
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
    notices: skewNotices(rows),
    sql: '',
  };
}

/**
 * What Save & test says: fails only if nothing can be answered. Grafana 12 shows the message alone of a success; of a failure
 * also `details.verboseMessage`, line by line once it is unfolded.
 */
export async function healthReport(engine: Engine, now: number, signal: AbortSignal): Promise<HealthReport> {
  try {
    const rows = healthRows(await engine.freshness(signal), now);
    const details = {
      engine: engine.name,
      findings: rows.map(({ source, cluster, state, finding, remedy, newest }) => ({
        source,
        cluster,
        state,
        finding,
        remedy,
        newest: newest === null ? null : instantText(newest),
      })),
      verboseMessage: rows.map(lineOf).join('\n'),
    };
    const flows = rows.find((row) => row.source === 'flows');
    return flows?.state === 'missing'
      ? { ok: false, message: `${flows.finding} ${flows.remedy}`, details }
      : { ok: true, message: successMessage(rows), details };
  } catch (error) {
    const { code, remedy, sentence } = toZoneFlowError(error);
    return { ok: false, message: sentence, details: { code, remedy } };
  }
}

function successMessage(rows: readonly HealthRow[]): string {
  const wanting = rows.filter(({ remedy }) => remedy !== '');
  if (wanting.length > 0) {
    const things = wanting.length === 1 ? 'one thing needs' : `${wanting.length} things need`;
    const lines = wanting.map((row, index) => `${wanting.length === 1 ? '' : `(${index + 1}) `}${lineOf(row)}`);
    return `ZoneFlow can answer, but ${things} a look. ${lines.join(' ')}`;
  }
  const reach = rows.flatMap(({ source, cluster, newest }) => {
    const until = newest === null ? '' : ` until ${instantText(newest)}`;
    return source === 'flows' ? [`flow records${until}`] : source === 'history' ? [`cluster ${cluster}${until}`] : [];
  });
  return `ZoneFlow can answer: ${reach.join(', ')}.`;
}

function skewNotices(rows: readonly HealthRow[]): Notice[] {
  return rows
    .filter(({ isAhead }) => isAhead)
    .map(({ finding, remedy }) => ({ severity: 'warning', text: `${finding} ${remedy}` }));
}

function lineOf({ source, cluster, state, finding, remedy }: HealthRow): string {
  const subject = cluster === '' ? source : `${source} of cluster ${cluster}`;
  return `${subject}: ${state}. ${finding}${remedy === '' ? '' : ` Remedy: ${remedy}`}`;
}

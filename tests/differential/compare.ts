/** Asks two engines the same and tells their answers in a form that is equal exactly if the answers are. */
import type { Engine } from '../../backend/engines/engine';
import { parseQuery } from '../../backend/query/parse-query';
import type { TrafficResult } from '../../backend/query/result';
import { parseSettings } from '../../backend/settings';
import { toSeconds } from '../../backend/traffic/create-service';
import { runTraffic } from '../../backend/traffic/run-traffic';
import type { Question } from './questions';
import { window } from './warehouse';

const settings = parseSettings({
  flows: { location: '/' },
  history: { location: '/' },
  limits: { timeoutSeconds: 600 },
});

/** The window without its first and last minutes, so that records lie beyond both ends. */
export const asked = {
  from: (window.from + 420) * 1000,
  to: (window.to - 600) * 1000,
  intervalMs: 300_000,
  maxDataPoints: 1000,
};

/** Rows in the statement's order, ends of a graph (which has none) sorted; without what differs by nature: SQL and times. */
export async function answerOf(engine: Engine, question: Question, ask = asked): Promise<Record<string, unknown>> {
  const query = parseQuery(question);
  const run = { engine, settings, query, ask, range: toSeconds(ask), now: Date.UTC(2027, 0, 1) };
  return toldOf((await runTraffic(run, new AbortController().signal)).result);
}

/** The same of a result. */
export function toldOf({ rows, ends, coverage, columns }: TrafficResult): Record<string, unknown> {
  return {
    columns: columns.map(({ name }) => name),
    rows: rows.map(({ values, ...numbers }) => [...values, JSON.stringify(numbers)].join(' | ')),
    ends: ends.map((end) => JSON.stringify(end)).sort(),
    coverage,
  };
}

/** The first few lines in which two answers differ, none if they are the same; a whole diff would fill pages. */
export function differences(
  expected: Record<string, unknown>,
  given: Record<string, unknown>,
  engine = 'Trino'
): string[] {
  return Object.keys(expected).flatMap((member) => {
    const [left, right] = [linesOf(expected[member]), linesOf(given[member])];
    const places = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => index);
    return places
      .filter((index) => left[index] !== right[index])
      .slice(0, 3)
      .map(
        (index) => `${member}[${index}]: DuckDB ${left[index] ?? 'nothing'}, ${engine} ${right[index] ?? 'nothing'}`
      );
  });
}

function linesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [JSON.stringify(value)];
}

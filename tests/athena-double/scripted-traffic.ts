/** Answers to the statements of traffic questions: no traffic, but whole columns, after the time that a test says. */
import type { ScriptedAnswer } from './scripted-backend';

/** The end of a statement over flow records, with its columns. */
const overFlows = /SELECT ([\w, ]+) FROM gathered\s+ORDER BY/;

export function asksForFlows(sql: string): boolean {
  return overFlows.test(sql);
}

/** What is no question of traffic (freshness, partitions) is answered at once, with nothing. */
export function trafficAnswer(sql: string, runMs: number): ScriptedAnswer {
  const columns = overFlows.exec(sql)?.[1]?.split(', ') ?? [];
  return {
    columns: columns.map((name) => ({ name, type: /^(part|source|target)/.test(name) ? 'varchar' : 'bigint' })),
    rows: columns.length === 0 ? [] : [columns.map((name) => (name === 'part' ? 'coverage' : '0'))],
    phases: [['RUNNING', columns.length === 0 ? 0 : runMs]],
  };
}

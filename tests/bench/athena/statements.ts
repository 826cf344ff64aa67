/** Statements that say themselves how long they run and what they give: the service of the benchmark reads them. */
import type { ScriptedAnswer } from '../../athena-double/scripted-backend';

export interface Wish {
  runMs: number;
  rows: number;
  /** Statements of one kind differ in their numbers only, as those of a panel do. */
  kind: string;
  /** No two statements of a run are the same. */
  turn: number;
}

export function statementOf({ runMs, rows, kind, turn }: Wish): string {
  return `SELECT ${Math.round(runMs)} AS run_ms, ${rows} AS row_count, ${turn} AS turn, '' AS ${kind}`;
}

const columns = [
  ...['source_namespace', 'source_pod', 'source_zone', 'target_namespace', 'target_pod', 'target_zone'].map((name) => ({
    name,
    type: 'varchar',
  })),
  ...['bytes', 'packets'].map((name) => ({ name, type: 'bigint' })),
];

/** Eight columns of the proportions of a cluster: dozens of namespaces, thousands of pods, three zones. */
export function answerOf(sql: string): ScriptedAnswer {
  const [, runMs, rowCount] = /^SELECT (\d+) AS run_ms, (\d+) AS row_count/.exec(sql) ?? [];
  const rows = rowCount === '100000' ? manyRows() : rowsOf(Number(rowCount ?? 0));
  return { columns, rows, phases: [['RUNNING', Number(runMs ?? 0)]] };
}

let many: string[][] | undefined;

function manyRows(): string[][] {
  return (many ??= rowsOf(100_000));
}

function rowsOf(count: number): string[][] {
  return Array.from({ length: count }, (_, index) => {
    const [source, target] = [index % 3000, (index * 7919) % 3000];
    return [...podOf(source), ...podOf(target), String(index * 104_729), String(index * 13)];
  });
}

function podOf(pod: number): string[] {
  const namespace = `team-${pod % 40}`;
  return [
    namespace,
    `${namespace}-service-${pod % 300}-7d9f8c6b5-${(pod * 46_656).toString(36)}`,
    `use1-az${(pod % 3) + 1}`,
  ];
}

/** What a graph needs beside exchanges: the sums of each end it draws, also of what the limit leaves out of the drawing. */
import { integer } from './literal';

export type Side = 'source' | 'target';

/** One column of the answer, taken from an end. */
export interface AnswerColumn {
  side: Side;
  /** Column of the end: an EndColumn's name or `zone`. */
  from: string;
  /** Column of the result. */
  as: string;
}

export interface GraphEnds {
  /** Whether both sides are grouped alike, so that one end can be found on both. */
  shared: boolean;
  /** Most ends (of each side, if they are grouped apart), those with the most first. */
  most: number;
}

/**
 * Result columns that only a graph has. In rows of exchanges: `same_zone`, the bytes within one zone. In rows of ends: `sent`,
 * `received` and `to_self` of the measure, and of all that the filters admit, whatever traffic was asked for:
 * `whole` bytes, those between different zones (`whole_billed`), those within one zone (`whole_same_zone`).
 */
export const endColumns = [
  'same_zone',
  'sent',
  'received',
  'to_self',
  'whole',
  'whole_billed',
  'whole_same_zone',
] as const;

/** `source_numbered` and `target_numbered`, in which the same end has the same `id` on both sides. */
export function sharedNumbers(columns: readonly AnswerColumn[]): string[] {
  const names = columns.map(({ from }) => `, ${from}`).join('');
  const id =
    columns.length === 0 ? integer(1) : `dense_rank() OVER (ORDER BY ${columns.map(({ from }) => from).join(', ')})`;
  const numbered = (side: Side): string =>
    `${side}_numbered AS (SELECT e.*, n.id FROM ${side}_ends e JOIN numbered n ON n.side = '${side}' AND n.key = e.key)`;
  return [
    `numbered AS (SELECT side, key, ${id} AS id FROM (
  SELECT 'source' AS side, key${names} FROM source_ends UNION ALL SELECT 'target', key${names} FROM target_ends) e)`,
    numbered('source'),
    numbered('target'),
  ];
}

/**
 * `end_sums(side, id, bytes, packets, flows, billed, …endColumns but same_zone)` of the ends that `top` names, from `grouped`,
 * which holds every pair that the filters admit. `side` is `both` if the ends are shared.
 */
export function endSums({ shared, most }: GraphEnds, measure: string): string[] {
  const sums = ['bytes', 'packets', 'flows', 'billed', 'whole', 'whole_billed', 'whole_same_zone']
    .map((column) => `sum(p.${column}) AS ${column}`)
    .join(', ');
  const drawn = (ends: string): string =>
    `(SELECT id FROM (${ends}) d GROUP BY id ORDER BY min(rank), id LIMIT ${integer(most)})`;
  const side = (as: Side): string =>
    `SELECT '${as}' AS side, ${as} AS id, ${sums}, ${as === 'source' ? `sum(p.${measure})` : '0'} AS sent, ${as === 'target' ? `sum(p.${measure})` : '0'} AS received, 0 AS to_self
  FROM grouped p WHERE ${as} IN ${drawn(`SELECT ${as} AS id, rank FROM top`)} GROUP BY ${as}`;
  if (!shared) {
    return [`end_sums AS (${side('source')}\n  UNION ALL ${side('target')})`];
  }
  return [
    `end_sums AS (SELECT 'both' AS side, p.id, ${sums}, sum(p.sent) AS sent, sum(p.received) AS received, sum(p.to_self) AS to_self FROM (
  SELECT source AS id, g.*, CASE WHEN source = target THEN 0 ELSE ${measure} END AS sent, 0 AS received, CASE WHEN source = target THEN ${measure} ELSE 0 END AS to_self FROM grouped g
  UNION ALL SELECT target, g.*, 0, ${measure}, 0 FROM grouped g WHERE source <> target) p
  WHERE p.id IN ${drawn('SELECT source AS id, rank FROM top UNION ALL SELECT target, rank FROM top')} GROUP BY p.id)`,
  ];
}

/**
 * One SELECT for each kind of `end_sums`: part `end-<side>`, the end's names in the columns of its side (of the source, if
 * the ends are shared), then `middle` (the columns up to coverage's), then endColumns.
 */
export function endRows({ shared }: GraphEnds, columns: readonly AnswerColumn[], middle: string): string[] {
  const values = endColumns.map((column) =>
    column === 'same_zone' ? 'CAST(NULL AS bigint)' : `CAST(p.${column} AS bigint)`
  );
  const rows = (side: Side | 'both', name: (column: AnswerColumn) => string | null, joins: string): string => {
    const names = columns.map((column) => name(column) ?? 'CAST(NULL AS varchar)');
    return `SELECT ${[`'end-${side}'`, ...names, middle, ...values].join(', ')}
FROM end_sums p ${joins} WHERE p.side = '${side}'`;
  };
  const own = (side: Side): string =>
    rows(side, (column) => (column.side === side ? column.as : null), `JOIN ${side}_names n ON n.id = p.id`);
  // An end may have been met on one side alone.
  const either = (column: AnswerColumn): string | null => {
    const target = columns.find((other) => other.side === 'target' && other.from === column.from);
    return column.side === 'target' || target === undefined ? null : `coalesce(s.${column.as}, t.${target.as})`;
  };
  return shared
    ? [rows('both', either, 'LEFT JOIN source_names s ON s.id = p.id LEFT JOIN target_names t ON t.id = p.id')]
    : [own('source'), own('target')];
}

/** The last part of the statement: exchanges to the rows of an answer, the most and the rest, and their coverage. */
import type { Measure, TrafficKind } from '../../src/shared/query';
import type { FieldPresence } from './exchanges';
import type { RolledPart, TimeRange } from '../engines/engine';
import {
  endColumns,
  endRows,
  endSums,
  sharedNumbers,
  type AnswerColumn,
  type GraphEnds,
  type Side,
} from './graph-ends';
import { integer } from './literal';
import { notCounted } from './not-counted';

export interface AnswerOptions {
  range: TimeRange;
  fields: FieldPresence;
  columns: AnswerColumn[];
  traffic: TrafficKind;
  measure: Measure;
  /** Condition on the ends, whose columns' prefix is the statement's own: see answerStatement, onePassStatement. */
  filter: string;
  series: boolean;
  /** Asks for the sums of ends, too: what a graph draws; not for series. */
  ends: GraphEnds | null;
  /** Most groups; 0 for all. */
  limit: number;
  /** Whether the rest becomes a group of its own. */
  other: boolean;
  /** Most rows the engine may return; one more tells that there are more. */
  maxRows: number;
  /** What a rollup answers in place of records. */
  rolled?: RolledPart | undefined;
}

const summed = ['bytes', 'packets', 'flows', 'billed'];
const sums = summed.map((column) => `sum(${column}) AS ${column}`).join(', ');
const crossZone = `s.zone <> '' AND t.zone <> '' AND s.zone <> t.zone`;
const sameZone = `s.zone <> '' AND t.zone <> '' AND s.zone = t.zone`;

/** Names of the coverage columns of the row whose part is `coverage`. */
export const coverageColumns = [
  'attributed',
  'unattributed',
  'ambiguous',
  'unknown_zone',
  'external',
  'rejected',
  'no_data',
  'skip_data',
] as const;

/**
 * The rest of the WITH list and the SELECT, for engines that keep common table expressions; the filter's ends are `s` and
 * `t`. Result columns: part (group, other, coverage; end-both, end-source, end-target of a graph), [bucket], the answer's
 * columns, bytes, packets, flows, billed (bytes between different zones, which are charged), rank (1 = most, of the group),
 * coverage columns, a graph's columns.
 */
export function answerStatement(expressions: string[], options: AnswerOptions): string {
  const { columns, series, limit, other, ends } = options;
  const bucket = series ? ', bucket' : '';
  const measure = options.measure === 'cost' ? 'billed' : options.measure;
  const ofSide = (side: Side): AnswerColumn[] => columns.filter((column) => column.side === side);
  const numbered = (side: Side): string => {
    const of = ofSide(side).map((column) => `e.${column.from}`);
    const id = of.length === 0 ? integer(1) : `dense_rank() OVER (ORDER BY ${of.join(', ')})`;
    return `${side}_numbered AS (SELECT e.*, ${id} AS id FROM ${side}_ends e)`;
  };
  const named = (side: Side): string => {
    const names = ofSide(side).map((column) => `, min(${column.from}) AS ${column.as}`);
    return `${side}_names AS (SELECT id${names.join('')} FROM ${side}_numbered GROUP BY id)`;
  };
  const wanted = { 'cross-zone': crossZone, 'same-zone': sameZone, all: 'true' }[options.traffic];
  const names = columns.map((column) => `, ${column.as}`).join('');
  const noNames = columns.map((column) => `, CAST(NULL AS varchar) AS ${column.as}`).join('');
  const none = (absent: readonly string[]): string =>
    absent.map((column) => `, CAST(NULL AS bigint) AS ${column}`).join('');
  const noCoverage = none(coverageColumns);
  const noEnds = none(ends === null ? [] : endColumns);
  const whole = (expression: string, as: string): string => `CAST(coalesce(${expression}, 0) AS bigint) AS ${as}`;

  const all = [
    ...expressions,
    ...(ends?.shared ? sharedNumbers(ofSide('source')) : [numbered('source'), numbered('target')]),
    `admitted AS (SELECT s.id AS source, t.id AS target${bucket === '' ? '' : ', x.bucket'}, x.bytes, x.packets, x.flows, x.unsure,
  CASE WHEN ${crossZone} THEN x.bytes ELSE 0 END AS billed, CASE WHEN ${wanted} THEN 1 ELSE 0 END AS wanted,${ends === null ? '' : `\n  CASE WHEN ${sameZone} THEN x.bytes ELSE 0 END AS same_zone,`}
  least(s.owner, t.owner) AS lower_owner, CASE WHEN s.owner = 1 OR t.owner = 1 THEN 1 ELSE 0 END AS unattributed,
  CASE WHEN s.zone = '' OR t.zone = '' THEN 1 ELSE 0 END AS unknown_zone
  FROM exchanged x JOIN source_numbered s ON s.key = x.source JOIN target_numbered t ON t.key = x.target
  WHERE ${options.filter})`,
    ends === null
      ? `grouped AS (SELECT source, target${bucket}, ${sums} FROM admitted WHERE wanted = 1 GROUP BY source, target${bucket})`
      : groupedWhole,
    // A sort with a limit keeps only the most; a rank over all groups would sort each of them.
    `top AS (SELECT m.*, row_number() OVER (ORDER BY ${measure} DESC, source, target) AS rank FROM (
  SELECT * FROM ${series ? `(SELECT source, target, ${sums} FROM grouped GROUP BY source, target) g` : 'grouped'}${ends === null ? '' : ' WHERE flows > 0'}
  ORDER BY ${measure} DESC, source, target LIMIT ${integer(limit === 0 ? options.maxRows + 1 : limit)}) m)`,
    named('source'),
    named('target'),
    ...(ends === null ? [] : endSums(ends, measure)),
    refused(options),
  ];
  const perBucket = series ? 'grouped p JOIN top r ON r.source = p.source AND r.target = p.target' : 'top p';
  const groupSums = summed.map((column) => whole(`p.${column}`, column)).join(', ');
  const wholeSums = summed.map((column) => whole(`sum(p.${column})`, column)).join(', ');
  const sameZoneSum = (expression: string): string =>
    ends === null
      ? ''
      : `, ${whole(expression, 'same_zone')}${none(endColumns.filter((column) => column !== 'same_zone'))}`;
  const rows = [
    `SELECT 'group' AS part${bucket}${names}, ${groupSums}, CAST(rank AS bigint) AS rank${noCoverage}${sameZoneSum('p.same_zone')}
FROM ${perBucket} JOIN source_names s ON s.id = p.source JOIN target_names t ON t.id = p.target`,
    ...(other && limit > 0
      ? [
          `SELECT 'other'${bucket}${noNames}, ${wholeSums}, CAST(NULL AS bigint)${noCoverage}${sameZoneSum('sum(p.same_zone)')}
FROM grouped p LEFT JOIN top r ON r.source = p.source AND r.target = p.target WHERE r.rank IS NULL ${series ? 'GROUP BY bucket' : 'HAVING sum(p.flows) > 0'}`,
        ]
      : []),
    ...(ends === null ? [] : endRows(ends, columns, `${groupSums}, CAST(NULL AS bigint)${noCoverage}`)),
    `SELECT 'coverage'${series ? ', CAST(NULL AS bigint)' : ''}${noNames}, ${wholeSums}, CAST(NULL AS bigint),
  ${whole('sum(CASE WHEN lower_owner = 2 THEN bytes END)', 'attributed')}, ${whole('sum(CASE WHEN unattributed = 1 THEN bytes END)', 'unattributed')},
  ${whole('sum(CASE WHEN lower_owner = 2 THEN unsure END)', 'ambiguous')}, ${whole('sum(CASE WHEN unknown_zone = 1 THEN bytes END)', 'unknown_zone')},
  ${whole('sum(CASE WHEN lower_owner = 0 AND unattributed = 0 THEN bytes END)', 'external')},
  max(rejected), max(no_data), max(skip_data)${noEnds} FROM admitted p RIGHT JOIN refused ON true`,
  ];
  const order = series ? 'part, rank, bucket' : 'part, rank';
  const most = options.maxRows + 3 + 2 * (ends?.most ?? 0);
  return `WITH ${all.join(',\n')}\n${rows.join('\nUNION ALL\n')}\nORDER BY ${order} LIMIT ${integer(most)}`;
}

/** Every pair that the filters admit, with the sums of the wanted traffic beside those of all: an end's sums need both. */
const groupedWhole = `grouped AS (SELECT source, target, ${[...summed, 'same_zone']
  .map((column) => `sum(CASE WHEN wanted = 1 THEN ${column} ELSE 0 END) AS ${column}`)
  .join(', ')},
  sum(bytes) AS whole, sum(billed) AS whole_billed, sum(same_zone) AS whole_same_zone FROM admitted GROUP BY source, target)`;

function refused(options: AnswerOptions): string {
  const { counts, condition } = notCounted(options);
  const columns = Object.entries(counts).map(([name, count]) => `${count} AS ${name}`);
  return `refused AS (SELECT ${columns.join(', ')} FROM flow_records WHERE ${condition})`;
}

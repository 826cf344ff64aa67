/** The last part of the one-pass statement: paired exchanges to the rows of an answer, each expression named once. */
import { coverageColumns, type AnswerOptions } from './answer';
import { endColumns, type GraphEnds } from './graph-ends';
import { integer } from './literal';
import { notCounted, reasonsNotToCount } from './not-counted';

/**
 * The rest of the WITH list over `paired` and the SELECT; the result is answerStatement's. One grouping makes every row:
 * a group within the limit, the rest, the ends of a graph, and over all of them (the empty grouping set) the coverage.
 */
export function onePassRows(expressions: readonly string[], options: AnswerOptions): string {
  const { ends, maxRows, series } = options;
  const all = [...expressions, grouped(options), ranked(options), folded(options), gathered(options)];
  const drawn = ends === null ? '' : ` WHERE turn IS NULL OR turn <= ${integer(ends.most)}`;
  const columns = [
    'part',
    ...keysOf(options),
    ...summed,
    'rank',
    ...coverageColumns,
    ...(ends === null ? [] : endColumns),
  ];
  return `WITH ${all.join(',\n')}
SELECT ${columns.join(', ')} FROM gathered${drawn}
ORDER BY part, rank${series ? ', bucket' : ''} LIMIT ${integer(maxRows + 3 + 2 * (ends?.most ?? 0))}`;
}

const summed = ['bytes', 'packets', 'flows', 'billed'];
const covered = ['attributed', 'unattributed', 'ambiguous', 'unknown_zone', 'external'];
const crossZone = `source_zone <> '' AND target_zone <> '' AND source_zone <> target_zone`;
const sameZone = `source_zone <> '' AND target_zone <> '' AND source_zone = target_zone`;
const bothOwned = 'source_owner = 2 AND target_owner = 2';
const oneUnattributed = 'source_owner = 1 OR target_owner = 1';

/** What a row of the answer is told apart by, beside its part and rank. */
function keysOf({ columns, series }: AnswerOptions): string[] {
  return [...(series ? ['bucket'] : []), ...columns.map(({ as }) => as)];
}

function measureOf({ measure }: AnswerOptions): string {
  return measure === 'cost' ? 'billed' : measure;
}

/** Sums by the answer's columns, of wanted traffic (1) and of the rest (0) apart: the coverage is of both. */
function grouped(options: AnswerOptions): string {
  const wanted = { 'cross-zone': crossZone, 'same-zone': sameZone, all: 'true' }[options.traffic];
  const parts = {
    billed: crossZone,
    ...(options.ends === null ? {} : { same_zone: sameZone }),
    attributed: bothOwned,
    unattributed: oneUnattributed,
    unknown_zone: `source_zone = '' OR target_zone = ''`,
    external: `NOT (${bothOwned}) AND NOT (${oneUnattributed})`,
  };
  const sums = [
    ...['bytes', 'packets', 'flows'].map((name) => `sum(${name}) AS ${name}`),
    ...Object.entries(parts).map(([name, condition]) => `sum(CASE WHEN ${condition} THEN bytes ELSE 0 END) AS ${name}`),
    `sum(CASE WHEN ${bothOwned} THEN unsure ELSE 0 END) AS ambiguous`,
  ];
  const keys = [...keysOf(options), 'wanted'].join(', ');
  return `grouped AS (SELECT ${keys}, ${sums.join(', ')} FROM (
  SELECT *, CASE WHEN ${wanted} THEN 1 ELSE 0 END AS wanted FROM paired) p WHERE ${options.filter} GROUP BY ${keys})`;
}

/** `rank` 1 for the group with the most, by its names where several have the same. */
function ranked(options: AnswerOptions): string {
  const names = options.columns.map(({ as }) => as);
  const ties = names.map((name) => `, ${name}`).join('');
  if (!options.series) {
    return `ranked AS (SELECT *, row_number() OVER (PARTITION BY wanted ORDER BY ${measureOf(options)} DESC${ties}) AS rank FROM grouped)`;
  }
  return `ranked AS (SELECT *, dense_rank() OVER (PARTITION BY wanted ORDER BY total DESC${ties}) AS rank FROM (
  SELECT *, sum(${measureOf(options)}) OVER (PARTITION BY ${[...names, 'wanted'].join(', ')}) AS total FROM grouped) g)`;
}

/**
 * Each group as what it is a part of. A graph has each of them three times: as an exchange (`role` 0), for its source (1) and
 * for its target (2). The records that do not count come as one row more.
 */
function folded(options: AnswerOptions): string {
  const { columns, ends, limit, maxRows, series } = options;
  const most = integer(limit === 0 ? maxRows + 1 : limit);
  const within = `wanted = 1 AND rank <= ${most}`;
  const exchange = `CASE WHEN wanted = 0 THEN 'none' WHEN rank <= ${most} THEN 'group' ELSE 'other' END`;
  const ofEnds = ends === null ? null : endValues(options, ends, within);
  const refused = notCounted(options);
  const first = [
    `${ofEnds === null ? exchange : `CASE role WHEN 0 THEN ${exchange} ${ofEnds.parts} END`} AS part`,
    ...(series ? ['bucket'] : []),
    ...columns.map(({ as }) => {
      const own = `CASE WHEN ${ofEnds === null ? '' : 'role = 0 AND '}${within} THEN ${as} END`;
      return `${ofEnds === null ? own : `CASE role WHEN 0 THEN ${own} ${ofEnds.names.get(as) ?? ''} END`} AS ${as}`;
    }),
    `CASE WHEN ${ofEnds === null ? '' : 'role = 0 AND '}${within} THEN rank END AS rank`,
    ...summed,
    ...covered,
    ...reasonsNotToCount.map((name) => `0 AS ${name}`),
    ...(ofEnds === null ? [] : ofEnds.values.map(({ value, as }) => `${value} AS ${as}`)),
  ];
  const aside = [
    `'none'`,
    ...(series ? ['CAST(NULL AS bigint)'] : []),
    ...columns.map(() => 'CAST(NULL AS varchar)'),
    'CAST(NULL AS bigint)',
    ...[...summed, ...covered].map(() => '0'),
    ...reasonsNotToCount.map((name) => refused.counts[name]),
    ...(ofEnds === null ? [] : ofEnds.values.map(({ otherwise }) => otherwise)),
  ];
  return `folded AS (SELECT ${first.join(', ')} FROM ${ofEnds?.from ?? 'ranked'}
  UNION ALL SELECT ${aside.join(', ')} FROM flow_records WHERE ${refused.condition})`;
}

interface EndValue {
  as: string;
  value: string;
  /** In the row that stands for no group. */
  otherwise: string;
}

/** What a group is for its ends: `CASE role` branches for their part and names, and further columns. */
function endValues(
  options: AnswerOptions,
  { shared }: GraphEnds,
  within: string
): { parts: string; names: Map<string, string>; values: EndValue[]; from: string } {
  const { columns } = options;
  const targetOf = (from: string): string | undefined =>
    columns.find((column) => column.side === 'target' && column.from === from)?.as;
  const pairs = columns.flatMap(({ side, from, as }) => (side === 'source' ? [`${as} = ${targetOf(from) ?? as}`] : []));
  const alike = pairs.length === 0 ? 'true' : pairs.join(' AND ');
  const wanted = (roles: string): string => `CASE WHEN wanted = 1 AND ${roles} THEN ${measureOf(options)} ELSE 0 END`;
  return {
    parts: shared ? `ELSE 'end-both'` : `WHEN 1 THEN 'end-source' ELSE 'end-target'`,
    names: new Map(
      columns.map(({ side, from, as }) => {
        const branch =
          side === 'target'
            ? `WHEN 2 THEN ${as}`
            : `WHEN 1 THEN ${as}${shared ? ` WHEN 2 THEN ${targetOf(from) ?? as}` : ''}`;
        return [as, shared && side === 'target' ? '' : branch];
      })
    ),
    values: [
      ...['role', 'wanted', 'same_zone'].map((name) => ({ as: name, value: name, otherwise: '0' })),
      {
        as: 'first_rank',
        value: `CASE WHEN role > 0 AND ${within} THEN rank END`,
        otherwise: 'CAST(NULL AS bigint)',
      },
      { as: 'sent', value: wanted(shared ? `role = 1 AND NOT (${alike})` : 'role = 1'), otherwise: '0' },
      { as: 'received', value: wanted('role = 2'), otherwise: '0' },
      { as: 'to_self', value: shared ? wanted(`role = 1 AND ${alike}`) : '0', otherwise: '0' },
    ],
    // An end that sends to itself is one end: it counts once.
    from: `ranked CROSS JOIN UNNEST(ARRAY[0, 1, 2]) AS r (role)${shared ? ` WHERE NOT (role = 2 AND ${alike})` : ''}`,
  };
}

/** The rows of the answer: all sums, and for a graph's ends `turn`, 1 for the end of the first of the groups. */
function gathered(options: AnswerOptions): string {
  const { columns, ends, limit, other } = options;
  const keys = keysOf(options);
  const coverage = 'grouping(part) = 1';
  const whole = (value: string): string => `CAST(coalesce(sum(${value}), 0) AS bigint)`;
  const of = (name: string, condition: string): string => `CASE WHEN ${condition} THEN ${name} ELSE 0 END`;
  // An end has the sums of its wanted traffic, the coverage those of all exchanges.
  const value = (name: string): string => (ends === null ? name : of(name, 'role = 0 OR wanted = 1'));
  const exchanges = (name: string): string => (ends === null ? name : of(name, 'role = 0'));
  const shown = [`'group'`, ...(other && limit > 0 ? [`'other'`] : [])];
  const ofEnds =
    ends === null
      ? []
      : [
          `${whole(of('same_zone', 'wanted = 1'))} AS same_zone`,
          ...['sent', 'received', 'to_self'].map((name) => `${whole(name)} AS ${name}`),
          `${whole('bytes')} AS whole`,
          `${whole('billed')} AS whole_billed`,
          `${whole('same_zone')} AS whole_same_zone`,
          `CASE WHEN min(first_rank) IS NOT NULL THEN row_number() OVER (PARTITION BY part ORDER BY min(first_rank)${columns
            .map(({ as }) => `, ${as}`)
            .join('')}) END AS turn`,
        ];
  const selected = [
    `CASE WHEN ${coverage} THEN 'coverage' ELSE part END AS part`,
    ...keys,
    ...summed.map(
      (name) => `CASE WHEN ${coverage} THEN ${whole(exchanges(name))} ELSE ${whole(value(name))} END AS ${name}`
    ),
    'rank',
    ...coverageColumns.map((name) => `CASE WHEN ${coverage} THEN ${whole(exchanges(name))} END AS ${name}`),
    ...ofEnds,
  ];
  return `gathered AS (SELECT ${selected.join(', ')} FROM folded
  GROUP BY GROUPING SETS ((${['part', ...keys, 'rank'].join(', ')}), ())
  HAVING ${coverage} OR part IN (${shown.join(', ')})${ends === null ? '' : ' OR min(first_rank) IS NOT NULL'})`;
}

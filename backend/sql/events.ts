/** The statement behind annotations: pods of workloads that changed revision, nodes that came or went, looks at the cluster. */
import type { EventsQuery } from '../../src/shared/events';
import type { TrafficFilter } from '../../src/shared/query';
import type { TimeRange } from '../engines/engine';
import type { Dialect } from './dialect';
import { endColumns, nodeValue, podValue, type EndColumn } from './end-columns';
import { endCondition, isActive } from './filters';
import { nodeZoneExpressions } from './intervals';
import { bigint, integer, text } from './literal';

/** Looks at most this many seconds apart are one stretch in which the cluster was watched. */
export const watchedSeconds = 15 * 60;

/** Pods that ended longer before the range have no part in a rollout that touches it. */
const rememberedSeconds = 2 * 3600;

/** What the rows of the statement tell of. */
export type EventPart = 'pod' | 'node' | 'look';

/**
 * Rows of `part` (EventPart), times in epoch seconds, `passes` by the query's filters:
 * - `pod`: each pod, whatever its addresses, of a workload that had pods of several revisions; `revised_by` is the label
 *   that tells the `revision`, `revision_started` the first start of its pods.
 * - `node`: each stretch of time (`started`, `ended` or NULL) in which an address was that node's, of nodes of which one
 *   begins or ends within the range.
 * - `look`: stretches (`started` to `ended`) in which a `resource` was looked at without a pause of 15 minutes.
 * Absent texts are empty.
 */
export function eventsStatement(
  { events, filters }: Pick<EventsQuery, 'events' | 'filters'>,
  { range, dialect }: { range: TimeRange; dialect: Dialect }
): string {
  const active = filters.filter(isActive);
  const columns = endColumns(active.map((filter) => filter.dimension));
  const context: Context = { range, dialect, filters: active, columns };
  const wantsNodes = events.includes('node-arrival') || events.includes('node-departure');
  const parts: Part[] = [
    ...(events.includes('rollout') ? [podPart(context)] : []),
    ...(wantsNodes ? [nodePart(context)] : []),
    lookPart(context),
  ];
  return `WITH ${parts.flatMap(({ expressions }) => expressions).join(',\n')}
${parts.map(({ select }) => select).join('\nUNION ALL ')}`;
}

interface Context {
  range: TimeRange;
  dialect: Dialect;
  filters: readonly TrafficFilter[];
  columns: EndColumn[];
}

interface Part {
  expressions: string[];
  select: string;
}

/** The result's columns, in order; each part fills in those it has. */
const resultColumns = {
  cluster: `''`,
  namespace: `''`,
  workload: `''`,
  revised_by: `''`,
  revision: `''`,
  revision_started: 'CAST(NULL AS bigint)',
  resource: `''`,
  node: `''`,
  zone: `''`,
  started: 'CAST(NULL AS bigint)',
  ended: 'CAST(NULL AS bigint)',
  passes: 'true',
};

function selectPart(part: EventPart, values: Partial<typeof resultColumns>, from: string): string {
  const columns = Object.entries({ ...resultColumns, ...values }).map(([name, value]) => `${value} AS ${name}`);
  return `SELECT ${text(part)} AS part, ${columns.join(', ')} FROM ${from}`;
}

function conditionOf(filters: readonly TrafficFilter[], prefix: string, { columns, dialect }: Context): string {
  return filters.length === 0
    ? 'true'
    : filters.map((filter) => endCondition(filter, prefix, columns, dialect)).join(' AND ');
}

/** A rollout has no pod name, node and zone of its own: it is of the workload. */
function rolloutValue(column: EndColumn, dialect: Dialect): string {
  return column.dimension === 'pod' || column.dimension === 'node' ? `''` : podValue(column, dialect);
}

/** Pod labels may differ from revision to revision; everything else holds for all pods of a workload. */
function podPart(context: Context): Part {
  const { columns, dialect, filters, range } = context;
  const identity = ['cluster', 'namespace', 'workload', 'revised_by'];
  const label = (key: string): string => `coalesce(${dialect.mapValue('labels', text(key))}, '')`;
  const labels = columns.filter((column) => column.dimension.startsWith('label:'));
  const ofLabels = labels.map((column) => `, ${podValue(column, dialect)} AS ${column.name}`).join('');
  // A pod keeps its place and revision for life; other labels may change.
  const texts = [
    ...['namespace', 'workload', 'revised_by', 'revision'].map((name) => `, max(${name}) AS ${name}`),
    ...labels.map(({ name }) => `, max_by(${name}, last_seen) AS ${name}`),
  ].join('');
  const given = columns
    .filter((column) => !labels.includes(column))
    .map((column) => `, ${rolloutValue(column, dialect)} AS own_${column.name}`)
    .join('');
  const own = columns.map((column) => ({
    ...column,
    name: labels.includes(column) ? column.name : `own_${column.name}`,
  }));
  const conditions = (ofLabel: boolean): string =>
    conditionOf(
      filters.filter((filter) => filter.dimension.startsWith('label:') === ofLabel),
      'p.',
      { ...context, columns: own }
    );
  return {
    expressions: [
      `hashes AS (SELECT cluster, uid, address, namespace, workload, started, ended, last_seen,
  ${label('pod-template-hash')} AS template_hash, ${label('controller-revision-hash')} AS controller_hash${ofLabels} FROM pod_history)`,
      `revisions AS (SELECT *, CASE WHEN template_hash <> '' THEN 'pod-template-hash' ELSE 'controller-revision-hash' END AS revised_by,
  CASE WHEN template_hash <> '' THEN template_hash ELSE controller_hash END AS revision FROM hashes)`,
      // Several day folders repeat an interval, and a pod may have an address of each family.
      `turns AS (SELECT cluster, uid, address, min(started) AS started, min(ended) AS ended, max(last_seen) AS last_seen${texts}
  FROM revisions WHERE revision <> '' GROUP BY cluster, uid, address)`,
      `lives_of_pods AS (SELECT cluster, uid, '' AS zone, min(started) AS started, CASE WHEN count(ended) = count(*) THEN max(ended) END AS ended${texts}
  FROM turns GROUP BY cluster, uid)`,
      `known_pods AS (SELECT *, min(started) OVER (PARTITION BY ${identity.join(', ')}, revision) AS revision_started FROM lives_of_pods)`,
      `revised_pods AS (SELECT * FROM known_pods WHERE ended IS NULL OR ended > ${bigint(range.from - rememberedSeconds)})`,
      `changed AS (SELECT ${identity.join(', ')} FROM revised_pods GROUP BY ${identity.join(', ')} HAVING count(DISTINCT revision) > 1)`,
    ],
    select: selectPart(
      'pod',
      {
        ...{ cluster: 'p.cluster', namespace: 'p.namespace', workload: 'p.workload', revised_by: 'p.revised_by' },
        ...{ revision: 'p.revision', revision_started: 'p.revision_started' },
        ...{ started: 'p.started', ended: 'p.ended', passes: conditions(true) },
      },
      `(SELECT *${given} FROM revised_pods) p
  JOIN changed c ON ${identity.map((name) => `c.${name} = p.${name}`).join(' AND ')} WHERE ${conditions(false)}`
    ),
  };
}

function nodePart(context: Context): Part {
  const { columns, range } = context;
  const within = (column: string): string => `(${column} >= ${bigint(range.from)} AND ${column} < ${bigint(range.to)})`;
  const own = columns.map((column) => ({ ...column, name: `own_${column.name}` }));
  const given = columns.map((column) => `, ${nodeValue(column)} AS own_${column.name}`).join('');
  return {
    expressions: [
      ...nodeZoneExpressions,
      `lives AS (SELECT cluster, node, address, started, min(ended) AS ended${given} FROM node_history GROUP BY cluster, node, address, started)`,
      `moved AS (SELECT cluster, node FROM lives WHERE ${within('started')} OR ${within('ended')} GROUP BY cluster, node)`,
      `zoned AS (SELECT l.*, coalesce(z.zone, '') AS zone FROM lives l JOIN moved m ON m.cluster = l.cluster AND m.node = l.node
  LEFT JOIN node_zones z ON z.cluster = l.cluster AND z.node = l.node)`,
    ],
    select: selectPart(
      'node',
      { cluster: 'cluster', node: 'node', zone: 'zone', started: 'started', ended: 'ended' },
      `zoned WHERE ${conditionOf(context.filters, '', { ...context, columns: own })}`
    ),
  };
}

/** Every look counts for the beginning of the history; whether its gaps are wanted is told by `passes`. */
function lookPart(context: Context): Part {
  const { columns } = context;
  const own = columns.map((column) => ({ ...column, name: `own_${column.name}` }));
  const given = columns
    .map(({ dimension, name }) => `, ${dimension === 'cluster' ? 'cluster' : `''`} AS own_${name}`)
    .join('');
  const window = 'PARTITION BY cluster, resource ORDER BY observed_from, observed_to';
  return {
    expressions: [
      `looks AS (SELECT cluster, resource, observed_from, observed_to,
  max(observed_to) OVER (${window} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS watched_to FROM history_observations)`,
      `numbered AS (SELECT cluster, resource, observed_from, observed_to,
  sum(CASE WHEN watched_to IS NULL OR observed_from > watched_to + ${integer(watchedSeconds)} THEN 1 ELSE 0 END)
    OVER (${window} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS stretch FROM looks)`,
      `stretches AS (SELECT cluster, resource, '' AS zone, min(observed_from) AS started, max(observed_to) AS ended${given}
  FROM numbered GROUP BY cluster, resource, stretch)`,
    ],
    select: selectPart(
      'look',
      {
        ...{ cluster: 'cluster', resource: 'resource', started: 'started', ended: 'ended' },
        passes: conditionOf(context.filters, '', { ...context, columns: own }),
      },
      'stretches'
    ),
  };
}

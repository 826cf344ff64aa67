/**
 * Two flow logs over the same interfaces (of the VPC and of a subnet, or an old one and its successor) record the same
 * traffic twice. Where they do, the better log is read and the other one only for the times the better one does not cover.
 */
import { createHash } from 'node:crypto';
import type { ReadObject } from '../../flows/choose-objects';
import { flowFieldNames, type FlowField } from '../../flows/fields';
import type { Notice } from '../../frames/frame';
import type { Session } from './database';
import { flowRecords } from './flow-view';

export interface CountedOnce {
  /** The SELECT behind `flow_records`; it may name temporary tables of the session. */
  sql: string;
  notices: Notice[];
}

/**
 * Looks for repeated records only if several flow logs of one account and region are among the objects: with one log this
 * costs nothing. `settledSets` remembers sets of objects that share no interface.
 */
export async function countOnce(
  objects: readonly ReadObject[],
  session: Session,
  settledSets: Set<string>,
  signal: AbortSignal
): Promise<CountedOnce> {
  const places = severalLogs(objects);
  const placed = new Set(places.flatMap((place) => place.objects));
  const rest = objects.filter((object) => !placed.has(object));
  const parts = rest.length === 0 && places.length > 0 ? [] : [flowRecords(rest)];
  const notices: Notice[] = [];
  for (const [index, place] of places.entries()) {
    const key = objectSetKey(place.objects);
    const shared = settledSets.has(key) ? 0 : await findShared(place, `shared_${index}`, session, signal);
    if (shared === 0) {
      remember(settledSets, key);
      parts.push(flowRecords(place.objects));
      continue;
    }
    parts.push(...(await withoutRepeats(place, index, session, signal)));
    notices.push(notice(place, shared));
  }
  return { sql: parts.join('\nUNION ALL '), notices };
}

interface FlowLog {
  id: string;
  objects: ReadObject[];
}

/** The flow logs of one account and region. */
interface Place {
  accountId: string;
  region: string;
  logs: FlowLog[];
  objects: ReadObject[];
  /** What tells whose traffic a record is: the recording interface, or without it the sender. */
  subject: 'interface_id' | 'pkt_srcaddr';
  /** Whether every object tells the direction. */
  directed: boolean;
}

/** Within this many seconds of a record the log is taken to have been recording; longer where records have no end. */
const idleSeconds = 60;
const idleSecondsWithoutEnd = 600;
const mostSettled = 256;

function severalLogs(objects: readonly ReadObject[]): Place[] {
  const places = new Map<string, Map<string, ReadObject[]>>();
  for (const object of objects) {
    const { accountId, region, flowLogId } = object.object;
    if (flowLogId !== '') {
      const key = `${accountId}\0${region}`;
      const logs = places.get(key) ?? new Map<string, ReadObject[]>();
      const log = logs.get(flowLogId) ?? [];
      log.push(object);
      places.set(key, logs.set(flowLogId, log));
    }
  }
  return [...places].flatMap(([key, logs]): Place[] => {
    if (logs.size < 2) {
      return [];
    }
    const [accountId = '', region = ''] = key.split('\0');
    const members = [...logs.values()].flat();
    const everywhere = (field: FlowField): boolean => members.every(({ format }) => format.fields.has(field));
    return [
      {
        accountId,
        region,
        logs: [...logs].map(([id, own]) => ({ id, objects: own })).sort(better),
        objects: members,
        subject: everywhere('interface_id') ? 'interface_id' : 'pkt_srcaddr',
        directed: everywhere('flow_direction'),
      },
    ];
  });
}

/** The log that can answer more comes first: what tells direction and zones before anything else, then size, then the id. */
function better(left: FlowLog, right: FlowLog): number {
  const worth = ({ objects }: FlowLog): number => {
    const has = (field: FlowField): boolean => objects.every(({ format }) => format.fields.has(field));
    const telling: FlowField[] = [
      'flow_direction',
      'action',
      'log_status',
      'az_id',
      'next_hop_az_id',
      'packets',
      'bytes',
    ];
    return telling.filter(has).length * 100 + flowFieldNames.filter(has).length;
  };
  const size = ({ objects }: FlowLog): number => objects.reduce((sum, { object }) => sum + object.size, 0);
  return worth(right) - worth(left) || size(right) - size(left) || (left.id < right.id ? -1 : 1);
}

/**
 * Records of all logs with their log's rank, subject and class. Classes are apart because one log may record only accepted
 * traffic and another only rejected: neither covers the other.
 */
function ranked(place: Place): string {
  const fields: FlowField[] = [place.subject, 'flow_direction', 'action', 'log_status', 'start', 'end'];
  return place.logs
    .map(
      ({ objects }, rank) => `SELECT ${rank} AS rank, ${subjectOf(place, 'r')} AS subject, ${classOf('r')} AS class,
  r.start AS started, coalesce(r."end", r.start) AS ended FROM (${flowRecords(objects, fields)}) r WHERE r.start IS NOT NULL`
    )
    .join('\nUNION ALL ');
}

function subjectOf({ subject, directed }: Place, alias: string): string {
  // A sender's packets leave one interface and enter another: the same record only if the direction is the same.
  return subject === 'pkt_srcaddr' && directed
    ? `${alias}.pkt_srcaddr || coalesce(' ' || ${alias}.flow_direction, '')`
    : `${alias}.${subject}`;
}

function classOf(alias: string): string {
  return `CASE WHEN ${alias}.log_status IN ('NODATA', 'SKIPDATA') THEN ${alias}.log_status ELSE coalesce(${alias}.action, 'ACCEPT') END`;
}

/** Makes a temporary table of the subjects that several logs record. @returns how many there are */
async function findShared(place: Place, table: string, session: Session, signal: AbortSignal): Promise<number> {
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT subject, class FROM (${ranked(place)}) r
WHERE subject IS NOT NULL GROUP BY subject, class HAVING count(DISTINCT rank) > 1`,
    signal,
    'heavy'
  );
  const { result } = await session.select(`SELECT count(DISTINCT subject) AS subjects FROM ${table}`, signal);
  return Number(result.columns.get('subjects')?.[0] ?? 0);
}

/**
 * One SELECT a log; of every log but the best only what starts outside the times that better logs cover. `covered` holds,
 * for each rank, subject and class, the disjoint stretches in which a better log was recording: records are gathered by the
 * minute, and minutes that follow each other make a stretch.
 */
async function withoutRepeats(place: Place, index: number, session: Session, signal: AbortSignal): Promise<string[]> {
  const hasEnd = place.objects.every(({ format }) => format.fields.has('end'));
  const stretches = place.logs.slice(1).map(
    (
      _log,
      before
    ) => `SELECT ${before + 1} AS rank, subject, class, min(started) AS covered_from, max(ended) AS covered_to FROM (
  SELECT *, sum(fresh) OVER (PARTITION BY subject, class ORDER BY started) AS stretch FROM (
    SELECT *, CASE WHEN started <= max(ended) OVER (PARTITION BY subject, class ORDER BY started
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + ${hasEnd ? idleSeconds : idleSecondsWithoutEnd} THEN 0 ELSE 1 END AS fresh
    FROM minutes WHERE rank <= ${before}) m) n
GROUP BY subject, class, stretch`
  );
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE covered_${index} AS WITH minutes AS (
  SELECT rank, subject, class, min(started) AS started, max(ended) AS ended FROM (${ranked(place)}) r
  SEMI JOIN shared_${index} USING (subject, class) GROUP BY rank, subject, class, started // 60)
${stretches.join('\nUNION ALL ')}`,
    signal,
    'heavy'
  );
  return place.logs.map(({ objects }, rank) =>
    rank === 0
      ? flowRecords(objects)
      : `SELECT r.* FROM (${flowRecords(objects)}) r LEFT JOIN (SELECT * FROM covered_${index} WHERE rank = ${rank}) c
  ON c.subject = ${subjectOf(place, 'r')} AND c.class = ${classOf('r')} AND r.start >= c.covered_from AND r.start <= c.covered_to
  WHERE c.subject IS NULL`
  );
}

function notice({ logs, accountId, region, subject }: Place, shared: number): Notice {
  const ids = logs.map(({ id }) => id);
  const noun = subject === 'interface_id' ? 'interface' : 'sending address';
  const plural = subject === 'interface_id' ? 'interfaces' : 'sending addresses';
  const where = [accountId, region].filter((part) => part !== '').join(' in ');
  return {
    severity: 'warning',
    text: `The flow logs ${ids.join(', ')}${where === '' ? '' : ` of ${where}`} record ${shared === 1 ? `the same ${noun}` : `${shared} ${plural} in common`}; where they do, the records of ${ids[0] ?? ''} count and repeats in the others are left out.`,
  };
}

function objectSetKey(objects: readonly ReadObject[]): string {
  const hash = createHash('sha256');
  for (const { object } of objects) {
    hash.update(`${object.path}\0${object.size}\0${object.modifiedMs}\0`);
  }
  return hash.digest('hex');
}

function remember(settledSets: Set<string>, key: string): void {
  if (settledSets.size >= mostSettled) {
    settledSets.clear();
  }
  settledSets.add(key);
}

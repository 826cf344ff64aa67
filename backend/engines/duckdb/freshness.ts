/** How new the data is and what it lacks, from the newest objects and the newest day of history alone. */
import { errorTable } from '../../errors';
import { chooseObjects, type ObjectChoice } from '../../flows/choose-objects';
import type { FlowField } from '../../flows/fields';
import { newestFlowObjects } from '../../flows/list-objects';
import { PlaceChanged, Visit } from '../../storage/place';
import type { Freshness } from '../engine';
import { historyFailure } from './damaged-history';
import type { Session } from './database';
import { flowRecords } from './flow-view';
import { filesOf, listHistory, type HistoryListing } from './history-files';
import { nodeRelation } from './history-relations';
import { isoTime } from '../../history/reach';
import { inventoryFactsStatement, inventoryFreshness } from '../inventory-freshness';
import { inventoryOf } from './inventory-view';
import { inspectHere } from './objects-here';
import type { EngineParts } from './opened-data';

/**
 * One row for the flow logs, one a cluster for pod history and for nodes, one for the inventory if there is one. Errors as
 * Engine.open but no_flow_logs.
 */
export async function readFreshness(parts: EngineParts, session: Session, signal: AbortSignal): Promise<Freshness[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(parts, session, signal);
    } catch (error) {
      if (!(error instanceof PlaceChanged) || attempt >= mostAttempts) {
        throw error;
      }
    }
  }
}

/** What is read may be compacted or removed at the same moment. */
const mostAttempts = 5;

async function readOnce(parts: EngineParts, session: Session, signal: AbortSignal): Promise<Freshness[]> {
  const [flows, history] = [new Visit(parts.flows), new Visit(parts.history)];
  try {
    const row = await flowFreshness(parts, flows, session, signal);
    const listing = await listHistory(history, signal);
    return [
      row,
      ...(await historyFreshness(parts, listing, session, signal)),
      ...(await nodeFreshness(parts, listing, session, signal)),
      ...(await freshnessOfInventory(history, session, signal)),
    ];
  } finally {
    await Promise.all([flows.end(), history.end()]);
  }
}

/** Fields whose absence takes something from the answers. */
const wantedFields = [
  'flow_direction',
  'action',
  'log_status',
  'az_id',
  'packets',
  'bytes',
] as const satisfies FlowField[];

async function flowFreshness(
  parts: EngineParts,
  visit: Visit,
  session: Session,
  signal: AbortSignal
): Promise<Freshness> {
  const { objects } = await newestFlowObjects(parts.flows, signal);
  const row = { source: 'flows', cluster: '' } as const;
  if (objects.length === 0) {
    const finding = `There are no flow logs in ${parts.flows.location}.`;
    return { ...row, newest: null, finding, remedy: errorTable.no_flow_logs.remedy };
  }
  const choice = chooseObjects(await inspectHere(parts.inspector, visit, objects, { session, signal }), false);
  if (choice.read.length === 0) {
    const finding = choice.notices[0]?.text ?? `No object in ${parts.flows.location} is a flow log.`;
    return { ...row, newest: null, finding, remedy: errorTable.no_flow_logs.remedy };
  }
  const newest = await newestOf(
    `SELECT max(start) AS newest FROM (${flowRecords(choice.read, ['start'])}) r`,
    session,
    signal
  );
  const lacking = lackingFields(choice);
  const age =
    newest === null ? 'The newest flow-log objects hold no record' : `The newest flow record is of ${isoTime(newest)}`;
  const damage = choice.notices.map(({ text }) => ` ${text}`).join('');
  return lacking.length === 0
    ? { ...row, newest, finding: `${age}.${damage}`, remedy: damage === '' ? '' : errorTable.corrupt_object.remedy }
    : {
        ...row,
        newest,
        finding: `${age}; the flow logs have no ${lacking.map((field) => field.replaceAll('_', '-')).join(', no ')}.${damage}`,
        remedy: 'Create a flow log with these fields too; the format of a flow log cannot be changed.',
      };
}

function lackingFields({ fields, partialFields }: ObjectChoice): FlowField[] {
  return wantedFields.filter((field) => !fields.has(field) || partialFields.has(field));
}

const importRemedy = 'Run `zoneflow history import --cluster NAME --history DIR FILE…` with the output of kubectl.';

async function historyFreshness(
  { historyEnds, history }: EngineParts,
  listing: HistoryListing,
  session: Session,
  signal: AbortSignal
): Promise<Freshness[]> {
  if (listing.pods.size === 0) {
    const finding = `There is no pod history in ${history.location}.`;
    return [{ source: 'history', cluster: '', newest: null, finding, remedy: importRemedy }];
  }
  const rows: Freshness[] = [];
  for (const [cluster, days] of listing.pods) {
    const newest = await historyEnds.newest(listing, 'pods', cluster, { session, signal });
    const reach = newest === null ? 'has no pod' : `reaches from ${days[0]?.day ?? ''} to ${isoTime(newest)}`;
    const finding = `The pod history of cluster ${cluster} ${reach}.`;
    rows.push({ source: 'history', cluster, newest, finding, remedy: newest === null ? importRemedy : '' });
  }
  return rows;
}

async function nodeFreshness(
  { historyEnds, history }: EngineParts,
  listing: HistoryListing,
  session: Session,
  signal: AbortSignal
): Promise<Freshness[]> {
  if (listing.nodes.size === 0) {
    const finding = `There is no node history in ${history.location}: the zones of pods are not known from their nodes.`;
    return [{ source: 'nodes', cluster: '', newest: null, finding, remedy: importRemedy }];
  }
  const rows: Freshness[] = [];
  for (const [cluster, days] of listing.nodes) {
    const newest = await historyEnds.newest(listing, 'nodes', cluster, { session, signal });
    const files = await filesOf(listing.visit, days.slice(-1), signal);
    const { result } = await session.select(
      `SELECT count(DISTINCT node) AS nodes, count(DISTINCT CASE WHEN zone_id = '' THEN node END) AS without
FROM (${nodeRelation(files)}) n WHERE (ended IS NULL OR ended > ${newest ?? 0}) AND last_seen >= ${(newest ?? 0) - recentSeconds}`,
      signal
    );
    const [nodes, without] = [
      Number(result.columns.get('nodes')?.[0] ?? 0),
      Number(result.columns.get('without')?.[0] ?? 0),
    ];
    const zones = without === 0 ? 'all with a zone ID' : `${without} of them without a zone ID`;
    rows.push({
      source: 'nodes',
      cluster,
      newest,
      finding: `Cluster ${cluster} has ${nodes} nodes, ${zones}${newest === null ? '' : `, seen until ${isoTime(newest)}`}.`,
      remedy:
        without === 0
          ? ''
          : 'Run `zoneflow inventory`: subnets tell the zones of addresses. Nodes from EKS 1.30 on tell them, too, by their label topology.k8s.aws/zone-id.',
    });
  }
  return rows;
}

async function freshnessOfInventory(visit: Visit, session: Session, signal: AbortSignal): Promise<Freshness[]> {
  const { files, interfaces, subnets } = await inventoryOf(visit, signal);
  if (files.length === 0) {
    return [];
  }
  try {
    const { result } = await session.select(inventoryFactsStatement(interfaces, subnets), signal);
    return inventoryFreshness(result);
  } catch (error) {
    throw await historyFailure(error, files, { session, signal });
  }
}

/**
 * Nodes seen within this time before the newest sight, and not known to have ended, count as there: who watches a cluster
 * stores a node that stays as it is once a day.
 */
const recentSeconds = 2 * 86_400;

async function newestOf(sql: string, session: Session, signal: AbortSignal): Promise<number | null> {
  const { result } = await session.select(sql, signal);
  const newest = result.columns.get('newest')?.[0];
  return typeof newest === 'number' ? newest : null;
}

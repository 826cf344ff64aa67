/** The data of one range behind a connection: lists, inspects, makes the views, and mends itself when an object turns out bad. */
import { createHash } from 'node:crypto';
import { flowFieldNames, type FlowField } from '../../flows/fields';
import { chooseObjects, type ObjectChoice, type ReadObject } from '../../flows/choose-objects';
import { listFlowObjects, newestFlowObjects, type FlowObject } from '../../flows/list-objects';
import { scanTooLarge, ZoneFlowError } from '../../errors';
import { PlaceChanged, Visit, type Place } from '../../storage/place';
import type { Notice } from '../../frames/frame';
import type { OpenedData, ResultColumns, RunStats, TimeRange } from '../engine';
import { findCulprits } from './culprits';
import { historyFailure } from './damaged-history';
import type { Database, Session } from './database';
import { speaksOfData, toEngineError } from './engine-error';
import type { HistoryEnds } from './history-ends';
import { listHistory, type HistoryFile } from './history-files';
import { historyOfRange, observationsOfRange } from './history-view';
import { isoTime } from '../../history/reach';
import { inventoryOf } from './inventory-view';
import type { ObjectInspector } from './object-inspector';
import { inspectHere } from './objects-here';
import { countOnce } from './repeated-logs';

/** What an engine keeps between questions. */
export interface EngineParts {
  database: Database;
  inspector: ObjectInspector;
  historyEnds: HistoryEnds;
  /** Sets of objects of several flow logs that record nothing in common. */
  distinctLogs: Set<string>;
  flows: Place;
  history: Place;
  /** Told of failures whose text is not for a panel. */
  warn: (message: string, fields: Record<string, unknown>) => void;
}

/** Opens a range; `flows` false leaves `flow_records` out and adds `history_observations`. Errors as Engine.open. */
export async function openData(
  parts: EngineParts,
  range: TimeRange,
  want: Wanted,
  signal: AbortSignal
): Promise<OpenedData> {
  const session = await parts.database.connect().catch((error: unknown) => {
    throw reported(error, parts);
  });
  const data = new RangeData(parts, range, want, session);
  try {
    await data.prepare(signal);
    return data;
  } catch (error) {
    await data.close();
    throw reported(error, parts);
  }
}

interface Wanted {
  flows: boolean;
  strict: boolean;
  /** Most bytes of flow logs that are fetched from a bucket. */
  maxScanBytes: number | null;
}

/** The failure as an error of the table; DuckDB's own words, if they are all there is, go to the log in full. */
export function reported(error: unknown, { flows, history, warn }: EngineParts): ZoneFlowError {
  const known = toEngineError(error, [...flows.readable, ...history.readable]);
  if (known.code === 'engine_failed' && error instanceof Error) {
    warn('DuckDB failed', { message: error.message });
  }
  return known;
}

const mostFailures = 40;
const mostChanges = 5;

class RangeData implements OpenedData {
  fields: ReadonlySet<FlowField> = new Set(flowFieldNames);
  partialFields: ReadonlySet<FlowField> = new Set();
  hasInventory = false;
  readonly notices: Notice[] = [];
  fingerprint = '';
  private readonly parts: EngineParts;
  private readonly range: TimeRange;
  private readonly want: Wanted;
  private readonly session: Session;
  private read: ReadObject[] = [];
  private historyFiles: HistoryFile[] = [];
  private lastSight: number | null = null;
  private readonly flowVisit: Visit;
  private readonly historyVisit: Visit;
  private failures = 0;
  private changes = 0;

  constructor(parts: EngineParts, range: TimeRange, want: Wanted, session: Session) {
    this.parts = parts;
    this.range = range;
    this.want = want;
    this.session = session;
    this.flowVisit = new Visit(parts.flows);
    this.historyVisit = new Visit(parts.history);
  }

  get objects(): number {
    return this.read.length;
  }

  get newest(): number | null {
    const times = [this.lastSight, ...this.read.map(({ object }) => object.time)];
    return times.reduce((newest, time) => (time !== null && time > (newest ?? -Infinity) ? time : newest), null);
  }

  get objectBytes(): number {
    return this.read.reduce((sum, { object }) => sum + object.size, 0);
  }

  async prepare(signal: AbortSignal): Promise<void> {
    await this.mending(signal, () => this.makeViews(signal));
  }

  async run(sql: string, signal: AbortSignal): Promise<{ result: ResultColumns; stats: RunStats }> {
    try {
      const weight = this.want.flows ? 'heavy' : 'light';
      let whole = true;
      const { result, engineMs, queueMs } = await this.mending(signal, async () => {
        if (!whole) {
          await this.makeViews(signal);
        }
        whole = false;
        return this.session.select(sql, signal, weight);
      });
      const historyBytes = this.historyFiles.reduce((sum, { size }) => sum + size, 0);
      return { result, stats: { engineMs, queueMs, scannedBytes: this.objectBytes + historyBytes, scanPrice: 0 } };
    } catch (error) {
      throw reported(error, this.parts);
    }
  }

  async close(): Promise<void> {
    // An aborted statement may read its files a moment longer.
    await this.session.close();
    await Promise.all([this.flowVisit.end(), this.historyVisit.end()]);
  }

  private async makeViews(signal: AbortSignal): Promise<void> {
    const { parts, session } = this;
    const flows = this.want.flows ? await this.chooseFlows(signal) : null;
    const listing = await listHistory(this.historyVisit, signal);
    const [history, inventory] = await Promise.all([
      historyOfRange(listing, this.range, { ends: parts.historyEnds, session, signal }),
      inventoryOf(this.historyVisit, signal),
    ]);
    this.historyFiles = [...history.files, ...inventory.files];
    this.hasInventory = inventory.files.length > 0;
    this.lastSight = history.lastSight;
    const counted = flows === null ? null : await countOnce(flows.read, session, parts.distinctLogs, signal);
    if (counted !== null) {
      await session.execute(`CREATE OR REPLACE TEMP VIEW flow_records AS ${counted.sql}`, signal);
    }
    await session.execute(`CREATE OR REPLACE TEMP VIEW pod_history AS ${history.podHistory}`, signal);
    await session.execute(`CREATE OR REPLACE TEMP VIEW node_history AS ${history.nodeHistory}`, signal);
    await session.execute(`CREATE OR REPLACE TEMP VIEW interface_history AS ${inventory.interfaces}`, signal);
    await session.execute(`CREATE OR REPLACE TEMP VIEW subnet_history AS ${inventory.subnets}`, signal);
    if (!this.want.flows) {
      const { files, sql } = await observationsOfRange(listing, this.range, signal);
      this.historyFiles.push(...files);
      await session.execute(`CREATE OR REPLACE TEMP VIEW history_observations AS ${sql}`, signal);
    }
    this.notices.splice(0, Infinity, ...(flows?.notices ?? []), ...(counted?.notices ?? []), ...history.notices);
    this.fingerprint = this.currentFingerprint();
  }

  /** Lists and inspects. The objects are known to the instance before anything can fail on them. */
  private async chooseFlows(signal: AbortSignal): Promise<ObjectChoice> {
    const { flows, inspector } = this.parts;
    const { objects, outside } = await listFlowObjects(flows, this.range, signal);
    this.refuseFetching(objects);
    const asking = { session: this.session, signal };
    const choice = chooseObjects(await inspectHere(inspector, this.flowVisit, objects, asking), this.want.strict);
    this.read = choice.read;
    this.fields = choice.fields;
    this.partialFields = choice.partialFields;
    if (outside.length > 0) {
      const text = `${outside.length === 1 ? 'A link leads' : `${outside.length} links lead`} out of the flow location and ${outside.length === 1 ? 'is' : 'are'} not followed: ${outside[0] ?? ''}.`;
      choice.notices.push({ severity: 'warning', text });
    }
    if (objects.length === 0) {
      choice.notices.push(await this.nothingInRange(signal));
    }
    return choice;
  }

  /** A limit on what is read is one on what is fetched, and holds before it is. */
  private refuseFetching(objects: readonly FlowObject[]): void {
    const { maxScanBytes } = this.want;
    const bytes = objects.reduce((sum, { size }) => sum + size, 0);
    if (this.parts.flows.remote && maxScanBytes !== null && bytes > maxScanBytes) {
      throw scanTooLarge(bytes, maxScanBytes);
    }
  }

  private async nothingInRange(signal: AbortSignal): Promise<Notice> {
    const { flows } = this.parts;
    const { objects } = await newestFlowObjects(flows, signal);
    if (objects.length === 0) {
      throw new ZoneFlowError('no_flow_logs', `There are no flow logs in ${flows.location}`);
    }
    const times = objects.flatMap(({ time }) => (time === null ? [] : [time]));
    const newest = times.length === 0 ? '' : `; the newest is of ${isoTime(Math.max(...times))}`;
    return { severity: 'warning', text: `There are no flow-log objects of this range${newest}.` };
  }

  /**
   * Runs the work again as long as a failure can be laid on objects, which are left out (or mended) from then on: DuckDB
   * finds damaged data only when it reads it.
   */
  private async mending<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof PlaceChanged)) {
          this.failures += 1;
          if (!speaksOfData(error) || this.failures > mostFailures) {
            throw error;
          }
        }
        const changed = error instanceof PlaceChanged ? error : await this.layBlame(error, signal);
        if (changed !== null) {
          this.changes += 1;
          if (this.changes > mostChanges) {
            throw changed;
          }
        }
      }
    }
  }

  /** @returns what is to be listed again instead, if history was taken away */
  private async layBlame(error: unknown, signal: AbortSignal): Promise<PlaceChanged | null> {
    const message = error instanceof Error ? error.message : '';
    const ofHistory = this.historyFiles.some(({ path }) => message.includes(path));
    const culprits = ofHistory ? [] : await findCulprits(message, this.read, this.session, signal);
    if (culprits.length === 0) {
      const failure = await historyFailure(error, this.historyFiles, { session: this.session, signal });
      if (failure instanceof PlaceChanged) {
        return failure;
      }
      throw failure;
    }
    for (const { object } of culprits) {
      await this.parts.inspector.distrust(object, signal);
    }
    return null;
  }

  private currentFingerprint(): string {
    const hash = createHash('sha256');
    for (const { object, path } of this.read) {
      // The path read differs from the object's once it was mended.
      hash.update(`${object.path}\0${object.size}\0${object.modifiedMs}\0${path}\0`);
    }
    for (const { path, size, modifiedMs } of this.historyFiles) {
      hash.update(`${path}\0${size}\0${modifiedMs}\0`);
    }
    return hash.update(JSON.stringify(this.notices)).digest('hex');
  }
}

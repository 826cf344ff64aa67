/** The data of one range behind a connection: lists, inspects, makes the views, and mends itself when an object turns out bad. */
import { createHash, randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowField } from '../../flows/fields';
import { ZoneFlowError } from '../../errors';
import { PlaceChanged, Visit, type Place } from '../../storage/place';
import type { Notice } from '../../frames/frame';
import type { HourProof, OpenedData, ResultColumns, RolledPart, RunStats, StoredRows, TimeRange } from '../engine';
import { findCulprits } from './culprits';
import { historyFailure } from './damaged-history';
import type { Database, Session } from './database';
import { speaksOfData, toEngineError } from './engine-error';
import type { HistoryEnds } from './history-ends';
import { listHistory, type HistoryFile } from './history-files';
import { historyOfRange, observationsOfRange } from './history-view';
import { inventoryOf } from './inventory-view';
import type { ObjectInspector } from './object-inspector';
import { textLiteral } from './sql-text';
import { countOnce } from './repeated-logs';
import { RangeFlows, type FlowsWanted } from './range-flows';
import { parquetFiles } from './rollup-of-range';

/** What an engine keeps between questions. */
export interface EngineParts {
  database: Database;
  inspector: ObjectInspector;
  historyEnds: HistoryEnds;
  /** Sets of objects of several flow logs that record nothing in common. */
  distinctLogs: Set<string>;
  flows: Place;
  history: Place;
  /** Where rolled up hours lie, if anywhere. */
  rollup: Place | null;
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

interface Wanted extends FlowsWanted {
  flows: boolean;
}

/** The failure as an error of the table; DuckDB's own words, if they are all there is, go to the log in full. */
export function reported(error: unknown, { flows, history, rollup, warn }: EngineParts): ZoneFlowError {
  const known = toEngineError(error, [...flows.readable, ...history.readable, ...(rollup?.readable ?? [])]);
  if (known.code === 'engine_failed' && error instanceof Error) {
    warn('DuckDB failed', { message: error.message });
  }
  return known;
}

const mostFailures = 40;
const mostChanges = 5;

class RangeData implements OpenedData {
  hasInventory = false;
  readonly notices: Notice[] = [];
  flowNotices: Notice[] = [];
  fingerprint = '';
  private readonly parts: EngineParts;
  private readonly range: TimeRange;
  private readonly want: Wanted;
  private readonly session: Session;
  private readonly flows: RangeFlows;
  private historyFiles: HistoryFile[] = [];
  private lastSight: number | null = null;
  private readonly historyVisit: Visit;
  private failures = 0;
  private changes = 0;

  constructor(parts: EngineParts, range: TimeRange, want: Wanted, session: Session) {
    this.parts = parts;
    this.range = range;
    this.want = want;
    this.session = session;
    this.historyVisit = new Visit(parts.history);
    this.flows = new RangeFlows(parts, range, want);
  }

  get fields(): ReadonlySet<FlowField> {
    return this.flows.fields;
  }

  get partialFields(): ReadonlySet<FlowField> {
    return this.flows.partialFields;
  }

  get rolled(): RolledPart | undefined {
    return this.flows.rolled;
  }

  get proofs(): HourProof[] {
    return this.flows.proofs;
  }

  get objects(): number {
    return this.flows.read.length;
  }

  get newest(): number | null {
    const times = [this.lastSight, this.flows.newest];
    return times.reduce((newest, time) => (time !== null && time > (newest ?? -Infinity) ? time : newest), null);
  }

  get objectBytes(): number {
    return this.flows.read.reduce((sum, { object }) => sum + object.size, 0);
  }

  async prepare(signal: AbortSignal): Promise<void> {
    await this.mending(signal, () => this.makeViews(signal));
    this.flows.settled = true;
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
      const beside = [...this.historyFiles, ...this.flows.rollupFiles].reduce((sum, { size }) => sum + size, 0);
      return { result, stats: { engineMs, queueMs, scannedBytes: this.objectBytes + beside, scanPrice: 0 } };
    } catch (error) {
      throw reported(error, this.parts);
    }
  }

  async store({ select, order }: StoredRows, signal: AbortSignal): Promise<{ path: string; size: number }> {
    try {
      const path = join(await this.parts.database.tempFolder(), `${randomUUID()}.parquet`);
      const rows =
        typeof select === 'string'
          ? select
          : select.files
              .map((file) => `SELECT * FROM ${parquetFiles([file.path])} WHERE ${file.condition}`)
              .join(' UNION ALL ');
      const copy = `COPY (SELECT * FROM (${rows}) r ORDER BY ${order.join(', ')}) TO ${textLiteral(path)} (FORMAT parquet, COMPRESSION zstd)`;
      let whole = true;
      await this.mending(signal, async () => {
        if (!whole) {
          await this.makeViews(signal);
        }
        whole = false;
        await this.session.execute(copy, signal, 'heavy');
      });
      return { path, size: (await stat(path)).size };
    } catch (error) {
      throw reported(error, this.parts);
    }
  }

  async close(): Promise<void> {
    // An aborted statement may read its files a moment longer.
    await this.session.close();
    await Promise.all([this.flows.end(), this.historyVisit.end()]);
  }

  private async makeViews(signal: AbortSignal): Promise<void> {
    const { parts, session } = this;
    // What a rollup may answer is told by history; otherwise the flow logs are looked at first.
    const early = this.want.flows && !this.flows.asksRollup ? await this.flows.choose(session, signal) : null;
    const listing = await listHistory(this.historyVisit, signal);
    const [history, inventory] = await Promise.all([
      historyOfRange(listing, this.range, { ends: parts.historyEnds, session, signal }),
      inventoryOf(this.historyVisit, signal),
    ]);
    this.historyFiles = [...history.files, ...inventory.files];
    this.hasInventory = inventory.files.length > 0;
    this.lastSight = history.lastSight;
    await session.execute(`CREATE OR REPLACE TEMP VIEW pod_history AS ${history.podHistory}`, signal);
    await session.execute(`CREATE OR REPLACE TEMP VIEW node_history AS ${history.nodeHistory}`, signal);
    await session.execute(`CREATE OR REPLACE TEMP VIEW interface_history AS ${inventory.interfaces}`, signal);
    await session.execute(`CREATE OR REPLACE TEMP VIEW subnet_history AS ${inventory.subnets}`, signal);
    const flows = this.want.flows ? (early ?? (await this.flows.choose(session, signal, this.hasInventory))) : null;
    const counted = flows === null ? null : await countOnce(flows.read, session, parts.distinctLogs, signal);
    const views = { ...(counted !== null && { flow_records: counted.sql }), ...this.flows.rollupViews() };
    for (const [name, sql] of Object.entries(views)) {
      await session.execute(`CREATE OR REPLACE TEMP VIEW ${name} AS ${sql}`, signal);
    }
    if (!this.want.flows) {
      const { files, sql } = await observationsOfRange(listing, this.range, signal);
      this.historyFiles.push(...files);
      await session.execute(`CREATE OR REPLACE TEMP VIEW history_observations AS ${sql}`, signal);
    }
    this.flowNotices = [...(flows?.notices ?? []), ...(counted?.notices ?? [])];
    this.notices.splice(0, Infinity, ...this.flowNotices, ...history.notices);
    this.fingerprint = this.currentFingerprint();
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
    const ofRollup = this.flows.rollupFiles.find(({ path }) => message.includes(path));
    if (ofRollup !== undefined) {
      throw new ZoneFlowError('corrupt_object', `The rollup file ${ofRollup.path} cannot be read`, {
        remedy: 'Remove it and run zoneflow rollup again.',
        cause: error,
      });
    }
    const ofHistory = this.historyFiles.some(({ path }) => message.includes(path));
    const culprits = ofHistory ? [] : await findCulprits(message, this.flows.read, this.session, signal);
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
    for (const { object, path } of this.flows.read) {
      // The path read differs from the object's once it was mended.
      hash.update(`${object.path}\0${object.size}\0${object.modifiedMs}\0${path}\0`);
    }
    for (const { path, size, modifiedMs } of [...this.historyFiles, ...this.flows.rollupFiles]) {
      hash.update(`${path}\0${size}\0${modifiedMs}\0`);
    }
    return hash.update(JSON.stringify(this.notices)).digest('hex');
  }
}

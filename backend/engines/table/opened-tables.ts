/** The data of one range in tables: statements get its relations put before them. */
import { createHash } from 'node:crypto';
import type { AnswerCache } from '../../cache/answer-cache';
import { ZoneFlowError, toZoneFlowError } from '../../errors';
import { flowFieldNames, type FlowField } from '../../flows/fields';
import type { Notice } from '../../frames/frame';
import type { HourProof, OpenedData, ResultColumns, RolledPart, RollupWish, RunStats, TimeRange } from '../engine';
import type { Dialect } from '../../sql/dialect';
import { flowDigestsOf } from './flow-digests';
import type { FlowTable } from './flows-of-range';
import type { HistoryOfRange } from './history-of-range';
import { rollupOfRange } from './rollup-of-range';
import type { RollupTables } from './rollup-tables';
import type { SqlClient, TableName } from './sql-client';
import { ofTable } from './table-failure';
import { withRelations } from './with-relations';

export interface StatementRunner {
  client: SqlClient;
  mostStatementBytes: number;
  /** Results over history alone, by their statement. */
  kept: AnswerCache<Ran>;
  warn: (message: string, fields: Record<string, unknown>) => void;
}

export interface Ran {
  result: ResultColumns;
  stats: RunStats;
}

/** History grows by a few rows a minute; lists of values and networks may be this old. */
const historyResultMs = 5 * 60_000;

interface Opened {
  range: TimeRange;
  flows: FlowTable | null;
  history: HistoryOfRange;
  minute: number;
}

interface RollupLook {
  tables: RollupTables;
  /** The table of flow logs. */
  name: TableName;
  dialect: Dialect;
}

export class OpenedTables implements OpenedData {
  readonly fields: ReadonlySet<FlowField>;
  /** What single files lack shows in no schema. */
  readonly partialFields: ReadonlySet<FlowField> = new Set();
  readonly hasInventory: boolean;
  readonly objects: number;
  /** Not known before a statement has run. */
  readonly objectBytes = 0;
  readonly notices: Notice[];
  rolled: RolledPart | undefined;
  proofs: HourProof[] = [];
  newest: number | null = null;
  private readonly runner: StatementRunner;
  private relations: ReadonlyMap<string, string>;
  private readonly opened: Opened;
  private readonly history: HistoryOfRange;
  private readonly closing = new AbortController();
  private reached = false;
  /** What looking at the rollup took: told with the first answer. */
  private readonly looked: RunStats[] = [];

  /** @param minute changes the fingerprint: nothing tells when the files behind a table change. */
  constructor(runner: StatementRunner, opened: Opened) {
    const { range, flows, history } = opened;
    this.opened = opened;
    this.runner = runner;
    this.history = history;
    this.fields = flows?.fields ?? new Set(flowFieldNames);
    this.hasInventory = history.hasInventory;
    this.objects = flows === null ? 0 : 1;
    this.notices = [...(flows?.notices ?? []), ...history.notices];
    this.relations = new Map([
      ...(flows === null ? [] : [['flow_records', flows.relation(range)] as const]),
      ...history.relations,
    ]);
  }

  get fingerprint(): string {
    return createHash('sha256')
      .update(JSON.stringify([[...this.relations], this.opened.minute]))
      .digest('hex');
  }

  /** Looks which hours a rollup answers; before any statement over flow logs. */
  async look({ tables, name, dialect }: RollupLook, wish: RollupWish, signal: AbortSignal): Promise<void> {
    const { range, flows } = this.opened;
    if (flows === null) {
      return;
    }
    const ask = async (sql: string): Promise<ResultColumns> => (await this.run(sql, signal)).result;
    const askTables = async (sql: string): Promise<ResultColumns> => {
      const { result, stats } = await this.runner.client.run(sql, AbortSignal.any([signal, this.closing.signal]));
      this.looked.push(stats);
      return result;
    };
    const digested = { table: name, scheme: flows.scheme, keys: flows.keys, hasFiles: flows.hasFiles, dialect };
    const { rolled, proofs, relations, read } = await rollupOfRange({
      tables,
      range,
      wish,
      hasInventory: this.hasInventory,
      fields: this.fields,
      ask,
      askTables,
      flows: (hours) => flowDigestsOf(digested, hours, (sql) => askTables(this.written(sql))),
    });
    this.rolled = rolled;
    this.proofs = proofs;
    this.relations = new Map([...this.relations, ['flow_records', flows.relation(range, read)], ...relations]);
  }

  written(sql: string): string {
    const merged = withRelations(this.relations, sql);
    const bytes = Buffer.byteLength(merged);
    if (bytes > this.runner.mostStatementBytes) {
      throw new ZoneFlowError(
        'bad_query',
        `The question’s statement is ${bytes} bytes long, the engine takes ${this.runner.mostStatementBytes}`,
        { remedy: 'Use fewer or shorter filter values, or a shorter range.' }
      );
    }
    return merged;
  }

  async run(sql: string, signal: AbortSignal): Promise<Ran> {
    const merged = this.written(sql);
    const either = AbortSignal.any([signal, this.closing.signal]);
    if (!/\bflow_records\b/.test(sql)) {
      const { value } = await this.runner.kept.get(
        merged,
        historyResultMs,
        (shared) => this.runner.client.run(merged, shared),
        either
      );
      return value;
    }
    const [ran] = await Promise.all([
      this.runner.client.run(merged, either).catch((error: unknown) => {
        throw ofTable(error);
      }),
      this.addReach(either),
    ]);
    const looked = this.looked.splice(0);
    return looked.length === 0 ? ran : { ...ran, stats: looked.reduce(added, ran.stats) };
  }

  close(): Promise<void> {
    this.closing.abort();
    return Promise.resolve();
  }

  /** How far history reaches is asked beside the first statement over flow logs; a failure of it takes no answer away. */
  private async addReach(signal: AbortSignal): Promise<void> {
    if (this.reached) {
      return;
    }
    this.reached = true;
    try {
      const { notices, lastSight } = await this.history.reach(signal);
      this.notices.push(...notices);
      this.newest = lastSight;
    } catch (error) {
      signal.throwIfAborted();
      const { message } = toZoneFlowError(error);
      this.runner.warn('The end of the pod history could not be read', { message });
      this.notices.push({
        severity: 'warning',
        text: `How far the pod history reaches could not be read: ${message}`,
      });
    }
  }
}

function added(sum: RunStats, more: RunStats): RunStats {
  return {
    engineMs: sum.engineMs + more.engineMs,
    queueMs: sum.queueMs + more.queueMs,
    scannedBytes: sum.scannedBytes + more.scannedBytes,
    scanPrice: sum.scanPrice + more.scanPrice,
  };
}

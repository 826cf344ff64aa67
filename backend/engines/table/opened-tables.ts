/** The data of one range in tables: statements get its relations put before them. */
import { createHash } from 'node:crypto';
import type { AnswerCache } from '../../cache/answer-cache';
import { ZoneFlowError, toZoneFlowError } from '../../errors';
import { flowFieldNames, type FlowField } from '../../flows/fields';
import type { Notice } from '../../frames/frame';
import type { OpenedData, ResultColumns, RunStats, TimeRange } from '../engine';
import type { FlowTable } from './flows-of-range';
import type { HistoryOfRange } from './history-of-range';
import type { SqlClient } from './sql-client';
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

export class OpenedTables implements OpenedData {
  readonly fields: ReadonlySet<FlowField>;
  /** What single files lack shows in no schema. */
  readonly partialFields: ReadonlySet<FlowField> = new Set();
  readonly hasInventory: boolean;
  readonly objects: number;
  /** Not known before a statement has run. */
  readonly objectBytes = 0;
  readonly notices: Notice[];
  readonly fingerprint: string;
  newest: number | null = null;
  private readonly runner: StatementRunner;
  private readonly relations: ReadonlyMap<string, string>;
  private readonly history: HistoryOfRange;
  private readonly closing = new AbortController();
  private reached = false;

  /** @param minute changes the fingerprint: nothing tells when the files behind a table change. */
  constructor(
    runner: StatementRunner,
    opened: { range: TimeRange; flows: FlowTable | null; history: HistoryOfRange; minute: number }
  ) {
    const { range, flows, history, minute } = opened;
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
    this.fingerprint = createHash('sha256')
      .update(JSON.stringify([[...this.relations], minute]))
      .digest('hex');
  }

  async run(sql: string, signal: AbortSignal): Promise<Ran> {
    const merged = withRelations(this.relations, sql);
    const bytes = Buffer.byteLength(merged);
    if (bytes > this.runner.mostStatementBytes) {
      throw new ZoneFlowError(
        'bad_query',
        `The question’s statement is ${bytes} bytes long, the engine takes ${this.runner.mostStatementBytes}`,
        { remedy: 'Use fewer or shorter filter values.' }
      );
    }
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
    return ran;
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

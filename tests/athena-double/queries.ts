/** Queries of the Athena double from their start to their end, and which of them still run. */
import { randomUUID } from 'node:crypto';
import { QueryFailure, type Answer, type Backend, type Statement } from './backend';
import type { Workgroup } from './workgroups';

export type QueryState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface Query extends Statement {
  workgroup: Workgroup;
  /** DML has a header row and a CSV object, the rest neither. */
  kind: 'DML' | 'DDL' | 'UTILITY';
  /** `s3://bucket/…/id.csv`; null for managed results. */
  outputLocation: string | null;
  reused: boolean;
  state: QueryState;
  answer: Answer | null;
  failure: QueryFailure | null;
  /** Epoch milliseconds; null as long as it has not come to that. */
  submitted: number;
  started: number | null;
  ended: number | null;
  /** When somebody last asked how it is. */
  attended: number;
}

export interface NewQuery {
  sql: string;
  catalog: string | null;
  database: string | null;
  workgroup: Workgroup;
  /** Folder with a slash at its end; null for managed results. */
  outputFolder: string | null;
  reuseMinutes: number | null;
}

export class Queries {
  readonly all = new Map<string, Query>();
  private readonly backend: Backend;
  private readonly stops = new Map<string, AbortController>();
  private readonly write: (query: Query, answer: Answer) => void;

  /** @param write called with each answer before its query counts as succeeded */
  constructor(backend: Backend, write: (query: Query, answer: Answer) => void) {
    this.backend = backend;
    this.write = write;
  }

  /** Queued or running. */
  active(): Query[] {
    return [...this.all.values()].filter(({ state }) => state === 'QUEUED' || state === 'RUNNING');
  }

  start({ outputFolder, reuseMinutes, ...statement }: NewQuery): Query {
    const id = randomUUID();
    const kind = kindOf(statement.sql);
    const now = Date.now();
    const query: Query = {
      ...statement,
      id,
      kind,
      cutoffBytes: statement.workgroup.cutoffBytes,
      outputLocation: outputFolder === null ? null : `${outputFolder}${id}.${kind === 'DML' ? 'csv' : 'txt'}`,
      reused: false,
      state: 'QUEUED',
      answer: null,
      failure: null,
      submitted: now,
      started: null,
      ended: null,
      attended: now,
    };
    const earlier = reuseMinutes === null ? undefined : this.reusable(query, outputFolder, reuseMinutes);
    this.all.set(id, query);
    if (earlier?.answer == null) {
      void this.run(query);
    } else {
      this.write(query, earlier.answer);
      Object.assign(query, { state: 'SUCCEEDED', answer: earlier.answer, reused: true, started: now, ended: now });
    }
    return query;
  }

  /** Has no effect on one that is over. */
  stop(query: Query): void {
    if (query.ended === null) {
      const reason = new QueryFailure('Query was cancelled by the user', { state: 'CANCELLED' });
      Object.assign(query, { state: 'CANCELLED', failure: reason, ended: Date.now() });
      this.stops.get(query.id)?.abort();
    }
  }

  private async run(query: Query): Promise<void> {
    const stop = new AbortController();
    this.stops.set(query.id, stop);
    const setState = (state: 'QUEUED' | 'RUNNING'): void => {
      if (query.ended === null) {
        query.state = state;
        query.started ??= state === 'RUNNING' ? Date.now() : null;
      }
    };
    try {
      const answer = await this.backend.run(query, { signal: stop.signal, setState });
      if (query.ended === null) {
        this.write(query, answer);
        Object.assign(query, { state: 'SUCCEEDED', answer, ended: Date.now() });
      }
    } catch (error) {
      if (query.ended === null) {
        const failure = error instanceof QueryFailure ? error : new QueryFailure(`INTERNAL: ${String(error)}`);
        Object.assign(query, { state: failure.state, failure, ended: Date.now() });
      }
    } finally {
      this.stops.delete(query.id);
    }
  }

  /** Athena compares the text, what it is asked in, and where results go; the newest answer counts. */
  private reusable(query: Query, outputFolder: string | null, minutes: number): Query | undefined {
    const oldest = Date.now() - minutes * 60_000;
    return [...this.all.values()]
      .reverse()
      .find(
        (one) =>
          one.state === 'SUCCEEDED' &&
          (one.ended ?? 0) >= oldest &&
          one.sql === query.sql &&
          one.catalog === query.catalog &&
          one.database === query.database &&
          one.workgroup === query.workgroup &&
          one.outputLocation?.startsWith(outputFolder ?? '?') === true
      );
  }
}

function kindOf(sql: string): Query['kind'] {
  return /^[\s(]*(select|with|values|table|insert)\b/i.test(sql)
    ? 'DML'
    : /^\s*explain\b/i.test(sql)
      ? 'UTILITY'
      : 'DDL';
}

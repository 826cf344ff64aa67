/** A backend that answers what a test says, after the times that it says; nothing of the SQL is understood. */
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryFailure, type AnswerColumn, type Backend, type Run, type TableMetadata } from './backend';

export interface ScriptedAnswer {
  columns?: readonly AnswerColumn[];
  rows?: ReadonlyArray<ReadonlyArray<string | null>>;
  scannedBytes?: number;
  /** States with their milliseconds, in order; by default queued for a moment and done at once. */
  phases?: ReadonlyArray<readonly ['QUEUED' | 'RUNNING', number]>;
  /** Its phases end no earlier than this. */
  until?: Promise<void>;
  /** Fails after its phases. */
  failure?: QueryFailure;
}

export type Script = (sql: string) => ScriptedAnswer;

export interface ScriptedBackend extends Backend {
  script: Script;
  /** Tables by database. */
  metadata: Map<string, TableMetadata[]>;
}

/** Runs until it is stopped, for an hour at most. */
export const endless: ScriptedAnswer = { phases: [['RUNNING', 3_600_000]] };

export function scriptedBackend(script: Script): ScriptedBackend {
  const backend: ScriptedBackend = {
    script,
    metadata: new Map(),
    async run({ sql, cutoffBytes }, run) {
      const {
        columns = [],
        rows = [],
        scannedBytes = 0,
        phases = [['RUNNING', 0]],
        until,
        failure,
      } = backend.script(sql);
      await passThrough(phases, run);
      await until;
      if (failure !== undefined) {
        throw failure;
      }
      if (cutoffBytes !== null && scannedBytes > cutoffBytes) {
        throw new QueryFailure('Bytes scanned limit was exceeded', { state: 'CANCELLED' });
      }
      return { columns, rows, scannedBytes };
    },
    databases: async () => [...backend.metadata.keys()],
    tableNames: async (database) => (backend.metadata.get(database) ?? []).map(({ Name }) => Name),
    table: async (database, name) => backend.metadata.get(database)?.find(({ Name }) => Name === name) ?? null,
    close: async () => undefined,
  };
  return backend;
}

async function passThrough(phases: NonNullable<ScriptedAnswer['phases']>, run: Run): Promise<void> {
  for (const [state, ms] of phases) {
    run.setState(state);
    if (ms > 0) {
      await sleep(ms, undefined, { signal: run.signal, ref: false });
    }
  }
}

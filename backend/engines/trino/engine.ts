/** The engine `trino`: tables of any Trino, through the connector that keeps them (Hive as a rule). */
import type { Logger } from '../../log';
import type { Engine } from '../engine';
import { createTableEngine } from '../table/engine';
import type { PartitionValues } from '../table/partition-keys';
import { createTrinoClient, type TrinoClientOptions } from './client';

export interface TrinoEngineOptions {
  url: string;
  user: string;
  catalog: string;
  /** Basic authentication; the token wins if there are both. */
  password?: string;
  /** A JSON web token. */
  token?: string;
  /** PEM of certificate authorities instead of the system's. */
  certificateAuthority?: string;
  flows: { database: string; table: string };
  history: { database: string; table: string };
  /** Hours that were summed up, if there are any. */
  rollup?: { database: string; table: string } | undefined;
  /** What to call the cluster of a history that tells none. */
  cluster?: string;
  partitions: PartitionValues;
  timeoutSeconds: number;
  maxScanBytes: number | null;
  log?: Pick<Logger, 'warn'>;
}

/** Trino's own limit (query.max-length), which can be raised to a billion. */
const mostStatementBytes = 1_000_000;

/** Errors: bad_settings. */
export function createTrinoEngine(options: TrinoEngineOptions): Engine {
  const { catalog, flows, history, rollup, cluster, partitions, log } = options;
  return createTableEngine({
    name: 'trino',
    client: createTrinoClient({ ...options, secret: trinoSecret(options) }),
    tables: {
      flows: { catalog, ...flows },
      history: { catalog, ...history },
      rollup: rollup && { catalog, ...rollup },
    },
    ...(cluster !== undefined && { cluster }),
    partitions,
    mostStatementBytes,
    log,
  });
}

/** The token wins if there are both. */
export function trinoSecret({
  password,
  token,
}: Pick<TrinoEngineOptions, 'password' | 'token'>): TrinoClientOptions['secret'] {
  if (token !== undefined && token !== '') {
    return { type: 'token', value: token };
  }
  return password !== undefined && password !== '' ? { type: 'password', value: password } : undefined;
}

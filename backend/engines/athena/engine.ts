/** The engine `athena`: tables of a catalog of Amazon Athena, Glue's as a rule. */
import type { AwsSettings } from '../../aws/aws-settings';
import type { Logger } from '../../log';
import type { Engine } from '../engine';
import { createTableEngine } from '../table/engine';
import type { PartitionValues } from '../table/partition-keys';
import { createAthenaClient } from './client';
import type { WorkgroupOptions } from './workgroup';

export interface AthenaEngineOptions extends WorkgroupOptions {
  aws: AwsSettings;
  mostRunning: number;
  maxScanBytes: number | null;
  flows: { database: string; table: string };
  history: { database: string; table: string };
  /** Hours that were summed up, if there are any. */
  rollup?: { database: string; table: string } | undefined;
  /** What to call the cluster of a history that tells none. */
  cluster?: string;
  partitions: PartitionValues;
  log?: Pick<Logger, 'warn'>;
}

/** Athena's limit on a query string; https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
const mostStatementBytes = 262_144;

export function createAthenaEngine(options: AthenaEngineOptions): Engine {
  const { flows, history, rollup, cluster, partitions, log } = options;
  return createTableEngine({
    name: 'athena',
    client: createAthenaClient(options),
    // The catalog is the query's own: names of two parts say the same in every catalog.
    tables: { flows, history, rollup },
    ...(cluster !== undefined && { cluster }),
    partitions,
    mostStatementBytes,
    log,
  });
}

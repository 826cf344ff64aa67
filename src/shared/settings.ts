/** Data source settings (`jsonData`) as stored by Grafana and provisioning files. Contract for provisioning. */
import * as z from 'zod/mini';
import { dimensionSchema } from './dimensions';
import { measures, queryTypes, trafficKinds } from './query';

export const engineNames = ['duckdb', 'athena', 'trino'] as const;
export type EngineName = (typeof engineNames)[number];

const locationSchema = z.object({ location: z.string().check(z.minLength(1)) });
const tableSchema = z.object({
  database: z.string().check(z.minLength(1)),
  table: z.string().check(z.minLength(1)),
});

export const priceSchema = z.object({
  /** USD (or `currency`) per 2^30 bytes out of the source zone. */
  perGbOut: z._default(z.number().check(z.minimum(0)), 0.01),
  /** The same into the target zone. */
  perGbIn: z._default(z.number().check(z.minimum(0)), 0.01),
  currency: z._default(z.string(), 'USD'),
});
export type Price = z.infer<typeof priceSchema>;

export const limitsSchema = z.object({
  /** Most rows one answer may have; more is an error that names the limit. */
  maxRows: z._default(z.int().check(z.minimum(1)), 100_000),
  timeoutSeconds: z._default(z.number().check(z.positive()), 60),
  maxScanBytes: z._default(z.nullable(z.int().check(z.minimum(1))), null),
});
export type Limits = z.infer<typeof limitsSchema>;

/**
 * Embedded engine only: 0 threads means all cores; memory in MiB is a bound, not what is used. DuckDB shares it out to the
 * operators of a statement beforehand: well above the need (some 330 MiB for 100 million records) nothing is spilled early.
 */
export const duckdbSettingsSchema = z.object({
  threads: z._default(z.int().check(z.minimum(0), z.maximum(256)), 0),
  memoryLimitMb: z._default(z.int().check(z.minimum(64)), 2048),
  /** For data in S3: where objects are kept, by default the system's folder for temporary files; MiB of them; days unused. */
  cacheDirectory: z.optional(z.string().check(z.regex(/^($|\/)/, 'must be a whole path, from the root'))),
  cacheMaxMb: z._default(z.int().check(z.minimum(64)), 4096),
  cacheMaxDays: z._default(z.number().check(z.positive()), 7),
});

/** Athena only; which account and region it is of say the AWS keys at top level. */
export const athenaSettingsSchema = z.object({
  catalog: z._default(z.string(), 'AwsDataCatalog'),
  workgroup: z._default(z.string(), 'primary'),
  /** s3:// prefix for results; absent if the workgroup names one or manages its results (it then refuses another). */
  outputLocation: z.optional(z.string().check(z.regex(/^($|s3:\/\/[^/]+)/, 'must begin with s3:// and a bucket'))),
  /** A result of the same statement may be this many minutes old; 0 runs every statement. */
  reuseMinutes: z._default(z.int().check(z.minimum(0), z.maximum(10_080)), 5),
  /** Queries of this data source that run at a time; the account's quota is shared with all others. */
  mostRunning: z._default(z.int().check(z.minimum(1), z.maximum(1000)), 20),
});

/** Trino only; secrets: `trinoPassword` or `trinoToken` (a JSON web token), `tlsCACert` (authorities to trust, PEM). */
export const trinoSettingsSchema = z.object({
  url: z.optional(z.string().check(z.regex(/^($|https?:\/\/[^/]+)/, 'must begin with http:// or https:// and a host'))),
  user: z._default(z.string(), 'zoneflow'),
  catalog: z._default(z.string(), 'hive'),
});

export const clusterSchema = z.object({
  name: z.string(),
  region: z.optional(z.string()),
  vpcId: z.optional(z.string()),
  /** Role to assume for its collection, where the cluster is of another account; the external ID that the role asks for. */
  assumeRoleArn: z.optional(z.string()),
  externalId: z.optional(z.string()),
});

/** Pod history collected by the backend itself from the named clusters, into the history's location. */
export const collectSchema = z.object({
  enabled: z._default(z.boolean(), false),
  /** Between writes. */
  intervalSeconds: z._default(z.int().check(z.minimum(10), z.maximum(3600)), 60),
});

export const settingsSchema = z.object({
  engine: z._default(z.enum(engineNames), 'duckdb'),
  flows: z.union([locationSchema, tableSchema]),
  /** Values of the flow table's partition keys to keep to; keys of injected projection need one. */
  partitions: z._default(z.record(z.string(), z.array(z.string()).check(z.minLength(1))), {}),
  history: z.union([locationSchema, tableSchema]),
  /** Where `zoneflow rollup` keeps the hours it has summed up, in files or in tables as the flow logs are; absent if it does not run. */
  rollup: z.optional(z.union([locationSchema, tableSchema])),
  clusters: z._default(z.array(clusterSchema), []),
  collect: z.prefault(collectSchema, {}),
  price: z.prefault(priceSchema, {}),
  limits: z.prefault(limitsSchema, {}),
  duckdb: z.prefault(duckdbSettingsSchema, {}),
  athena: z.prefault(athenaSettingsSchema, {}),
  trino: z.prefault(trinoSettingsSchema, {}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** What a new query starts with. The backend does not read it: a wrong preference must not stop a query. */
export const queryDefaultsSchema = z.object({
  queryType: z.optional(z.enum(queryTypes)),
  traffic: z.optional(z.enum(trafficKinds)),
  groupBy: z.optional(z.array(dimensionSchema).check(z.maxLength(16))),
  measure: z.optional(z.enum(measures)),
  limit: z.optional(z.int().check(z.minimum(0), z.maximum(1_000_000))),
});
export type QueryDefaults = z.infer<typeof queryDefaultsSchema>;

/** Whether a location can be found from anywhere: a path from the root, or an s3:// prefix. */
export function isWholeLocation(location: string): boolean {
  return /^(\/|s3:\/\/[^/]+)/.test(location);
}

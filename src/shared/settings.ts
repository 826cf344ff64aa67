/** Data source settings (`jsonData`) as stored by Grafana and provisioning files. Contract for provisioning. */
import * as z from 'zod/mini';

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
});

export const settingsSchema = z.object({
  engine: z._default(z.enum(engineNames), 'duckdb'),
  flows: z.union([locationSchema, tableSchema]),
  history: z.union([locationSchema, tableSchema]),
  clusters: z._default(
    z.array(z.object({ name: z.string(), region: z.optional(z.string()), vpcId: z.optional(z.string()) })),
    []
  ),
  price: z.prefault(priceSchema, {}),
  limits: z.prefault(limitsSchema, {}),
  duckdb: z.prefault(duckdbSettingsSchema, {}),
});
export type Settings = z.infer<typeof settingsSchema>;

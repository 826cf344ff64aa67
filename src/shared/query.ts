/** The stored form of a question: what a panel, an alert rule or the command line asks. Contract for dashboards. */
import * as z from 'zod/mini';
import { dimensionSchema } from './dimensions';

export const queryTypes = ['graph', 'timeseries', 'table', 'matrix', 'health'] as const;
export const trafficKinds = ['cross-zone', 'same-zone', 'all'] as const;
export const measures = ['bytes', 'packets', 'flows', 'cost'] as const;
export const filterSides = ['source', 'target', 'either'] as const;
export const filterOperators = ['=', '!=', '=|', '!=|', '=~', '!~'] as const;

export type QueryType = (typeof queryTypes)[number];
export type TrafficKind = (typeof trafficKinds)[number];
export type Measure = (typeof measures)[number];
export type FilterSide = (typeof filterSides)[number];
export type FilterOperator = (typeof filterOperators)[number];

/** What the rest beyond the limit is called, in ids and in every column; no filter can name it. */
export const otherName = 'other';

/** Most values one filter may list; the same bound the answer's row limit has. */
export const maxFilterValues = 100_000;

/** Most filters of one query. */
export const maxFilters = 100;

export const trafficFilterSchema = z.object({
  side: z._default(z.enum(filterSides), 'either'),
  dimension: dimensionSchema,
  operator: z._default(z.enum(filterOperators), '='),
  values: z.array(z.string().check(z.maxLength(10_000))).check(z.maxLength(maxFilterValues)),
});
export type TrafficFilter = z.infer<typeof trafficFilterSchema>;

/** Unknown members are ignored; a wrong value is refused with its path. Defaults make `{}` a runnable question. */
export const trafficQuerySchema = z.object({
  refId: z._default(z.string(), 'A'),
  queryType: z._default(z.enum(queryTypes), 'graph'),
  traffic: z._default(z.enum(trafficKinds), 'cross-zone'),
  groupBy: z._default(z.array(dimensionSchema).check(z.maxLength(16)), ['namespace', 'workload', 'zone']),
  targetGroupBy: z.optional(z.array(dimensionSchema).check(z.maxLength(16))),
  filters: z._default(z.array(trafficFilterSchema).check(z.maxLength(maxFilters)), []),
  bidirectional: z._default(z.boolean(), false),
  measure: z._default(z.enum(measures), 'bytes'),
  rate: z._default(z.boolean(), false),
  limit: z._default(z.int().check(z.minimum(0), z.maximum(1_000_000)), 50),
  other: z._default(z.boolean(), true),
});

/** A question with every default filled in. */
export type TrafficQuery = z.infer<typeof trafficQuerySchema>;

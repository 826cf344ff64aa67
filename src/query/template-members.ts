/** Template variables outside filters: a dashboard may switch traffic and measure and what is grouped by. */
import type { ScopedVars } from '@grafana/data';
import type { TemplateSrv } from '@grafana/runtime';
import * as z from 'zod/mini';
import { dimensionSchema } from '../shared/dimensions';
import { measures, trafficKinds } from '../shared/query';
import { storedGrouping, type StoredQuery } from './stored-query';
import { expandText } from './template-variables';

/** What a variable gives that is no choice of its member stays as it was written: the backend refuses it by name. */
export function interpolateMembers(query: StoredQuery, templates: TemplateSrv, scopedVars: ScopedVars): StoredQuery {
  const text = (member: unknown): string | undefined =>
    typeof member === 'string' ? templates.replace(member, scopedVars) : undefined;
  const dimensions = (grouping: unknown): string[] | undefined =>
    storedGrouping(grouping)?.flatMap((dimension) => expandText(dimension, templates, scopedVars));
  const { data } = membersSchema.safeParse({
    traffic: text(query.traffic),
    measure: text(query.measure),
    groupBy: dimensions(query.groupBy),
    targetGroupBy: dimensions(query.targetGroupBy),
  });
  const filled = Object.entries(data ?? {}).filter(([, value]) => value !== undefined);
  return { ...query, ...Object.fromEntries(filled) };
}

const membersSchema = z.object({
  traffic: z.optional(z.enum(trafficKinds)),
  measure: z.optional(z.enum(measures)),
  groupBy: z.optional(z.array(dimensionSchema)),
  targetGroupBy: z.optional(z.array(dimensionSchema)),
});

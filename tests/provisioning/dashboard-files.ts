/** The bundled dashboards as data: what the tests of this folder read of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

export const repository = join(__dirname, '..', '..');
const folder = join(repository, 'src/dashboards');

const datasourceSchema = z.object({ type: z.string(), uid: z.string() });
const targetSchema = z.looseObject({ refId: z.string(), datasource: datasourceSchema });

const panelSchema = z.looseObject({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  description: z.string(),
  datasource: datasourceSchema,
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  fieldConfig: z.object({
    defaults: z.looseObject({}),
    overrides: z.array(
      z.object({
        matcher: z.object({ id: z.string(), options: z.unknown() }),
        properties: z.array(z.looseObject({ id: z.string() })),
      })
    ),
  }),
  targets: z.array(targetSchema),
});
export type Panel = z.infer<typeof panelSchema>;

const variableSchema = z.looseObject({
  name: z.string(),
  type: z.string(),
  label: z.string(),
  query: z.optional(z.unknown()),
  datasource: z.optional(datasourceSchema),
  multi: z.optional(z.boolean()),
  includeAll: z.optional(z.boolean()),
  allValue: z.optional(z.string()),
  options: z.optional(z.array(z.object({ text: z.string(), value: z.string(), selected: z.boolean() }))),
});
export type Variable = z.infer<typeof variableSchema>;

const dashboardSchema = z.looseObject({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  schemaVersion: z.int(),
  time: z.object({ from: z.string(), to: z.string() }),
  links: z.array(z.looseObject({ keepTime: z.boolean(), includeVars: z.boolean(), tags: z.array(z.string()) })),
  annotations: z.object({ list: z.array(z.looseObject({ datasource: datasourceSchema, target: z.unknown() })) }),
  templating: z.object({ list: z.array(variableSchema) }),
  panels: z.array(panelSchema),
});
export type Dashboard = z.infer<typeof dashboardSchema>;

/** Each bundled dashboard by its file's name. Throws if a file is not a dashboard. */
export const dashboards: ReadonlyMap<string, Dashboard> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, dashboardSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))])
);

/** Every object within a JSON value, the value itself included. */
export function objectsIn(value: unknown): Array<Record<string, unknown>> {
  if (Array.isArray(value)) {
    return value.flatMap(objectsIn);
  }
  return typeof value === 'object' && value !== null
    ? [{ ...value }, ...Object.values(value).flatMap((member) => objectsIn(member))]
    : [];
}

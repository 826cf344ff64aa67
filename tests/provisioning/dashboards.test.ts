/** The bundled dashboards against what they rely on: the stored forms of questions, Grafana's grid, each other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { parseQuery } from '../../backend/query/parse-query';
import { eventsQuerySchema } from '../../src/shared/events';
import { dimensionSchema } from '../../src/shared/dimensions';
import { otherName, trafficFilterSchema } from '../../src/shared/query';
import { dashboards, objectsIn, repository, type Dashboard, type Panel, type Variable } from './dashboard-files';

const plugin = z
  .object({ id: z.string(), includes: z.array(z.object({ type: z.string(), name: z.string(), path: z.string() })) })
  .parse(JSON.parse(readFileSync(join(repository, 'src/plugin.json'), 'utf8')));
const builtIn = ['-- Dashboard --', '-- Mixed --'];
const cases = [...dashboards];

/** `$name`, `${name}`, `${name:format}`; what begins with two underscores is Grafana's own. */
function variablesIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/\$\{?(?!__)([a-z]\w*)/g)].map(([, name = '']) => name);
}

/** The value with each variable filled in: a choice of its own, or a name as history might give one. */
function filled(value: unknown, variables: readonly Variable[], choice: number): unknown {
  const text = JSON.stringify(value).replace(/\$\{?(?!__)([a-z]\w*)(?::\w+)?\}?/g, (_, name: string) => {
    const options = variables.find((variable) => variable.name === name)?.options ?? [];
    return options[choice % Math.max(1, options.length)]?.value ?? 'some-name';
  });
  return JSON.parse(text);
}

function targetsOf(dashboard: Dashboard): Array<{ panel: Panel; target: Panel['targets'][number] }> {
  return dashboard.panels.flatMap((panel) => panel.targets.map((target) => ({ panel, target })));
}

test('plugin.json includes each of them by its title', () => {
  const included = plugin.includes.map(({ type, name, path }) => ({ type, name, path }));
  expect(included.sort((one, other) => one.path.localeCompare(other.path))).toEqual(
    cases.map(([file, { title }]) => ({ type: 'dashboard', name: title, path: `dashboards/${file}` }))
  );
});

test('their uids and titles are their own', () => {
  expect(new Set(cases.map(([, { uid }]) => uid)).size).toBe(cases.length);
  expect(new Set(cases.map(([, { title }]) => title)).size).toBe(cases.length);
});

describe.each(cases)('%s', (_, dashboard) => {
  const variables = dashboard.templating.list;
  const names = variables.map(({ name }) => name);

  it('is of Grafana 12.4, without an identity of one installation', () => {
    expect(dashboard.schemaVersion).toBe(42);
    expect(dashboard.uid).toMatch(/^zoneflow-[a-z-]+$/);
    expect(dashboard).not.toHaveProperty('id');
    expect(JSON.stringify(dashboard)).not.toMatch(/https?:|zoneflow-demo|orgId/);
  });

  it('links to the others and takes time and variables along', () => {
    expect(dashboard.links).toEqual([
      expect.objectContaining({ keepTime: true, includeVars: true, tags: ['zoneflow'] }),
    ]);
    expect(dashboard.tags).toContain('zoneflow');
    const urls = objectsIn(dashboard.panels).flatMap(({ url }) => (typeof url === 'string' ? [url] : []));
    for (const url of urls) {
      const target = [...dashboards.values()].find(({ uid }) => url.startsWith(`/d/${uid}?`));
      const set = [...url.matchAll(/var-(\w+)=|\$\{(\w+):queryparam\}/g)].map(([, one, other]) => one ?? other);
      expect(target?.templating.list.map(({ name }) => name)).toEqual(expect.arrayContaining(set));
      expect(url).toContain('${datasource:queryparam}');
      expect(url).toContain('${__url_time_range}');
    }
  });

  it('ends before the records that are still on their way', () => {
    expect(dashboard.time.to).toBe('now-15m');
  });

  it('asks the data source that is chosen', () => {
    const sources = objectsIn(dashboard).flatMap(({ datasource }) => (datasource === undefined ? [] : [datasource]));
    expect(sources.length).toBeGreaterThan(dashboard.panels.length);
    for (const source of sources) {
      expect([
        { type: plugin.id, uid: '${datasource}' },
        ...builtIn.map((uid) => ({ type: 'datasource', uid })),
      ]).toContainEqual(source);
    }
    expect(variables[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: plugin.id });
  });

  it('names only variables it has', () => {
    expect(names).toEqual(expect.arrayContaining(variablesIn(dashboard)));
    expect(names).toEqual(expect.arrayContaining(['cluster', 'namespace', 'workload', 'filters']));
    expect(new Set(names).size).toBe(names.length);
  });

  it('lists values that depend only on variables before them; All is no list', () => {
    variables.forEach((variable, index) => {
      if (variable.type === 'query') {
        const query = queryOf(variable);
        expect(names.slice(0, index)).toEqual(expect.arrayContaining(variablesIn(query)));
        expect(z.union([z.literal('label'), dimensionSchema]).safeParse(query.dimension).success).toBe(true);
        expect(z.array(trafficFilterSchema).safeParse(filled(query.filters, variables, 0)).success).toBe(true);
        expect(variable.allValue).toBe(variable.includeAll ? '.*' : undefined);
        expect(variable.includeAll ?? false).toBe(variable.multi ?? false);
      }
    });
  });

  it('asks questions, whatever its variables are', () => {
    const most = Math.max(1, ...variables.map(({ options }) => options?.length ?? 0));
    for (const { panel, target } of targetsOf(dashboard)) {
      if (target.datasource.uid === '-- Dashboard --') {
        expect(dashboard.panels.map(({ id }) => id)).toContain(target['panelId']);
        continue;
      }
      for (let choice = 0; choice < most; choice++) {
        expect({ panel: panel.title, question: outcome(filled(target, variables, choice)) }).toEqual({
          panel: panel.title,
          question: 'asked',
        });
      }
    }
  });

  it('marks events', () => {
    for (const { target } of dashboard.annotations.list) {
      expect(eventsQuerySchema.safeParse(filled(target, variables, 0)).error).toBeUndefined();
    }
  });

  it('has panels that can be told apart and explain themselves', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    expect(new Set(dashboard.panels.map(({ title }) => title)).size).toBe(dashboard.panels.length);
    for (const { title, description, targets } of dashboard.panels) {
      expect(title).not.toBe('');
      expect(description).toMatch(/[.]$/);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
  });

  it('says that there is no traffic of an answer without any, never beside an error', () => {
    for (const { type, fieldConfig } of dashboard.panels) {
      // A panel without an answer has no fields, and shows what all fields share.
      expect(fieldConfig.defaults).not.toHaveProperty('noValue');
      const ofNumbers = fieldConfig.overrides.find(({ matcher }) => matcher.id === 'byType');
      expect(type === 'stat' ? ofNumbers?.properties.map(({ id }) => id) : ['noValue']).toEqual(
        expect.arrayContaining([expect.stringMatching(/^(noValue|mappings)$/)])
      );
    }
  });

  it('leads from the rest to all namespaces, not to one of its name', () => {
    for (const { fieldConfig, transformations } of dashboard.panels) {
      const links = JSON.stringify(fieldConfig.overrides);
      expect(links).not.toContain('var-namespace=${__value');
      if (links.includes('__data.fields.linked')) {
        const pattern = extractionsOf(transformations)[0] ?? '';
        const linked = ['shop', 'others', '', otherName].map((name) => new RegExp(pattern).exec(name)?.groups?.linked);
        expect(linked).toEqual(['shop', 'others', '', undefined]);
      }
    }
  });

  it('lays its panels out in the grid, none over another', () => {
    const cells = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, cells.get(`${x} ${y}`)]).toEqual([title, undefined]);
          cells.set(`${x} ${y}`, title);
        }
      }
    }
    const bottom = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(cells.size).toBe(24 * bottom);
  });
});

function queryOf(variable: Variable): { dimension: string; filters: unknown[] } {
  return z
    .object({ refId: z.string(), dimension: z.string(), filters: z._default(z.array(z.unknown()), []) })
    .parse(variable.query);
}

/** Patterns of fields made of others, as Grafana writes them: `/pattern/`. */
function extractionsOf(transformations: unknown): string[] {
  const schema = z._default(z.array(z.object({ options: z.object({ regExp: z.optional(z.string()) }) })), []);
  return schema.parse(transformations).flatMap(({ options }) => options.regExp?.slice(1, -1) ?? []);
}

function outcome(question: unknown): string {
  try {
    parseQuery(question);
    return 'asked';
  } catch (error) {
    return String(error);
  }
}

import {
  applyFieldOverrides,
  createTheme,
  dateTime,
  FieldType,
  mapInternalLinkToExplore,
  toDataFrame,
  type DataFrame,
  type Field,
  type FieldDTO,
  type InterpolateFunction,
  type LinkModel,
} from '@grafana/data';
import * as z from 'zod/mini';
import { withDrillDown } from './drill-down';
import type { StoredQuery } from './stored-query';

const from = dateTime('2026-03-10T07:00:00Z');
const to = dateTime('2026-03-10T08:00:00Z');
const range = { from, to, raw: { from: 'now-1h', to: 'now' } };
const datasource = { type: 'zoneflow-ekscrossaz-datasource', uid: 'uid-1' };

/** Grafana's syntax of variables; the dashboard has one called `ns`. */
const replaceVariables: InterpolateFunction = (text, scopedVars = {}) =>
  text.replace(/\$(\w+)|\[\[(\w+?)\]\]|\$\{(\w+)\}/g, (match: string, ...names: Array<string | undefined>) => {
    const name = names.slice(0, 3).find((one) => one !== undefined) ?? '';
    const value: unknown = scopedVars[name]?.value ?? (name === 'ns' ? 'WRONG' : undefined);
    return value === undefined ? match : String(value);
  });

function linked(query: Partial<StoredQuery>, ...frames: Array<{ name: string; fields: FieldDTO[] }>): DataFrame[] {
  const stored: StoredQuery = { refId: 'A', groupBy: ['namespace', 'zone'], ...query };
  const data = frames.map((frame) => ({ ...toDataFrame(frame), refId: 'A' }));
  const response = withDrillDown({ data }, { queries: [stored], datasource, datasourceName: 'ZoneFlow', range });
  const models = response.data.map((frame, index) => {
    expect(frame.fields.map(({ values }: Field) => values)).toEqual(data[index]?.fields.map(({ values }) => values));
    return toDataFrame(frame);
  });
  return models;
}

/** The links of a cell as a dashboard's table or time series makes them. */
function cellLinks(frame: DataFrame, name: string, valueRowIndex: number): LinkModel[] {
  const [shown] = applyFieldOverrides({
    data: [frame],
    fieldConfig: { defaults: {}, overrides: [] },
    replaceVariables,
    theme: createTheme(),
  });
  return shown?.fields.find((field) => field.name === name)?.getLinks?.({ valueRowIndex }) ?? [];
}

/** The links of a row as the node graph makes them: all it tells of the row is the value of the field with the link. */
function rowLinks(frame: DataFrame | undefined, rowIndex: number): LinkModel[] {
  return (frame?.fields ?? []).flatMap((field) =>
    (field.config.links ?? []).flatMap((link) => {
      const internalLink = link.internal;
      const scopedVars = { __value: { text: 'Raw value', value: { raw: field.values[rowIndex] } } };
      return internalLink === undefined
        ? []
        : [mapInternalLinkToExplore({ link, internalLink, scopedVars, range, field, replaceVariables })];
    })
  );
}

const exploreSchema = z.object({
  datasource: z.string(),
  range: z.object({ from: z.string(), to: z.string() }),
  queries: z.array(
    z.looseObject({
      queryType: z.string(),
      filters: z.array(z.object({ side: z.string(), dimension: z.string(), values: z.array(z.string()) })),
    })
  ),
});

/** What Explore is opened with. */
function opened(link: LinkModel | undefined) {
  const left = new URL(link?.href ?? '', 'http://grafana').searchParams.get('left');
  const { queries, ...state } = exploreSchema.parse(JSON.parse(left ?? ''));
  expect(state).toEqual({ datasource: 'uid-1', range: range.raw });
  const [query] = queries;
  const filters = query?.filters.map(({ side, dimension, values }) => `${side} ${dimension}=${values.join('|')}`);
  return { ...query, filters };
}

const hostile = ['it\'s "quoted"', '$ns', '${ns}', '[[ns]]', 'a,b|c{d}%2F&#\\', '', '日本', '${zoneflow_dollar}'];
const text = (name: string, values: Array<string | null>): FieldDTO => ({ name, type: FieldType.string, values });
const number = (name: string, values: number[]): FieldDTO => ({ name, type: FieldType.number, values });

const table = (namespaces: string[]) => ({
  name: 'exchanges',
  fields: [
    ...['source', 'target'].flatMap((side) => [
      text(`${side}_namespace`, namespaces),
      text(
        `${side}_zone`,
        namespaces.map((name) => (name === 'other' ? 'other' : `${side}-az`))
      ),
    ]),
    ...['bytes', 'packets', 'flows', 'cost'].map((name) =>
      number(
        name,
        namespaces.map(() => 1)
      )
    ),
  ],
});

describe('a table', () => {
  it.each(hostile.map((value, row) => [value, row] as const))('row of %j is found again', (value, row) => {
    const [frame] = linked({ queryType: 'table' }, table(hostile));
    const links = frame === undefined ? [] : cellLinks(frame, 'bytes', row);
    expect(links.map(({ title }) => title)).toEqual(['Over time', 'Graph by workload', 'Table by workload']);
    expect(opened(links[0])).toMatchObject({
      ...{ datasource, queryType: 'timeseries', groupBy: ['namespace', 'zone'] },
      filters: [
        ...[`source namespace=${value}`, 'source zone=source-az'],
        ...[`target namespace=${value}`, 'target zone=target-az'],
      ],
    });
    expect(opened(links[2])).toMatchObject({ queryType: 'table', groupBy: ['namespace', 'workload', 'zone'] });
  });

  it('sorted by the panel still tells its own rows', () => {
    const [frame] = linked({ queryType: 'table' }, table(['a', 'b', 'c']));
    const reversed = frame?.fields.map((field) => ({ ...field, values: [...field.values].reverse() })) ?? [];
    const links = frame === undefined ? [] : cellLinks({ ...frame, fields: reversed }, 'cost', 0);
    expect(opened(links[0]).filters?.[0]).toBe('source namespace=c');
  });

  it('asks for more groups where the rest is clicked, and never filters by its name', () => {
    const filters = [{ side: 'source', dimension: 'pod', operator: '!=', values: ['$x'] }];
    const [frame] = linked({ queryType: 'table', limit: 10, filters }, table(['a', 'other']));
    const links = frame === undefined ? [] : cellLinks(frame, 'bytes', 1);
    expect(opened(links[2])).toMatchObject({ limit: 40, filters: ['source pod=$x'] });
  });

  it('has links on its measures alone', () => {
    const [frame] = linked({ queryType: 'table' }, table(['a']));
    const names = frame?.fields.filter(({ config }) => config.links !== undefined).map(({ name }) => name);
    expect(names).toEqual(['bytes', 'packets', 'flows', 'cost']);
  });
});

describe('a graph', () => {
  const nodes = {
    name: 'nodes',
    fields: [
      text('id', ['a', 'b', 'other']),
      text('detail__namespace', [...hostile.slice(1, 2), '', null]),
      text('detail__zone', ['az', 'az', null]),
    ],
  };
  const edges = {
    name: 'edges',
    fields: [
      ...[
        text('id', ['a--b', 'b--a', 'b--other']),
        text('source', ['a', 'b', 'b']),
        text('target', ['b', 'a', 'other']),
      ],
      ...[text('source_namespace', ['x', '', '']), text('source_zone', ['az', '', ''])],
      ...[text('target_namespace', ['', 'x', null]), text('target_zone', ['', 'az', null])],
    ],
  };

  it('has links on a node', () => {
    const links = rowLinks(linked({ limit: 20 }, nodes, edges)[0], 0);
    expect(links.map(({ title }) => title)).toEqual([
      'Graph around this',
      'Over time',
      'Graph by workload',
      'As table',
    ]);
    expect(links.map((link) => opened(link).queryType)).toEqual(['graph', 'timeseries', 'graph', 'table']);
    expect(opened(links[0])).toMatchObject({
      bidirectional: true,
      filters: ['source namespace=$ns', 'source zone=az'],
    });
  });

  it('has links on an edge', () => {
    const [, frame] = linked({ limit: 20 }, nodes, edges);
    expect(opened(rowLinks(frame, 0)[0]).filters).toEqual([
      ...['source namespace=x', 'source zone=az', 'target namespace=', 'target zone='],
    ]);
    expect(opened(rowLinks(frame, 2)[0])).toMatchObject({ limit: 10, filters: [] });
  });

  it('never filters by the name of the rest', () => {
    const links = rowLinks(linked({ limit: 20 }, nodes, edges)[0], 2);
    expect(opened(links[0])).toMatchObject({ limit: 80, filters: [] });
  });
});

describe('series', () => {
  const series = (namespace: string, zone: string, targetNamespace = '', targetZone = '$ns') => ({
    name: namespace,
    fields: [
      { name: 'time', type: FieldType.time, values: [0, 60_000] },
      {
        ...number('bytes', [1, 2]),
        labels: {
          ...{ source_namespace: namespace, source_zone: zone },
          ...{ target_namespace: targetNamespace, target_zone: targetZone },
        },
      },
    ],
  });

  it('have links by their labels', () => {
    const [frame] = linked({ queryType: 'timeseries' }, series('shop', 'az'));
    const links = frame === undefined ? [] : cellLinks(frame, 'bytes', 1);
    expect(links.map(({ title }) => title)).toEqual([
      'Over time by workload',
      'Graph by workload',
      'Table by workload',
    ]);
    expect(opened(links[0])).toMatchObject({
      queryType: 'timeseries',
      filters: ['source namespace=shop', 'source zone=az', 'target namespace=', 'target zone=$ns'],
    });
  });

  it('of the rest have none', () => {
    const rest = series('other', 'other', 'other', 'other');
    const [frame] = linked({ queryType: 'timeseries' }, rest);
    expect(frame?.fields.map(({ config }) => config.links)).toEqual([undefined, undefined]);
  });
});

it('cells of a matrix lead to their two zones', () => {
  const matrix = {
    name: 'matrix',
    fields: [text('source_zone', ['az', 'unknown']), number('az', [1, 2]), number('unknown', [3, 4])],
  };
  const [frame] = linked({ queryType: 'matrix' }, matrix);
  const links = frame === undefined ? [] : cellLinks(frame, 'unknown', 1);
  expect(opened(links[1])).toMatchObject({
    groupBy: ['namespace', 'workload', 'zone'],
    filters: ['source zone=', 'target zone='],
  });
});

it.each(['health', 'events'] as const)('%s has no links', (queryType) => {
  const [frame] = linked({ queryType }, { name: 'x', fields: [number('lag_seconds', [1])] });
  expect(frame?.fields[0]?.config.links).toBeUndefined();
});

it('frames of unknown queries, and what is no frame, pass as they are', () => {
  const response = { data: [{ ...toDataFrame(table(['a'])), refId: 'B' }, 'other'] };
  const context = { queries: [{ refId: 'A' }], datasource, datasourceName: 'ZoneFlow', range };
  expect(withDrillDown(response, context)).toEqual(response);
});

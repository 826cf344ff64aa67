import type { Frame } from '../../frames/frame';
import type { EndRow } from '../result';
import { sameZoneColor, unknownZoneColor, zoneColor } from './colors';
import { graphFrames } from './graph';
import { resultOf, type RowSketch } from './result.test-data';

/** Rows of a frame as objects. */
function rowsOf(frame: Frame | undefined): Array<Record<string, unknown>> {
  const fields = frame?.fields ?? [];
  return (fields[0]?.values ?? []).map((_, row) =>
    Object.fromEntries(fields.map((field) => [field.name, field.values[row]]))
  );
}

const end = (values: string[], part: Partial<EndRow> = {}): EndRow => ({
  side: 'both',
  values,
  ...{ sent: 0, received: 0, within: 0, bytes: 0, packets: 0, flows: 0, cost: 0 },
  whole: { bytes: 0, crossZone: 0, sameZone: 0 },
  ...part,
});

function graph(rows: RowSketch[], question: Parameters<typeof resultOf>[0] = {}, ends: EndRow[] = []) {
  const frames = graphFrames(resultOf({ queryType: 'graph', ...question }, rows, undefined, ends), 'USD', 980);
  expect(frames.map(({ name }) => name)).toEqual(['nodes', 'edges']);
  const [nodes, edges] = frames.map(rowsOf);
  const ids = new Set((nodes ?? []).map(({ id }) => id));
  expect(ids.size).toBe(nodes?.length);
  expect(new Set((edges ?? []).map(({ id }) => id)).size).toBe(edges?.length);
  for (const { source, target } of edges ?? []) {
    expect(ids).toContain(source);
    expect(ids).toContain(target);
  }
  return { frames, nodes: nodes ?? [], edges: edges ?? [] };
}

test('nodes sum what they send and receive, edges are directed', () => {
  const { nodes, edges } = graph([
    { from: ['web', 'a'], to: ['db', 'b'], bytes: 300, packets: 3, flows: 2, cost: 0.5, crossZoneBytes: 300 },
    { from: ['db', 'b'], to: ['web', 'a'], bytes: 20, packets: 1, flows: 1, cost: 0.25, crossZoneBytes: 20 },
  ]);
  expect(nodes).toEqual([
    expect.objectContaining({
      id: 'web · a',
      title: 'web',
      subtitle: 'a',
      mainstat: '320 B',
      secondarystat: '$0.75',
      detail__sent: '300 B',
      detail__received: '20 B',
      detail__within: '',
      detail__undrawn: '',
      detail__workload: 'web',
      detail__zone: 'a',
    }),
    expect.objectContaining({ id: 'db · b', detail__sent: '20 B', detail__received: '300 B' }),
  ]);
  expect(edges).toEqual([
    expect.objectContaining({
      source: 'web · a',
      target: 'db · b',
      source_workload: 'web',
      target_zone: 'b',
      mainstat: '300 B',
      secondarystat: '$0.50',
      thickness: 8,
      strokedasharray: null,
      detail__packets: '3',
      detail__flows: '2',
      detail__share: '100 %',
    }),
    expect.objectContaining({ mainstat: '20 B', thickness: 1 }),
  ]);
});

test('what is shown in a menu has a label for people', () => {
  const { frames } = graph([{ from: ['web', 'a'], to: ['db', 'b'], bytes: 1 }], { groupBy: ['workload', 'label:app'] });
  const labels = frames.map(({ fields }) =>
    fields
      .filter(({ name }) => /^(title|subtitle|mainstat|secondarystat|detail__.*)$/.test(name))
      .map(({ config }) => config?.displayName)
  );
  expect(labels).toEqual([
    [
      ...['Node', 'In', 'Cross-zone bytes', 'Cost (estimate)', 'Workload', 'Label app'],
      ...['Sent', 'Received', 'Within', 'Of this not drawn', 'Cross-zone share'],
    ],
    [
      ...['Cross-zone bytes', 'Cost (estimate)'],
      ...['Bytes', 'Packets', 'Flow records', 'Cost (estimate)', 'Cross-zone share'],
    ],
  ]);
});

test.each([
  [{ measure: 'cost' as const }, ['$0.50', '300 B']],
  [{ measure: 'packets' as const }, ['3', '$0.50']],
])('%j stands in the node, what it is compared with below', (question, expected) => {
  const row = { from: ['web', 'a'], to: ['db', 'b'], bytes: 300, packets: 3, cost: 0.5 };
  const { nodes, edges } = graph([row], question);
  for (const item of [nodes[0], edges[0]]) {
    expect([item?.mainstat, item?.secondarystat]).toEqual(expected);
  }
});

test('an edge’s arrow can be referred to, whatever its ends are called', () => {
  const { edges } = graph([
    { from: ['we b', '(a)'], to: ["d'b", 'é'] },
    { from: ['we_20_b', '(a)'], to: ["d'b", 'é'] },
  ]);
  expect(edges.map(({ id }) => id)).toEqual([
    'we_20_b_20__b7__20__28_a_29_--d_27_b_20__b7__20__e9_',
    'we_5f_20_5f_b_20__b7__20__28_a_29_--d_27_b_20__b7__20__e9_',
  ]);
});

test('an end that exchanges with itself is a node’s own stat, not an edge', () => {
  const { nodes, edges } = graph([{ from: ['web', 'a'], to: ['web', 'a'], bytes: 7 }]);
  expect(nodes).toEqual([
    expect.objectContaining({ mainstat: '7 B', detail__within: '7 B', detail__sent: '0 B', detail__received: '0 B' }),
  ]);
  expect(edges).toEqual([]);
});

test('a node’s sums are whole where the limit leaves exchanges out of the drawing', () => {
  const { nodes, frames } = graph(
    [
      { from: ['web', 'a'], to: ['db', 'b'], bytes: 5 },
      { from: ['db', 'b'], to: ['db', 'c'], bytes: 4 },
      { isOther: true, bytes: 15, cost: 2 },
    ],
    {},
    [end(['web', 'a'], { sent: 9, received: 3, within: 1, bytes: 13, cost: 1.5 })]
  );
  expect(nodes[0]).toMatchObject({
    id: 'web · a',
    ...{ mainstat: '13 B', secondarystat: '$1.50', detail__undrawn: '8 B' },
    ...{ detail__sent: '9 B', detail__received: '3 B', detail__within: '1 B' },
  });
  expect(nodes.at(-1)).toMatchObject({ id: 'other', title: 'other', detail__within: '15 B', detail__zone: null });
  expect(frames[0]?.meta?.notices).toEqual([
    {
      severity: 'info',
      text: 'The graph draws the top 2 exchanges by bytes. The rest, 15 B (63 %), is the node “other”; the sums of all other nodes are whole.',
    },
  ]);
});

test('colour says the zone and how much of all bytes crosses, greys the rest; nothing is called color', () => {
  const whole = (bytes: number, crossZone: number, sameZone: number) => ({ whole: { bytes, crossZone, sameZone } });
  const { frames, nodes } = graph(
    [
      { from: ['web', 'b'], to: ['db', 'a'], bytes: 1 },
      { from: ['web', 'b'], to: ['nat', ''], bytes: 1 },
    ],
    {},
    [end(['web', 'b'], whole(10, 5, 3)), end(['db', 'a'], whole(4, 4, 0)), end(['nat', ''], whole(2, 0, 0))]
  );
  expect(nodes.map((node) => [node.arc__a, node.arc__b, node.arc__same_zone, node.arc__unknown_zone])).toEqual([
    [0, 0.5, 0.3, 0.2],
    [1, 0, 0, 0],
    [0, 0, 0, 1],
  ]);
  const arcs = frames[0]?.fields.filter(({ name }) => name.startsWith('arc__')) ?? [];
  expect(arcs.map(({ config }) => [config?.displayName, config?.color])).toEqual([
    ['a', { mode: 'fixed', fixedColor: zoneColor('a') }],
    ['b', { mode: 'fixed', fixedColor: zoneColor('b') }],
    ['Same zone', { mode: 'fixed', fixedColor: sameZoneColor }],
    ['Unknown zone', { mode: 'fixed', fixedColor: unknownZoneColor }],
  ]);
  expect(frames[0]?.fields.map(({ name }) => name)).not.toContain('color');
  expect(nodes[0]?.detail__share).toBe('50 % of 10 B');
});

test('nodes of several zones show what crosses in one colour', () => {
  const { nodes } = graph([{ from: ['shop'], to: ['data'], bytes: 4 }], { groupBy: ['namespace'] }, [
    end(['shop'], { whole: { bytes: 8, crossZone: 2, sameZone: 6 } }),
  ]);
  expect(nodes[0]).toMatchObject({ arc__cross_zone: 0.25, arc__same_zone: 0.75 });
});

test('edges between zones stand out by colour and by line', () => {
  const { edges } = graph(
    [
      { from: ['shop'], to: ['b1'], bytes: 4, crossZoneBytes: 4 },
      { from: ['shop'], to: ['b2'], bytes: 4, crossZoneBytes: 1, sameZoneBytes: 3 },
      { from: ['shop'], to: ['b3'], bytes: 4, sameZoneBytes: 4 },
      { from: ['shop'], to: ['b4'], bytes: 4 },
    ],
    { groupBy: ['namespace'], traffic: 'all' }
  );
  expect(edges.map(({ color, strokedasharray, detail__share }) => [color, strokedasharray, detail__share])).toEqual([
    ['#e02f44', null, '100 %'],
    ['#a17983', null, '25 %'],
    [sameZoneColor, '8 5', '0 %'],
    [unknownZoneColor, '2 5', ''],
  ]);
});

test('thickness compares charges far below one dollar, too', () => {
  const { edges } = graph(
    [
      { from: ['web', 'a'], to: ['db', 'b'], cost: 0.004 },
      { from: ['db', 'b'], to: ['web', 'a'], cost: 0.001 },
    ],
    { measure: 'cost' }
  );
  expect(edges.map(({ thickness, mainstat }) => [thickness, mainstat])).toEqual([
    [8, '$0.00400'],
    [3, '$0.00100'],
  ]);
});

test('each side has its own dimensions', () => {
  const { nodes, edges } = graph([{ from: ['shop', 'web'], to: ['b'], bytes: 1 }], {
    groupBy: ['namespace', 'workload'],
    targetGroupBy: ['zone'],
  });
  expect(nodes.map(({ id, title, subtitle }) => [id, title, subtitle])).toEqual([
    ['namespace shop · workload web', 'web', 'shop'],
    ['zone b', 'b', ''],
  ]);
  expect(edges).toHaveLength(1);
  expect(nodes.map(({ detail__zone }) => detail__zone)).toEqual([null, 'b']);
});

test('without any dimension there is one node', () => {
  const { nodes, edges } = graph([{ bytes: 9 }], { groupBy: [] });
  expect(nodes).toEqual([expect.objectContaining({ id: 'all', detail__within: '9 B' })]);
  expect(edges).toEqual([]);
});

describe('the panel shows 200 nodes', () => {
  /** A chain of that many nodes, each edge of its own size. */
  const chain = (count: number): RowSketch[] =>
    Array.from({ length: count - 1 }, (_, index) => ({
      from: [`w${index}`, 'a'],
      to: [`w${index + 1}`, 'b'],
      bytes: count - index,
    }));
  // The ends differ in zone: w0|a, w1|b, w1|a, … so a chain of n workloads has 2(n - 1) nodes.

  test('200 are shown as they are', () => {
    const { nodes } = graph(chain(101));
    expect(nodes).toHaveLength(200);
    expect(nodes.map(({ id }) => id)).not.toContain('other');
  });

  test('more are folded into one, the least of them, and the sums stay', () => {
    const rows = chain(400).map((row) => ({ ...row, packets: row.bytes ?? 0 }));
    const { nodes, edges, frames } = graph(rows, { measure: 'packets' });
    expect(nodes).toHaveLength(200);
    expect(nodes.slice(0, 2).map(({ title }) => title)).toEqual(['w0', 'w1']);
    expect(nodes.at(-1)).toMatchObject({ id: 'other' });
    expect(frames[0]?.meta?.notices?.map(({ text }) => text)).toEqual([
      'The panel draws 200 nodes: 599 ends with fewer packets are folded into the node “other”.',
    ]);
    const sum = (frame: Array<Record<string, unknown>>, column: string): number =>
      frame.reduce((all, row) => all + Number(String(row[column]).replaceAll(',', '')), 0);
    const total = rows.reduce((all, row) => all + row.packets, 0);
    expect(sum(nodes, 'detail__sent') + sum(nodes, 'detail__within')).toBe(total);
    expect(sum(nodes, 'detail__received') + sum(nodes, 'detail__within')).toBe(total);
    expect(sum(edges, 'mainstat')).toBe(sum(nodes, 'detail__sent'));
  });
});

test('the same end has the same id in every answer', () => {
  const ids = (rows: RowSketch[]): unknown[] =>
    graph(rows)
      .nodes.map(({ id }) => id)
      .sort();
  const rows: RowSketch[] = [
    { from: ['web', 'a'], to: ['db', 'b'], bytes: 3 },
    { from: ['db', 'b'], to: ['cache', 'a'], bytes: 2 },
  ];
  expect(ids(rows.toReversed().map((row) => ({ ...row, bytes: 1 })))).toEqual(ids(rows));
});

test('an empty answer has both frames without rows', () => {
  const { frames, nodes, edges } = graph([]);
  expect([nodes, edges]).toEqual([[], []]);
  expect(frames.map(({ fields }) => fields.slice(0, 3).map(({ name }) => name))).toEqual([
    ['id', 'title', 'subtitle'],
    ['id', 'source', 'target'],
  ]);
  expect(frames.every(({ meta }) => meta?.preferredVisualisationType === 'nodeGraph')).toBe(true);
});

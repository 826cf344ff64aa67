import type { Frame } from '../../frames/frame';
import { graphFrames } from './graph';
import { resultOf, type RowSketch } from './result.test-data';

/** Rows of a frame as objects. */
function rowsOf(frame: Frame | undefined): Array<Record<string, unknown>> {
  const fields = frame?.fields ?? [];
  return (fields[0]?.values ?? []).map((_, row) =>
    Object.fromEntries(fields.map((field) => [field.name, field.values[row]]))
  );
}

function graph(rows: RowSketch[], question: Parameters<typeof resultOf>[0] = {}) {
  const frames = graphFrames(resultOf({ queryType: 'graph', ...question }, rows), 'USD');
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
    { from: ['web', 'a'], to: ['db', 'b'], bytes: 300, packets: 3, flows: 2, cost: 0.5 },
    { from: ['db', 'b'], to: ['web', 'a'], bytes: 20, packets: 1, flows: 1, cost: 0.25 },
  ]);
  expect(nodes).toEqual([
    expect.objectContaining({
      id: 'workload=web|zone=a',
      title: 'web',
      subtitle: 'a',
      mainstat: '320 B',
      secondarystat: '$0.75',
      detail__sent: '300 B',
      detail__received: '20 B',
      detail__within: '0 B',
      detail__workload: 'web',
      detail__zone: 'a',
    }),
    expect.objectContaining({ id: 'workload=db|zone=b', detail__sent: '20 B', detail__received: '300 B' }),
  ]);
  expect(edges).toEqual([
    expect.objectContaining({
      id: 'workload=web|zone=a → workload=db|zone=b',
      source: 'workload=web|zone=a',
      target: 'workload=db|zone=b',
      mainstat: '300 B',
      secondarystat: '$0.50',
      thickness: 8,
      detail__packets: '3',
      detail__flows: '2',
    }),
    expect.objectContaining({ mainstat: '20 B', thickness: 1 }),
  ]);
});

test('an end that exchanges with itself is a node’s own stat, not an edge', () => {
  const { nodes, edges } = graph([{ from: ['web', 'a'], to: ['web', 'a'], bytes: 7 }]);
  expect(nodes).toEqual([
    expect.objectContaining({ mainstat: '7 B', detail__within: '7 B', detail__sent: '0 B', detail__received: '0 B' }),
  ]);
  expect(edges).toEqual([]);
});

test('the rest beyond the limit is a node of its own', () => {
  const { nodes } = graph([
    { from: ['web', 'a'], to: ['db', 'b'], bytes: 5 },
    { isOther: true, bytes: 3 },
  ]);
  expect(nodes.at(-1)).toMatchObject({ id: 'other', title: 'other', subtitle: '', detail__within: '3 B' });
});

test('zones are sections of the circle that the legend names; nothing is called color', () => {
  const { frames, nodes } = graph([
    { from: ['web', 'b'], to: ['db', 'a'], bytes: 1 },
    { from: ['web', 'b'], to: ['nat', ''], bytes: 1 },
  ]);
  expect(nodes.map((node) => [node.title, node.arc__a, node.arc__b])).toEqual([
    ['web', 0, 1],
    ['db', 1, 0],
    ['nat', 0, 0],
  ]);
  const arcs = frames[0]?.fields.filter(({ name }) => name.startsWith('arc__')) ?? [];
  expect(arcs.map(({ config }) => config?.displayName)).toEqual(['a', 'b']);
  expect(new Set(arcs.map(({ config }) => config?.color?.fixedColor)).size).toBe(2);
  expect(frames[0]?.fields.map(({ name }) => name)).not.toContain('color');
});

test('edges between zones stand out from the others', () => {
  const { edges } = graph([
    { from: ['a1', 'a'], to: ['b1', 'b'], bytes: 1 },
    { from: ['a1', 'a'], to: ['a2', 'a'], bytes: 1 },
    { from: ['a1', 'a'], to: ['x', ''], bytes: 1 },
  ]);
  const [cross, same, unknown] = edges.map(({ color }) => color);
  expect(cross).not.toBe(same);
  expect(unknown).toBe(same);
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
    ['namespace=shop|workload=web', 'web', 'shop'],
    ['zone=b', 'b', ''],
  ]);
  expect(edges).toHaveLength(1);
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
    const { nodes, edges } = graph(rows, { measure: 'packets' });
    expect(nodes).toHaveLength(200);
    expect(nodes.slice(0, 2).map(({ title }) => title)).toEqual(['w0', 'w1']);
    expect(nodes.at(-1)).toMatchObject({ id: 'other' });
    const sum = (frame: Array<Record<string, unknown>>, column: string): number =>
      frame.reduce((all, row) => all + Number(String(row[column]).replaceAll(',', '')), 0);
    const total = rows.reduce((all, row) => all + row.packets, 0);
    expect(sum(nodes, 'detail__sent') + sum(nodes, 'detail__within')).toBe(total);
    expect(sum(nodes, 'detail__received') + sum(nodes, 'detail__within')).toBe(total);
    expect(sum(edges, 'detail__packets')).toBe(sum(nodes, 'detail__sent'));
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

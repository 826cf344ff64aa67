import { graphPlaces } from './graph-layout';
import type { GraphNode } from './graph-model';

function node(zone: string, id: string, isOther = false): GraphNode {
  return {
    name: { id, title: id, subtitle: '', zone, parts: [] },
    isOther,
    ...{ sent: 0, received: 0, within: 0, bytes: 0, cost: 0, undrawn: 0 },
    whole: null,
  };
}

/** That many nodes in each of the zones `a`, `b`, … */
function zones(...counts: number[]): GraphNode[] {
  return counts.flatMap((count, zone) =>
    Array.from({ length: count }, (_, index) => node('abcdef'[zone] ?? '', `${zone}-${String(index).padStart(3, '0')}`))
  );
}

const places = (nodes: GraphNode[], width = 980) => graphPlaces(nodes, width) ?? [];
/** Circle and title of two nodes do not meet: a circle is 64 pixels wide, two lines of text are 40 high. */
const apart = (nodes: GraphNode[], width = 980): boolean =>
  places(nodes, width).every((left, index) =>
    places(nodes, width)
      .slice(0, index)
      .every((right) => Math.abs(left.x - right.x) >= 64 || Math.abs(left.y - right.y) >= 104)
  );

test.each([
  ['no zone', Array.from({ length: 15 }, (_, index) => node('', String(index)))],
  ['one zone', [...zones(12), node('', 'nat'), node('', 'dns'), node('', 'other', true)]],
])('many nodes of %s: the panel lays out', (_, nodes) => {
  expect(graphPlaces(nodes, 980)).toBeNull();
  expect(apart(nodes.slice(1))).toBe(true);
  expect(graphPlaces(nodes.slice(1), 980)).toHaveLength(14);
});

test('no node has no place', () => {
  expect(graphPlaces([], 980)).toEqual([]);
});

test.each([[2], [3], [4], [6], [10], [11], [30], [60], [199]])('%i nodes have room', (count) => {
  const nodes = [...zones(Math.ceil(count / 3), Math.floor(count / 3), 1), node('', 'nat'), node('', 'other', true)];
  expect(apart(nodes)).toBe(true);
});

test.each([
  [430, 474, 1000],
  [980, 930, 550],
  [1400, 1350, 450],
  [1_000_000, 1550, 450],
])('thirty nodes of three zones in a panel of %i pixels are at most %i wide and %i high', (panel, width, height) => {
  const [xs, ys] = [
    places(zones(10, 10, 10), panel).map(({ x }) => x),
    places(zones(10, 10, 10), panel).map(({ y }) => y),
  ];
  expect(Math.max(...xs) - Math.min(...xs)).toBeLessThanOrEqual(width);
  expect(Math.max(...ys) - Math.min(...ys)).toBeLessThanOrEqual(height);
});

test.each([500, 980])('a ring is no wider than a panel of %i pixels', (panel) => {
  const xs = places(zones(3, 3, 3), panel).map(({ x }) => x);
  expect(Math.max(...xs) - Math.min(...xs)).toBeLessThanOrEqual(panel - 50);
  expect(apart(zones(3, 3, 3), panel)).toBe(true);
});

test('zones stand side by side in their order, what has none last', () => {
  const nodes = [node('', 'nat'), ...zones(5, 1, 9)];
  const columns = new Map<string, number[]>();
  places(nodes).forEach(({ x }, index) => {
    const zone = nodes[index]?.name.zone ?? '';
    columns.set(zone, [...(columns.get(zone) ?? []), x]);
  });
  const order = ['a', 'b', 'c', ''].map((zone) => columns.get(zone) ?? []);
  for (const [index, xs] of order.slice(1).entries()) {
    expect(Math.min(...xs)).toBeGreaterThan(Math.max(...(order[index] ?? [])));
  }
});

test('the order of the nodes does not change a place', () => {
  const nodes = zones(7, 5, 4);
  const byId = (list: GraphNode[]) => new Map(list.map(({ name }, index) => [name.id, places(list)[index]]));
  expect(byId(nodes.toReversed())).toEqual(byId(nodes));
});

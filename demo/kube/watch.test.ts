import { simulateCluster } from '../cluster/cluster';
import { watchNodes, watchPods, type Sighting } from './watch';

const from = 1_773_118_800;
const cluster = simulateCluster({ seed: 5, from, to: from + 3600 });
const watch = { from: from - 600, to: from + 3600 };
const sightings = watchPods(cluster.pods, watch);

function uidOf(object: unknown): string {
  return JSON.stringify(object).match(/"uid":"([^"]+)"/)?.[1] ?? '';
}

function itemsOf({ object }: Sighting): unknown[] {
  return Array.isArray(object.items) ? object.items : [];
}

it('is in the order of time and begins with a list', () => {
  const times = sightings.map(({ observedAt }) => observedAt);
  expect(times).toEqual([...times].sort());
  expect(sightings[0]?.type).toBe('LIST');
});

it('misses what happened while the watcher was away, and lists again', () => {
  const position = sightings.findLastIndex(({ type }) => type === 'LIST');
  const [before, list] = [sightings[position - 1], sightings[position]];
  expect(position).toBeGreaterThan(1);
  expect(Date.parse(list?.observedAt ?? '') - Date.parse(before?.observedAt ?? '')).toBeGreaterThanOrEqual(89_000);
});

it('shows every pod with traffic at its address at least once', () => {
  const shown = new Set<string>();
  for (const sighting of sightings) {
    for (const object of sighting.type === 'LIST' ? itemsOf(sighting) : [sighting.object]) {
      if (JSON.stringify(object).includes('"podIP"')) {
        shown.add(uidOf(object));
      }
    }
  }
  const busy = new Set(cluster.truth.exchanges.flatMap(({ source, target }) => [source, target]));
  const missed = [...busy]
    .map((number) => cluster.truth.ends[number])
    .filter((end) => end?.kind === 'pod' && !shown.has(end.uid));
  expect(busy.size).toBeGreaterThan(100);
  expect(missed).toEqual([]);
});

it('lists finished pods with the address they no longer own', () => {
  const list = sightings.findLast(({ type }) => type === 'LIST');
  const finished =
    list === undefined ? [] : itemsOf(list).filter((item) => JSON.stringify(item).includes('"Succeeded"'));
  expect(finished.length).toBeGreaterThan(0);
  finished.forEach((item) => expect(JSON.stringify(item)).toContain('"podIP"'));
});

it('tells of the node that came and the one that went', () => {
  expect(watchNodes(cluster.nodes, watch).map(({ type }) => type)).toEqual(['LIST', 'ADDED', 'DELETED']);
});

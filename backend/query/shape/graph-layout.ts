/** Where the nodes of a graph stand: each zone in a place of its own, the same at every refresh. */
import type { GraphNode } from './graph-model';

/** Pixels at the panel's first zoom, from its middle. */
export interface Place {
  x: number;
  y: number;
}

/** Room for a node with its title and subtitle below. */
const cell = { width: 114, height: 108 };
/** Every other column of a zone stands lower, so that lines pass between nodes. */
const stagger = 36;
const gap = { least: 66, most: 200 };
/** Width of a panel that is not known, or that nobody has. */
const panelWidth = { least: 500, most: 1600 };
const margin = 50;
/** Height to width that a drawing of columns has at least: lines need some slope to be told apart. */
const aspect = 0.35;
/** As many stand in a ring, where no line passes a third node; more, where there are no zones to make columns of. */
const mostInRing = { zones: 10, zoneless: 14 };
const ringRadius = { least: 150, ofNode: 20 };
/** The panel's legend covers its lower border. */
const lift = 20;

interface Zone {
  name: string;
  /** Positions in the list of nodes, in the order of their ids. */
  members: number[];
}

/**
 * A place for each node, or null for many nodes of fewer than two zones: then the panel's own layout is the better one.
 * The panel begins at the same zoom whatever the graph's size: its own layouts are cut off at the borders with
 * seven nodes already, so these places are close, and no wider than the panel as long as zones of one column fit.
 * @param width of the panel in pixels
 */
export function graphPlaces(nodes: readonly GraphNode[], width: number): Place[] | null {
  const zones = zonesOf(nodes);
  const isZoned = zones.filter(({ name }) => name !== '').length > 1;
  const inRing = nodes.length <= (isZoned ? mostInRing.zones : mostInRing.zoneless);
  if (!isZoned && !inRing) {
    return null;
  }
  const places: Place[] = nodes.map(() => ({ x: 0, y: 0 }));
  const room = Math.min(panelWidth.most, Math.max(panelWidth.least, width)) - margin;
  const free = inRing ? placeInRing(zones, places, room) : placeInColumns(zones, places, room);
  return nodes.map(({ isOther }, index) => {
    const { x, y } = (isOther ? free : places[index]) ?? free;
    return { x: Math.round(x), y: Math.round(y) - lift };
  });
}

/** Zones by name, nodes without one last. */
function zonesOf(nodes: readonly GraphNode[]): Zone[] {
  const zones = new Map<string, Zone>();
  const order = nodes
    .map(({ name, isOther }, index) => ({ index, zone: name.zone, id: name.id, isOther }))
    .filter(({ isOther }) => !isOther)
    .sort((left, right) => compareText(left.id, right.id));
  for (const { index, zone } of order) {
    const known = zones.get(zone) ?? { name: zone, members: [] };
    known.members.push(index);
    zones.set(zone, known);
  }
  return [...zones.values()].sort(
    (left, right) => Number(left.name === '') - Number(right.name === '') || compareText(left.name, right.name)
  );
}

/** A column or more a zone, from left to right. Returns the place below the last. */
function placeInColumns(zones: readonly Zone[], places: Place[], room: number): Place {
  const most = Math.max(...zones.map(({ members }) => members.length));
  const across = (rows: number): number[] => zones.map(({ members }) => Math.ceil(members.length / rows));
  const columnsWide = (rows: number): number => across(rows).reduce((sum, columns) => sum + columns * cell.width, 0);
  const gaps = zones.length - 1;
  const narrowest = (rows: number): number => columnsWide(rows) + gaps * gap.least;
  let rows = 1;
  while (rows < most && (narrowest(rows) > room || rows * cell.height < aspect * narrowest(rows))) {
    rows++;
  }
  const between = Math.min(gap.most, Math.max(gap.least, (room - columnsWide(rows)) / gaps));
  const width = columnsWide(rows) + gaps * between;
  let left = -width / 2;
  const free = { x: 0, y: 0 };
  zones.forEach(({ members }, zone) => {
    const columns = across(rows)[zone] ?? 1;
    const down = Math.ceil(members.length / columns);
    const top = -((down - 1) * cell.height + (columns > 1 ? stagger : 0)) / 2;
    members.forEach((member, position) => {
      const column = position % columns;
      places[member] = {
        x: left + (column + 0.5) * cell.width,
        y: top + Math.floor(position / columns) * cell.height + (column % 2) * stagger,
      };
    });
    free.x = left + (columns - 0.5) * cell.width;
    free.y = top + Math.floor(members.length / columns) * cell.height + ((columns - 1) % 2) * stagger;
    left += columns * cell.width + between;
  });
  return free;
}

/** An ellipse, a zone's nodes side by side, with a gap between zones. Returns a place beside it. */
function placeInRing(zones: readonly Zone[], places: Place[], room: number): Place {
  const slots = zones.flatMap(({ members }) => (zones.length > 1 && members.length > 1 ? [...members, null] : members));
  const radius = Math.max(ringRadius.least, slots.length * ringRadius.ofNode);
  const across = Math.min(radius * 1.5, Math.max(ringRadius.least, (room - cell.width) / 2));
  const down = across < radius ? radius * 1.2 : radius;
  slots.forEach((member, slot) => {
    // Turned by half a slot: a line straight down would run through a node's title.
    const angle = (2 * Math.PI * (slot + 0.5)) / slots.length - Math.PI / 2;
    if (member !== null) {
      places[member] = { x: Math.cos(angle) * across, y: Math.sin(angle) * down };
    }
  });
  return { x: across + cell.width / 2, y: down };
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Cross-zone traffic on its way, as a Sankey diagram: who sends it, out of which zone, into which. */
import { bytesText } from '../../../backend/query/shape/quantity';
import { plainText, type Markup } from '../markup';
import type { Report } from '../report-model';
import { ink, paper, senderColour, zoneColour } from './colours';
import { draw, type ChartSize } from './draw';

interface Node {
  name: string;
  label: string;
  colour: string;
  column: 0 | 1 | 2;
  bytes: number;
}

/** Most letters of a name, by column; the tables have all of them. */
const longestName = { wide: [18, 14, 14], narrow: [12, 11, 11] } as const;

export function flowChart(report: Report, size: ChartSize, alternative: string): Markup {
  const { nodes, links } = flowsOf(report);
  const isNarrow = size.width < 500;
  const label = (position: 'left' | 'right') => ({
    position,
    color: ink,
    // A border of paper keeps a label readable that lies on a band.
    textBorderColor: paper,
    textBorderWidth: 3,
    fontSize: isNarrow ? 11 : 12,
    lineHeight: 14,
  });
  const texts = new Map(nodes.map((node) => [node.name, labelText(node, isNarrow)]));
  return draw(
    {
      series: [
        {
          type: 'sankey',
          left: isNarrow ? 8 : 200,
          right: isNarrow ? 8 : 160,
          top: 6,
          bottom: 6,
          nodeWidth: 10,
          nodeGap: 16,
          layoutIterations: 0,
          draggable: false,
          cursor: 'default',
          emphasis: { disabled: true },
          label: { formatter: ({ name }) => texts.get(name) ?? '' },
          levels: [
            { depth: 0, label: label(isNarrow ? 'right' : 'left') },
            { depth: 1, label: label('right') },
            { depth: 2, label: label(isNarrow ? 'left' : 'right') },
          ],
          data: nodes.map(({ name, colour, column }) => ({ name, depth: column, itemStyle: { color: colour } })),
          links: links.map(({ from, to, bytes, colour }) => ({
            source: from,
            target: to,
            value: bytes,
            lineStyle: { color: colour, opacity: 0.35, curveness: 0.5 },
          })),
        },
      ],
    },
    size,
    alternative
  );
}

/** The names of nodes are made here and not from data; what is written beside them is. */
function flowsOf({ paths, shown }: Report) {
  const nodes = new Map<string, Node>();
  const links = new Map<string, { from: string; to: string; bytes: number; colour: string }>();
  const node = (name: string, bytes: number, rest: Omit<Node, 'name' | 'bytes'>): string => {
    const known = nodes.get(name) ?? { name, ...rest, bytes: 0 };
    nodes.set(name, { ...known, bytes: known.bytes + bytes });
    return name;
  };
  const link = (from: string, to: string, bytes: number, colour: string): void => {
    const key = `${from} ${to}`;
    links.set(key, { from, to, colour, bytes: bytes + (links.get(key)?.bytes ?? 0) });
  };
  const zones = [...new Set(paths.flatMap(({ sourceZone, targetZone }) => [sourceZone, targetZone]))].sort();
  const inOrder = [...paths].sort((left, right) => (left.sender ?? shown.length) - (right.sender ?? shown.length));
  for (const { sender, sourceZone, targetZone, bytes } of inOrder) {
    const label = sender === null ? 'all others' : (shown[sender]?.name ?? '');
    const colour = senderColour(sender);
    const from = node(`sender ${sender ?? 'rest'}`, bytes, { label, colour, column: 0 });
    const out = node(`out ${zones.indexOf(sourceZone)}`, bytes, zoneNode(sourceZone, 1));
    const into = node(`into ${zones.indexOf(targetZone)}`, bytes, zoneNode(targetZone, 2));
    link(from, out, bytes, colour);
    link(out, into, bytes, zoneColour);
  }
  // In each column by sender or zone: the library keeps this order.
  const ordered = [...nodes.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  return { nodes: ordered, links: [...links.values()] };
}

function zoneNode(zone: string, column: 1 | 2): Omit<Node, 'name' | 'bytes'> {
  return { label: zone, colour: zoneColour, column };
}

/**
 * Never a name alone on a line: the library keeps the widths of lines by their text in a plain object, and a line such as
 * `constructor` or `__proto__` would name a member that every object has.
 */
function labelText({ label, column, bytes }: Node, isNarrow: boolean): string {
  const name = shortName(label, longestName[isNarrow ? 'narrow' : 'wide'][column]);
  const gap = !isNarrow ? '  ' : column === 0 ? ' ' : ' \n';
  return `${name}${gap}${bytesText(bytes)}`;
}

/** The end of a name tells more than its middle. */
function shortName(name: string, most: number): string {
  const letters = [...plainText(name)];
  const half = Math.floor(most / 2);
  return letters.length <= most
    ? letters.join('')
    : `${letters.slice(0, half).join('')}…${letters.slice(1 - half).join('')}`;
}

/** The fields of a graph's nodes: what stands in and under a circle, around it, and in its menu. */
import type { Dimension } from '../../../src/shared/dimensions';
import type { Field } from '../../frames/frame';
import { crossZoneColor, sameZoneColor, unknownZoneColor, zoneColor } from './colors';
import { dimensionLabel, numberField, percent, textField, type Writing } from './graph-fields';
import { graphPlaces } from './graph-layout';
import { total, type GraphNode } from './graph-model';

/** Less than the panel's 40 pixels, so that more nodes fit; the numbers still do. */
const radius = 32;

/** `detail__<dimension>` holds the node's exact value: empty for a missing one, null where the node has no such dimension. */
export function nodeFields(
  nodes: readonly GraphNode[],
  writing: Writing,
  { dimensions, panelWidth }: { dimensions: readonly Dimension[]; panelWidth: number }
): Field[] {
  const { main, second, text } = writing;
  const texts = (name: string, value: (node: GraphNode) => string | null, displayName?: string): Field =>
    textField(name, nodes.map(value), displayName);
  const measured = (value: number): string => text(main.measure, value);
  const ifAny = (value: number): string => (value > 0 ? measured(value) : '');
  const places = graphPlaces(nodes, panelWidth);
  return [
    texts('id', ({ name }) => name.id),
    texts('title', ({ name }) => name.title, 'Node'),
    texts('subtitle', ({ name }) => name.subtitle, 'In'),
    texts('mainstat', (node) => measured(total(node)), main.label),
    texts(
      'secondarystat',
      (node) => text(second.measure, second.measure === 'cost' ? node.cost : node.bytes),
      second.label
    ),
    ...arcFields(nodes),
    numberField(
      'noderadius',
      nodes.map(() => radius)
    ),
    ...(places === null
      ? []
      : [
          numberField(
            'fixedx',
            places.map(({ x }) => x)
          ),
          numberField(
            'fixedy',
            places.map(({ y }) => y)
          ),
        ]),
    ...dimensions.map((dimension) =>
      texts(
        `detail__${dimension}`,
        ({ name }) => name.parts.find((part) => part.dimension === dimension)?.value ?? null,
        dimensionLabel(dimension)
      )
    ),
    texts('detail__sent', ({ sent }) => measured(sent), 'Sent'),
    texts('detail__received', ({ received }) => measured(received), 'Received'),
    texts('detail__within', ({ within }) => ifAny(within), 'Within'),
    texts('detail__undrawn', ({ undrawn }) => ifAny(undrawn), 'Of this not drawn'),
    texts('detail__share', (node) => shareText(node, writing), 'Cross-zone share'),
  ];
}

/**
 * The circle: the share of the node's bytes between zones in the colour of its zone, the rest in greys. So the hue says
 * which zone, and how much of it, how much crosses. The panel's legend lists the sections that have a fixed colour.
 */
function arcFields(nodes: readonly GraphNode[]): Field[] {
  const zones = [...new Set(nodes.map(({ name }) => name.zone))].filter((zone) => zone !== '').sort();
  const crossing = (node: GraphNode, zone: string): number =>
    node.name.zone === zone ? share(node, ({ crossZone }) => crossZone) : 0;
  const sections: Array<[name: string, label: string, fixedColor: string, value: (node: GraphNode) => number]> = [
    ...zones.map((zone): (typeof sections)[number] => [zone, zone, zoneColor(zone), (node) => crossing(node, zone)]),
    ['cross_zone', 'Cross-zone', crossZoneColor, (node) => crossing(node, '')],
    ['same_zone', 'Same zone', sameZoneColor, (node) => share(node, ({ sameZone }) => sameZone)],
    [
      'unknown_zone',
      'Unknown zone',
      unknownZoneColor,
      (node) => share(node, ({ bytes, crossZone, sameZone }) => bytes - crossZone - sameZone),
    ],
  ];
  return sections
    .map(([name, displayName, fixedColor, value]): Field => ({
      ...numberField(`arc__${name}`, nodes.map(value)),
      config: { displayName, color: { mode: 'fixed', fixedColor } },
    }))
    .filter(({ values }) => values.some((value) => value !== 0));
}

function share({ whole }: GraphNode, part: (whole: NonNullable<GraphNode['whole']>) => number): number {
  return whole === null || whole.bytes === 0 ? 0 : part(whole) / whole.bytes;
}

function shareText({ whole }: GraphNode, writing: Writing): string {
  return whole === null || whole.bytes === 0
    ? ''
    : `${percent(whole.crossZone / whole.bytes)} of ${writing.text('bytes', whole.bytes)}`;
}

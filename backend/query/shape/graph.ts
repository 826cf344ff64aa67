/** Graph answers: the nodes and edges frames of Grafana's node graph panel. */
import type { Field, Frame } from '../../frames/frame';
import type { ExchangeRow, TrafficResult } from '../result';
import { endpointName, type EndpointName } from './endpoint-name';
import { costText, measureText } from './quantity';

/** The panel shows 200 nodes (12.4, NodeGraph defaultNodeCountLimit); more are hidden behind markers. */
const mostNodes = 200;
const otherNode: EndpointName = { id: 'other', title: 'other', subtitle: '', zone: '', parts: [] };
const zoneColors = ['#5794F2', '#FF9830', '#73BF69', '#B877D9', '#F2CC0C', '#FF7383'];
const crossColor = '#F2495C';
const sameColor = '#73BF69';

interface NodeSums {
  name: EndpointName;
  sent: number;
  received: number;
  within: number;
  cost: number;
}

interface Edge {
  source: EndpointName;
  target: EndpointName;
  value: number;
  row: Pick<ExchangeRow, 'bytes' | 'packets' | 'flows' | 'cost'>;
}

/** `nodes` and `edges`; an edge never names a missing node, an end that exchanges with itself is a node's own stat. */
export function graphFrames(result: TrafficResult, currency: string): Frame[] {
  const edges = edgesOf(result);
  const nodes = new Map<string, NodeSums>();
  const node = (name: EndpointName): NodeSums => {
    const known = nodes.get(name.id) ?? { name, sent: 0, received: 0, within: 0, cost: 0 };
    nodes.set(name.id, known);
    return known;
  };
  for (const { source, target, value, row } of edges) {
    if (source.id === target.id) {
      node(source).within += value;
      node(source).cost += row.cost;
    } else {
      node(source).sent += value;
      node(source).cost += row.cost;
      node(target).received += value;
      node(target).cost += row.cost;
    }
  }
  return [
    nodesFrame([...nodes.values()], result, currency),
    edgesFrame(
      edges.filter((edge) => edge.source.id !== edge.target.id),
      result,
      currency
    ),
  ];
}

/** Exchanges by end, with those beyond the panel's nodes folded into one node `other`. */
function edgesOf({ rows, columns, query }: TrafficResult): Edge[] {
  const ends = rows.map((row) => ({
    row,
    source: endpointName(row, columns, 'source'),
    target: endpointName(row, columns, 'target'),
  }));
  // A set keeps the order of its members: rows come with the most first.
  const ids = new Set(ends.flatMap(({ source, target }) => [source.id, target.id]));
  const shown = ids.size > mostNodes ? new Set([...ids].slice(0, mostNodes - 1)) : ids;
  const place = (name: EndpointName): EndpointName => (shown.has(name.id) ? name : otherNode);
  const edges = new Map<string, Edge>();
  for (const end of ends) {
    const { row } = end;
    const [source, target] = [place(end.source), place(end.target)];
    const id = `${source.id} → ${target.id}`;
    const edge = edges.get(id) ?? { source, target, value: 0, row: { bytes: 0, packets: 0, flows: 0, cost: 0 } };
    edge.value += row[query.measure];
    edge.row = {
      bytes: edge.row.bytes + row.bytes,
      packets: edge.row.packets + row.packets,
      flows: edge.row.flows + row.flows,
      cost: edge.row.cost + row.cost,
    };
    edges.set(id, edge);
  }
  return [...edges.values()];
}

function nodesFrame(nodes: NodeSums[], { query }: TrafficResult, currency: string): Frame {
  const zones = [...new Set(nodes.map((node) => node.name.zone))].filter((zone) => zone !== '').sort();
  const text = (value: number): string => measureText(query.measure, value, currency);
  const details = [...new Set(nodes.flatMap((node) => node.name.parts.map((part) => part.dimension)))];
  return frame('nodes', query.refId, [
    column(
      'id',
      nodes.map((node) => node.name.id)
    ),
    column(
      'title',
      nodes.map((node) => node.name.title)
    ),
    column(
      'subtitle',
      nodes.map((node) => node.name.subtitle)
    ),
    column(
      'mainstat',
      nodes.map((node) => text(node.sent + node.received + node.within)),
      'Exchanged'
    ),
    column(
      'secondarystat',
      nodes.map((node) => costText(node.cost, currency)),
      'Cost (estimate)'
    ),
    ...zones.map((zone, index) => zoneArc(zone, zoneColors[index % zoneColors.length], nodes)),
    column(
      'detail__sent',
      nodes.map((node) => text(node.sent)),
      'Sent'
    ),
    column(
      'detail__received',
      nodes.map((node) => text(node.received)),
      'Received'
    ),
    column(
      'detail__within',
      nodes.map((node) => text(node.within)),
      'Within'
    ),
    ...details.map((dimension) =>
      column(
        `detail__${dimension}`,
        nodes.map((node) => node.name.parts.find((part) => part.dimension === dimension)?.value ?? ''),
        dimension
      )
    ),
  ]);
}

/**
 * A zone as a section of the circle, full for its nodes: the panel's legend then says which colour is which zone, where a
 * field `color` would only be listed by that name. Nodes of no zone are grey.
 */
function zoneArc(zone: string, fixedColor: string | undefined, nodes: NodeSums[]): Field {
  return {
    name: `arc__${zone}`,
    type: 'number',
    values: nodes.map((node) => (node.name.zone === zone ? 1 : 0)),
    config: { displayName: zone, color: { mode: 'fixed', fixedColor } },
  };
}

function edgesFrame(edges: Edge[], { query }: TrafficResult, currency: string): Frame {
  const most = edges.reduce((value, edge) => Math.max(value, edge.value), 0) || 1;
  const crosses = ({ source, target }: Edge): boolean =>
    source.zone !== '' && target.zone !== '' && source.zone !== target.zone;
  return frame('edges', query.refId, [
    column(
      'id',
      edges.map((edge) => `${edge.source.id} → ${edge.target.id}`)
    ),
    column(
      'source',
      edges.map((edge) => edge.source.id)
    ),
    column(
      'target',
      edges.map((edge) => edge.target.id)
    ),
    column(
      'mainstat',
      edges.map((edge) => measureText(query.measure, edge.value, currency))
    ),
    column(
      'secondarystat',
      edges.map((edge) => costText(edge.row.cost, currency))
    ),
    { name: 'thickness', type: 'number', values: edges.map((edge) => 1 + Math.round((7 * edge.value) / most)) },
    column(
      'color',
      edges.map((edge) => (edge.row.cost > 0 || crosses(edge) ? crossColor : sameColor))
    ),
    column(
      'detail__bytes',
      edges.map((edge) => measureText('bytes', edge.row.bytes, currency)),
      'Bytes'
    ),
    column(
      'detail__packets',
      edges.map((edge) => measureText('packets', edge.row.packets, currency)),
      'Packets'
    ),
    column(
      'detail__flows',
      edges.map((edge) => measureText('flows', edge.row.flows, currency)),
      'Flow records'
    ),
    column(
      'detail__cost',
      edges.map((edge) => costText(edge.row.cost, currency)),
      'Cost (estimate)'
    ),
  ]);
}

function frame(name: string, refId: string, fields: Field[]): Frame {
  return { name, refId, meta: { preferredVisualisationType: 'nodeGraph' }, fields };
}

function column(name: string, values: string[], displayName?: string): Field {
  return { name, type: 'string', values, ...(displayName === undefined ? {} : { config: { displayName } }) };
}

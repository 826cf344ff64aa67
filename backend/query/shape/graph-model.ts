/** Which nodes and edges a graph has, and their sums: the answer's exchanges, at most as many ends as the panel draws. */
import { otherName } from '../../../src/shared/query';
import { groupingOf, mostNodes, sameDimensions } from '../plan';
import type { EndRow, ExchangeRow, TrafficResult } from '../result';
import { endParts, endpointName, type EndpointName } from './endpoint-name';

export interface GraphNode {
  name: EndpointName;
  /** The node of the rest: exchanges beyond the limit, and ends beyond the panel's nodes. */
  isOther: boolean;
  /** Sums of the measure: to others, from others, to itself. Of an end whole, with what the limit left out of the drawing. */
  sent: number;
  received: number;
  within: number;
  bytes: number;
  cost: number;
  /** Part of the sums that no edge shows. */
  undrawn: number;
  /** Bytes of everything that range and filters admit, whatever traffic was asked for; null of the rest. */
  whole: EndRow['whole'] | null;
}

export interface GraphEdge {
  source: EndpointName;
  target: EndpointName;
  sums: Pick<ExchangeRow, 'bytes' | 'packets' | 'flows' | 'cost' | 'crossZoneBytes' | 'sameZoneBytes'>;
}

export interface GraphModel {
  nodes: GraphNode[];
  /** Between different nodes: what an end exchanges with itself is a node's own sum. */
  edges: GraphEdge[];
  /** Ends that are folded into the node `other` because there are more than the panel draws. */
  foldedEnds: number;
}

const otherNode: EndpointName = { id: otherName, title: otherName, subtitle: 'the rest', zone: '', parts: [] };

export function graphModel(result: TrafficResult): GraphModel {
  const { columns, query, rows } = result;
  const marked = !sameDimensions(groupingOf(query));
  const nameOf = (row: ExchangeRow, side: 'source' | 'target'): EndpointName =>
    row.isOther ? otherNode : endpointName(endParts(row.values, columns, side), marked);
  const ends = rows.map((row) => ({ row, source: nameOf(row, 'source'), target: nameOf(row, 'target') }));
  // A set keeps the order of its members: rows come with the most first.
  const ids = new Set(ends.flatMap(({ source, target }) => [source.id, target.id]));
  const shown = ids.size > mostNodes ? new Set([...ids].slice(0, mostNodes - 1)) : ids;
  const place = (name: EndpointName): EndpointName => (shown.has(name.id) ? name : otherNode);

  const edges = new Map<string, GraphEdge>();
  for (const { row, ...end } of ends) {
    const [source, target] = [place(end.source), place(end.target)];
    const id = JSON.stringify([source.id, target.id]);
    const edge = edges.get(id);
    edges.set(id, { source, target, sums: edge === undefined ? row : added(edge.sums, row) });
  }
  const all = [...edges.values()];
  return {
    nodes: nodesOf(all, endsById(result, marked), query.measure),
    edges: all.filter(({ source, target }) => source.id !== target.id),
    foldedEnds: [...ids].filter((id) => !shown.has(id) && id !== otherName).length,
  };
}

/** Nodes in the order of their exchanges; what an end's own row tells of it goes before the sum of its edges. */
function nodesOf(
  edges: readonly GraphEdge[],
  ends: ReadonlyMap<string, EndRow>,
  measure: TrafficResult['query']['measure']
): GraphNode[] {
  const nodes = new Map<string, GraphNode>();
  const node = (name: EndpointName): GraphNode => {
    const isOther = name.id === otherName;
    const known = nodes.get(name.id) ?? {
      name,
      isOther,
      sent: 0,
      received: 0,
      within: 0,
      bytes: 0,
      cost: 0,
      undrawn: 0,
      whole: null,
    };
    nodes.set(name.id, known);
    return known;
  };
  for (const { source, target, sums } of edges) {
    const [from, to] = [node(source), node(target)];
    from[from === to ? 'within' : 'sent'] += sums[measure];
    to.received += from === to ? 0 : sums[measure];
    for (const one of new Set([from, to])) {
      one.bytes += sums.bytes;
      one.cost += sums.cost;
    }
  }
  return [...nodes.values()].map((drawn) => {
    const end = ends.get(drawn.name.id);
    if (end === undefined || drawn.isOther) {
      return drawn;
    }
    const { sent, received, within, bytes, cost, whole } = end;
    return { ...drawn, sent, received, within, bytes, cost, whole, undrawn: total(end) - total(drawn) };
  });
}

/** All that an end exchanges, each unit once. */
export function total({ sent, received, within }: Pick<GraphNode, 'sent' | 'received' | 'within'>): number {
  return sent + received + within;
}

function endsById({ ends, columns }: TrafficResult, marked: boolean): Map<string, EndRow> {
  return new Map(
    ends.map((end) => {
      const side = end.side === 'both' ? 'source' : end.side;
      const own = columns.filter((column) => column.side === side);
      return [endpointName(endParts(end.values, own, side), marked).id, end];
    })
  );
}

function added(left: GraphEdge['sums'], right: GraphEdge['sums']): GraphEdge['sums'] {
  return {
    bytes: left.bytes + right.bytes,
    packets: left.packets + right.packets,
    flows: left.flows + right.flows,
    cost: left.cost + right.cost,
    crossZoneBytes: left.crossZoneBytes + right.crossZoneBytes,
    sameZoneBytes: left.sameZoneBytes + right.sameZoneBytes,
  };
}

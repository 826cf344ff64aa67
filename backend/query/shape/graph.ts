/** Graph answers: the nodes and edges frames of Grafana's node graph panel. */
import type { Dimension } from '../../../src/shared/dimensions';
import type { Field, Frame, Notice } from '../../frames/frame';
import { mostNodes } from '../plan';
import type { TrafficResult } from '../result';
import { edgeFields } from './graph-edges';
import { percent, writingOf } from './graph-fields';
import { graphModel, type GraphModel } from './graph-model';
import { nodeFields } from './graph-nodes';
import { measureNoun, measureText } from './quantity';

/**
 * `nodes`, which carries what the drawing leaves out as notices, and `edges`; an edge never names a missing node.
 * @param panelWidth in pixels, as far as it is known
 */
export function graphFrames(result: TrafficResult, currency: string, panelWidth: number): Frame[] {
  const { query, columns } = result;
  const model = graphModel(result);
  const writing = writingOf(query, currency);
  const dimensions = (side: 'source' | 'target'): Dimension[] =>
    columns.filter((column) => column.side === side).map(({ dimension }) => dimension);
  const [source, target] = [dimensions('source'), dimensions('target')];
  const frame = (name: string, fields: Field[], notices: Notice[]): Frame => ({
    name,
    refId: query.refId,
    meta: { preferredVisualisationType: 'nodeGraph', ...(notices.length === 0 ? {} : { notices }) },
    fields,
  });
  return [
    frame(
      'nodes',
      nodeFields(model.nodes, writing, { dimensions: [...new Set([...source, ...target])], panelWidth }),
      notices(model, result, currency)
    ),
    frame('edges', edgeFields(model.edges, writing, { source, target }), []),
  ];
}

function notices({ foldedEnds }: GraphModel, { rows, query }: TrafficResult, currency: string): Notice[] {
  const { measure } = query;
  const rest = rows.find((row) => row.isOther);
  const all = rows.reduce((sum, row) => sum + row[measure], 0);
  const texts: string[] = [];
  if (rest !== undefined) {
    const amount = measureText(measure, rest[measure], currency);
    texts.push(
      `The graph draws the top ${rows.length - 1} exchanges by ${measureNoun(measure)}. The rest, ${amount} (${percent(rest[measure] / (all || 1))}), is the node “other”; the sums of all other nodes are whole.`
    );
  }
  if (foldedEnds > 0) {
    texts.push(
      `The panel draws ${mostNodes} nodes: ${foldedEnds} ends with fewer ${measureNoun(measure)} are folded into the node “other”.`
    );
  }
  return texts.map((text) => ({ severity: 'info', text }));
}

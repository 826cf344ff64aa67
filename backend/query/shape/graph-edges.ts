/** The fields of a graph's edges: how they are drawn, and what stands in their menu. */
import type { Dimension } from '../../../src/shared/dimensions';
import type { Measure } from '../../../src/shared/query';
import type { Field } from '../../frames/frame';
import { crossingColor, unknownZoneColor } from './colors';
import type { EndpointName } from './endpoint-name';
import { numberField, percent, textField, type Writing } from './graph-fields';
import type { GraphEdge } from './graph-model';

const thickest = 8;

/** `source_<dimension>` and `target_<dimension>` hold the exact values of the ends: empty for a missing one, null for `other`. */
export function edgeFields(
  edges: readonly GraphEdge[],
  writing: Writing,
  dimensions: { source: Dimension[]; target: Dimension[] }
): Field[] {
  const { main, second, text } = writing;
  const texts = (name: string, value: (edge: GraphEdge) => string | null, displayName?: string): Field =>
    textField(name, edges.map(value), displayName);
  const measured =
    (measure: Measure) =>
    ({ sums }: GraphEdge): string =>
      text(measure, sums[measure]);
  const most = edges.reduce((value, { sums }) => Math.max(value, sums[main.measure]), 0) || 1;
  const details: Array<[Measure, string]> = [
    ['bytes', 'Bytes'],
    ['packets', 'Packets'],
    ['flows', 'Flow records'],
    ['cost', 'Cost (estimate)'],
  ];
  return [
    texts('id', ({ source, target }) => `${referenceText(source.id)}--${referenceText(target.id)}`),
    texts('source', ({ source }) => source.id),
    texts('target', ({ target }) => target.id),
    texts('mainstat', measured(main.measure), main.label),
    texts('secondarystat', measured(second.measure), second.label),
    numberField(
      'thickness',
      edges.map(({ sums }) => 1 + Math.round(((thickest - 1) * sums[main.measure]) / most))
    ),
    texts('color', ({ sums }) => (isUnknown(sums) ? unknownZoneColor : crossingColor(crossShare(sums)))),
    // Colour alone would not tell the colour-blind: only what crosses zones is drawn through.
    texts('strokedasharray', ({ sums }) => (crossShare(sums) > 0 ? null : isUnknown(sums) ? '2 5' : '8 5')),
    ...dimensions.source.map((dimension) => texts(`source_${dimension}`, ({ source }) => valueOf(source, dimension))),
    ...dimensions.target.map((dimension) => texts(`target_${dimension}`, ({ target }) => valueOf(target, dimension))),
    ...details.map(([measure, label]) => texts(`detail__${measure}`, measured(measure), label)),
    texts('detail__share', ({ sums }) => (isUnknown(sums) ? '' : percent(crossShare(sums))), 'Cross-zone share'),
  ];
}

function crossShare({ bytes, crossZoneBytes }: GraphEdge['sums']): number {
  return bytes === 0 ? 0 : crossZoneBytes / bytes;
}

/** Whether no byte is known to be of either kind, because a zone is missing. */
function isUnknown({ crossZoneBytes, sameZoneBytes }: GraphEdge['sums']): boolean {
  return crossZoneBytes === 0 && sameZoneBytes === 0;
}

function valueOf({ parts }: EndpointName, dimension: Dimension): string | null {
  return parts.find((part) => part.dimension === dimension)?.value ?? null;
}

/** The panel refers to an edge's arrow by `url(#…id…)`: with a blank or a bracket in the id, there is no arrow. */
function referenceText(id: string): string {
  return id.replace(/[^A-Za-z0-9.]/gu, (character) => `_${character.codePointAt(0)?.toString(16) ?? ''}_`);
}

/** The picture of who sends what out of which zone into which. */
import { bytesText } from '../../../backend/query/shape/quantity';
import { flowChart } from '../charts/flow-chart';
import { html, type Markup } from '../markup';
import type { Report } from '../report-model';
import { dimensionWords } from '../words';
import { picture } from './blocks';

export function flowSection(report: Report): Markup {
  const { paths, request, shown } = report;
  const by = dimensionWords(request.sender);
  const [widest] = paths.toSorted((left, right) => right.bytes - left.bytes);
  const sender = shown[widest?.sender ?? -1]?.name ?? 'all others';
  const example =
    widest === undefined
      ? ''
      : ` The widest path: ${sender}, from ${widest.sourceZone} to ${widest.targetZone}, ${bytesText(widest.bytes)}.`;
  const alternative = `Flows from the sending ${by} out of a zone into another zone.${example} The tables below have the numbers.`;
  const rows = Math.max(shown.length + 1, 4);
  return html`<section aria-labelledby="flow">
    <h2 id="flow">Where it flows</h2>
    ${picture(
      flowChart(report, { width: 840, height: 60 + rows * 44 }, alternative),
      flowChart(report, { width: 360, height: 80 + rows * 44 }, alternative),
      `Left to right: the sending ${by}, the zone the traffic leaves, the zone it enters. Only traffic between zones.`
    )}
  </section>`;
}

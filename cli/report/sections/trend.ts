/** The picture of cross-zone traffic in time, with its legend. */
import { bytesText } from '../../../backend/query/shape/quantity';
import { trendChart } from '../charts/trend-chart';
import { spanText, timeText } from '../figures';
import { html, type Markup } from '../markup';
import type { Report } from '../report-model';
import { bucketTotals } from '../trend';
import { dimensionWords } from '../words';
import { key, picture } from './blocks';

export function trendSection(report: Report): Markup {
  const { trend, request, coverage } = report;
  const totals = bucketTotals(trend);
  const most = totals.reduce((value, total) => Math.max(value, total), 0);
  const when = trend.times[totals.indexOf(most)] ?? request.range.from;
  const width = spanText(trend.bucketMs);
  const highest = `The most in ${width}: ${bytesText(most)}, from ${timeText(when)} UTC.`;
  const alternative = `Bars of cross-zone bytes per ${width}, stacked by sending ${dimensionWords(request.sender)}. ${highest}`;
  const pale = coverage.incompleteSince === null ? '' : ' Pale bars: flow logs of that time are still arriving.';
  return html`<section aria-labelledby="trend">
    <h2 id="trend">Over time</h2>
    ${legend(report)}
    ${picture(
      trendChart(report, { width: 840, height: 260 }, alternative),
      trendChart(report, { width: 360, height: 220 }, alternative),
      `Cross-zone bytes per ${width}. ${highest}${pale}`
    )}
  </section>`;
}

function legend({ shown, trend }: Report): Markup {
  const others = trend.senders.length > shown.length ? [{ name: 'all others', place: null }] : [];
  const entries = [...shown.map(({ name }, place) => ({ name, place })), ...others];
  return html`<ul class="legend">
    ${entries.map(({ name, place }) => html`<li>${key(place)}<bdi>${name}</bdi></li>`)}
  </ul>`;
}

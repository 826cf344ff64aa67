/** The head of a report: one sentence for who reads only that, four numbers, and what must be known of them. */
import { bytesText, roundCostText } from '../../../backend/query/shape/quantity';
import { rangeText, shareText, spanText } from '../figures';
import { html, nothing, type Markup } from '../markup';
import type { Report } from '../report-model';
import { hoursAMonth } from '../trend';
import { dimensionWords } from '../words';
import { noticeList } from './notices';

const day = 24;

export function summarySection(report: Report): Markup {
  const { totals, month, request, shown } = report;
  const { crossZoneBytes, sameZoneBytes, cost } = totals;
  const money = (amount: number): string => roundCostText(amount, request.price.currency);
  const share = shareText(crossZoneBytes, crossZoneBytes + sameZoneBytes);
  const span = spanText(request.range.to - request.range.from);
  const rate = month === null ? nothing : html`, a rate of <strong>${money(month.cost)} a month</strong>`;
  const [talker] = shown;
  return html`<section aria-labelledby="summary">
    <h2 id="summary" class="unseen">Summary</h2>
    <p class="lead">
      In ${span}, <strong>${bytesText(crossZoneBytes)}</strong> crossed zones: ${share} of the traffic whose zones are
      known. It cost about <strong>${money(cost)}</strong>${rate}.
    </p>
    <dl class="figures">
      ${figure('Cross-zone traffic', bytesText(crossZoneBytes), `in ${span}`)}
      ${figure('Estimated cost', money(cost), month === null ? 'too early for a month' : `≈ ${money(month.cost)} a month`)}
      ${figure('Cross-zone share', share, `of ${bytesText(crossZoneBytes + sameZoneBytes)} of known zones`)}
      ${talker === undefined ? nothing : figure(`Top ${dimensionWords(request.sender)}`, talker.name, `sent ${bytesText(talker.bytes)}, ${shareText(talker.bytes, crossZoneBytes)}`)}
    </dl>
    ${largest(report)} ${monthNote(report)} ${noticeList(report)}
  </section>`;
}

function figure(name: string, value: string, more: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>
      <span class="value"><bdi>${value}</bdi></span> <span class="more">${more}</span>
    </dd>
  </div>`;
}

function largest({ exchanges, totals, request }: Report): Markup {
  const exchange = exchanges.find(({ source }) => !source.isRest);
  if (exchange === undefined) {
    return nothing;
  }
  const { source, target, bytes, cost } = exchange;
  return html`<p>
    The largest exchange is <bdi class="name">${source.name}</bdi> → <bdi class="name">${target.name}</bdi>:
    ${bytesText(bytes)}, ${shareText(bytes, totals.crossZoneBytes)} of what crossed zones, about
    ${roundCostText(cost, request.price.currency)}.
  </p>`;
}

/** How the projection is made, and when not to trust it. */
function monthNote({ month, request }: Report): Markup {
  if (month === null) {
    return nothing;
  }
  const hours = spanText(month.hours * 3_600_000);
  const { from } = request.range;
  const isWhole = from + month.hours * 3_600_000 === request.range.to;
  const short = month.hours < day ? ' A range of less than a day knows neither nights nor weekends.' : '';
  const gap =
    month.seenOnly === null
      ? ''
      : ` Traffic was seen only in ${rangeText(month.seenOnly)}: the rest of the range counts as without traffic.`;
  const complete = isWhole ? ' of this range' : ' of this range that are complete; its end is still arriving';
  return html`<p class="note">A month is ${hoursAMonth} hours like the ${hours}${complete}.${short}${gap}</p>`;
}

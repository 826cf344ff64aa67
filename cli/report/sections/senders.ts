/** What each sender's cross-zone traffic costs. */
import { bytesText, costDecimals, costInColumn, estimateDecimals } from '../../../backend/query/shape/quantity';
import { shareText } from '../figures';
import { html, type Markup } from '../markup';
import type { Report } from '../report-model';
import type { Sender } from '../trend';
import { dimensionWords } from '../words';
import { bar, key, table } from './blocks';

export function sendersSection({ trend, totals, request, month, shown }: Report): Markup {
  const { currency } = request.price;
  const by = dimensionWords(request.sender);
  const most = trend.senders.reduce((value, { bytes, isRest }) => (isRest ? value : Math.max(value, bytes)), 1);
  const money = (cost: number): string => costInColumn(cost, costDecimals(totals.cost), currency);
  const monthly = (cost: number): string =>
    month === null || totals.cost === 0
      ? '–'
      : costInColumn((cost / totals.cost) * month.cost, estimateDecimals(month.cost), currency);
  const row = ({ name, isRest, bytes, cost }: Sender, index: number): Markup =>
    html` <tr>
      <th scope="row" class="name">
        ${key(index < shown.length ? index : null)}<bdi>${isRest ? 'All others' : name}</bdi>
      </th>
      <td class="bars">${isRest ? '' : bar(bytes / most)}</td>
      <td>${bytesText(bytes)}</td>
      <td>${shareText(bytes, totals.crossZoneBytes)}</td>
      <td>${money(cost)}</td>
      <td>${monthly(cost)}</td>
    </tr>`;
  return html`<section aria-labelledby="cost">
    <h2 id="cost">Cost by ${by}</h2>
    ${table(
      {
        section: 'cost',
        kind: 'list',
        note: `Both charges of a byte, out of one zone and into the other, stand with the ${by} that sent it.`,
      },
      html`
        <thead>
          <tr>
            <th scope="col">Sender</th>
            <th scope="col" class="bars"><span class="unseen">Bar</span></th>
            <th scope="col">Bytes sent</th>
            <th scope="col">Share</th>
            <th scope="col">Cost</th>
            <th scope="col">A month</th>
          </tr>
        </thead>
        <tbody>
          ${trend.senders.map(row)}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All cross-zone traffic</th>
            <td class="bars"></td>
            <td>${bytesText(totals.crossZoneBytes)}</td>
            <td>100 %</td>
            <td>${money(totals.cost)}</td>
            <td>${monthly(totals.cost)}</td>
          </tr>
        </tfoot>
      `
    )}
  </section>`;
}

/** The exchanges that send the most across zones. */
import { bytesText, costDecimals, costInColumn } from '../../../backend/query/shape/quantity';
import { shareText } from '../figures';
import { html, type Markup } from '../markup';
import type { Exchange, Report } from '../report-model';
import { dimensionWords } from '../words';
import { bar, table } from './blocks';

export function exchangesSection({ exchanges, totals, request }: Report): Markup {
  const most = exchanges.reduce((value, { bytes, source }) => (source.isRest ? value : Math.max(value, bytes)), 1);
  const money = (cost: number): string => costInColumn(cost, costDecimals(totals.cost), request.price.currency);
  const row = ({ source, target, bytes, cost }: Exchange): Markup => {
    const ends = source.isRest
      ? html`<th scope="row" colspan="2" class="rest">All others</th>`
      : html`<th scope="row" class="name"><bdi>${source.name}</bdi></th>
          <td class="name"><bdi>${target.name}</bdi></td>`;
    return html` <tr>
      ${ends}
      <td class="bars">${source.isRest ? '' : bar(bytes / most)}</td>
      <td>${bytesText(bytes)}</td>
      <td>${shareText(bytes, totals.crossZoneBytes)}</td>
      <td>${money(cost)}</td>
    </tr>`;
  };
  return html`<section aria-labelledby="exchanges">
    <h2 id="exchanges">Largest exchanges</h2>
    ${table(
      {
        section: 'exchanges',
        kind: 'list',
        note: `Cross-zone traffic by ${request.ends.map(dimensionWords).join(' and ')} of both ends, all zones together.`,
      },
      html`
        <thead>
          <tr>
            <th scope="col" class="name">From</th>
            <th scope="col" class="name">To</th>
            <th scope="col" class="bars"><span class="unseen">Bar</span></th>
            <th scope="col">Bytes</th>
            <th scope="col">Share</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          ${exchanges.map(row)}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colspan="2">All cross-zone traffic</th>
            <td class="bars"></td>
            <td>${bytesText(totals.crossZoneBytes)}</td>
            <td>100 %</td>
            <td>${money(totals.cost)}</td>
          </tr>
        </tfoot>
      `
    )}
  </section>`;
}

/** Traffic from zone to zone as a table, darker where more crosses. */
import { bytesText } from '../../../backend/query/shape/quantity';
import { html, nothing, type Markup } from '../markup';
import type { Report } from '../report-model';
import { zoneText } from '../words';
import { crosses } from '../zone-matrix';
import { table } from './blocks';

/** So many fit on paper at full size. */
const fewZones = 4;
/** The strongest shade: text on it stays readable. */
const strongest = 0.5;

export function matrixSection({ matrix, totals }: Report): Markup {
  const { zones, bytes, sent, received } = matrix;
  const cells = zones.flatMap((source, row) =>
    zones.map((target, column) => ({ source, target, bytes: bytes[row]?.[column] ?? 0 }))
  );
  const most = cells.reduce(
    (value, cell) => (crosses(cell.source, cell.target) ? Math.max(value, cell.bytes) : value),
    0
  );
  const cell = (source: string, target: string, value: number): Markup => {
    const text = value === 0 ? html`<span class="none">0 B</span>` : html`${bytesText(value)}`;
    if (crosses(source, target)) {
      return html`<td class="crossing" style="--shade:${((value / Math.max(most, 1)) * strongest).toFixed(3)}">
        ${text}
      </td>`;
    }
    return html`<td class="${source === target && source !== '' ? 'within' : 'unknown'}">${text}</td>`;
  };
  return html`<section aria-labelledby="matrix">
    <h2 id="matrix">From zone to zone</h2>
    ${table(
      {
        section: 'matrix',
        kind: zones.length > fewZones ? 'matrix dense' : 'matrix',
        note: 'Rows send, columns receive. Coloured: traffic that crosses zones, the more the darker. Outlined: traffic that stays in its zone.',
      },
      html`
        <thead>
          <tr>
            <th scope="col">From</th>
            ${zones.map((zone) => html`<th scope="col">${zoneText(zone)}</th>`)}
            <th scope="col">Cross-zone sent</th>
          </tr>
        </thead>
        <tbody>
          ${zones.map(
            (source, row) =>
              html` <tr>
                <th scope="row">${zoneText(source)}</th>
                ${zones.map((target, column) => cell(source, target, bytes[row]?.[column] ?? 0))}
                <td class="sum">${source === '' ? '–' : bytesText(sent[row] ?? 0)}</td>
              </tr>`
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Cross-zone received</th>
            ${zones.map((zone, column) => html`<td class="sum">${zone === '' ? '–' : bytesText(received[column] ?? 0)}</td>`)}
            <td class="sum total">${bytesText(totals.crossZoneBytes)}</td>
          </tr>
        </tfoot>
      `
    )}
    ${totals.unknownZoneBytes === 0 ? nothing : html`<p class="note">Unknown zone: ends without one, such as the internet. Their ${bytesText(totals.unknownZoneBytes)} count neither as crossing nor as staying.</p>`}
  </section>`;
}

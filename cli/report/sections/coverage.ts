/** How much of the traffic the numbers know, and how they are made. */
import { bytesText, priceText } from '../../../backend/query/shape/quantity';
import { countOf, countText, shareText, timeText } from '../figures';
import { html, nothing, type Markup } from '../markup';
import type { Report } from '../report-model';
import { table } from './blocks';

export function coverageSection({ coverage }: Report): Markup {
  const { bytes, records } = coverage;
  const row = (name: string, part: number, meaning: string, isPart = false): Markup =>
    html` <tr>
      <th scope="row" ${isPart ? html` class="part"` : nothing}>${name}</th>
      <td>${bytesText(part)}</td>
      <td>${shareText(part, bytes)}</td>
      <td class="meaning">${meaning}</td>
    </tr>`;
  const incomplete =
    coverage.incompleteSince === null
      ? 'The range is complete: it ended more than 15 minutes before this report was made.'
      : `Incomplete since ${timeText(coverage.incompleteSince)} UTC: flow logs arrive up to 15 minutes late, so the end of the range will still grow.`;
  return html`<section aria-labelledby="coverage">
    <h2 id="coverage">What the numbers cover</h2>
    ${table(
      {
        section: 'coverage',
        kind: 'list coverage',
        note: 'All traffic that flow logs saw in the range, whether it crossed zones or not.',
      },
      html`
        <thead>
          <tr>
            <th scope="col">Traffic</th>
            <th scope="col">Bytes</th>
            <th scope="col">Share</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          ${row('Attributed', coverage.attributedBytes, 'Both ends are known: a pod, a node or an AWS resource.')}
          ${row('of it ambiguous', coverage.ambiguousBytes, 'Given to a pod by the rule for records at a change of owner.', true)}
          ${row('External', coverage.externalBytes, 'An end is outside the network, such as the internet.')}
          ${row('Unattributed', coverage.unattributedBytes, 'An end is inside the network, but nothing known held its address at that time.')}
        </tbody>
        <tfoot>
          ${row('All traffic', bytes, '')}
          ${row('of it of unknown zone', coverage.unknownZoneBytes, 'An end has no known zone: neither cross-zone nor same-zone.', true)}
        </tfoot>
      `
    )}
    <p>
      ${incomplete} ${countOf(records.counted, 'flow record')} counted; not counted: ${countText(records.rejected)}
      rejected by a security group or network ACL, ${countText(records.noData)} without data,
      ${countText(records.skipData)} that AWS skipped.
    </p>
    <p class="note">
      Pods of one node that talk to each other pass no network interface: no flow log has that traffic, and no share
      here counts it.
    </p>
  </section>`;
}

export function makingSection({ request }: Report): Markup {
  const { perGbOut, perGbIn, currency } = request.price;
  const price = (amount: number): string => priceText(amount, currency);
  return html`<section aria-labelledby="making">
    <h2 id="making">How these numbers are made</h2>
    <p>
      Each flow record is given to the pods, nodes and AWS resources that held its two addresses at the time of the
      record, not to those that hold them now. Each byte counts once, as the interface that sent it recorded it, and
      crosses zones if the zones of both ends are known and differ. Cost is an estimate and not the bill: cross-zone
      bytes at ${price(perGbOut)} per GB out of one zone and ${price(perGbIn)} per GB into the other, a GB being 2<sup
        >30</sup
      >
      bytes.
    </p>
  </section>`;
}

/** A report as one HTML page that needs nothing beside itself: no script, no font, no picture from elsewhere. Pure. */
import { bytesText } from '../../backend/query/shape/quantity';
import { rangeText, timeText } from './figures';
import { html, nothing, type Markup } from './markup';
import type { Report } from './report-model';
import { coverageSection, makingSection } from './sections/coverage';
import { exchangesSection } from './sections/exchanges';
import { flowSection } from './sections/flow';
import { matrixSection } from './sections/matrix';
import { noticeList } from './sections/notices';
import { sendersSection } from './sections/senders';
import { summarySection } from './sections/summary';
import { trendSection } from './sections/trend';
import { styleSheet } from './style-sheet';
import { filterText } from './words';

/** Only what is in the page itself, and no script at all. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function reportPage(report: Report): string {
  const { request, origin } = report;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="ZoneFlow ${origin.version}" />
        <title>${request.title} · ${rangeText(request.range)}</title>
        <style>
          ${styleSheet}
        </style>
      </head>
      <body>
        ${header(report)}
        <main>${sections(report)}</main>
        <footer>
          <p>
            Made by ZoneFlow ${origin.version} on
            <time datetime="${new Date(origin.generatedAt).toISOString()}">${timeText(origin.generatedAt)} UTC</time>.
            All times are UTC.
          </p>
        </footer>
      </body>
    </html> `;
  return `${page.text.trimEnd()}\n`;
}

function header({ request, origin }: Report): Markup {
  const { from, to } = request.range;
  const range = html`<time datetime="${isoText(from)}/${isoText(to)}">${rangeText(request.range)}</time>`;
  return html`<header>
    <p class="overline">Traffic across Availability Zones</p>
    <h1><bdi>${request.title}</bdi></h1>
    <p class="about">${clusterText(origin.clusters)} · ${range}</p>
    ${request.filters.map((filter) => html`<p class="about">Only ${filterText(filter)}</p>`)}
  </header>`;
}

function sections(report: Report): Markup[] {
  const { coverage, totals } = report;
  if (coverage.bytes === 0) {
    return [lead(report, noTraffic(report)), coverageSection(report), makingSection(report)];
  }
  if (totals.crossZoneBytes === 0) {
    const stayed = `${bytesText(totals.sameZoneBytes)} stayed in their zone`;
    const unknown = `${bytesText(totals.unknownZoneBytes)} had an end of unknown zone`;
    return [
      lead(report, `Nothing crossed zones: ${stayed}, ${unknown}.`),
      matrixSection(report),
      coverageSection(report),
      makingSection(report),
    ];
  }
  return [
    summarySection(report),
    flowSection(report),
    matrixSection(report),
    trendSection(report),
    exchangesSection(report),
    sendersSection(report),
    coverageSection(report),
    makingSection(report),
  ];
}

/** In place of a summary, where there is nothing to sum up. */
function lead(report: Report, sentence: string): Markup {
  return html`<section aria-labelledby="summary">
    <h2 id="summary" class="unseen">Summary</h2>
    <p class="lead">${sentence}</p>
    ${noticeList(report)}
  </section>`;
}

function noTraffic({ request }: Report): string {
  const passing = request.filters.length > 0 ? ' that pass the filters' : '';
  return `No traffic: the flow logs have no records of this range${passing}. Check the range, and whether flow logs of that time were delivered to the folder.`;
}

function clusterText(clusters: readonly string[]): Markup {
  const [first, ...more] = clusters;
  if (first === undefined) {
    return html`No cluster in the pod history of that time`;
  }
  const named = clusters
    .slice(0, 3)
    .map((cluster, index) => html`${index === 0 ? nothing : ', '}<bdi>${cluster}</bdi>`);
  const rest = clusters.length > 3 ? ` and ${clusters.length - 3} more` : '';
  return html`${more.length === 0 ? 'Cluster' : 'Clusters'} <strong>${named}${rest}</strong>`;
}

function isoText(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** What must be known of the answers beyond their numbers, in the words of every other door. */
import { html, nothing, type Markup } from '../markup';
import type { Report } from '../report-model';

export function noticeList({ notices }: Report): Markup {
  if (notices.length === 0) {
    return nothing;
  }
  const items = notices.map(({ severity, text }) => html`<li><span class="severity">${severity}</span> ${text}</li>`);
  return html`<ul class="notices" aria-label="Notices">
    ${items}
  </ul>`;
}

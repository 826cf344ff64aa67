/** What several sections are made of: a table, a picture, a bar, the key to a colour. */
import { senderColour } from '../charts/colours';
import { html, type Markup } from '../markup';

/** A table that scrolls by itself where the page is too narrow for it. */
export function table(of: { section: string; kind: string; note: string }, content: Markup): Markup {
  return html`<p class="note" id="${of.section}-note">${of.note}</p>
    <div class="scroll" role="group" aria-labelledby="${of.section}" tabindex="0">
      <table class="${of.kind}" aria-labelledby="${of.section}" aria-describedby="${of.section}-note">
        ${content}
      </table>
    </div>`;
}

/**
 * A picture in two widths, for a page and for a phone: text in a picture that is scaled down cannot be read. Only one of
 * the two is displayed, and so only one is read out.
 */
export function picture(wide: Markup, narrow: Markup, caption: string): Markup {
  return html`<figure>
    <div class="wide">${wide}</div>
    <div class="narrow">${narrow}</div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** A share of a column as a bar; the number beside it says the same. */
export function bar(share: number): Markup {
  const percent = (Math.max(0, Math.min(1, share)) * 100).toFixed(1);
  return html`<span class="bar" aria-hidden="true"><span style="width:${percent}%"></span></span>`;
}

/** The colour of a sender in the pictures; of all others without a place. */
export function key(place: number | null): Markup {
  return html`<span class="key" aria-hidden="true" style="background:${senderColour(place)}"></span>`;
}

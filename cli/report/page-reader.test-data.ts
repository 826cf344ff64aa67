/** Reads a page as a browser would; for tests whose environment is jsdom. */

interface PageElement {
  id: string;
  tagName: string;
  textContent: string | null;
  attributes: Iterable<{ name: string; value: string }>;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

export interface Page extends PageElement {
  title: string;
}

/** The environment has it, but the back end's types know no browser. */
declare const DOMParser: new () => { parseFromString(text: string, type: 'text/html'): Page };

export function parsePage(text: string): Page {
  return new DOMParser().parseFromString(text, 'text/html');
}

export function all(parent: PageElement, selector: string): PageElement[] {
  return [...parent.querySelectorAll(selector)];
}

/** Texts of elements as one reads them: white space as one space. */
export function texts(parent: PageElement, selector: string): string[] {
  return all(parent, selector).map(({ textContent }) => (textContent ?? '').replace(/\s+/g, ' ').trim());
}

/** Cells of a section's table, row by row. */
export function tableCells(page: Page, section: string): string[][] {
  return all(page, `table[aria-labelledby="${section}"] tr`).map((row) => texts(row, 'th, td'));
}

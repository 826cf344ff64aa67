/** What the browser tests share: the host page's screens, what a page asked of the server, and that it logged no error. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Locator, type Page } from '@playwright/test';

export { expect };

interface Fixtures {
  /** Paths and queries of the API calls of the page so far. */
  calls: string[];
  quiet: undefined;
}

export const test = base.extend<Fixtures>({
  calls: async ({ page }, use) => {
    const calls: string[] = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname.startsWith('/api/')) {
        calls.push(pathname + search);
      }
    });
    await use(calls);
  },
  quiet: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        // The fonts are part of Grafana's server. Refused API calls are told by the tests that provoke them.
        if (message.type() === 'error' && !/\/public\/fonts\/|\/api\//.test(message.location().url)) {
          errors.push(message.text());
        }
      });
      await use(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

/** A panel in edit mode, with a query as a dashboard would have it stored. */
export async function openQuery(page: Page, query: object = {}, parameters: Record<string, string> = {}) {
  const search = new URLSearchParams({ screen: 'query', query: JSON.stringify(query), ...parameters });
  await page.goto(`/?${search}`);
  const editor = page.getByRole('region', { name: 'Query editor' });
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(editor).toBeVisible();
  return {
    editor,
    answer,
    run: page.getByRole('button', { name: 'Run query' }),
    /** What would be saved with the dashboard. */
    stored: async (): Promise<Record<string, unknown>> => {
      const text = await page.getByLabel('Stored query').textContent();
      return JSON.parse(text ?? '{}') as Record<string, unknown>;
    },
  };
}

/** The rows of a frame as the answer shows them, cells by field name. */
export async function rowsOf(answer: Locator, frame: string): Promise<Array<Record<string, string>>> {
  const table = answer.getByRole('table', { name: frame });
  await expect(table).toBeVisible();
  const names = await table.getByRole('columnheader').allTextContents();
  const rows = await table.locator('tbody tr').all();
  return Promise.all(
    rows.map(async (row) => {
      const cells = await row.getByRole('cell').allTextContents();
      return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
    })
  );
}

/** No rule of WCAG 2.1 A and AA that can be checked by machine is broken inside the element. */
export async function expectAccessible(page: Page, selector: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(found).toEqual([]);
}

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

/** A panel in edit mode; without a stored query it is a new one. */
export async function openQuery(page: Page, query?: object, parameters: Record<string, string> = {}) {
  const stored: Record<string, string> = query === undefined ? {} : { query: JSON.stringify(query) };
  await page.goto(`/?${new URLSearchParams({ screen: 'query', ...stored, ...parameters })}`);
  const editor = page.getByRole('region', { name: 'Query editor' });
  await expect(editor).toBeVisible();
  return {
    editor,
    answer: page.getByRole('region', { name: 'Answer' }),
    run: page.getByRole('button', { name: 'Run query' }),
  };
}

/** What would be saved with the dashboard. */
export async function storedQuery(page: Page): Promise<Record<string, unknown>> {
  const text = await page.getByLabel('Stored query').textContent();
  return JSON.parse(text ?? '{}') as Record<string, unknown>;
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

/** No rule of WCAG 2.1 A and AA that can be checked by machine is broken in the region. */
export async function expectAccessible(page: Page, region: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include(`section[aria-label="${region}"]`)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(found).toEqual([]);
}

/** Figures for people: they stand in the run's output, and nothing fails by them. */
export function measured(what: string, value: string): void {
  test.info().annotations.push({ type: what, description: value });
  console.log(`${what}: ${value}`);
}

/** Explore over the demo's data: graph, series, table, matrix. */
import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';
import { dataSourceUid, demoRange, type DemoRange } from './demo-range';

const type = 'zoneflow-ekscrossaz-datasource';

async function explore(page: Page, range: DemoRange, query: Record<string, unknown>) {
  const datasource = { type, uid: dataSourceUid };
  const panes = { a: { datasource: dataSourceUid, queries: [{ refId: 'A', datasource, ...query }], range } };
  await page.goto(`/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`);
}

test('shows the node graph of zone flows', async ({ page, request }) => {
  await explore(page, await demoRange(request), { queryType: 'graph', groupBy: ['namespace', 'zone'], limit: 20 });
  await expect(page.getByLabel(/^Node: /).first()).toBeVisible();
  await expect(page.getByLabel(/^Edge from: /).first()).toBeAttached();
  await expect(page.getByTestId('data-testid Alert error').filter({ visible: true })).toHaveCount(0);
});

test('shows series', async ({ page, request }) => {
  const query = { queryType: 'timeseries', groupBy: ['namespace'], targetGroupBy: [], limit: 5 };
  await explore(page, await demoRange(request), query);
  await expect(page.locator('.u-over').first()).toBeVisible();
  await expect(page.getByText('shop', { exact: false }).first()).toBeVisible();
});

test('shows a table', async ({ page, request }) => {
  await explore(page, await demoRange(request), { queryType: 'table', groupBy: ['namespace', 'workload', 'zone'] });
  await expect(page.getByText('source_namespace').first()).toBeVisible();
  await expect(page.getByText('use1-az4').first()).toBeVisible();
});

test('shows the zone matrix', async ({ page, request }) => {
  await explore(page, await demoRange(request), { queryType: 'matrix', traffic: 'all' });
  await expect(page.getByText('use1-az4').first()).toBeVisible();
});

test('a wrong query is refused by name', async ({ page, request }) => {
  await explore(page, await demoRange(request), { queryType: 'table', measure: 'bits' });
  await expect(page.getByText(/measure/).first()).toBeVisible();
});

test('the editor offers values, and runs on Shift+Enter', async ({ page, request }) => {
  await explore(page, await demoRange(request), { queryType: 'table', groupBy: ['namespace'] });
  await page.getByRole('button', { name: 'Add filter' }).click();
  await expect(page.getByText('Choose or write at least one value.')).toBeVisible();
  const values = page.getByRole('combobox', { name: 'Filter values' });
  await values.fill('med');
  await page.getByRole('option', { name: 'media', exact: true }).click();
  const answered = page.waitForResponse((response) => response.url().includes('/api/ds/query'));
  await values.press('Shift+Enter');
  const sent = (await answered).request().postDataJSON() as { queries: Array<{ filters: unknown }> };
  expect(sent.queries[0]?.filters).toEqual([
    { side: 'source', dimension: 'namespace', operator: '=|', values: ['media'] },
  ]);
  await expect(page.getByRole('gridcell', { name: 'media' }).first()).toBeVisible();
});

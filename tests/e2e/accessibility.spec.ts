/** The editors by the rules of axe: names, roles, contrast, order of focus. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';
import { dataSourceUid, demoRange } from './demo-range';

const type = 'zoneflow-ekscrossaz-datasource';

/** Findings in our part of the page, as one line each. */
async function findings(page: Page, part: string, not: string[] = []): Promise<string[]> {
  const builder = not.reduce((axe, selector) => axe.exclude(selector), new AxeBuilder({ page }).include(part));
  const { violations } = await builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

test('the query editor', async ({ page, request }) => {
  const query = {
    refId: 'A',
    datasource: { type, uid: dataSourceUid },
    queryType: 'timeseries',
    groupBy: ['namespace', 'zone'],
    filters: [{ side: 'source', dimension: 'namespace', operator: '=', values: ['shop'] }],
  };
  const panes = { a: { datasource: dataSourceUid, queries: [query], range: await demoRange(request) } };
  await page.goto(`/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`);
  await expect(page.getByRole('button', { name: 'Add filter' })).toBeVisible();
  // The row's header is Grafana's own.
  expect(
    await findings(page, '[data-testid="query-editor-row"]', ['[data-testid="data-testid Query editor row"]'])
  ).toEqual([]);
});

test('the settings page', async ({ page }) => {
  await page.goto(`/connections/datasources/edit/${dataSourceUid}`);
  await expect(page.getByLabel('Flow logs')).toBeVisible();
  expect(await findings(page, 'form')).toEqual([]);
});

test('the editors of variables and annotations', async ({ page, request }) => {
  const dashboard = { title: `Accessible ${Date.now()}`, time: await demoRange(request) };
  const response = await request.post('/api/dashboards/db', { data: { dashboard } });
  const { uid } = (await response.json()) as { uid: string };
  try {
    await page.goto(`/d/${uid}?editview=variables`);
    await page.getByRole('button', { name: 'Add variable' }).click();
    await page.getByRole('button', { name: 'Add filter' }).click();
    expect(await findings(page, '[data-testid="zoneflow-variable-editor"]')).toEqual([]);
    await page.goto(`/d/${uid}?editview=annotations`);
    await page.getByRole('button', { name: 'Add annotation query' }).click();
    await page.getByRole('button', { name: 'Add filter' }).click();
    expect(await findings(page, '[data-testid="zoneflow-annotation-editor"]')).toEqual([]);
  } finally {
    await request.delete(`/api/dashboards/uid/${uid}`);
  }
});

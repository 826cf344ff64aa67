/** Dashboard variables: one that follows another, made in the dashboard's settings; values that arrive as they are. */
import { expect, test } from '@grafana/plugin-e2e';
import type { APIRequestContext, Page } from '@playwright/test';
import { dataSourceUid, demoRange } from './demo-range';

const datasource = { type: 'zoneflow-ekscrossaz-datasource', uid: dataSourceUid };
const hostile = `it's "q" {a,b} $namespace \${x} \\ a|b $& $1`;

test.describe.configure({ timeout: 120_000 });

interface AskedFilter {
  dimension: string;
  operator: string;
  values: string[];
}

/** The filters of the panel's next query. */
async function askedFilters(page: Page, act: () => Promise<unknown>): Promise<AskedFilter[]> {
  const asked = page.waitForRequest((request) => request.url().includes('/api/ds/query'));
  await act();
  const { queries } = (await asked).postDataJSON() as { queries: Array<{ filters: AskedFilter[] }> };
  return queries[0]?.filters ?? [];
}

async function createDashboard(request: APIRequestContext, filter: AskedFilter): Promise<string> {
  const variables = [
    {
      type: 'query',
      name: 'namespace',
      datasource,
      query: { refId: 'A', dimension: 'namespace' },
      refresh: 2,
      multi: true,
      includeAll: true,
      current: { text: ['shop', 'media'], value: ['shop', 'media'] },
    },
    { type: 'textbox', name: 'odd', query: hostile, current: { text: hostile, value: hostile } },
  ];
  const panel = {
    id: 1,
    type: 'table',
    title: 'Rows',
    datasource,
    gridPos: { x: 0, y: 0, w: 24, h: 9 },
    targets: [{ refId: 'A', datasource, queryType: 'table', filters: [{ side: 'source', ...filter }] }],
  };
  const dashboard = {
    title: `Variables ${Date.now()}`,
    time: await demoRange(request),
    templating: { list: variables },
    panels: [panel],
  };
  const response = await request.post('/api/dashboards/db', { data: { dashboard, overwrite: true } });
  expect(response.ok()).toBe(true);
  return ((await response.json()) as { uid: string }).uid;
}

test('a variable of workloads follows the namespaces', async ({ page, request }) => {
  const uid = await createDashboard(request, { dimension: 'workload', operator: '=|', values: ['$workload'] });
  try {
    await page.goto(`/d/${uid}?editview=variables`);
    await page.getByRole('button', { name: 'New variable' }).click();
    await page.getByRole('textbox', { name: /^Name/ }).fill('workload');
    await page.keyboard.press('Tab');
    // New ones list namespaces; the preview says so before anything is chosen.
    await expect(page.getByText(/^6 values: data, kube-system/)).toBeVisible();
    await page.getByLabel(/^Values of/).click();
    await page.getByRole('option', { name: 'workload', exact: true }).click();
    await expect(page.getByText(/^17 values: api, cart/)).toBeVisible();
    await page.getByRole('button', { name: 'Add filter' }).click();
    await page.getByLabel('Filter values').click();
    await page.getByRole('option', { name: '$namespace' }).click();
    await page.keyboard.press('Escape');
    await expect(page.getByText(/^8 values: api, cart, cart-cache/)).toBeVisible();
    const filters = await askedFilters(page, () => page.getByRole('button', { name: 'Back to dashboard' }).click());
    expect(filters).toMatchObject([{ dimension: 'workload', values: ['api'] }]);
  } finally {
    await request.delete(`/api/dashboards/uid/${uid}`);
  }
});

test('several values and odd characters arrive as they are', async ({ page, request }) => {
  const values = ['$namespace', '$odd'];
  const uid = await createDashboard(request, { dimension: 'namespace', operator: '=|', values });
  try {
    const filters = await askedFilters(page, () => page.goto(`/d/${uid}`));
    expect(filters).toMatchObject([{ dimension: 'namespace', operator: '=|', values: ['shop', 'media', hostile] }]);
  } finally {
    await request.delete(`/api/dashboards/uid/${uid}`);
  }
});

test('the list is that of the time range', async ({ page, request }) => {
  const uid = await createDashboard(request, { dimension: 'namespace', operator: '=|', values: ['$namespace'] });
  try {
    const asked = page.waitForRequest((call) => call.url().includes('/resources/values'));
    await page.goto(`/d/${uid}?from=1700000000000&to=1700003600000`);
    const parameters = new URL((await asked).url()).searchParams;
    expect([parameters.get('dimension'), parameters.get('from'), parameters.get('to')]).toEqual([
      'namespace',
      '1700000000000',
      '1700003600000',
    ]);
  } finally {
    await request.delete(`/api/dashboards/uid/${uid}`);
  }
});

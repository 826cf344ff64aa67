/** The bundled dashboards: every panel has an answer, none an error, and their variables and links change what is asked. */
import { expect, test } from '@grafana/plugin-e2e';
import type { Page, Request } from '@playwright/test';
import { dashboardUid, demoRange } from './demo-range';

const uids = [dashboardUid, 'zoneflow-workload', 'zoneflow-node-graph', 'zoneflow-cost'];

// A busy machine takes its time.
test.describe.configure({ timeout: 180_000 });

interface Asked {
  queryType?: string;
  traffic?: string;
  groupBy?: string[];
  filters?: Array<{ dimension: string; operator: string; values: string[] }>;
}

/** Opens a dashboard high enough for all its panels (those out of sight ask nothing) and waits until each has its answer. */
async function open(page: Page, path: string): Promise<Asked[]> {
  const asked: Asked[] = [];
  const underWay = new Set<Request>();
  page.on('request', (request) => {
    if (request.url().includes('/api/ds/query')) {
      underWay.add(request);
      asked.push(...(request.postDataJSON() as { queries: Asked[] }).queries);
    }
  });
  const ended = (request: Request) => void underWay.delete(request);
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  await page.setViewportSize({ width: 1280, height: 3000 });
  await page.goto(path);
  let calm = 0;
  await expect
    .poll(
      async () => {
        const loading = underWay.size > 0 || (await page.getByLabel('Panel loading bar').count()) > 0;
        calm = asked.length > 0 && !loading ? calm + 1 : 0;
        return calm;
      },
      { timeout: 120_000, intervals: [500], message: 'panels have their answers' }
    )
    .toBeGreaterThanOrEqual(3);
  return asked;
}

/** Values of the filters on a dimension in the questions asked; `[]` stands for no restriction. */
function filteredBy(asked: Asked[], dimension: string): string[][] {
  return asked.flatMap(({ filters = [] }) =>
    filters.filter((filter) => filter.dimension === dimension).map((filter) => filter.values)
  );
}

for (const uid of uids) {
  test(`${uid} loads without errors, and no panel is empty`, async ({ page }) => {
    const failed: string[] = [];
    page.on('response', (response) => {
      if (response.url().includes('/api/ds/query') && !response.ok()) {
        failed.push(`${response.status()} ${response.request().postData()?.slice(0, 300) ?? ''}`);
      }
    });
    await open(page, `/d/${uid}`);
    await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
    expect(failed).toEqual([]);
    await expect(page.getByText(/^(No data|no traffic|nothing to compare|NaN.*)$/)).toHaveCount(0);
  });
}

test('the overview compares with an earlier time, and draws the zones', async ({ page }) => {
  await open(page, `/d/${dashboardUid}`);
  await expect(page.getByTestId('data-testid Panel header Change')).toContainText(/[-+]?\d+\s*%/);
  await expect(page.getByTestId('data-testid Panel header Cross-zone share')).toContainText(/\d+\s*%/);
  await expect(page.getByTestId('data-testid Panel header Per month')).toContainText(/\$\d/);
  await expect(page.getByLabel(/^Node: /).first()).toBeVisible();
});

test('a namespace restricts what panels ask, and the workloads that can be chosen', async ({ page }) => {
  const all = await open(page, `/d/${dashboardUid}`);
  expect(filteredBy(all, 'namespace').length).toBeGreaterThan(5);
  expect(new Set(filteredBy(all, 'namespace').map(String))).toEqual(new Set(['']));
  const workloads = page.waitForResponse((response) => /resources\/values\?.*dimension=workload/.test(response.url()));
  const some = await open(page, `/d/${dashboardUid}?var-namespace=media&var-namespace=data`);
  expect(new Set(filteredBy(some, 'namespace').map(String))).toEqual(new Set(['media,data']));
  const listed = (await (await workloads).json()) as string[];
  expect(listed).toEqual(expect.arrayContaining(['feed', 'kafka']));
  expect(listed).not.toContain('cart');
});

test('the node graph shows the traffic and the groups that are chosen', async ({ page }) => {
  const asked = await open(
    page,
    '/d/zoneflow-node-graph?var-traffic=same-zone&var-group=namespace&var-group=zone&var-measure=packets'
  );
  const graphs = asked.filter(({ queryType }) => queryType === 'graph');
  expect(graphs).toContainEqual(
    expect.objectContaining({ traffic: 'same-zone', groupBy: ['namespace', 'zone'], measure: 'packets' })
  );
});

test('costs are shared by the label that is chosen', async ({ page }) => {
  const asked = await open(page, '/d/zoneflow-cost?var-label=app');
  expect(asked.map(({ groupBy }) => groupBy)).toContainEqual(['label:app']);
  await expect(page.getByText('Cost by label app', { exact: true })).toBeVisible();
});

test('a workload in a table opens its dashboard, with the time range', async ({ page, request }) => {
  const range = await demoRange(request);
  await open(page, `/d/${dashboardUid}`);
  await page.getByRole('link', { name: 'kafka' }).first().click();
  await expect(page).toHaveURL(/\/d\/zoneflow-workload.*var-workload=kafka/);
  await expect(page).toHaveURL(new RegExp(`from=${range.from}`));
  await expect(page.getByText('History, with rollouts')).toBeVisible();
});

test('an ad hoc filter reaches every panel', async ({ page }) => {
  const asked = await open(page, `/d/${dashboardUid}?var-filters=${encodeURIComponent('source_zone|=|use1-az4')}`);
  const traffic = asked.filter(({ queryType }) => queryType !== 'health');
  expect(traffic.length).toBeGreaterThan(5);
  for (const { filters } of traffic) {
    expect(filters).toContainEqual({ side: 'source', dimension: 'zone', operator: '=', values: ['use1-az4'] });
  }
});

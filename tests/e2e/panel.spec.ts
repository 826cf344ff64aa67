/** Every query type in a panel of a dashboard, and the cluster's events as its annotations. */
import { expect, test } from '@grafana/plugin-e2e';
import type { APIRequestContext } from '@playwright/test';
import { dataSourceUid, demoRange } from './demo-range';

const datasource = { type: 'zoneflow-ekscrossaz-datasource', uid: dataSourceUid };

test.describe.configure({ timeout: 120_000 });

const panels = [
  { type: 'nodeGraph', title: 'Graph', target: { queryType: 'graph', groupBy: ['namespace', 'zone'] } },
  {
    type: 'timeseries',
    title: 'Series',
    target: { queryType: 'timeseries', groupBy: ['namespace'], targetGroupBy: [] },
  },
  { type: 'table', title: 'Rows', target: { queryType: 'table', groupBy: ['workload'] } },
  { type: 'table', title: 'Matrix', target: { queryType: 'matrix', traffic: 'all' } },
  { type: 'stat', title: 'Total', target: { queryType: 'table', groupBy: [], measure: 'cost' } },
  { type: 'table', title: 'Health', target: { queryType: 'health' } },
];

async function createDashboard(request: APIRequestContext): Promise<string> {
  const annotation = {
    name: 'Changes',
    enable: true,
    iconColor: 'orange',
    datasource,
    target: { refId: 'Anno', queryType: 'events', events: ['rollout', 'node-arrival', 'node-departure'] },
  };
  const dashboard = {
    title: `Panels ${Date.now()}`,
    time: await demoRange(request),
    annotations: { list: [annotation] },
    panels: panels.map(({ type, title, target }, index) => ({
      id: index + 1,
      type,
      title,
      datasource,
      gridPos: { x: (index % 2) * 12, y: Math.floor(index / 2) * 9, w: 12, h: 9 },
      targets: [{ refId: 'A', datasource, ...target }],
    })),
  };
  const response = await request.post('/api/dashboards/db', { data: { dashboard, overwrite: true } });
  expect(response.ok()).toBe(true);
  return ((await response.json()) as { uid: string }).uid;
}

test('every query type answers in a panel, and changes of the cluster are marked', async ({ page, request }) => {
  const uid = await createDashboard(request);
  try {
    const asked = page.waitForResponse(
      (response) =>
        response.url().includes('/api/ds/query') && (response.request().postData() ?? '').includes('"events"')
    );
    await page.setViewportSize({ width: 1280, height: 1500 });
    await page.goto(`/d/${uid}`);
    const panel = (title: string) => page.getByTestId(`data-testid Panel header ${title}`);
    await expect(
      panel('Graph')
        .getByLabel(/^Node: /)
        .first()
    ).toBeVisible();
    await expect(panel('Series').locator('.u-over').first()).toBeVisible();
    await expect(panel('Rows').getByRole('gridcell', { name: 'kafka' }).first()).toBeVisible();
    await expect(panel('Matrix').getByRole('gridcell', { name: 'use1-az4' }).first()).toBeVisible();
    await expect(panel('Total')).toContainText(/\$\d/);
    await expect(panel('Health').getByRole('gridcell', { name: 'flows' })).toBeVisible();
    await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
    const answer = (await (await asked).json()) as {
      results: { Anno: { frames: Array<{ data: { values: unknown[][] } }> } };
    };
    expect(answer.results.Anno.frames[0]?.data.values[0]?.length).toBeGreaterThan(0);
    await expect(panel('Series').getByTestId('data-testid annotation-marker').first()).toBeAttached();
  } finally {
    await request.delete(`/api/dashboards/uid/${uid}`);
  }
});

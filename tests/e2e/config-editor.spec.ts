/** The settings page: saves, and says what it found behind them. */
import { expect, test } from '@grafana/plugin-e2e';

test('the provisioned data source tests green', async ({ readProvisionedDataSource, gotoDataSourceConfigPage }) => {
  const dataSource = await readProvisionedDataSource({ fileName: 'zoneflow.yaml' });
  const page = await gotoDataSourceConfigPage(dataSource.uid);
  await expect(page.saveAndTest()).toBeOK();
});

test('a new data source is saved and tests green', async ({ createDataSourceConfigPage, page, request }) => {
  const demo = (await (await request.get('/api/datasources/uid/zoneflow-demo')).json()) as {
    jsonData: { flows: { location: string }; history: { location: string } };
  };
  const config = await createDataSourceConfigPage({ type: 'zoneflow-ekscrossaz-datasource' });
  await page.getByLabel('Flow logs').fill(demo.jsonData.flows.location);
  await page.getByLabel(/^Pod history/).fill(demo.jsonData.history.location);
  await expect(config.saveAndTest()).toBeOK();
});

test('a location that does not exist is named', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type: 'zoneflow-ekscrossaz-datasource' });
  await page.getByLabel('Flow logs').fill('/nowhere/flows');
  await page.getByLabel(/^Pod history/).fill('/nowhere/history');
  await expect(config.saveAndTest()).not.toBeOK();
  await expect(config).toHaveAlert('error', { hasText: '/nowhere' });
});

test('settings that are not whole say what is missing', async ({ createDataSourceConfigPage, page }) => {
  const config = await createDataSourceConfigPage({ type: 'zoneflow-ekscrossaz-datasource' });
  await page.getByLabel('Amazon Athena').check({ force: true });
  await expect(page.getByLabel(/^Workgroup/)).toBeVisible();
  await expect(page.getByLabel(/^Threads/)).toHaveCount(0);
  await expect(config.saveAndTest()).not.toBeOK();
  await expect(config).toHaveAlert('error', { hasText: 'does not know where the flow logs are' });
});

/** The provisioned dashboard: every panel has data, none an error. */
import { expect, test } from '@grafana/plugin-e2e';
import { dashboardUid } from './demo-range';

test('loads without panel errors', async ({ gotoDashboardPage, page }) => {
  const dashboard = await gotoDashboardPage({ uid: dashboardUid });
  for (const title of ['Cross-zone cost', 'Who talks across zones', 'Zone matrix', 'Cross-zone traffic by namespace']) {
    await expect(page.getByRole('heading', { name: title }).first()).toBeVisible();
  }
  await expect(page.getByLabel(/^Node: /).first()).toBeVisible();
  await expect(dashboard).not.toHavePanelErrors();
  await expect(page.getByText('No data', { exact: true })).toHaveCount(0);
});

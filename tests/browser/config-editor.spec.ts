/** The settings editor, filled in as an administrator does, against the real backend's health check. */
import type { APIRequestContext, Page } from '@playwright/test';
import { expect, expectAccessible, test } from './screens';

interface Settings {
  flows: { location: string };
  history: { location: string };
}

async function stored(request: APIRequestContext, uid: string): Promise<Settings> {
  const response = await request.get(`/api/datasources/uid/${uid}`);
  return ((await response.json()) as { jsonData: Settings }).jsonData;
}

async function fillIn(page: Page, { flows, history }: Settings): Promise<void> {
  await page.getByRole('textbox', { name: /^Flow logs/ }).fill(flows.location);
  await page.getByRole('textbox', { name: /^Pod history/ }).fill(history.location);
  await page.getByRole('button', { name: 'Save & test' }).click();
}

test('a new data source is filled in, saved and tested', async ({ page, request, calls }) => {
  const demo = await stored(request, 'demo');
  await page.goto('/?screen=config&uid=filled-in');
  await fillIn(page, demo);
  await expect(page.getByRole('status')).toContainText(/^success: /);
  expect(await stored(request, 'filled-in')).toMatchObject({ flows: demo.flows, history: demo.history });
  // One to show it, one to save it, one to read it back, one to test it: nothing while a person types.
  expect(calls.filter((call) => !call.includes('/resources/'))).toEqual([
    '/api/datasources/uid/filled-in',
    '/api/datasources/uid/filled-in',
    '/api/datasources/uid/filled-in',
    '/api/datasources/uid/filled-in/health',
  ]);
});

test('a location that does not exist is named', async ({ page }) => {
  await page.goto('/?screen=config&uid=nowhere');
  await fillIn(page, { flows: { location: '/nowhere/flows' }, history: { location: '/nowhere/history' } });
  await expect(page.getByRole('status')).toContainText('/nowhere');
  await expect(page.getByRole('status')).not.toContainText('success');
});

test('secrets of an AWS engine go in and do not come out', async ({ page, request }) => {
  await page.goto('/?screen=config&uid=aws');
  await page.getByRole('radio', { name: 'Amazon Athena' }).press('Space');
  await page.getByRole('combobox', { name: /^Authentication Provider/ }).click();
  await page.getByRole('option', { name: /^Access & secret key/ }).click();
  await page.getByRole('textbox', { name: /^Access Key ID/ }).fill('AKIA-of-the-test');
  await page.getByRole('textbox', { name: /^Secret Access Key/ }).fill('secret-of-the-test');
  const fillInTable = async (position: number, database: string, table: string) => {
    for (const [name, value] of Object.entries({ Database: database, Table: table })) {
      const box = page.getByRole('combobox', { name: new RegExp(`^${name}`) }).nth(position);
      await box.click();
      await box.fill(value);
      await page.getByRole('option', { name: new RegExp(value) }).click();
    }
  };
  await fillInTable(0, 'network', 'flow_logs');
  await fillInTable(1, 'zoneflow', 'pod_history');
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(page.getByRole('status')).not.toBeEmpty();

  const response = await request.get('/api/datasources/uid/aws');
  const shown = await response.text();
  expect(JSON.parse(shown)).toMatchObject({
    secureJsonFields: { accessKey: true, secretKey: true },
    jsonData: {
      engine: 'athena',
      authType: 'keys',
      flows: { database: 'network', table: 'flow_logs' },
      history: { database: 'zoneflow', table: 'pod_history' },
    },
  });
  expect(shown).not.toContain('of-the-test');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Amazon Athena' })).toBeChecked();
  await expect(page.getByRole('textbox', { name: /^Access Key ID/ })).toBeDisabled();
  await expect(page.getByPlaceholder('Configured')).toHaveCount(2);
  expect(await page.content()).not.toContain('of-the-test');
});

test('a provisioned data source cannot be changed', async ({ page, request }) => {
  const { flows } = await stored(request, 'demo');
  await page.goto('/?screen=config&uid=demo&readOnly');
  const location = page.getByRole('textbox', { name: /^Flow logs/ });
  await expect(location).toHaveValue(flows.location);
  await expect(location).not.toBeEditable();
});

for (const theme of ['dark', 'light']) {
  test(`everybody can use it, ${theme}`, async ({ page }) => {
    await page.goto(`/?screen=config&uid=demo&theme=${theme}`);
    await expect(page.getByRole('textbox', { name: /^Flow logs/ })).toBeVisible();
    await expectAccessible(page, 'Settings editor');
  });
}

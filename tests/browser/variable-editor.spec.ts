/** The editor of dashboard variables, with values of the demo's pod history. */
import { expect, expectAccessible, storedQuery, test } from './screens';

test.beforeEach(async ({ page }) => {
  await page.goto('/?screen=variable');
  await expect(page.getByRole('region', { name: 'Variable editor' })).toBeVisible();
});

test('a new variable lists namespaces', async ({ page }) => {
  await page.getByRole('button', { name: 'Preview' }).click();
  const values = page.getByRole('list', { name: 'Values' }).getByRole('listitem');
  await expect(values.filter({ hasText: /^shop$/ })).toHaveCount(1);
  await expect(values.filter({ hasText: /^media$/ })).toHaveCount(1);
});

test('workloads that depend on another variable', async ({ page }) => {
  const editor = page.getByRole('region', { name: 'Variable editor' });
  await editor.getByRole('combobox', { name: 'Values of' }).fill('work');
  await page.getByRole('option', { name: 'workload', exact: true }).click();
  await editor.getByRole('button', { name: 'Add filter' }).click();
  await editor.getByRole('combobox', { name: 'Filter values' }).fill('$name');
  await page.getByRole('option', { name: '$namespace', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect
    .poll(() => storedQuery(page))
    .toMatchObject({
      dimension: 'workload',
      filters: [{ dimension: 'namespace', values: ['$namespace'] }],
    });
  await page.getByRole('button', { name: 'Preview' }).click();
  const values = page.getByRole('list', { name: 'Values' }).getByRole('listitem');
  // The page's variable stands for shop and media; kafka is of another namespace.
  await expect(values.filter({ hasText: /^feed$/ })).toHaveCount(1);
  await expect(values.filter({ hasText: /^catalog$/ })).toHaveCount(1);
  await expect(values.filter({ hasText: /^kafka$/ })).toHaveCount(0);
});

test('everybody can use it', async ({ page }) => {
  await page.getByRole('region', { name: 'Variable editor' }).getByRole('button', { name: 'Add filter' }).click();
  await expectAccessible(page, 'Variable editor');
});

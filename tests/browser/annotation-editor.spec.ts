/** The editor of annotations, and the events of the demo's cluster. */
import { expect, expectAccessible, storedQuery, test } from './screens';

test.beforeEach(async ({ page }) => {
  await page.goto('/?screen=annotation');
  await expect(page.getByRole('region', { name: 'Annotation editor' })).toBeVisible();
});

test('events of the chosen kind are marked', async ({ page }) => {
  const editor = page.getByRole('region', { name: 'Annotation editor' });
  // Rollouts are chosen from the start.
  await editor.getByRole('checkbox', { name: 'Node arrivals' }).press('Space');
  await expect.poll(() => storedQuery(page)).toMatchObject({ events: ['rollout', 'node-arrival'] });
  await page.getByRole('button', { name: 'Test annotation query' }).click();
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.getByRole('status')).toHaveText('Done');
  await expect(answer.getByRole('alert')).toHaveCount(0);
  await expect(answer.getByRole('columnheader', { name: 'time', exact: true }).first()).toBeVisible();
});

test('everybody can use it', async ({ page }) => {
  await page.getByRole('region', { name: 'Annotation editor' }).getByRole('button', { name: 'Add filter' }).click();
  await expectAccessible(page, 'Annotation editor');
});

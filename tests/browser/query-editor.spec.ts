/** The query editor as a person uses it, answered by the real backend over the demo's data. */
import { expect, expectAccessible, measured, openQuery, rowsOf, storedQuery, test } from './screens';

const queryTypes = ['graph', 'timeseries', 'table', 'matrix', 'health'];

test('Explore is one click from a node graph', async ({ page }) => {
  const { answer, run } = await openQuery(page, undefined, { app: 'explore' });
  await run.click();
  await expect(answer.getByRole('status')).toHaveText('Done');
  const ids = (await rowsOf(answer, 'nodes')).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(5);
  for (const { source, target } of await rowsOf(answer, 'edges')) {
    expect(ids).toContain(source);
    expect(ids).toContain(target);
  }
});

test('an empty panel is one click from lines over time', async ({ page }) => {
  const { answer, run } = await openQuery(page);
  await run.click();
  await expect(answer.getByRole('status')).toHaveText('Done');
  await expect(answer.getByRole('columnheader', { name: 'time' }).first()).toBeVisible();
  expect(await answer.getByRole('table').count()).toBeGreaterThan(1);
});

for (const queryType of queryTypes) {
  test(`${queryType} is answered with frames`, async ({ page }) => {
    const { answer, run } = await openQuery(page, { queryType });
    await run.click();
    await expect(answer.getByRole('status')).toHaveText('Done');
    await expect(answer.getByRole('alert')).toHaveCount(0);
    await expect(answer.locator('tbody tr').first()).toBeVisible();
  });
}

test('a filter is built from values of pod history, and holds', async ({ page, calls }) => {
  const { editor, answer, run } = await openQuery(page, { queryType: 'table', groupBy: ['namespace'] });
  await editor.getByRole('button', { name: 'Add filter' }).click();
  const values = editor.getByRole('combobox', { name: 'Filter values' });
  await values.pressSequentially('med');
  await page.getByRole('option', { name: 'media', exact: true }).click();
  await page.keyboard.press('Escape');
  await run.click();
  await expect(answer.getByRole('status')).toHaveText('Done');
  const rows = await rowsOf(answer, 'exchanges');
  expect(new Set(rows.map((row) => row['source_namespace']))).toEqual(new Set(['media']));
  await expect
    .poll(() => storedQuery(page))
    .toMatchObject({
      filters: [{ side: 'source', dimension: 'namespace', operator: '=|', values: ['media'] }],
    });
  expect(calls.filter((call) => call.startsWith('/api/ds/query'))).toHaveLength(1);
});

test('nothing is asked while a person types', async ({ page, calls }) => {
  const { editor } = await openQuery(page, { queryType: 'table' });
  const limit = editor.getByRole('spinbutton', { name: 'Limit' });
  await expect(limit).toBeVisible();
  const before = calls.length;
  await limit.fill('');
  await limit.pressSequentially('1000', { delay: 50 });
  await limit.blur();
  expect(calls.slice(before)).toEqual([]);

  await editor.getByRole('button', { name: 'Add filter' }).click();
  const values = editor.getByRole('combobox', { name: 'Filter values' });
  await values.pressSequentially('payments', { delay: 20 });
  await page.waitForTimeout(1000);
  // Lists are asked for when the typing pauses, and never a query.
  const asked = calls.slice(before);
  expect(asked.filter((call) => call.startsWith('/api/ds/query'))).toEqual([]);
  expect(asked.length).toBeLessThanOrEqual(3);
});

test('Shift+Enter runs what stands there', async ({ page }) => {
  const { editor, answer } = await openQuery(page, { queryType: 'table', groupBy: ['zone'], limit: 3 });
  await editor.getByRole('spinbutton', { name: 'Limit' }).press('Shift+Enter');
  await expect(answer.getByRole('status')).toHaveText('Done');
  expect((await rowsOf(answer, 'exchanges')).length).toBeGreaterThan(0);
});

test('what the backend refuses is said', async ({ page }) => {
  const { answer } = await openQuery(page, { queryType: 'table', measure: 'bits' }, { app: 'explore' });
  await page.getByRole('button', { name: 'Run query' }).click();
  await expect(answer.getByRole('alert')).toContainText('measure');
});

test('shows what the answer covers and took, and its SQL on demand', async ({ page, calls }) => {
  const { editor, answer, run } = await openQuery(page, { queryType: 'table', groupBy: ['zone'] });
  await run.click();
  await expect(answer.getByRole('status')).toHaveText('Done');
  await expect(editor.getByText(/ scanned · /)).toBeVisible();
  await expect(editor.getByRole('button', { name: /attributed/ })).toBeVisible();
  const isPreview = (call: string) => call.endsWith('/resources/preview');
  expect(calls.filter(isPreview)).toEqual([]);
  await editor.getByRole('button', { name: 'SQL', exact: true }).click();
  await expect(editor.locator('pre')).toContainText(/^\s*(with|select)\b/i);
  await expect(editor.getByRole('button', { name: 'Copy SQL' })).toBeVisible();
  expect(calls.filter(isPreview)).toHaveLength(1);
});

test('what is wrong is said beside its field, and not run', async ({ page, calls }) => {
  const { editor, run } = await openQuery(page, { queryType: 'table', groupBy: ['zone'] });
  await editor.getByRole('button', { name: 'Add filter' }).click();
  await expect(editor.getByRole('alert').first()).toBeVisible();
  await expect(run).toBeDisabled();
  await editor.getByRole('combobox', { name: 'Filter values' }).press('Shift+Enter');
  expect(calls.filter((call) => call.startsWith('/api/ds/query'))).toEqual([]);
});

test('is ready for the keyboard soon after its panel opens', async ({ page }) => {
  const durations: number[] = [];
  const read = () => performance.getEntriesByName('interactive').map(({ duration }) => duration);
  for (let opened = 0; opened < 3; opened++) {
    await openQuery(page, { queryType: 'graph' });
    await expect.poll(() => page.evaluate(read)).toHaveLength(1);
    durations.push(...(await page.evaluate(read)));
  }
  measured('query editor interactive', `${Math.round(Math.min(...durations))} ms, the best of ${durations.length}`);
});

for (const theme of ['dark', 'light']) {
  test(`everybody can use it, ${theme}`, async ({ page }) => {
    const filters = [{ side: 'source', dimension: 'namespace', operator: '=|', values: ['shop'] }];
    const { editor } = await openQuery(page, { queryType: 'timeseries', filters }, { theme });
    await expect(editor.getByRole('button', { name: 'Add filter' })).toBeVisible();
    await expectAccessible(page, 'Query editor');
  });
}

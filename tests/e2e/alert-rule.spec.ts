/** Alert rules: the provisioned ones on the demo's data, and one made in Grafana's form with our query editor. */
import { expect, test } from '@grafana/plugin-e2e';
import type { APIRequestContext, Page } from '@playwright/test';

// Rules are evaluated each minute; a busy machine takes its time.
test.describe.configure({ timeout: 240_000 });

interface Alert {
  state: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

interface Rule {
  name: string;
  uid: string;
  state: string;
  health: string;
  lastEvaluation: string;
  /** Seconds. */
  evaluationTime: number;
  alerts?: Alert[];
}

/** Seconds that Grafana gives one evaluation, all its attempts together. */
const deadline = 30;

async function ruleCalled(request: APIRequestContext, name: string): Promise<Rule | undefined> {
  const response = await request.get('/api/prometheus/grafana/api/v1/rules');
  const answer = (await response.json()) as { data: { groups: Array<{ rules: Rule[] }> } };
  const rule = answer.data.groups.flatMap((group) => group.rules).find((candidate) => candidate.name === name);
  // Before the first evaluation a rule is inactive and well.
  return rule !== undefined && Date.parse(rule.lastEvaluation) > 0 ? rule : undefined;
}

async function evaluated(request: APIRequestContext, name: string): Promise<Rule> {
  let rule: Rule | undefined;
  await expect
    .poll(async () => (rule = await ruleCalled(request, name)), { timeout: 150_000, intervals: [2000] })
    .toBeDefined();
  return rule ?? { name, uid: '', state: '', health: 'missing', lastEvaluation: '', evaluationTime: Infinity };
}

for (const { name, says } of [
  { name: 'Much cross-zone traffic', says: /^shop sent [\d.]+[kMG]iB to other zones in five minutes$/ },
  { name: 'Cross-zone cost of a day', says: /^shop spent \d+\.\d\d on cross-zone traffic in 24 hours$/ },
]) {
  test(`fires for a namespace, not for all: ${name}`, async ({ request }) => {
    await expect.poll(async () => (await ruleCalled(request, name))?.state, { timeout: 150_000 }).toBe('firing');
    const rule = await evaluated(request, name);
    expect(rule).toMatchObject({ health: 'ok' });
    expect(rule.evaluationTime).toBeLessThan(deadline);
    const alerts = rule.alerts ?? [];
    const states = new Map(alerts.map(({ labels, state }) => [labels['source_namespace'], state]));
    expect(states.get('shop')).toBe('Alerting');
    expect(states.get('kube-system')).toBe('Normal');
    expect(states.has('other')).toBe(false);
    expect(alerts.map(({ annotations }) => annotations['summary'])).toContainEqual(expect.stringMatching(says));
  });
}

for (const name of ['Cross-zone traffic jumped', 'Flow logs or pod history are late']) {
  test(`is evaluated without an error: ${name}`, async ({ request }) => {
    const rule = await evaluated(request, name);
    expect(rule).toMatchObject({ health: 'ok' });
    expect(['firing', 'inactive']).toContain(rule.state);
    expect(rule.evaluationTime).toBeLessThan(deadline);
    expect(rule.alerts?.length).toBeGreaterThan(0);
  });
}

async function setRange(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('button', { name: 'Options', exact: true }).click();
  await page.getByRole('button', { name: /^now-.* to now/ }).click();
  // Grafana's labels there name no input.
  const bounds = page.getByRole('dialog').getByRole('textbox');
  await bounds.first().fill(from);
  await bounds.last().fill(to);
  await page.getByRole('button', { name: 'TimePicker submit button' }).click();
}

test('a rule made in the form is saved with its question, and fires', async ({ page, request }) => {
  const name = `Cross-zone test ${Date.now()}`;
  await page.goto('/alerting/new/alerting');
  await page.getByPlaceholder('Give your alert rule a name').fill(name);
  await expect(page.getByRole('radio', { name: 'Cross-zone' })).toBeChecked();
  await setRange(page, 'now-1d', 'now');
  const previewed = page.waitForResponse((response) => response.url().includes('/api/v1/eval'));
  await page.getByRole('button', { name: 'Preview alert rule condition' }).click();
  expect((await previewed).ok()).toBe(true);

  await page.getByTestId('folder-picker').getByRole('button').first().click();
  await page.getByText('ZoneFlow', { exact: true }).last().click();
  await page.getByRole('button', { name: 'New evaluation group' }).click();
  await page.getByPlaceholder('Enter a name').fill(name);
  await page.getByRole('dialog').getByPlaceholder('1m').fill('10s');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('option', { name: 'None', exact: true }).first().click();
  await page.getByTestId('contact-point-picker').getByRole('combobox').click();
  // The pending period's choices are options, too.
  await page
    .getByRole('option')
    .filter({ hasNotText: /^(None|\d+[sm])$/ })
    .first()
    .click();
  await page.getByTestId('save-rule').click();
  await expect(page.getByText('Contact point is required.')).toHaveCount(0);

  try {
    await expect.poll(async () => (await ruleCalled(request, name))?.state, { timeout: 120_000 }).toBe('firing');
    const rule = await evaluated(request, name);
    expect(rule.evaluationTime).toBeLessThan(deadline);
    const stored = (await (await request.get(`/api/v1/provisioning/alert-rules/${rule.uid}`)).json()) as {
      data: Array<{ datasourceUid: string; model: Record<string, unknown> }>;
    };
    expect(stored.data[0]).toMatchObject({
      datasourceUid: 'zoneflow-demo',
      model: { queryType: 'timeseries', traffic: 'cross-zone', groupBy: ['namespace'] },
    });
  } finally {
    const { uid } = (await ruleCalled(request, name)) ?? { uid: undefined };
    if (uid !== undefined) {
      await request.delete(`/api/v1/provisioning/alert-rules/${uid}`, { headers: { 'X-Disable-Provenance': 'true' } });
    }
  }
});

/** The provisioned alert rule: fires on the demo's data, one alert for each namespace above the bound. */
import { expect, test } from '@grafana/plugin-e2e';

interface Rules {
  data: { groups: Array<{ rules: Array<{ name: string; state: string; alerts?: Array<{ labels: object }> }> }> };
}

test('fires on the demo', async ({ request }) => {
  test.setTimeout(180_000);
  const rule = async () => {
    const response = await request.get('/api/prometheus/grafana/api/v1/rules');
    const answer = (await response.json()) as Rules;
    return answer.data.groups.flatMap((group) => group.rules).find(({ name }) => name === 'Much cross-zone traffic');
  };
  await expect.poll(async () => (await rule())?.state, { timeout: 150_000, intervals: [2000] }).toBe('firing');
  const alerts = (await rule())?.alerts ?? [];
  expect(alerts.map(({ labels }) => labels)).toContainEqual(expect.objectContaining({ source_namespace: 'shop' }));
});

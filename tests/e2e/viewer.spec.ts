/** What somebody who may only look gets to see: answers, but neither settings nor secrets. */
import { expect, test } from '@grafana/plugin-e2e';
import { dataSourceUid, demoRange } from './demo-range';

const secret = 'not-for-the-browser-5f1c';
const viewer = { login: 'zoneflow-viewer', password: 'viewer-of-zones' };
const admin = `Basic ${Buffer.from('admin:admin').toString('base64')}`;

test('a viewer asks, and sees no secret', async ({ playwright, baseURL, request }) => {
  const asAdmin = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { Authorization: admin } });
  const created = await asAdmin.post('/api/datasources', {
    data: {
      name: `Secret ${Date.now()}`,
      type: 'zoneflow-ekscrossaz-datasource',
      access: 'proxy',
      jsonData: {
        engine: 'duckdb',
        authType: 'keys',
        flows: { location: '/flows' },
        history: { location: '/history' },
      },
      secureJsonData: { accessKey: secret, secretKey: secret, sessionToken: secret },
    },
  });
  expect(created.ok()).toBe(true);
  const { datasource } = (await created.json()) as { datasource: { uid: string } };
  // The user stays if an earlier run was cut off.
  await asAdmin.post('/api/admin/users', { data: { ...viewer, name: 'Viewer', OrgId: 1 } });
  const asViewer = await playwright.request.newContext({
    baseURL,
    extraHTTPHeaders: {
      Authorization: `Basic ${Buffer.from(`${viewer.login}:${viewer.password}`).toString('base64')}`,
    },
  });
  try {
    const me = (await (await asViewer.get('/api/user/orgs')).json()) as Array<{ role: string }>;
    expect(me[0]?.role).toBe('Viewer');
    // Grafana decides whether a viewer may read the other settings; secrets are in none of its answers.
    expect(await (await asViewer.get(`/api/datasources/uid/${datasource.uid}`)).text()).not.toContain(secret);
    expect((await asViewer.put(`/api/datasources/uid/${datasource.uid}`, { data: {} })).status()).toBe(403);
    const settings = await asViewer.get('/api/frontend/settings');
    expect(await settings.text()).toContain(dataSourceUid);
    expect(await settings.text()).not.toContain(secret);
    const forAdmin = await (await asAdmin.get(`/api/datasources/uid/${datasource.uid}`)).text();
    expect(forAdmin).not.toContain(secret);
    const failure = await asViewer.get(`/api/datasources/uid/${datasource.uid}/health`);
    expect(failure.ok()).toBe(false);
    expect(await failure.text()).not.toContain(secret);
    const { from, to } = await demoRange(request);
    const answer = await asViewer.post('/api/ds/query', {
      data: {
        from: String(Date.parse(from)),
        to: String(Date.parse(to)),
        queries: [{ refId: 'A', datasource: { uid: dataSourceUid }, queryType: 'table', groupBy: ['namespace'] }],
      },
    });
    expect(answer.status()).toBe(200);
  } finally {
    await asAdmin.delete(`/api/datasources/uid/${datasource.uid}`);
    await Promise.all([asViewer.dispose(), asAdmin.dispose()]);
  }
});

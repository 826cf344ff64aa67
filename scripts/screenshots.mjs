// Pictures for the README, the plugin page and the documentation, taken of a running Grafana:
// GRAFANA_HOME=… npm run screenshots, or GRAFANA_URL=http://127.0.0.1:3000 npm run screenshots for one that runs the demo.
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pictures = join(root, 'src/img/screenshots');
const documentation = join(root, 'docs/sources/img');
const dataSource = { type: 'zoneflow-ekscrossaz-datasource', uid: 'zoneflow-demo' };
const port = process.env.ZONEFLOW_SCREENSHOT_PORT ?? '3778';
const waitSeconds = 240;

/** Starts a Grafana of our own unless one is given. */
async function grafana() {
  const given = process.env.GRAFANA_URL;
  if (given !== undefined) {
    return { url: given, stop: () => undefined };
  }
  const server = spawn(process.execPath, [join(root, 'scripts/run-grafana.mjs'), '--port', port, '--for', '1200'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + waitSeconds * 1000;
  while (!(await answers(url))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      throw new Error(`Grafana does not answer on ${url}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return { url, stop: () => server.kill('SIGTERM') };
}

async function answers(url) {
  try {
    return (await fetch(`${url}/api/health`)).ok;
  } catch {
    return false;
  }
}

/** Every panel has its answer: no request and no loading bar for a while, for panels ask one after the other. */
async function settle(page) {
  const loading = page.locator('[aria-label="Panel loading bar"], [data-testid="data-testid Spinner"]');
  for (let calm = 0; calm < 4; calm = (await loading.count()) === 0 ? calm + 1 : 0) {
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(1000);
  }
}

function explore(query, range) {
  const panes = {
    a: { datasource: dataSource.uid, queries: [{ refId: 'A', datasource: dataSource, ...query }], range },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}

/** What is shown where: a path of the plugin's page and of the documentation share one picture each. */
function shots(range) {
  return [
    { folder: pictures, name: 'overview', path: '/d/zoneflow-overview?kiosk', height: 1300 },
    { folder: pictures, name: 'node-graph', path: '/d/zoneflow-node-graph?kiosk', height: 900 },
    { folder: pictures, name: 'workload', path: '/d/zoneflow-workload?kiosk', height: 1300 },
    { folder: pictures, name: 'cost', path: '/d/zoneflow-cost?kiosk', height: 1100 },
    {
      folder: pictures,
      name: 'explore',
      path: explore({ queryType: 'graph', groupBy: ['namespace', 'workload', 'zone'], limit: 30 }, range),
      height: 1200,
    },
    {
      folder: documentation,
      name: 'query-editor',
      path: explore({ queryType: 'table', groupBy: ['namespace', 'workload', 'zone'], limit: 20 }, range),
      height: 1000,
    },
    {
      folder: documentation,
      name: 'configure',
      path: `/connections/datasources/edit/${dataSource.uid}`,
      height: 1500,
      // Nobody else has this machine's folders; nothing is saved.
      prepare: async (page) => {
        await page.getByLabel('Flow logs').fill('/var/lib/zoneflow/flows');
        await page.getByLabel(/^Pod history/).fill('/var/lib/zoneflow/history');
      },
    },
    { folder: documentation, name: 'alerting', path: '/alerting/list?view=list', height: 1000 },
  ];
}

const server = await grafana();
const browser = await chromium.launch({
  executablePath: process.env.PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH,
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await Promise.all([pictures, documentation].map((folder) => mkdir(folder, { recursive: true })));
  const { dashboard } = await (await fetch(`${server.url}/api/dashboards/uid/zoneflow-overview`)).json();
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  for (const { folder, name, path, height, prepare } of shots(dashboard.time)) {
    await page.setViewportSize({ width: 1400, height });
    await page.goto(server.url + path, { waitUntil: 'load', timeout: 60_000 });
    await settle(page);
    await prepare?.(page);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    process.stdout.write(`${name}.png\n`);
  }
} finally {
  await browser.close();
  server.stop();
}

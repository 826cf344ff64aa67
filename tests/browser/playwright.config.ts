/** The built plugin in a real browser, without a Grafana: npm run test:browser */
import { defineConfig, devices } from '@playwright/test';
import { join } from 'node:path';

const port = process.env['ZONEFLOW_BROWSER_PORT'] ?? '3778';
// A browser of the system may stand in for the one Playwright downloads.
const executablePath = process.env['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'] || undefined;
const url = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: '.',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  outputDir: '../../test-results/browser',
  webServer: {
    command: `node scripts/browser-host.mjs ${port}`,
    cwd: join(__dirname, '..', '..'),
    url,
    timeout: 180_000,
    reuseExistingServer: process.env['CI'] === undefined,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5_000 },
  },
  use: {
    ...devices['Desktop Chrome'],
    baseURL: url,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    ...(executablePath !== undefined && { launchOptions: { executablePath, args: ['--no-sandbox'] } }),
  },
});

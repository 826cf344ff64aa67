/**
 * How long the bundled dashboards take until every panel has its answer, in Chromium on a Grafana that runs the demo:
 * `GRAFANA_URL=http://127.0.0.1:3000 npm run bench:dashboards`. Prints medians of three; judges nothing.
 * With uids as arguments it measures those dashboards only.
 */
import { chromium, type Browser, type Page, type Request } from '@playwright/test';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';

const base = process.env['GRAFANA_URL'] ?? 'http://127.0.0.1:3000';
const pluginId = 'zoneflow-ekscrossaz-datasource';
const runs = 3;

const uids = ['zoneflow-overview', 'zoneflow-workload', 'zoneflow-node-graph', 'zoneflow-cost'];

interface Dashboard {
  uid: string;
  title: string;
  panels: number;
}

interface Load {
  /** From the click or the address to the last answer, milliseconds. */
  ms: number;
  questions: number;
  engineRuns: number;
}

const storedSchema = z.object({
  dashboard: z.object({
    title: z.string(),
    time: z.object({ from: z.string(), to: z.string() }),
    panels: z.array(z.unknown()),
  }),
});

async function stored(uid: string): Promise<z.infer<typeof storedSchema>['dashboard']> {
  const response = await fetch(`${base}/api/dashboards/uid/${uid}`);
  return storedSchema.parse(await response.json()).dashboard;
}

/** Answers that the engine gave since it started; alert rules ask, too, once a minute. */
async function engineRuns(): Promise<number> {
  const text = await (await fetch(`${base}/api/plugins/${pluginId}/metrics`)).text();
  return Number(/^zoneflow_cache_total\{outcome="miss"\} (\d+)/m.exec(text)?.[1] ?? 0);
}

/** Does `act` and waits until no panel asks any more for a second, and none is loading. */
async function load(page: Page, act: () => Promise<unknown>): Promise<Load> {
  const underWay = new Set<Request>();
  let questions = 0;
  let last = 0;
  const asks = (request: Request): boolean => request.url().includes('/api/ds/query');
  const began = (request: Request): void => {
    if (asks(request)) {
      underWay.add(request);
      questions += z.object({ queries: z.array(z.unknown()) }).parse(request.postDataJSON()).queries.length;
    }
  };
  const ended = (request: Request): void => {
    if (underWay.delete(request)) {
      last = performance.now();
    }
  };
  page.on('request', began).on('requestfinished', ended).on('requestfailed', ended);
  const runsBefore = await engineRuns();
  const start = performance.now();
  await act();
  for (;;) {
    await sleep(100);
    if ((await page.getByLabel('Panel loading bar').count()) > 0 || underWay.size > 0) {
      last = performance.now();
    } else if (last > 0 && performance.now() - last > 1000) {
      break;
    } else if (performance.now() - start > 120_000) {
      throw new Error('The dashboard has not got its answers in two minutes');
    }
  }
  page.off('request', began).off('requestfinished', ended).off('requestfailed', ended);
  return { ms: last - start, questions, engineRuns: (await engineRuns()) - runsBefore };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Ranges that no earlier measurement of the last half hour has looked at, each run's its own: its first answers are new. */
const salt = Date.now() % 1_800_000;

function range(end: number, run: number): string {
  const to = end - salt - run * 60_000;
  return `from=${to - 3_600_000}&to=${to}`;
}

async function measure(browser: Browser, dashboard: Dashboard, start: Dashboard, end: number): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 3000 } });
  const page = await context.newPage();
  const open = (uid: string, run: number): Promise<Load> =>
    load(page, () => page.goto(`${base}/d/${uid}?${range(end, run)}`));
  const fresh: Load[] = [];
  const kept: Load[] = [];
  const whole: Load[] = [];
  for (let run = 0; run < runs; run++) {
    // Links between the dashboards stay in Grafana's page: what is measured is the dashboard, not Grafana's own start.
    await open(start.uid, run);
    fresh.push(await load(page, () => page.getByRole('link', { name: dashboard.title }).first().click()));
    await open(start.uid, run);
    kept.push(await load(page, () => page.getByRole('link', { name: dashboard.title }).first().click()));
    whole.push(await open(dashboard.uid, run));
  }
  await context.close();
  const text = (name: string, loads: Load[]): string =>
    `${name} ${median(loads.map(({ ms }) => ms)).toFixed(0)} ms (${median(loads.map((one) => one.engineRuns))} engine runs)`;
  console.log(
    `${dashboard.title}: ${dashboard.panels} panels, ${median(fresh.map(({ questions }) => questions))} questions; ` +
      [text('new answers', fresh), text('kept answers', kept), text('kept answers, whole page', whole)].join(', ')
  );
}

async function main(): Promise<void> {
  const { time } = await stored('zoneflow-overview');
  const dashboards = await Promise.all(
    uids.map(async (uid): Promise<Dashboard> => {
      const { title, panels } = await stored(uid);
      return { uid, title, panels: panels.length };
    })
  );
  const end = Number.isNaN(Date.parse(time.to)) ? Date.now() : Date.parse(time.to);
  console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}`);
  const executablePath = process.env['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'];
  const browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu'],
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    const wanted = process.argv.slice(2);
    for (const [index, dashboard] of dashboards.entries()) {
      if (wanted.length > 0 && !wanted.includes(dashboard.uid)) {
        continue;
      }
      const start = dashboards[index === 0 ? 2 : 0] ?? dashboard;
      await measure(browser, dashboard, start, end);
    }
  } finally {
    await browser.close();
  }
  console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

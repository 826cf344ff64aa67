/**
 * How long the editors take from a key or a click until the page shows what it changed, in Chromium on a Grafana that runs
 * the demo: `GRAFANA_URL=http://127.0.0.1:3000 npm run bench:editors`. Prints the median and the longest; judges nothing.
 */
import { chromium, type Browser, type Page } from '@playwright/test';
import { loadavg } from 'node:os';

const base = process.env['GRAFANA_URL'] ?? 'http://127.0.0.1:3000';
const dataSource = 'zoneflow-demo';
const runs = 9;

/** What the page then has, or has no longer; with the value of a field where the field itself was there before. */
interface Effect {
  css: string;
  value?: string;
  gone?: boolean;
}

interface Step {
  name: string;
  before?: (page: Page) => Promise<unknown>;
  /** One key or one click. */
  act: (page: Page) => Promise<unknown>;
  effect: Effect;
  /** So that it can be done once more. */
  after?: (page: Page) => Promise<unknown>;
}

const press = (key: string) => (page: Page) => page.keyboard.press(key);
const pressIn = (css: string, key: string) => (page: Page) => page.locator(css).first().press(key);
const click = (role: 'button' | 'option', name: string | RegExp) => (page: Page) =>
  page.getByRole(role, { name }).first().click();
const field = (css: string) => (page: Page) => page.locator(css).first().click();
const empty = (css: string) => (page: Page) => page.locator(css).first().fill('');
const choose = (view: RegExp) => async (page: Page) => {
  await field('input[id$="-type"]')(page);
  await click('option', view)(page);
};

const querySteps: Step[] = [
  {
    name: 'query: add a filter',
    act: click('button', 'Add filter'),
    effect: { css: '[role="group"][aria-label="Filter 1"]' },
    after: click('button', 'Remove filter'),
  },
  {
    name: 'query: open the list of views',
    act: field('input[id$="-type"]'),
    effect: { css: '[role="option"]' },
    after: press('Escape'),
  },
  {
    name: 'query: choose another view',
    before: field('input[id$="-type"]'),
    act: click('option', /^Zone matrix/),
    effect: { css: 'input[id$="-limit"]', gone: true },
    after: choose(/^Table/),
  },
  {
    name: 'query: a digit of the limit',
    before: empty('input[id$="-limit"]'),
    act: pressIn('input[id$="-limit"]', '7'),
    effect: { css: 'input[id$="-limit"]', value: '7' },
  },
];

const settingsSteps: Step[] = [
  {
    name: 'settings: a letter of a location',
    before: empty('#config-rollup'),
    act: pressIn('#config-rollup', '/'),
    effect: { css: '#config-rollup', value: '/' },
  },
  {
    name: 'settings: a wrong value is named',
    before: empty('#config-rollup'),
    act: pressIn('#config-rollup', 'x'),
    effect: { css: '[role="alert"]' },
    after: empty('#config-rollup'),
  },
  {
    name: 'settings: another engine',
    act: pressIn('input[type="radio"][id*="trino"]', 'Space'),
    effect: { css: '#config-trino-url' },
    after: pressIn('input[type="radio"][id*="duckdb"]', 'Space'),
  },
];

/** From the event, as the browser dates it, to the first frame that can be painted with the effect; milliseconds. */
function timed(page: Page, effect: Effect): Promise<number> {
  return page.evaluate(
    ({ css, value, gone = false }) =>
      new Promise<number>((resolve, reject) => {
        setTimeout(() => reject(new Error(`There is no ${css} after 20 s`)), 20_000);
        let begin: number | undefined;
        const note = (event: Event): void => void (begin ??= event.timeStamp);
        for (const type of ['pointerdown', 'keydown']) {
          window.addEventListener(type, note, { capture: true, once: true });
        }
        const look = (): void => {
          const found = document.querySelector(css);
          const isShown =
            value === undefined ? found !== null : found instanceof HTMLInputElement && found.value === value;
          if (begin !== undefined && isShown !== gone) {
            resolve(performance.now() - begin);
          } else {
            requestAnimationFrame(look);
          }
        };
        requestAnimationFrame(look);
      }),
    effect
  );
}

async function measure(page: Page, { name, before, act, effect, after }: Step): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    await before?.(page);
    // Whatever that has set going is done.
    await page.waitForTimeout(500);
    const [time] = await Promise.all([timed(page, effect), act(page)]);
    times.push(time);
    await after?.(page);
  }
  times.sort((a, b) => a - b);
  const text = (index: number): string => `${times[index]?.toFixed(0)} ms`;
  console.log(`${name}: median ${text(Math.floor(runs / 2))}, longest ${text(runs - 1)}`);
}

async function open(browser: Browser, path: string, ready: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 2000 } });
  const page = await context.newPage();
  await page.goto(base + path);
  await page.locator(ready).first().waitFor({ timeout: 120_000 });
  // Its first answer, and what Grafana loads once the page stands.
  await page.waitForLoadState('networkidle');
  return page;
}

async function main(): Promise<void> {
  const executablePath = process.env['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'];
  const browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu'],
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}`);
  const query = { refId: 'A', queryType: 'table', limit: 50, datasource: { uid: dataSource } };
  const panes = { a: { datasource: dataSource, queries: [query], range: { from: 'now-1h', to: 'now' } } };
  const explore = `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
  try {
    const editor = await open(browser, explore, 'input[id$="-limit"]');
    for (const step of querySteps) {
      await measure(editor, step);
    }
    // Nothing is saved.
    const settings = await open(browser, `/connections/datasources/edit/${dataSource}`, '#config-rollup');
    for (const step of settingsSteps) {
      await measure(settings, step);
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

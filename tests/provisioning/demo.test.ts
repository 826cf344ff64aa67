/** What the demo makes of provisioning/ and the dashboards: everything looks at the time the data is of. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { dashboards, repository } from './dashboard-files';

const hour = 3600;
const rulesSchema = z.object({
  groups: z.array(
    z.object({
      interval: z.string(),
      rules: z.array(
        z.object({
          for: z.string(),
          data: z.array(
            z.object({
              relativeTimeRange: z.optional(z.object({ from: z.int(), to: z.int() })),
              model: z.looseObject({ queryType: z.optional(z.string()) }),
            })
          ),
        })
      ),
    })
  ),
});
const dashboardSchema = z.object({
  time: z.object({ from: z.string(), to: z.string() }),
  templating: z.object({ list: z.array(z.looseObject({ name: z.string(), current: z.optional(z.unknown()) })) }),
});

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zoneflow-provisioning-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Adapts everything to data of that window (epoch seconds). */
function adapt(from: number, to: number) {
  writeFileSync(join(folder, '.zoneflow-demo.json'), JSON.stringify({ seed: 7, from, to }));
  execFileSync(process.execPath, [join(repository, 'scripts/demo-provisioning.mjs'), folder, folder]);
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  return {
    rules: rulesSchema.parse(parse(read('provisioning/alerting/rules.yaml'))).groups.flatMap((group) => group.rules),
    dashboards: [...dashboards.keys()].map((name) => dashboardSchema.parse(JSON.parse(read(`dashboards/${name}`)))),
  };
}

test('of data that ended, dashboards show the last hour, and compare it with the one before', () => {
  const to = Math.floor(Date.now() / 1000) - 5 * hour;
  const adapted = adapt(to - 2 * hour, to).dashboards;
  expect(adapted).toHaveLength(dashboards.size);
  const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
  for (const { time, templating } of adapted) {
    expect(time).toEqual({ from: iso(to - hour), to: iso(to) });
    const compare = templating.list.find(({ name }) => name === 'compare');
    expect(compare === undefined || compare.current).toEqual(
      compare === undefined || expect.objectContaining({ value: '1h' })
    );
  }
});

test('of data that goes on, dashboards follow the clock', () => {
  const now = Math.floor(Date.now() / 1000);
  for (const { time } of adapt(now - hour, now + hour).dashboards) {
    expect(time).toEqual({ from: 'now-1h', to: 'now' });
  }
});

test.each([0, 0.5, 30])('rules end within data that ended %d hours ago, and fire at once', (hours) => {
  const now = Date.now() / 1000;
  const to = Math.floor(now - hours * hour);
  const from = to - 2 * hour;
  for (const rule of adapt(from, to).rules) {
    expect(rule.for).toBe('0s');
    for (const { relativeTimeRange, model } of rule.data) {
      if (relativeTimeRange !== undefined && model.queryType !== 'health') {
        expect(now - relativeTimeRange.to).toBeGreaterThan(from);
        expect(now - relativeTimeRange.to).toBeLessThanOrEqual(to);
      }
    }
  }
});

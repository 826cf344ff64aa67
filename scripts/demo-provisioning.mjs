// Copies provisioning/ and the bundled dashboards for one folder of demo data: all look at the time the data is of.
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';

/** Written by the demo when its folder is whole: seed and window, epoch seconds. */
export const sealName = '.zoneflow-demo.json';

const hour = 3600;
const day = 24 * hour;
/** Flow logs are given a quarter of an hour to arrive; the sample rules look no later. */
const delivery = 900;

async function readRange(data) {
  const seal = JSON.parse(await readFile(join(data, sealName), 'utf8').catch(() => '{}'));
  if (!Number.isInteger(seal.from) || !Number.isInteger(seal.to)) {
    throw new Error(`${data} holds no finished demo; run npm run demo`);
  }
  return { from: seal.from, to: seal.to };
}

/** @param now epoch seconds: alert rules know only ranges relative to it. */
export async function writeDemoProvisioning({ root, data, target, now }) {
  const range = await readRange(data);
  const provisioning = join(target, 'provisioning');
  const dashboards = join(target, 'dashboards');
  await mkdir(dashboards, { recursive: true });
  await cp(join(root, 'provisioning'), provisioning, { recursive: true });
  // Grafana complains of each kind of provisioning that has no folder.
  await mkdir(join(provisioning, 'plugins'), { recursive: true });

  const time = shownTime(range, now);
  const bundled = join(root, 'src/dashboards');
  for (const name of (await readdir(bundled)).filter((file) => file.endsWith('.json'))) {
    const dashboard = JSON.parse(await readFile(join(bundled, name), 'utf8'));
    await writeFile(join(dashboards, name), JSON.stringify(demoDashboard(dashboard, time), null, 2));
  }

  const rulesFile = join(provisioning, 'alerting/rules.yaml');
  const rules = parse(await readFile(rulesFile, 'utf8'));
  rules.groups.forEach((group) => adaptGroup(group, range, now));
  await writeFile(rulesFile, stringify(rules));
  return { provisioning, dashboards, range: time };
}

/** The last hour of the data (the hour before it is what it is compared with); of data that goes on, the hour until now. */
function shownTime({ from, to }, now) {
  if (to > now) {
    return { from: 'now-1h', to: 'now' };
  }
  const iso = (seconds) => new Date(seconds * 1000).toISOString();
  return { from: iso(Math.max(from, to - hour)), to: iso(to) };
}

/** The demo has no last week, and a workload worth a look; whoever opens it shall see both. */
const demoChoices = { compare: '1h', namespace: 'shop', workload: 'web', label: 'team' };

function demoDashboard(dashboard, time) {
  const list = dashboard.templating.list.map((variable) => {
    const value = variable.includeAll ? undefined : demoChoices[variable.name];
    if (value === undefined) {
      return variable;
    }
    const option = variable.options.find((candidate) => candidate.value === value) ?? { text: value, value };
    const options = variable.options.map((candidate) => ({ ...candidate, selected: candidate.value === value }));
    return { ...variable, options, current: { ...option, selected: true } };
  });
  return { ...dashboard, time, templating: { ...dashboard.templating, list } };
}

/**
 * The demo's data ends when it was made, so the rules' ranges end within it, and slide out of it as the clock goes on:
 * those of minutes after an hour, those of hours later. Its days are hours; rules are evaluated each minute, and fire at once.
 */
function adaptGroup(group, { from, to }, now) {
  group.interval = '1m';
  for (const rule of group.rules) {
    rule.for = '0s';
    for (const { relativeTimeRange } of rule.data) {
      if (relativeTimeRange !== undefined && relativeTimeRange.to > 0) {
        const width = relativeTimeRange.from - relativeTimeRange.to;
        const room = width < hour ? hour : hour / 2;
        const shift = Math.max(0, Math.round(now - delivery - (Math.min(to, now) - room)));
        const daysEarlier = Math.floor(relativeTimeRange.to / day);
        const earlier = to - from < 2 * day ? daysEarlier * (day - hour) : 0;
        relativeTimeRange.from += shift - earlier;
        relativeTimeRange.to += shift - earlier;
      }
    }
  }
}

// Run by itself (npm run server): node scripts/demo-provisioning.mjs DATA TARGET
const script = fileURLToPath(import.meta.url);
const [started, data, target] = process.argv.slice(1);
if (started !== undefined && resolve(started) === script) {
  if (data === undefined || target === undefined) {
    process.stderr.write('usage: node scripts/demo-provisioning.mjs DATA TARGET\n');
    process.exit(2);
  }
  await writeDemoProvisioning({
    root: dirname(dirname(script)),
    data: resolve(data),
    target: resolve(target),
    now: Date.now() / 1000,
  });
}

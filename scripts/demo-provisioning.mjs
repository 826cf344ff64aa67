// Copies provisioning/ and the bundled dashboard for one folder of demo data: both look at the time the data is of.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Written by the demo when its folder is whole: seed and window, epoch seconds. */
export const sealName = '.zoneflow-demo.json';

async function readRange(data) {
  const seal = JSON.parse(await readFile(join(data, sealName), 'utf8').catch(() => '{}'));
  if (!Number.isInteger(seal.from) || !Number.isInteger(seal.to)) {
    throw new Error(`${data} holds no finished demo; run npm run demo`);
  }
  return { from: seal.from, to: seal.to };
}

/** @param now epoch seconds: alert rules know only ranges relative to it. */
export async function writeDemoProvisioning({ root, data, target, now }) {
  const { from, to } = await readRange(data);
  const provisioning = join(target, 'provisioning');
  const dashboards = join(target, 'dashboards');
  await mkdir(dashboards, { recursive: true });
  await cp(join(root, 'provisioning'), provisioning, { recursive: true });
  // Grafana complains of each kind of provisioning that has no folder.
  await mkdir(join(provisioning, 'plugins'), { recursive: true });

  const dashboard = JSON.parse(await readFile(join(root, 'src/dashboards/overview.json'), 'utf8'));
  dashboard.time = { from: new Date(from * 1000).toISOString(), to: new Date(to * 1000).toISOString() };
  await writeFile(join(dashboards, 'overview.json'), JSON.stringify(dashboard, null, 2));

  const rulesFile = join(provisioning, 'alerting/rules.yaml');
  const rules = await readFile(rulesFile, 'utf8');
  // The window slides with the clock: half the demo is room for as long as somebody looks at it.
  const end = Math.max(0, now - (from + to) / 2);
  const adapted = rules
    .replace(/from: 1200\b/, `from: ${Math.round(Math.max(now - from, end + 300))}`)
    .replace(/to: 900\b/, `to: ${Math.round(end)}`);
  await writeFile(rulesFile, adapted);
  return { provisioning, dashboards, range: dashboard.time };
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

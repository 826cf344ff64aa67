// Copies provisioning/ and the bundled dashboard for one folder of demo data: both look at the time the data is of.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** VPC Flow Logs name their objects by the time they were delivered: …_20260310T0510Z_a619f8a5.log.gz. */
const objectTime = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_[0-9a-f]+\.log\.(?:gz|parquet)$/;

/** Start and end (epoch milliseconds) of the flow logs in a folder, or null if it holds none. */
export async function flowLogRange(flows) {
  const names = await readdir(flows, { recursive: true }).catch(() => []);
  const times = names.flatMap((name) => {
    const [, year, month, day, hour, minute] = objectTime.exec(name) ?? [];
    return year === undefined
      ? []
      : [Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute))];
  });
  // An object holds the records of the ten minutes before it was delivered.
  const tenMinutes = 600_000;
  return times.length === 0 ? null : { from: Math.min(...times) - tenMinutes, to: Math.max(...times) };
}

/** @param now epoch milliseconds: alert rules know only ranges relative to it. */
export async function writeDemoProvisioning({ root, flows, target, now }) {
  const range = await flowLogRange(flows);
  if (range === null) {
    throw new Error(`there are no flow logs in ${flows}; run npm run demo`);
  }
  const provisioning = join(target, 'provisioning');
  const dashboards = join(target, 'dashboards');
  await mkdir(dashboards, { recursive: true });
  await cp(join(root, 'provisioning'), provisioning, { recursive: true });

  const dashboard = JSON.parse(await readFile(join(root, 'src/dashboards/overview.json'), 'utf8'));
  dashboard.time = { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() };
  await writeFile(join(dashboards, 'overview.json'), JSON.stringify(dashboard, null, 2));

  const rulesFile = join(provisioning, 'alerting/rules.yaml');
  const rules = await readFile(rulesFile, 'utf8');
  const secondsAgo = (time) => Math.max(0, Math.round((now - time) / 1000));
  // An hour of room: the rule stays in the data for as long as a demo lasts.
  const adapted = rules
    .replace(/from: 1200\b/, `from: ${secondsAgo(range.from)}`)
    .replace(/to: 900\b/, `to: ${Math.max(0, secondsAgo(range.to) - 3600)}`);
  await writeFile(rulesFile, adapted);
  return { provisioning, dashboards, range };
}

// Run by itself (npm run server): node scripts/demo-provisioning.mjs DATA TARGET
const script = fileURLToPath(import.meta.url);
const [started, data, target] = process.argv.slice(1);
if (started !== undefined && resolve(started) === script) {
  if (data === undefined || target === undefined) {
    process.stderr.write('usage: node scripts/demo-provisioning.mjs DATA TARGET\n');
    process.exit(2);
  }
  const flows = join(resolve(data), 'flows');
  await writeDemoProvisioning({ root: dirname(dirname(script)), flows, target: resolve(target), now: Date.now() });
}

/**
 * Measures a collector: 20,000 pods and 1,000 nodes listed, then 5,000 pod changes a minute watched and written.
 * `npm run bench:collect [-- SECONDS]`; server and collector are processes of their own. Ends with 1 if an aim is missed.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCollector } from '../../../backend/kubernetes/collect/collect-cluster';
import { openLiveHistory } from '../../../backend/history/store/live';
import { silentLogger } from '../../../cli/silent-logger';
import { epoch, node } from '../../../backend/kubernetes/objects.test-data';
import { KubernetesDouble } from '../../kubernetes-double/api-server';
import { podAt } from '../import/pod-events';

const aims = { megabytes: 300, corePercent: 50 };
const [pods, nodes, changesPerMinute] = [20_000, 1_000, 5_000];
/** Events of one pod's life: created, scheduled, started, terminating, deleted. */
const eventsPerPod = 5;

interface Served {
  url: string;
  authority: string;
}

interface Figures {
  megabytes: number;
  cpuSeconds: number;
  events: number;
  pods: number;
  rows: number;
  files: number;
  bytes: number;
  requests: number;
  failures: unknown;
}

const [, , role, ...rest] = process.argv;
void (role === 'serve' ? serve() : role === 'collect' ? collect(rest) : measure(Number(role ?? 120)));

async function serve(): Promise<void> {
  const double = await KubernetesDouble.start();
  const start = Math.floor(Date.now() / 1000);
  for (let index = 0; index < nodes; index++) {
    const address = `10.${200 + (index >> 8)}.${index & 255}.1`;
    double.apply(
      'ADDED',
      'nodes',
      node({ uid: `n${index}`, name: `node-${index}`, ips: [address], created: start - 3600 - epoch })
    );
  }
  for (let index = 0; index < pods; index++) {
    double.apply('ADDED', 'pods', podAt(index, 2, { second: start, created: start - 3600 }));
  }
  const served: Served = { url: double.url, authority: double.authority };
  process.send?.(served);
  let sent = 0;
  let turn = pods;
  process.once('message', () => {
    const begun = Date.now();
    setInterval(() => {
      const due = ((Date.now() - begun) / 60_000) * changesPerMinute;
      while (sent < due) {
        const stage = sent % eventsPerPod;
        const index = stage < 3 ? turn : turn - pods;
        const type = stage === 0 ? 'ADDED' : stage === eventsPerPod - 1 ? 'DELETED' : 'MODIFIED';
        const second = Math.floor(Date.now() / 1000);
        // Who ends here was there from the beginning; who begins here begins now.
        const created = index < pods ? start - 3600 : second;
        double.apply(type, 'pods', podAt(index, stage, { second, created }));
        turn += stage === eventsPerPod - 1 ? 1 : 0;
        sent++;
      }
    }, 50);
  });
}

async function collect([url = '', authority = '', location = '']: string[]): Promise<void> {
  const access = {
    cluster: 'bench',
    target: () => Promise.resolve({ server: url, tls: { ca: authority }, headers: {}, proxy: undefined }),
    renew: () => Promise.resolve(false),
    remedies: () => Promise.resolve(''),
  };
  const aws = (): never => {
    throw new Error('nothing is in S3');
  };
  const collector = createCollector({
    access,
    openHistory: (signal) => openLiveHistory({ location, cluster: 'bench', aws }, signal),
    intervalSeconds: 30,
    log: silentLogger,
  });
  void collector.run(new AbortController().signal);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const { counts, failures } = collector.status();
    const figures: Figures = {
      megabytes: process.resourceUsage().maxRSS / 1024,
      cpuSeconds: (user + system) / 1e6,
      failures,
      ...counts,
    };
    process.send?.(figures);
  });
  await sleep(1);
}

async function measure(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-bench-'));
  const server = fork(__filename, ['serve'], { execArgv: ['--max-old-space-size=4096'] });
  let collector: ChildProcess | null = null;
  try {
    const { url, authority } = await answer<Served>(server);
    const begun = performance.now();
    collector = fork(__filename, ['collect', url, authority, join(folder, 'history')]);
    let listed = await figuresOf(collector);
    while (listed.pods < pods || listed.rows < pods) {
      await sleep(200);
      listed = await figuresOf(collector);
    }
    const listSeconds = (performance.now() - begun) / 1000;
    console.log(
      `list of ${pods} pods and ${nodes} nodes, and their first write: ${listSeconds.toFixed(1)} s (of which up to 30 s waiting), ` +
        `${listed.cpuSeconds.toFixed(1)} CPU s, ${listed.requests} requests, peak ${listed.megabytes.toFixed(0)} MB`
    );
    server.send('begin');
    const from = performance.now();
    await sleep(seconds * 1000);
    const after = await figuresOf(collector);
    const lasted = (performance.now() - from) / 1000;
    const percent = (100 * (after.cpuSeconds - listed.cpuSeconds)) / lasted;
    const perMinute = ((after.events - listed.events) / lasted) * 60;
    console.log(
      `${perMinute.toFixed(0)} changes a minute for ${lasted.toFixed(0)} s: ${percent.toFixed(1)} % of a core, peak ${after.megabytes.toFixed(0)} MB, ` +
        `${after.rows - listed.rows} rows in ${after.files - listed.files} files, ${((after.bytes - listed.bytes) / 1e6).toFixed(1)} MB`
    );
    if (Object.keys(after.failures ?? {}).length > 0) {
      console.log('failures:', after.failures);
      process.exitCode = 1;
    }
    if (percent > aims.corePercent || after.megabytes > aims.megabytes) {
      process.exitCode = 1;
    }
  } finally {
    server.kill('SIGKILL');
    collector?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function figuresOf(child: ChildProcess): Promise<Figures> {
  const figures = answer<Figures>(child);
  child.send('figures');
  return figures;
}

async function answer<Message>(child: ChildProcess): Promise<Message> {
  const [message] = (await once(child, 'message')) as [Message];
  return message;
}

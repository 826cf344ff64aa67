/** A small cluster as files: three pods on two nodes, flow-log objects and pod history in a temporary folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  dailyFolder,
  five,
  flowRow,
  objectName,
  textOf,
  usualFields,
  type FlowRow,
} from '../engines/duckdb/flow-files.test-data';
import { updateHistory } from '../history/store/store';
import { readHistoryFile } from '../kubernetes/history-file';
import { event, jsonLines, node, pod } from '../kubernetes/objects.test-data';
import { ReadingContext } from '../kubernetes/reading-context';

/** Label keys that Kubernetes would not take, but a file can hold, and one that is a sentence in SQL. */
export const oddLabelKeys = ['app.kubernetes.io/name', 'ключ', `it's "odd"; --`, `x') OR ('1'='1`];

const addresses = { web: '10.0.1.1', db: '10.0.1.2', feed: '10.0.1.3' };
const labels = (app: string): Record<string, string> => ({
  app,
  ...Object.fromEntries(oddLabelKeys.map((key) => [key, `${app} of ${key}`])),
});

/** 05:00 to 06:00, in epoch milliseconds. */
export const hour = { from: five * 1000, to: (five + 3600) * 1000 };

/** Cross-zone 1,500, same-zone 200, internet 40, unattributed 30 bytes; all in the first minutes of the hour. */
const smallRecords: FlowRow[] = [
  flowRow(five + 60, 600, between('web', 'db')),
  flowRow(five + 120, 400, between('web', 'db')),
  flowRow(five + 120, 500, { ...between('db', 'web'), 'az-id': 'use1-az1' }),
  flowRow(five + 180, 200, between('web', 'feed')),
  flowRow(five + 240, 40, { 'pkt-srcaddr': addresses.web, 'pkt-dstaddr': '8.8.8.8' }),
  flowRow(five + 240, 30, { 'pkt-srcaddr': addresses.web, 'pkt-dstaddr': '10.0.9.9' }),
  flowRow(five + 300, 999, { ...between('web', 'db'), action: 'REJECT' }),
];

export interface SmallCluster {
  root: string;
  flows: string;
  history: string;
  /** Writes one more flow-log object. */
  object(rows: FlowRow[], fields?: string[], time?: number): Promise<void>;
  remove(): Promise<void>;
}

/** @param fields of the one flow-log object; @param morePods without traffic, named `idle-<number>`. */
export async function writeSmallCluster({
  fields = usualFields,
  records = smallRecords,
  morePods = 0,
}: { fields?: string[]; records?: FlowRow[]; morePods?: number } = {}): Promise<SmallCluster> {
  const root = await mkdtemp(join(tmpdir(), 'zoneflow-small-'));
  const [flows, history] = [join(root, 'flows'), join(root, 'history')];
  const object = async (rows: FlowRow[], names = usualFields, time = five + 300): Promise<void> => {
    const path = join(flows, dailyFolder, objectName(time, 'gz', { hash: names.length.toString(16).padStart(8, '0') }));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, gzipSync(textOf(rows, names)));
  };
  await object(records, fields);
  await importPods(root, history, morePods);
  return { root, flows, history, object, remove: () => rm(root, { recursive: true, force: true }) };
}

async function importPods(root: string, history: string, morePods: number): Promise<void> {
  const file = join(root, 'pods.jsonl');
  const zone = (id: string) => ({ 'topology.k8s.aws/zone-id': id });
  const objects = [
    node({ uid: 'n1', name: 'n1', ips: ['10.0.0.1'], labels: zone('use1-az4') }),
    node({ uid: 'n2', name: 'n2', ips: ['10.0.0.2'], labels: zone('use1-az1') }),
    pod({ uid: 'web', name: 'web-1', node: 'n1', ips: [addresses.web], startTime: 0, labels: labels('web') }),
    pod({ ...{ uid: 'db', name: 'db-0', namespace: 'data', node: 'n2' }, ips: [addresses.db], labels: labels('db') }),
    pod({ ...{ uid: 'feed', name: 'feed-1', namespace: 'media', node: 'n1' }, ips: [addresses.feed], startTime: 0 }),
    ...Array.from({ length: morePods }, (_, index) =>
      pod({ uid: `idle-${index}`, name: `idle-${index}`, ips: [`10.1.${index >> 8}.${index & 255}`] })
    ),
  ];
  await writeFile(
    file,
    jsonLines([
      ...objects.map((object) => event(0, 'ADDED', object)),
      ...objects.map((object) => event(3600, 'MODIFIED', object)),
    ])
  );
  const signal = new AbortController().signal;
  await updateHistory(
    { location: history, cluster: 'prod' },
    async (ledger) => {
      const context = new ReadingContext();
      await readHistoryFile({ file, ledger, context, observedAt: null, onProgress: () => undefined }, signal);
    },
    signal
  );
}

function between(source: keyof typeof addresses, target: keyof typeof addresses): FlowRow {
  return { 'pkt-srcaddr': addresses[source], 'pkt-dstaddr': addresses[target], 'az-id': 'use1-az4' };
}

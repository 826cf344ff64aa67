/** Writes the demo cluster's Kubernetes side and its truth: what `history import` reads, and what answers are compared with. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster';
import { nodeObject } from '../kube/node-object';
import { watchNodes, watchPods, type Sighting } from '../kube/watch';

/** The watcher was there some minutes before the first flow record. */
const watchedBefore = 10 * 60;

/** Returns the files to import. */
export async function writeKubernetesFiles(cluster: Cluster, folder: string): Promise<string[]> {
  const { from, to } = cluster.options;
  const watch = { from: from - watchedBefore, to };
  const files = {
    pods: join(folder, 'pods.jsonl'),
    nodeEvents: join(folder, 'node-events.jsonl'),
    nodes: join(folder, 'nodes.json'),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(files.pods, lines(watchPods(cluster.pods, watch)));
  await writeFile(files.nodeEvents, lines(watchNodes(cluster.nodes, watch)));
  const items = cluster.nodes
    .filter((node) => node.deleted === null || node.deleted > to)
    .map((node) => nodeObject(node, to));
  await writeFile(files.nodes, `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 1)}\n`);
  return [files.pods, files.nodeEvents, files.nodes];
}

/**
 * `truth.json`: `ends` lists everything that sent or received, `exchanges` who sent how much to whom in which minute, each
 * byte once, as it left its source. Both are arrays in the order of their column names; source and target are places in `ends`.
 */
export async function writeTruth(cluster: Cluster, path: string): Promise<void> {
  const { ends, exchanges } = cluster.truth;
  const text = JSON.stringify({
    seed: cluster.options.seed,
    from: cluster.options.from,
    to: cluster.options.to,
    endColumns: ['kind', 'namespace', 'workload', 'pod', 'node', 'zone', 'address', 'uid'],
    ends: ends.map((end) => [end.kind, end.namespace, end.workload, end.pod, end.node, end.zone, end.address, end.uid]),
    exchangeColumns: ['minute', 'source', 'target', 'bytes', 'packets', 'records'],
    exchanges: exchanges.map((exchange) => [
      exchange.minute,
      exchange.source,
      exchange.target,
      exchange.bytes,
      exchange.packets,
      exchange.records,
    ]),
  });
  await writeFile(path, `${text}\n`);
}

function lines(sightings: readonly Sighting[]): string {
  return sightings.map((sighting) => `${JSON.stringify(sighting)}\n`).join('');
}

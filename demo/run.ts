/** The demo from end to end: make a cluster, write what AWS and Kubernetes would deliver, import, ask, compare with the truth. */
import { startHost } from './backend/host';
import { differences, sumsOfAnswer, sumsOfTruth, totalBytes } from './check/exchange-sums';
import { joinWithPodLists, type PodListJoin } from './check/pod-list-join';
import { simulateCluster, type Cluster, type ClusterOptions } from './cluster/cluster';
import { writeKubernetesFiles, writeTruth } from './files/cluster-files';
import { writeFlowObjects } from './files/flow-objects';
import { claimFolder, readSeal, sealFolder, type DemoFolder } from './folder';
import { askAll, type Answers } from './questions';

export interface DemoOptions {
  folder: DemoFolder;
  cluster: ClusterOptions;
  /** Ask the data that is there instead of making it anew. */
  keep: boolean;
  /** The folder with plugin.json and the executables (`dist`). */
  pluginFolder: string;
  importHistory: (cluster: string, history: string, files: string[], signal: AbortSignal) => Promise<void>;
  /** Writes the page to share; `range` in epoch milliseconds. */
  writeReport: (folder: DemoFolder, range: { from: number; to: number }, signal: AbortSignal) => Promise<WrittenPage>;
  /** Told what begins, for a progress line. */
  progress: (step: string) => void;
}

export interface WrittenPage {
  path: string;
  bytes: number;
}

export interface Comparison {
  level: string;
  groups: number;
  bytes: number;
  /** Groups whose bytes, packets or records differ; 0 means equal to the byte. */
  differentGroups: number;
  differentBytes: number;
  examples: string[];
}

export interface DemoResult {
  cluster: Cluster;
  folder: DemoFolder;
  answers: Answers;
  comparisons: Comparison[];
  podListJoin: PodListJoin;
  report: WrittenPage;
  handshakeMs: number;
  seconds: { make: number; importHistory: number; ask: number; report: number; all: number };
}

export async function runDemo(options: DemoOptions, signal: AbortSignal): Promise<DemoResult> {
  const { folder, keep, progress } = options;
  const began = performance.now();
  progress('making a cluster');
  const cluster = simulateCluster(keep ? await readSeal(folder) : options.cluster);
  const files = keep ? [] : await writeAll(cluster, folder, signal);
  const made = performance.now();
  if (!keep) {
    progress('importing pod history');
    await options.importHistory(cluster.name, folder.history, files, signal);
    await sealFolder(folder, cluster.options);
  }
  const imported = performance.now();
  progress('asking the backend');
  const host = await startHost(options.pluginFolder, signal);
  try {
    const settings = {
      engine: 'duckdb',
      flows: { location: folder.flows },
      history: { location: folder.history },
    };
    const range = { from: cluster.options.from * 1000, to: cluster.options.to * 1000 };
    const answers = await askAll(host, settings, range, signal);
    const asked = performance.now();
    progress('writing a report');
    const report = await options.writeReport(folder, range, signal);
    const reported = performance.now();
    progress('comparing with the truth');
    return {
      cluster,
      folder,
      answers,
      comparisons: [...compareLevels(cluster, answers), compareCoverage(cluster, answers)],
      podListJoin: joinWithPodLists(cluster),
      report,
      handshakeMs: host.handshakeMs,
      seconds: {
        make: (made - began) / 1000,
        importHistory: (imported - made) / 1000,
        ask: (asked - imported) / 1000,
        report: (reported - asked) / 1000,
        all: (performance.now() - began) / 1000,
      },
    };
  } finally {
    await host.stop();
  }
}

async function writeAll(cluster: Cluster, folder: DemoFolder, signal: AbortSignal): Promise<string[]> {
  await claimFolder(folder);
  await writeFlowObjects(cluster, folder.flows, signal);
  await writeTruth(cluster, folder.truth);
  return writeKubernetesFiles(cluster, folder.kubernetes);
}

function compareLevels({ truth }: Cluster, { levels }: Answers): Comparison[] {
  return levels.map(({ name, members, frame }) => {
    const right = sumsOfTruth(truth, members);
    const { groups, bytes, examples } = differences(right, sumsOfAnswer(frame, members));
    return {
      level: name,
      groups: right.size,
      bytes: totalBytes(right),
      differentGroups: groups,
      differentBytes: bytes,
      examples,
    };
  });
}

/** Coverage is an answer, too: its parts must be those of the truth. */
function compareCoverage({ truth }: Cluster, { coverage }: Answers): Comparison {
  const parts = { bytes: 0, attributedBytes: 0, unattributedBytes: 0, externalBytes: 0, unknownZoneBytes: 0 };
  for (const { source, target, bytes } of truth.exchanges) {
    const ends = [truth.ends[source], truth.ends[target]];
    parts.bytes += bytes;
    if (ends.some((end) => end?.kind === 'unattributed')) {
      parts.unattributedBytes += bytes;
    } else if (ends.some((end) => end?.kind === 'external')) {
      parts.externalBytes += bytes;
    } else {
      parts.attributedBytes += bytes;
    }
    if (ends.some((end) => end?.zone === '')) {
      parts.unknownZoneBytes += bytes;
    }
  }
  const given = { ...coverage };
  const different = (Object.keys(parts) as Array<keyof typeof parts>).filter((part) => parts[part] !== given[part]);
  return {
    level: 'coverage',
    groups: Object.keys(parts).length,
    bytes: parts.bytes,
    differentGroups: different.length,
    differentBytes: different.reduce((sum, part) => sum + Math.abs(parts[part] - given[part]), 0),
    examples: different.slice(0, 3).map((part) => `${part}: ${parts[part]} in truth, ${given[part]} in the answer`),
  };
}

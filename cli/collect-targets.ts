/** Which clusters `zoneflow collect` collects, how it reaches them and where it writes: from options or from a file. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { ZoneFlowError } from '../backend/errors';
import type { ClusterSource } from '../backend/kubernetes/collect/cluster-source';
import { eksSource, processAws } from '../backend/kubernetes/collect/eks-source';
import { wrongMember } from '../backend/kubernetes/collect/wrong-member';

export type CollectTarget = ClusterSource;

export interface CollectFlags {
  cluster: string[];
  region?: string;
  history?: string;
  roleArn?: string;
  externalId?: string;
  kubeconfig?: string;
  context?: string;
  inCluster: boolean;
  config?: string;
}

const clusterSchema = z.strictObject({
  name: z.string().check(z.minLength(1)),
  region: z.optional(z.string()),
  roleArn: z.optional(z.string()),
  externalId: z.optional(z.string()),
  kubeconfig: z.optional(z.string()),
  context: z.optional(z.string()),
  inCluster: z.optional(z.boolean()),
  history: z.optional(z.string()),
});
const fileSchema = z.strictObject({
  history: z.optional(z.string()),
  region: z.optional(z.string()),
  clusters: z.array(clusterSchema).check(z.minLength(1)),
});
type ClusterEntry = z.infer<typeof clusterSchema>;

/** @param wrong ends with wrong usage. Errors: location_missing, bad_settings. */
export async function collectTargets(flags: CollectFlags, wrong: (message: string) => never): Promise<CollectTarget[]> {
  if (flags.config !== undefined) {
    if (flags.cluster.length > 0 || flags.kubeconfig !== undefined) {
      wrong('--config names the clusters; give no --cluster or --kubeconfig beside it');
    }
    const file = await parsedFile(flags.config);
    return file.clusters.map((cluster) =>
      targetOf(cluster, {
        history: cluster.history ?? file.history ?? flags.history,
        region: cluster.region ?? file.region ?? flags.region,
        wrong,
      })
    );
  }
  if (flags.cluster.length === 0) {
    wrong("required option '--cluster <name>' (or --config) not specified");
  }
  const [name = '', ...others] = flags.cluster;
  if (others.length > 0 && (flags.kubeconfig !== undefined || flags.inCluster)) {
    wrong('a kubeconfig context or service account is of one cluster; write several into a file for --config');
  }
  const { roleArn, externalId, kubeconfig, context, inCluster, history, region } = flags;
  return [name, ...others].map((one) =>
    targetOf({ name: one, roleArn, externalId, kubeconfig, context, inCluster }, { history, region, wrong })
  );
}

interface Surroundings {
  history: string | undefined;
  region: string | undefined;
  wrong: (message: string) => never;
}

function targetOf(cluster: ClusterEntry, { history, region, wrong }: Surroundings): CollectTarget {
  const { name, roleArn, externalId, kubeconfig, context, inCluster } = cluster;
  const place = history ?? wrong("required option '--history <place>' not specified");
  const kept = { cluster: name, history: place, historyAws: () => processAws(known(region)) };
  if (inCluster) {
    return { ...kept, by: { type: 'in-cluster' } };
  }
  if (kubeconfig !== undefined) {
    return { ...kept, by: { type: 'kubeconfig', file: kubeconfig, context } };
  }
  return eksSource({ cluster: name, region: known(region), roleArn, externalId, history: place });
}

function known(region: string | undefined): string {
  const found = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (!found) {
    throw new ZoneFlowError('bad_settings', 'The region of the cluster is not known', {
      remedy: 'Give --region, us-east-1 for example, or set AWS_REGION.',
    });
  }
  return found;
}

async function parsedFile(path: string): Promise<z.infer<typeof fileSchema>> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new ZoneFlowError('bad_settings', `${path} is not JSON (${error.message})`, { cause: error });
    }
    throw error;
  }
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) {
    const wrong = wrongMember(parsed.error.issues[0], 'the file');
    throw new ZoneFlowError('bad_settings', `${path} is wrong: ${wrong}`, {
      remedy: 'See zoneflow collect --help for what the file holds.',
    });
  }
  return parsed.data;
}

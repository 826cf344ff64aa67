/**
 * A Lambda function that looks at clusters once and writes their history, as `zoneflow collect --once` does: the same code.
 *
 * Environment:
 * - `ZONEFLOW_CLUSTERS`: names with commas, `prod,staging`; or, for other regions and accounts, JSON:
 *   `[{ "name": "prod" }, { "name": "shop", "region": "eu-west-1", "roleArn": "arn:…", "externalId": "…" }]`
 * - `ZONEFLOW_HISTORY`: where the history is, `s3://bucket` or `s3://bucket/prefix`
 * - `AWS_REGION`: set by Lambda; region of the bucket, and of clusters that name no other
 * - `TMPDIR`: only if files of a look (a few MB) shall lie elsewhere than in `/tmp`
 *
 * The role needs what the policy `collect` has, and an access entry in each cluster. The event is not read.
 */
import * as z from 'zod/mini';
import { ZoneFlowError } from '../../backend/errors';
import type { ClusterSource } from '../../backend/kubernetes/collect/cluster-source';
import { collectEach } from '../../backend/kubernetes/collect/collect-each';
import type { CollectedOnce } from '../../backend/kubernetes/collect/collect-once';
import { eksSource } from '../../backend/kubernetes/collect/eks-source';
import { wrongMember } from '../../backend/kubernetes/collect/wrong-member';

/** What of Lambda's context is used. */
export interface InvocationContext {
  getRemainingTimeInMillis: () => number;
}

/**
 * Returns what was seen and written. If a cluster fails, the others are still written, and the first failure is thrown, so
 * that Lambda counts it. Errors: bad_settings, timed_out, those of collectOnce.
 */
export async function handler(_event: unknown, context: InvocationContext): Promise<CollectedOnce[]> {
  const timeMs = Math.max(context.getRemainingTimeInMillis() - reservedMs, 1_000);
  const { looks, failures } = await collectEach(sources(process.env), {
    signal: new AbortController().signal,
    timeMs,
  });
  for (const { cluster, warnings } of looks) {
    warnings.forEach((warning) => console.warn(`${cluster}: ${warning}`));
  }
  failures.forEach(({ cluster, failure }) => console.error(`${cluster}: ${failure.sentence}`));
  const [first] = failures;
  if (first !== undefined) {
    throw first.failure;
  }
  return looks;
}

/** For saying that the time is over before Lambda ends the process. */
const reservedMs = 2_000;

const clusterSchema = z.strictObject({
  name: z.string().check(z.minLength(1)),
  region: z.optional(z.string()),
  roleArn: z.optional(z.string()),
  externalId: z.optional(z.string()),
});
const clustersSchema = z.array(clusterSchema).check(z.minLength(1));

function sources(environment: NodeJS.ProcessEnv): ClusterSource[] {
  const history = variable(environment, 'ZONEFLOW_HISTORY');
  return clustersOf(variable(environment, 'ZONEFLOW_CLUSTERS')).map(({ name, region, roleArn, externalId }) =>
    eksSource({ cluster: name, region, roleArn, externalId, history })
  );
}

function clustersOf(text: string): z.infer<typeof clustersSchema> {
  const content = text.trim().startsWith('[')
    ? parsed(text)
    : text
        .split(',')
        .map((name) => ({ name: name.trim() }))
        .filter(({ name }) => name !== '');
  const checked = clustersSchema.safeParse(content);
  if (!checked.success) {
    throw wrongClusters(wrongMember(checked.error.issues[0], 'the list'));
  }
  return checked.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrongClusters(error instanceof Error ? error.message : 'no JSON');
  }
}

function wrongClusters(what: string): ZoneFlowError {
  return new ZoneFlowError('bad_settings', `ZONEFLOW_CLUSTERS of the function is wrong: ${what}`, {
    remedy: 'Write names with commas, or JSON: [{ "name": "prod", "region": "eu-west-1" }].',
  });
}

function variable(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined || value.trim() === '') {
    throw new ZoneFlowError('bad_settings', `The function has no ${name}`, {
      remedy: 'Deploy the stack again: it sets what the function needs.',
    });
  }
  return value;
}

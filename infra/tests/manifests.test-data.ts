/** Manifests as Kustomize builds them: by `kustomize` or `kubectl`, whichever is installed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

export const infraFolder = join(__dirname, '..');

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [member: string]: unknown;
}

const builders: ReadonlyArray<readonly [string, string[]]> = [
  ['kustomize', ['build']],
  ['kubectl', ['kustomize']],
];

/** Null where neither is installed. */
export const kustomize =
  builders.find(([program, [verb = '']]) => spawnSync(program, [verb, '--help']).status === 0) ?? null;

/** @param folder below infra/ */
export function buildText(folder: string): string {
  if (kustomize === null) {
    throw new Error('neither kustomize nor kubectl is installed');
  }
  const [program, args] = kustomize;
  const run = spawnSync(program, [...args, join(infraFolder, folder)], { encoding: 'utf8' });
  if (run.status !== 0) {
    throw new Error(`${folder}: ${run.stderr}`);
  }
  return run.stdout;
}

export function manifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

export function build(folder: string): Manifest[] {
  return manifests(buildText(folder));
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: Array<{ name: string; value?: string }>;
  securityContext?: Record<string, unknown>;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  [member: string]: unknown;
}

export interface PodSpec {
  automountServiceAccountToken?: boolean;
  securityContext?: Record<string, unknown>;
  containers: Container[];
  initContainers?: Container[];
  volumes?: Array<Record<string, unknown>>;
  topologySpreadConstraints?: Array<Record<string, unknown>>;
  [member: string]: unknown;
}

/** Of a Deployment, Job or CronJob; null of anything else. */
export function podSpec({ kind, spec }: Manifest): PodSpec | null {
  const of = spec as {
    template?: { spec: PodSpec };
    jobTemplate?: { spec: { template: { spec: PodSpec } } };
  };
  switch (kind) {
    case 'Deployment':
    case 'Job':
      return of.template?.spec ?? null;
    case 'CronJob':
      return of.jobTemplate?.spec.template.spec ?? null;
    default:
      return null;
  }
}

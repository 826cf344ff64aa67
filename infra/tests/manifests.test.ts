import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leastRights } from '../../backend/kubernetes/api/least-rights';
import { build, buildText, kustomize, manifests, podSpec, type Manifest } from './manifests.test-data';

const folders = [
  'demo/base',
  'demo/overlays/prefer-close',
  'kubernetes/access',
  'kubernetes/collector',
  'kubernetes/overlays/irsa',
  'kubernetes/overlays/pod-identity',
];

// From the oldest version that EKS supports to the newest that there are schemas for.
const versions = ['1.31', '1.33', '1.37'];
const hasSchemas = spawnSync('kubernetes-validate', ['--version']).status === 0;
if (kustomize === null) {
  console.warn('neither kustomize nor kubectl is installed: manifests are not built');
}
if (!hasSchemas) {
  console.warn('kubernetes-validate is not installed (pip install kubernetes-validate): no manifest is validated');
}
const testBuilt = kustomize === null ? test.skip : test;
const testValid = kustomize === null || !hasSchemas ? test.skip : test;

/** What the schemas of all versions say, empty if nothing. */
function findings(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'zoneflow-manifests-'));
  try {
    const file = join(folder, 'manifests.yaml');
    writeFileSync(file, text);
    return versions
      .map((version) => spawnSync('kubernetes-validate', ['--strict', '--quiet', '-k', version, file]))
      .map(({ status, stdout, stderr }) => (status === 0 ? '' : `${String(stdout)}${String(stderr)}`))
      .join('');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

testValid.each(folders)('%s is valid in every version of Kubernetes', (folder) => {
  expect(findings(buildText(folder))).toBe('');
});

testValid('it is no validator that finds nothing', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'x' },
    spec: { trafficDistribute: 'PreferClose' },
  };
  expect(findings(JSON.stringify(service))).toContain('trafficDistribute');
});

testBuilt.each(folders)('%s: every pod meets the restricted Pod Security Standard, and more', (folder) => {
  for (const manifest of build(folder)) {
    const spec = podSpec(manifest);
    if (spec === null) {
      continue;
    }
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    // An image may name its user by a word, which Kubernetes does not take for other than root.
    expect(spec.securityContext?.['runAsUser']).toBeGreaterThan(0);
    for (const member of ['hostNetwork', 'hostPID', 'hostIPC']) {
      expect(spec).not.toHaveProperty(member);
    }
    expect((spec.volumes ?? []).filter((volume) => 'hostPath' in volume)).toEqual([]);
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])]) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      // No limit of CPU: it would slow down what nobody else wants.
      expect(Object.keys(container.resources?.requests ?? {})).toEqual(['cpu', 'memory']);
      expect(Object.keys(container.resources?.limits ?? {})).toEqual(['memory']);
      expect(container.image).toMatch(/:[0-9]+\.[0-9]+\.[0-9]+[a-z0-9.-]*$/);
    }
  }
});

testBuilt.each(folders)('%s: only whoever asks the API server has a token', (folder) => {
  const built = build(folder);
  const withToken = built.filter((manifest) => podSpec(manifest)?.automountServiceAccountToken === true);
  const withRights = built
    .filter(({ kind }) => kind.endsWith('RoleBinding'))
    .flatMap(({ subjects }) => subjects as Array<{ kind: string; name: string }>)
    .filter(({ kind }) => kind === 'ServiceAccount');
  expect(new Set(withToken.map((manifest) => podSpec(manifest)?.['serviceAccountName']))).toEqual(
    new Set(withRights.map(({ name }) => name))
  );
  for (const spec of built.map(podSpec).filter((each) => each !== null)) {
    expect(typeof spec.automountServiceAccountToken).toBe('boolean');
  }
  for (const account of built.filter(({ kind }) => kind === 'ServiceAccount')) {
    expect(account).toMatchObject({ automountServiceAccountToken: false });
  }
});

testBuilt('the pod has the rights that `zoneflow collect --rights` prints, for its service account alone', () => {
  const [role, binding] = manifests(leastRights);
  for (const folder of ['kubernetes/overlays/irsa', 'kubernetes/overlays/pod-identity']) {
    const built = build(folder);
    const of = (kind: string): Manifest[] => built.filter((manifest) => manifest.kind === kind);
    expect(of('ClusterRole')).toEqual([role]);
    expect(of('ClusterRoleBinding')).toEqual([
      {
        ...binding,
        metadata: { name: 'zoneflow-collector-pod' },
        subjects: [{ kind: 'ServiceAccount', name: 'zoneflow-collector', namespace: 'zoneflow' }],
      },
    ]);
    expect(of('Role')).toEqual([]);
  }
});

testBuilt('cluster, place and region of an overlay reach the collector', () => {
  const built = build('kubernetes/overlays/irsa');
  const config = built.find(({ kind }) => kind === 'ConfigMap');
  expect(config).toMatchObject({ data: { cluster: 'shop', region: 'us-east-1' } });
  const deployment = built.find(({ kind }) => kind === 'Deployment');
  const container = deployment === undefined ? undefined : podSpec(deployment)?.containers[0];
  expect(container?.env).toContainEqual({
    name: 'CLUSTER',
    valueFrom: { configMapKeyRef: { name: config?.metadata.name, key: 'cluster' } },
  });
  const named = (container?.args ?? []).flatMap((each) => each.match(/\$\((\w+)\)/)?.[1] ?? []);
  expect(container?.env?.map(({ name }) => name).sort()).toEqual(named.sort());
  expect(built.find(({ kind }) => kind === 'ServiceAccount')?.metadata.annotations).toEqual({
    'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/zoneflow-collector',
  });
});

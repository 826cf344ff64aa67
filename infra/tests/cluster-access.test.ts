import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { collectorGroup, leastRights } from '../../backend/kubernetes/api/least-rights';
import { deploy, propertiesOf, variants } from './templates.test-data';
import { infraFolder, manifests } from './manifests.test-data';

const read = (path: string): string => readFileSync(join(infraFolder, path), 'utf8');
/** Blocks of YAML in a page. */
const blocks = (page: string): string[] =>
  [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);

test('pods and nodes are listed and watched: nothing else is read, nothing is written', () => {
  const [role] = manifests(leastRights);
  expect(role).toMatchObject({
    kind: 'ClusterRole',
    rules: [{ apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['list', 'watch'] }],
  });
});

test('manifest and page give the rights that `zoneflow collect --rights` prints', () => {
  expect(manifests(read('kubernetes/access/rights.yaml'))).toEqual(manifests(leastRights));
  const [shown] = blocks('../docs/sources/collect.md').filter((text) => text.includes('kind: ClusterRole'));
  expect(manifests(shown ?? '')).toEqual(manifests(leastRights));
});

test('access entries and aws-auth put a reader into the group that has the rights', () => {
  const [, binding] = manifests(leastRights);
  expect(binding?.['subjects']).toMatchObject([{ kind: 'Group', name: collectorGroup }]);
  const entries = propertiesOf(deploy(variants['a function collects']), 'AWS::EKS::AccessEntry');
  expect(entries.map(({ KubernetesGroups }) => KubernetesGroups)).toEqual([[collectorGroup]]);
  for (const page of ['README.md', '../docs/sources/deploy.md']) {
    const roles = blocks(page).flatMap((text) => {
      const { mapRoles } = parse(text) as { mapRoles?: string };
      return mapRoles === undefined ? [] : (parse(mapRoles) as Array<{ groups: string[] }>);
    });
    expect(roles.map(({ groups }) => groups)).toEqual([[collectorGroup]]);
  }
});

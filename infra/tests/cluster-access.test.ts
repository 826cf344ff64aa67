import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { leastRights } from '../../backend/kubernetes/api/least-rights';

const folder = join(__dirname, '..', 'kubernetes');

function documents(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => document.toJS() as unknown);
}

test('the rights of a collector outside the cluster are those that the collector itself asks for', () => {
  const rights = readFileSync(join(folder, 'access', 'rights.yaml'), 'utf8');
  expect(documents(rights)).toEqual(documents(leastRights));
});

test('nothing but pods and nodes is read, nothing is written', () => {
  const [role] = documents(leastRights);
  expect(role).toMatchObject({
    kind: 'ClusterRole',
    rules: [{ apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['list', 'watch'] }],
  });
});

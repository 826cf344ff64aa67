import { workloadOf } from './workload';

const owned = (kind: string, name: string, labels: Record<string, string> = {}, pod = 'pod-x') => ({
  name: pod,
  labels,
  ownerReferences: [
    { kind: 'Other', name: 'not-the-controller' },
    { kind, name, controller: true },
  ],
});

test.each([
  ['Deployment by the hash label', owned('ReplicaSet', 'web-5d4', { 'pod-template-hash': '5d4' }), 'web', 'Deployment'],
  [
    'Argo Rollout by its label',
    owned('ReplicaSet', 'web-5d4f6c7b8', { 'rollouts-pod-template-hash': '5d4f6c7b8' }),
    'web',
    'Rollout',
  ],
  ['Deployment by the look of the hash', owned('ReplicaSet', 'web-5d4f6c7b8'), 'web', 'Deployment'],
  [
    'ReplicaSet of its own whose name ends in a word',
    owned('ReplicaSet', 'web-frontend'),
    'web-frontend',
    'ReplicaSet',
  ],
  ['ReplicaSet of another hash', owned('ReplicaSet', 'web-abc', { 'pod-template-hash': 'x' }), 'web-abc', 'ReplicaSet'],
  ['CronJob by minutes', owned('Job', 'report-29551980'), 'report', 'CronJob'],
  ['CronJob by seconds', owned('Job', 'report-1612345678'), 'report', 'CronJob'],
  ['Job', owned('Job', 'migrate-2024'), 'migrate-2024', 'Job'],
  ['Job that is only digits', owned('Job', '29551980'), '29551980', 'Job'],
  ['StatefulSet', owned('StatefulSet', 'db'), 'db', 'StatefulSet'],
  ['DaemonSet', owned('DaemonSet', 'agent'), 'agent', 'DaemonSet'],
  ['any other controller', owned('Workflow', 'etl-7'), 'etl-7', 'Workflow'],
  ['static pod', owned('Node', 'ip-10-0-0-1', {}, 'kube-proxy-ip-10-0-0-1'), 'kube-proxy', 'Pod'],
  ['bare pod', { name: 'debug' }, 'debug', 'Pod'],
  ['owner that is no controller', { name: 'debug', ownerReferences: [{ kind: 'Job', name: 'j' }] }, 'debug', 'Pod'],
])('%s', (_, metadata, name, kind) => {
  expect(workloadOf(metadata)).toEqual({ name, kind });
});

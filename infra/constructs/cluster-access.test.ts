import { deploy, propertiesOf as properties, resourcesOf, smallest, variants } from '../tests/templates.test-data';

test('an access entry puts a reader into the group, and no policy of EKS gives it more', () => {
  const entries = properties(
    deploy({ ...smallest, collector: 'lambda', clusterName: 'a1,b2', name: 'two' }),
    'AWS::EKS::AccessEntry'
  );
  expect(entries.map(({ ClusterName }) => ClusterName)).toEqual(['a1', 'b2']);
  for (const entry of entries) {
    expect(entry).toMatchObject({ KubernetesGroups: ['zoneflow'], Type: 'STANDARD' });
    expect(entry).not.toHaveProperty('AccessPolicies');
  }
  const [other] = properties(deploy(variants['Grafana in another account']), 'AWS::EKS::AccessEntry');
  expect(other).toMatchObject({ PrincipalArn: 'arn:aws:iam::111122223333:role/own-collector' });
});

test('a pod that collects has its role by Pod Identity and needs no access entry', () => {
  const deployed = deploy(variants['two clusters, a pod collects']);
  expect(resourcesOf(deployed, 'AWS::EKS::AccessEntry')).toEqual([]);
  expect(properties(deployed, 'AWS::EKS::PodIdentityAssociation')).toMatchObject([
    { ClusterName: 'shop', Namespace: 'zoneflow', ServiceAccount: 'zoneflow-collector' },
    { ClusterName: 'pay', Namespace: 'zoneflow', ServiceAccount: 'zoneflow-collector' },
  ]);
  expect(properties(deployed, 'AWS::IAM::Role')[0]).toMatchObject({
    AssumeRolePolicyDocument: {
      Statement: [{ Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: { Service: 'pods.eks.amazonaws.com' } }],
    },
  });
});

import { deploymentContext } from './app-context';

test('the CDK’s own members are left out, whatever is not given too', () => {
  const context = {
    ...{ '@aws-cdk/core:checkSecretUsage': true, 'aws:cdk:version-reporting': false, 'aws-cdk:enableDiffNoFail': true },
    ...{ clusterName: 'shop', keepData: false, vpcId: null, name: undefined },
  };
  expect(deploymentContext(context)).toEqual({ clusterName: 'shop', keepData: false, lookedUp: [] });
});

test('files are texts with commas, or a list', () => {
  expect(deploymentContext({ lookedUp: 'a.json,b.json' })).toEqual({ lookedUp: ['a.json', 'b.json'] });
  expect(deploymentContext({ lookedUp: ['a.json'] })).toEqual({ lookedUp: ['a.json'] });
});

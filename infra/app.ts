/** The CDK app: one deployment, told by its context. `npx cdk deploy --all -c clusterName=shop -c vpcId=vpc-…` */
import { App } from 'aws-cdk-lib';
import { checkLookedUp, readLookedUp } from './deployment/looked-up';
import { contextKeys, parseDeployment } from './deployment/settings';
import { deployStacks } from './deployment/stacks';

const app = new App({ analyticsReporting: false });
const context = Object.fromEntries(
  contextKeys.flatMap((key) => {
    const value: unknown = app.node.tryGetContext(key);
    return value === undefined || value === null ? [] : [[key, value]];
  })
);
const deployment = parseDeployment(context);
const lookedUp: unknown = app.node.tryGetContext('lookedUp');
checkLookedUp(deployment, readLookedUp(typeof lookedUp === 'string' ? lookedUp.split(',') : []));
deployStacks(app, deployment);

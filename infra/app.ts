/** The CDK app: one deployment, told by its context. `npx cdk deploy --all -c clusterName=shop -c vpcId=vpc-…` */
import { App } from 'aws-cdk-lib';
import { deploymentContext } from './deployment/app-context';
import { checkLookedUp, readLookedUp } from './deployment/looked-up';
import { parseDeployment } from './deployment/settings';
import { deployStacks } from './deployment/stacks';
import { WrongInput } from './deployment/wrong-input';

const app = new App({ analyticsReporting: false });
try {
  const { lookedUp, ...context } = deploymentContext(app.node.getAllContext());
  const deployment = parseDeployment(context);
  checkLookedUp(deployment, readLookedUp(lookedUp));
  deployStacks(app, deployment);
} catch (error) {
  if (!(error instanceof WrongInput)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** The CDK app: one deployment, told by its context. `npx cdk deploy --all -c clusterName=shop -c vpcId=vpc-…` */
import { App } from 'aws-cdk-lib';
import { deploymentContext } from './deployment/app-context';
import { checkLookedUp, readLookedUp } from './deployment/looked-up';
import { parseDeployment, type Deployment } from './deployment/settings';
import { deployStacks } from './deployment/stacks';

const app = new App({ analyticsReporting: false });
deployStacks(app, givenDeployment());

/** What is wrong with the inputs is told in sentences; where in the code it was found is of no use to whoever typed them. */
function givenDeployment(): Deployment {
  try {
    const { lookedUp, ...context } = deploymentContext(app.node.getAllContext());
    const deployment = parseDeployment(context);
    checkLookedUp(deployment, readLookedUp(lookedUp));
    return deployment;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

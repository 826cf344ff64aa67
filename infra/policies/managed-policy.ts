/** Statements as an IAM policy that roles take on. */
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PolicyStatement } from '../../backend/doctor/iam-policy';

/** Its name is left to CloudFormation: IAM's names are the account's, and the same deployment may stand in two regions. */
export function managedPolicy(
  scope: Construct,
  id: string,
  { description, statements }: { description: string; statements: readonly PolicyStatement[] }
): CfnManagedPolicy {
  return new CfnManagedPolicy(scope, id, {
    description,
    policyDocument: { Version: '2012-10-17', Statement: statements },
  });
}

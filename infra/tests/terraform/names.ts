/**
 * Tests: names of the module's resources are the deployment's own, short enough, and among what its deployer may touch; its outputs
 * are those of the stacks.
 */
import { parseDeployment } from '../../deployment/settings';
import { policyStatements } from '../../policies/sizes';
import { contexts, runs, type Applied, type Run } from './applied-runs';

export function describeNames(applied: Applied): void {
  /** Types, too: a function and its log group have one name. */
  const names = (run: Run): string[] =>
    Object.entries(nameOf).flatMap(([type, member]) =>
      applied.values(run, type).map((values) => `${type} ${String(values[member])}`)
    );

  test('two deployments share no name', () => {
    const [one, two] = [names('hours_rolled_up'), names('hours_rolled_up_beside_a_collector')];
    expect(one.length).toBeGreaterThan(15);
    expect(new Set(one).size).toBe(one.length);
    expect(new Set(two).size).toBe(two.length);
    expect(one.filter((name) => two.includes(name))).toEqual([]);
    expect(one.filter((name) => !/ zoneflow[-_]shop/i.test(name))).toEqual([]);
    expect(two.filter((name) => !/ zoneflow[-_]nineteen[-_]characters/i.test(name))).toEqual([]);
  });

  test.each(runs)('%s: what the stacks put out, the module does', (run) => {
    const ofStacks = applied.stacks(run).stacks.flatMap(({ template }) => Object.keys(template.findOutputs('*')));
    const own = ofStacks.filter((name) => !name.startsWith('ExportsOutput')).map(snakeCase);
    expect(own.length).toBeGreaterThan(4);
    const ofModule = Object.entries(applied.outputs(run)).flatMap(([name, value]) => (value === null ? [] : [name]));
    expect(own.filter((name) => !ofModule.includes(name))).toEqual([]);
  });

  test('a role’s name of the longest deployment fits in the region of the longest name', () => {
    const more = 'ap-southeast-3'.length - 'cn-north-1'.length;
    const roles = applied.values('hours_rolled_up_beside_a_collector', 'aws_iam_role').map(({ name }) => String(name));
    expect(roles.length).toBeGreaterThan(3);
    expect(roles.filter((name) => name.length + more > 64)).toEqual([]);
  });

  test('whoever has the policy deploy may make each of them', () => {
    for (const run of rolledUp) {
      const allowed = policyStatements('deploy', parseDeployment(contexts[run]), applied.place(run))
        .flatMap(({ Resource }) => Resource)
        .filter((arn) => /zoneflow[-_]/i.test(arn))
        .map((arn) => new RegExp(`^${arn.replaceAll('*', '.*')}$`));
      const made = Object.entries(arnOf).flatMap(([type, arn]) =>
        applied.values(run, type).map((values) => `arn:aws-cn:${arn}${String(values[nameOf[type] ?? ''])}`)
      );
      expect(made.length).toBeGreaterThan(10);
      expect(made.filter((arn) => !allowed.some((pattern) => pattern.test(arn)))).toEqual([]);
    }
  });
}

const rolledUp = ['hours_rolled_up', 'hours_rolled_up_beside_a_collector'] as const;

/** `QueryPolicyArn` is `query_policy_arn`. */
function snakeCase(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();
}

const nameOf: Readonly<Record<string, string>> = {
  aws_athena_workgroup: 'name',
  aws_cloudwatch_event_rule: 'name',
  aws_cloudwatch_log_group: 'name',
  aws_cloudwatch_metric_alarm: 'alarm_name',
  aws_glue_catalog_database: 'name',
  aws_iam_policy: 'name',
  aws_iam_role: 'name',
  aws_lambda_function: 'function_name',
  aws_s3_bucket: 'bucket_prefix',
  aws_sfn_state_machine: 'name',
  aws_sqs_queue: 'name',
};

const account = 'cn-north-1:111122223333';
const arnOf: Readonly<Record<string, string>> = {
  aws_athena_workgroup: `athena:${account}:workgroup/`,
  aws_cloudwatch_event_rule: `events:${account}:rule/`,
  aws_cloudwatch_log_group: `logs:${account}:log-group:`,
  aws_cloudwatch_metric_alarm: `cloudwatch:${account}:alarm:`,
  aws_glue_catalog_database: `glue:${account}:database/`,
  aws_iam_policy: 'iam::111122223333:policy/',
  aws_iam_role: 'iam::111122223333:role/',
  aws_lambda_function: `lambda:${account}:function:`,
  aws_s3_bucket: 's3:::',
  aws_sfn_state_machine: `states:${account}:stateMachine:`,
  aws_sqs_queue: `sqs:${account}:`,
};

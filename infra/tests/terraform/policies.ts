/** Tests: who may do what by the module is who may do it by the stacks, action by action. */
import { parseDeployment } from '../../deployment/settings';
import { policyStatements } from '../../policies/sizes';
import { resourcesOf } from '../templates.test-data';
import { contexts, runs, type Applied, type Run } from './applied-runs';

export function describePolicies(applied: Applied): void {
  test.each(runs)('%s: the policies are those that this app prints', (run) => {
    const deployment = parseDeployment(contexts[run]);
    for (const size of ['query', 'collect', 'doctor'] as const) {
      const [policy] = applied.values(run, 'aws_iam_policy', size);
      expect(JSON.parse(String(policy?.['policy']))).toEqual({
        Version: '2012-10-17',
        Statement: policyStatements(size, deployment, applied.place(run)),
      });
    }
  });

  test.each(runs)('%s: each role may do what it may by the stacks, and nothing else', (run) => {
    const ofModule = rightsOfModule(applied, run);
    expect(ofModule).toEqual(rightsOfStacks(applied, run));
    expect(ofModule.length > 0).toBe(run !== 'one_vpc');
  });

  test('rolling up adds three roles, each taken by one service', () => {
    const trusted = (run: Run): unknown[] =>
      applied
        .values(run, 'aws_iam_role')
        .map(({ name, assume_role_policy: trust }) => [
          roleOf(String(name)),
          (JSON.parse(String(trust)) as { Statement: Array<{ Principal: unknown }> }).Statement[0]?.Principal,
        ])
        .sort();
    expect(trusted('a_function_in_the_vpc_collects')).toEqual([['Collector', { Service: 'lambda.amazonaws.com' }]]);
    expect(trusted('hours_rolled_up_beside_a_collector')).toEqual([
      ['Collector', { Service: 'lambda.amazonaws.com' }],
      ['Planner', { Service: 'lambda.amazonaws.com' }],
      ['Rollup', { Service: 'states.amazonaws.com' }],
      ['Schedule', { Service: 'events.amazonaws.com' }],
    ]);
  });
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

/** `Planner: Allow s3:GetObject arn:…`, one of each action and resource. */
function rightsOfModule(applied: Applied, run: Run): string[] {
  return unique(
    applied.values(run, 'aws_iam_role_policy').flatMap(({ role, policy }) => {
      const { Statement } = JSON.parse(String(policy)) as { Statement: Statement[] };
      return rights(roleOf(String(role)), Statement, String);
    })
  );
}

function rightsOfStacks(applied: Applied, run: Run): string[] {
  return unique(
    resourcesOf(applied.stacks(run), 'AWS::IAM::Policy').flatMap(({ Properties = {} }) => {
      const { Statement } = Properties['PolicyDocument'] as { Statement: Statement[] };
      return rights(roleOf(JSON.stringify(Properties['Roles'])), Statement, (arn) => applied.filled(run, arn));
    })
  );
}

function rights(role: string, statements: readonly Statement[], textOf: (arn: unknown) => string): string[] {
  return statements.flatMap(({ Effect, Action, Resource, Condition }) =>
    [Action].flat().flatMap((action) => {
      expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
      return [Resource].flat().map((arn) => `${role}: ${Effect} ${action} ${textOf(arn)}${condition}`);
    })
  );
}

/** Of a role's name, or of a template's reference to it. That of the state machine has no name of its own there. */
function roleOf(name: string): string {
  return /Collector|Planner|Schedule|DataSource/.exec(name)?.[0] ?? 'Rollup';
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** Tests: the module's state machine is that of the stack, and runs by the same schedule with the same rights. */
import { stateMachineName, workgroupName } from '../../deployment/names';
import { rollupStateMachine } from '../../rollup/state-machine';
import { propertiesOf } from '../templates.test-data';
import type { Applied } from './applied-runs';

const account = 'cn-north-1:111122223333';

export function describeRollup(applied: Applied): void {
  const { values, outputs } = applied;

  test.each([
    ['hours_rolled_up', 'shop'],
    ['hours_rolled_up_beside_a_collector', 'nineteen-characters'],
  ] as const)('%s: the state machine is that of the stack', (run, name) => {
    const [machine] = values(run, 'aws_sfn_state_machine');
    const [ofStack] = propertiesOf(applied.stacks(run), 'AWS::StepFunctions::StateMachine');
    const definition: unknown = JSON.parse(String(machine?.['definition']));
    expect(definition).toEqual(JSON.parse(applied.filled(run, ofStack?.['DefinitionString'])));
    expect(definition).toEqual(
      rollupStateMachine({
        partition: 'aws-cn',
        functionArn: `arn:aws-cn:lambda:${account}:function:made`,
        workgroup: workgroupName(name),
      })
    );
    expect(machine?.['name']).toBe(ofStack?.['StateMachineName']);
    expect(machine?.['name']).toBe(stateMachineName(name));
    expect(ofStack?.['LoggingConfiguration']).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    expect(machine?.['logging_configuration']).toEqual([
      {
        ...{ level: 'ALL', include_execution_data: false },
        log_destination: `arn:aws-cn:logs:${account}:log-group:made:*`,
      },
    ]);
    expect(outputs(run)['state_machine_arn']).toBe(`arn:aws-cn:states:${account}:stateMachine:made`);
  });

  test('the schedule starts it with an input of its own, and each part runs with its own role', () => {
    const role = (name: string): string => `arn:aws-cn:iam::111122223333:role/${name}`;
    expect(values('hours_rolled_up', 'aws_cloudwatch_event_target')).toMatchObject([
      { arn: `arn:aws-cn:states:${account}:stateMachine:made`, input: '{}', role_arn: role('schedule') },
    ]);
    expect(values('hours_rolled_up', 'aws_sfn_state_machine')).toMatchObject([{ role_arn: role('state-machine') }]);
    expect(values('hours_rolled_up', 'aws_lambda_function')).toMatchObject([{ role: role('planner') }]);
  });

  test('nothing of it is made unless it is asked for', () => {
    for (const run of ['one_vpc', 'a_function_in_the_vpc_collects'] as const) {
      expect(values(run, 'aws_sfn_state_machine')).toEqual([]);
      expect(values(run, 'aws_lambda_function').filter(({ handler }) => handler === 'rollup.handler')).toEqual([]);
      expect(outputs(run)['state_machine_arn'] ?? null).toBeNull();
    }
  });
}

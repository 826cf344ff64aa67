/**
 * Runs a state machine as Step Functions does, step by step and in a time of its own: the subset of Amazon States Language
 * that definitions here use. What it does not know is an error, so that no definition passes by being ignored.
 */
import { parameters, pathValue, withResult } from './paths';

export interface Execution {
  name: string;
  /** ISO. */
  startTime: string;
}

export interface MachineWorld {
  /** By resource without `arn:…:states:::`. Rejects with TaskFailure. */
  task: (resource: string, input: unknown) => Promise<unknown>;
  execution: Execution;
}

export interface MachineRun {
  status: 'SUCCEEDED' | 'FAILED';
  output: unknown;
  error?: string;
  cause?: string;
  /** States in the order in which they were entered; those of a map in theirs. */
  entered: string[];
  /** Waited by Wait states and between attempts. */
  waitedSeconds: number;
}

/** What a task fails with: the error's name, as Step Functions tells it. */
export class TaskFailure extends Error {
  readonly error: string;
  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

type Json = Record<string, unknown>;

export async function runMachine(definition: unknown, input: unknown, world: MachineWorld): Promise<MachineRun> {
  const run: MachineRun = { status: 'SUCCEEDED', output: null, entered: [], waitedSeconds: 0 };
  try {
    run.output = await runStates(object(definition), input, { world, run, item: undefined });
  } catch (error) {
    if (!(error instanceof TaskFailure)) {
      throw error;
    }
    Object.assign(run, { status: 'FAILED', error: error.error, cause: error.message });
  }
  return run;
}

interface Scope {
  world: MachineWorld;
  run: MachineRun;
  /** In a map. */
  item: unknown;
}

async function runStates(machine: Json, input: unknown, scope: Scope): Promise<unknown> {
  const states = object(machine['States']);
  let name = String(machine['StartAt']);
  let data = input;
  for (;;) {
    const state = object(states[name]);
    scope.run.entered.push(name);
    const { output, next } = await enter(state, data, scope);
    data = output;
    if (next === null) {
      return data;
    }
    name = next;
  }
}

interface Entered {
  output: unknown;
  /** Null at an end. */
  next: string | null;
}

const membersOf: Readonly<Record<string, readonly string[]>> = {
  Task: ['Resource', 'Parameters', 'TimeoutSeconds', 'ResultSelector', 'ResultPath', 'OutputPath', 'Retry', 'Catch'],
  Pass: ['Parameters'],
  Choice: ['Choices', 'Default'],
  Wait: ['Seconds'],
  Map: ['ItemsPath', 'ItemSelector', 'MaxConcurrency', 'ItemProcessor', 'ResultPath'],
  Succeed: [],
  Fail: ['Error', 'CausePath'],
};

async function enter(state: Json, input: unknown, scope: Scope): Promise<Entered> {
  const type = String(state['Type']);
  const known = new Set(['Type', 'Next', 'End', ...(membersOf[type] ?? [])]);
  const strange = Object.keys(state).filter((member) => !known.has(member));
  if (membersOf[type] === undefined || strange.length > 0) {
    throw new Error(`This cannot run a state of type ${type} with ${strange.join(', ')}`);
  }
  const next = typeof state['Next'] === 'string' ? state['Next'] : null;
  const context = contextOf(scope);
  switch (type) {
    case 'Task':
      return task(state, input, scope, next);
    case 'Pass':
      return { output: parameters(state['Parameters'] ?? input, input, context), next };
    case 'Choice':
      return { output: input, next: chosen(state, input) };
    case 'Wait':
      scope.run.waitedSeconds += Number(state['Seconds']);
      return { output: input, next };
    case 'Map':
      return { output: await mapped(state, input, scope), next };
    case 'Succeed':
      return { output: input, next: null };
    case 'Fail':
      throw new TaskFailure(
        String(state['Error']),
        String(parameters({ 'cause.$': state['CausePath'] }, input, context)['cause'])
      );
    default:
      throw new Error(`This cannot run a state of type ${type}`);
  }
}

async function task(state: Json, input: unknown, scope: Scope, next: string | null): Promise<Entered> {
  const context = contextOf(scope);
  const resource = String(state['Resource']).replace(/^arn:[a-z-]+:states:::/, '');
  const given = parameters(state['Parameters'], input, context);
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await scope.world.task(resource, given);
      const selected = state['ResultSelector'] ? parameters(state['ResultSelector'], result, context) : result;
      const whole = withResult(input, state['ResultPath'], selected);
      const path = state['OutputPath'];
      return { output: typeof path === 'string' ? pathValue(path, whole, context) : whole, next };
    } catch (error) {
      if (!(error instanceof TaskFailure)) {
        throw error;
      }
      const retrier = matching(state['Retry'], error.error);
      if (retrier !== undefined && attempt < Number(retrier['MaxAttempts'])) {
        scope.run.waitedSeconds += Number(retrier['IntervalSeconds']) * Number(retrier['BackoffRate']) ** attempt;
        continue;
      }
      const catcher = matching(state['Catch'], error.error);
      if (catcher === undefined) {
        throw error;
      }
      const failure = { Error: error.error, Cause: error.message };
      return { output: withResult(input, catcher['ResultPath'], failure), next: String(catcher['Next']) };
    }
  }
}

/** States.TaskFailed stands for every failure of a task but a time-out, States.ALL for all. */
function matching(list: unknown, error: string): Json | undefined {
  return array(list ?? [])
    .map(object)
    .find((each) => {
      const names = array(each['ErrorEquals']);
      return (
        names.includes(error) ||
        names.includes('States.ALL') ||
        (names.includes('States.TaskFailed') && error !== 'States.Timeout')
      );
    });
}

function chosen(state: Json, input: unknown): string {
  for (const rule of array(state['Choices']).map(object)) {
    const { Variable, Next, ...test } = rule;
    const value = pathValue(String(Variable), input, {});
    const [[operator, operand] = ['', undefined], ...others] = Object.entries(test);
    if (others.length > 0 || !['NumericLessThan', 'IsPresent'].includes(operator)) {
      throw new Error(`This cannot choose by ${Object.keys(test).join(', ')}`);
    }
    const holds = operator === 'IsPresent' ? (value !== undefined) === operand : Number(value) < Number(operand);
    if (holds) {
      return String(Next);
    }
  }
  return String(state['Default']);
}

async function mapped(state: Json, input: unknown, scope: Scope): Promise<unknown> {
  const context = contextOf(scope);
  const items = array(pathValue(String(state['ItemsPath']), input, context));
  if (state['MaxConcurrency'] !== 1) {
    throw new Error('This runs the items of a map one after the other');
  }
  const results: unknown[] = [];
  for (const item of items) {
    const inner = { ...scope, item };
    const selected = parameters(state['ItemSelector'], input, contextOf(inner));
    results.push(await runStates(object(state['ItemProcessor']), selected, inner));
  }
  return withResult(input, state['ResultPath'], results);
}

function contextOf({ world: { execution }, item }: Scope): Json {
  return {
    Execution: { Name: execution.name, StartTime: execution.startTime },
    ...(item !== undefined && { Map: { Item: { Value: item } } }),
  };
}

function object(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${JSON.stringify(value)} is no object`);
  }
  return Object.fromEntries(Object.entries(value));
}

function array(value: unknown): unknown[] {
  if (!Array.isArray(value)) {
    throw new Error(`${JSON.stringify(value)} is no array`);
  }
  return value;
}

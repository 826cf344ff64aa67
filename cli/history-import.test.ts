import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { registerHistory } from './history-import';
import { event, jsonLines, list, node, pod } from '../backend/kubernetes/objects.test-data';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoneflow-cli-'));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<string> {
  const program = new Command('zoneflow');
  registerHistory(program);
  const strict = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.commands.forEach(strict);
  };
  strict(program);
  let output = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
  await program.parseAsync(['history', 'import', ...args], { from: 'user' });
  return output;
}

test('says what was read, what is known and where it lies', async () => {
  const [pods, nodes] = [join(folder, 'pods.jsonl'), join(folder, 'nodes.json')];
  await writeFile(pods, jsonLines([event(5, 'ADDED', pod({ ips: ['10.0.1.1'] })), event(9, 'DELETED', pod())]));
  await writeFile(nodes, JSON.stringify(list('List', [node()])));
  const history = join(folder, 'history');
  const args = ['--cluster', 'prod', '--history', history];
  expect(await run(...args, pods, nodes)).toMatch(
    new RegExp(`^Cluster prod in ${history}
  read       2 files, .* kB: 1 list, 2 events
  history    1 pod with 1 interval, 1 node
  days       2026-03-10
  day files  3 written, 0 unchanged
  ! ${nodes}: no time of observation; .*
$`)
  );
  const again = await run(...args, '--format', 'json', '--observed-at', '2026-03-10T06:00:00Z', nodes);
  expect(JSON.parse(again)).toMatchObject({ cluster: 'prod', pods: 1, nodes: 1, warnings: [] });
});

test.each([
  [['--history', 'h', 'f'], '--cluster'],
  [['--cluster', 'c', 'f'], '--history'],
  [['--cluster', 'c', '--history', 'h'], 'file'],
  [['--cluster', 'c', '--history', 'h', '--observed-at', 'yesterday', 'f'], '--observed-at yesterday'],
  [['--cluster', 'c', '--history', 'h', '--format', 'yaml', 'f'], '--format yaml'],
])('wrong usage: %j', async (args, message) => {
  const failure: unknown = await run(...args).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CommanderError);
  expect(String(failure)).toContain(message);
});

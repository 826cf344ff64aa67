/** The command line: a thin door to the same core as the plugin. Exit codes: 0 answered, 1 failed, 2 wrong usage, 130 interrupted. */
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json';
import { toZoneFlowError } from '../backend/errors';
import { registerCollect } from './collect';
import { registerCompareBill } from './compare-bill';
import { registerDdl } from './ddl';
import { registerDemo } from './demo';
import { registerDoctor } from './doctor';
import { registerHistory } from './history-import';
import { registerInventory } from './inventory';
import { registerQuery } from './query';
import { registerReport } from './report';
import { registerRollup } from './rollup';

const program = new Command('zoneflow')
  .description('Which pods, workloads and namespaces of an Amazon EKS cluster send traffic across Availability Zones.')
  .version(packageJson.version)
  .showHelpAfterError('(zoneflow --help shows what there is)')
  .addHelpText(
    'after',
    `
A first answer in three steps:
  kubectl get pods,nodes -A -o json > pods.json
  zoneflow history import --cluster prod --history ./history pods.json
  echo '{"queryType":"table"}' | zoneflow query --flows ./flows --history ./history \\
    --from 2026-03-10T05:00:00Z --to 2026-03-10T06:00:00Z -

No data at hand? zoneflow demo makes a cluster with known truth and asks it.`
  );

registerQuery(program);
registerReport(program);
registerHistory(program);
registerInventory(program);
registerDdl(program);
registerCompareBill(program);
registerCollect(program);
registerRollup(program);
registerDemo(program);
registerDoctor(program);
makeUsageErrorsThrow(program);

// A reader that ends early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

void run();

async function run(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const failure = toZoneFlowError(error);
    if (failure.code === 'cancelled') {
      process.stderr.write('zoneflow: interrupted\n');
      process.exitCode = 130;
      return;
    }
    process.stderr.write(`zoneflow: ${failure.sentence.replaceAll('\n', ' ')}\n`);
    if (failure.code === 'internal' && failure.cause instanceof Error) {
      process.stderr.write(`${failure.cause.stack ?? ''}\n`);
    }
    process.exitCode = 1;
  }
}

function makeUsageErrorsThrow(command: Command): void {
  command.exitOverride();
  command.commands.forEach(makeUsageErrorsThrow);
}

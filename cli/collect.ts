/** `zoneflow collect`: pod history from live clusters, once or for as long as the process runs. */
import { InvalidArgumentError, type Command } from 'commander';
import { leastRights } from '../backend/kubernetes/api/least-rights';
import { collectEach } from '../backend/kubernetes/collect/collect-each';
import { createCollector } from '../backend/kubernetes/collect/collect-cluster';
import { accessTo, historyOf } from '../backend/kubernetes/collect/cluster-source';
import type { Logger } from '../backend/log';
import { collectHelp, onceText } from './collect-text';
import { collectLogger } from './collect-log';
import { collectTargets, type CollectFlags, type CollectTarget } from './collect-targets';
import { interruptSignal } from './interrupt';
import { listenForMetrics } from './collect-metrics';

/** Adds `collect` to the command line. */
export function registerCollect(program: Command): void {
  program
    .command('collect')
    .description('keep the history of pods and nodes of live clusters: list them, watch them, write what changed')
    .option('--cluster <name>', 'name of the cluster; may be given several times', repeated, [])
    .option('--region <region>', 'region of the EKS clusters (default: AWS_REGION)')
    .option('--history <place>', 'folder or s3://bucket/prefix of the history')
    .option('--role-arn <arn>', 'role to assume, in the account of the clusters')
    .option('--external-id <id>', 'external ID that the role asks for')
    .option('--kubeconfig <file>', 'reach the cluster by a kubeconfig file instead of EKS')
    .option('--context <name>', 'context of the kubeconfig file (default: its current one)')
    .option('--in-cluster', 'reach the cluster by the service account of this pod', false)
    .option('--config <file>', 'JSON file with history and clusters, instead of the options above')
    .option('--once', 'one look, then end: for a schedule', false)
    .option('--interval <seconds>', 'time between writes', seconds, 30)
    .option('--listen <address>', 'answer /healthz and /metrics there: 127.0.0.1:9464')
    .option('--log <format>', 'text or json, on standard error', 'text')
    .option('--format <format>', 'of the summary of --once: text or json', 'text')
    .option('--rights', 'print the ClusterRole and binding that a collector needs, and end', false)
    .addHelpText('after', collectHelp)
    .action(async (flags: CommandFlags, command: Command) => {
      if (flags.rights) {
        process.stdout.write(leastRights);
        return;
      }
      const wrong = (message: string): never => command.error(`error: ${message}`, { exitCode: 2 });
      if (!['text', 'json'].includes(flags.log) || !['text', 'json'].includes(flags.format)) {
        wrong('--log and --format are text or json');
      }
      const targets = await collectTargets(flags, wrong);
      const log = collectLogger(flags.log === 'json' ? 'json' : 'text');
      if (flags.once) {
        await lookOnce(targets, { json: flags.format === 'json', log }, interruptSignal());
      } else {
        await serve(targets, { ...flags, log }, interruptSignal());
      }
    });
}

interface CommandFlags extends CollectFlags {
  once: boolean;
  interval: number;
  listen?: string;
  log: string;
  format: string;
  rights: boolean;
}

async function lookOnce(
  targets: CollectTarget[],
  { json, log }: { json: boolean; log: Logger },
  signal: AbortSignal
): Promise<void> {
  const { looks, failures } = await collectEach(targets, { signal });
  looks.forEach(({ cluster, warnings }) => warnings.forEach((warning) => log.warn(warning, { cluster })));
  process.stdout.write(json ? `${JSON.stringify(looks)}\n` : looks.map(onceText).join(''));
  const [first, ...others] = failures;
  others.forEach(({ failure }) => log.error(failure.sentence));
  if (first) {
    throw first.failure;
  }
}

/** Ends with the signal, after the last writes, as a service that did its work. */
async function serve(
  targets: CollectTarget[],
  { interval, listen, log }: { interval: number; listen?: string; log: Logger },
  signal: AbortSignal
): Promise<void> {
  const collectors = targets.map((target) =>
    createCollector({
      access: accessTo(target),
      openHistory: historyOf(target),
      intervalSeconds: interval,
      log,
    })
  );
  const listener = listen === undefined ? null : await listenForMetrics(listen, collectors);
  log.info(`Collecting ${targets.map(({ cluster }) => cluster).join(', ')}`, { interval });
  try {
    await Promise.all(collectors.map((collector) => collector.run(signal)));
  } finally {
    await listener?.close();
  }
}

function repeated(value: string, before: string[]): string[] {
  return [...before, value];
}

/** `30`, `30s`, `5m` */
function seconds(value: string): number {
  const [, count, unit = 's'] = /^(\d+)(s|m)?$/.exec(value) ?? [];
  const time = Number(count) * (unit === 'm' ? 60 : 1);
  if (count === undefined || time < 1 || time > 3600) {
    throw new InvalidArgumentError('It must be a time from 1s to 60m.');
  }
  return time;
}

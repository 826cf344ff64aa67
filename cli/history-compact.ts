/** `zoneflow history compact`: makes few files of the many that watching a cluster leaves. */
import type { Command } from 'commander';
import { compactHistory } from '../backend/history/store/compact-history';
import { awsOf } from './data-source';
import { interruptSignal } from './interrupt';

const help = `
A collector compacts what it writes; this is for histories that nobody collects any more, and for snapshots on a schedule.
It may run at any time, beside collectors, imports and questions, and may be interrupted: no row is ever lost.

Example:
  $ zoneflow history compact --history s3://my-history/prod`;

export function registerHistoryCompact(history: Command): void {
  history
    .command('compact')
    .description('merge the small files of collected history, day by day')
    .requiredOption('--history <dir>', 'folder of the history, or s3://bucket/prefix')
    .option('--cluster <name>', 'only this cluster')
    .option('--region <region>', 'region of the history in S3 (default: AWS_REGION)')
    .addHelpText('after', help)
    .action(async (options: CommandOptions) => {
      const { cluster } = options;
      const summaries = await compactHistory(
        { location: options.history, cluster, aws: () => awsOf(options) },
        interruptSignal()
      );
      for (const { cluster: name, days, before, after } of summaries) {
        process.stdout.write(`Cluster ${name}: ${days} days, ${before} files before, ${after} now\n`);
      }
      if (summaries.length === 0) {
        process.stdout.write(
          `There is no history${cluster === undefined ? '' : ` of ${cluster}`} in ${options.history}\n`
        );
      }
    });
}

interface CommandOptions {
  history: string;
  cluster?: string;
  region?: string;
}

/** `zoneflow inventory`: names and zones of AWS resources, from EC2 or from what the AWS CLI printed, into the history. */
import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { collectInventory, importInventory, type CollectedInventory } from '../backend/aws/inventory/collect-inventory';
import { ZoneFlowError } from '../backend/errors';
import { openMedium } from '../backend/history/store/medium';
import { parseTime } from '../backend/kubernetes/time';
import { awsOf } from './data-source';
import { interruptSignal } from './interrupt';

interface InventoryOptions {
  history: string;
  region?: string;
  vpc: string[];
  account?: string;
  fromFiles?: string[];
  observedAt?: string;
  format: string;
}

const help = `
Who holds the addresses that no pod and no node has: NAT gateways, load balancers, EKS control planes,
VPC endpoints, file systems, databases; and in which zone each subnet lies. Run it on a schedule, every
few minutes to once a day: an interface that is gone ends with the first look that lacks it.

Examples:
  $ zoneflow inventory --history ./history --region us-east-1
  $ zoneflow inventory --history s3://bucket/history --region us-east-1 --vpc vpc-0a1b2c3d
  $ aws ec2 describe-network-interfaces --output json > interfaces.json
  $ aws ec2 describe-subnets --output json > subnets.json
  $ zoneflow inventory --history ./history --from-files interfaces.json subnets.json

It calls ec2:DescribeNetworkInterfaces and ec2:DescribeSubnets and, for names, ec2:DescribeVpcEndpoints
and ec2:DescribeNatGateways; sts:GetCallerIdentity needs no permission. Lists in files must be whole: what
they lack of the networks they name counts as gone.`;

export function registerInventory(program: Command): void {
  program
    .command('inventory')
    .description('read network interfaces and subnets of an AWS account into the history')
    .requiredOption('--history <dir>', 'folder of the history, made if it does not exist, or s3://bucket/prefix')
    .option('--region <region>', 'region of the interfaces, and of the history in S3 (default: AWS_REGION)')
    .option('--vpc <id>', 'only this network; may be given several times', gathered, [])
    .option('--account <id>', 'account of the interfaces (default: that of the credentials or lists)')
    .option('--from-files <file...>', 'JSON of aws ec2 describe-network-interfaces and describe-subnets instead')
    .option('--observed-at <time>', 'when the files were made, e.g. 2026-03-10T05:00:00Z (default: now)')
    .option('--format <format>', 'text or json', 'text')
    .addHelpText('after', help)
    .action(async (options: InventoryOptions, command: Command) => {
      const observedAt = options.observedAt === undefined ? Date.now() : parseTime(options.observedAt);
      if (observedAt === null) {
        command.error(`error: --observed-at ${options.observedAt} is no time such as 2026-03-10T05:00:00Z`, {
          exitCode: 2,
        });
      }
      if (options.format !== 'text' && options.format !== 'json') {
        command.error(`error: --format ${options.format} is neither text nor json`, { exitCode: 2 });
      }
      const collected = await runInventory(options, observedAt, interruptSignal());
      process.stdout.write(options.format === 'json' ? `${JSON.stringify(collected)}\n` : summaryText(collected));
    });
}

async function runInventory(
  options: InventoryOptions,
  observedAt: number,
  signal: AbortSignal
): Promise<CollectedInventory> {
  const { account, fromFiles, history, region, vpc: vpcs } = options;
  const medium = openMedium({ location: history, aws: () => awsOf(options) });
  try {
    if (fromFiles === undefined) {
      return await collectInventory({ settings: awsOf(options), vpcs, account, medium, now: Date.now }, signal);
    }
    const files = await Promise.all(fromFiles.map(async (file) => ({ file, text: await textOf(file) })));
    return await importInventory({ files, account, region, observedAt, medium, now: Date.now }, signal);
  } finally {
    medium.close();
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new ZoneFlowError('location_missing', `${file} cannot be read (${reason})`, { cause: error });
  }
}

function summaryText({ account, region, resources, subnets, networks, ended, warnings }: CollectedInventory): string {
  const counted = (count: number, noun: string): string =>
    `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
  const lines = [
    `Account ${account} in ${region}`,
    `  resources  ${counted(resources, 'interface')} of AWS resources${ended === 0 ? '' : `; ${counted(ended, 'interval')} ended`}`,
    `  subnets    ${counted(subnets, 'subnet')} of ${counted(networks, 'network')}`,
    ...warnings.map((warning) => `  ! ${warning}`),
  ];
  return `${lines.join('\n')}\n`;
}

function gathered(value: string, before: string[]): string[] {
  return [...before, value];
}

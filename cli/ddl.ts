/** `zoneflow ddl`: the statements that make tables of a flow log and of a history location, for Athena or Trino. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { openAccount } from '../backend/aws/account';
import { rollupDdl } from '../backend/engines/table/ddl';
import type { DdlForm } from '../backend/engines/table/ddl-text';
import { ZoneFlowError } from '../backend/errors';
import { earliestDay, formatFields } from '../backend/tables/flow-log-files';
import { ddlOfFiles, ddlOfFlowLog, ddlOfHistory } from '../backend/tables/table-ddl';
import type { TableDdl } from '../src/shared/table-ddl';
import { awsOf } from './data-source';
import { interruptSignal } from './interrupt';

interface DdlOptions {
  engine: DdlForm;
  database: string;
  table: string;
  historyTable: string;
  region?: string;
  account?: string;
  flowLogId?: string;
  vpc?: string;
  location?: string;
  formatFields?: string;
  files: 'parquet' | 'text';
  hive: boolean;
  hourly: boolean;
  firstDay?: string;
  history?: string;
  rollup?: string;
  rollupTable: string;
  cluster: string[];
}

export function registerDdl(program: Command): void {
  program
    .command('ddl')
    .description('Print the statements that make tables of a flow log, of pod history and of a rollup in S3.')
    .option('--flow-log-id <id>', 'flow log to make a table of, as EC2 describes it: fl-…')
    .option('--vpc <id>', 'or the VPC (subnet, interface) that it is on')
    .option('--region <region>', 'of the flow log (default: AWS_REGION)')
    .option('--account <id>', 'account of the flow log (default: that of the credentials)')
    .option('--location <s3>', 'without EC2: s3://bucket/prefix above AWSLogs/')
    .option('--format-fields <fields>', 'its fields in order: "az-id flow-direction pkt-srcaddr …", or with ${}')
    .addOption(new Option('--files <format>', 'format of its files').choices(['parquet', 'text']).default('parquet'))
    .option('--hive', 'its prefixes are Hive-compatible (year=…/month=…)', false)
    .option('--hourly', 'its prefixes are by the hour', false)
    .option(
      '--first-day <day>',
      'day of the first records or pods: 2026-01-31 (a flow log’s default: when it was created)',
      day
    )
    .option('--history <s3>', 'location of pod history to make tables of')
    .option('--rollup <s3>', 'location for hours summed up to make tables of')
    .option('--cluster <name>', 'cluster in the history; may be given several times', gathered, [])
    .addOption(new Option('--engine <name>', 'whose words').choices(['athena', 'trino']).default('athena'))
    .option('--database <name>', 'database (Trino: schema) of the tables', 'zoneflow')
    .option('--table <name>', 'name of the table of flow logs', 'flow_logs')
    .option('--history-table <name>', 'name of the table of pods', 'pods')
    .option('--rollup-table <name>', 'name of the table of hours summed up', 'rollup')
    .addHelpText(
      'after',
      `
Examples:
  zoneflow ddl --vpc vpc-0a1b2c3d4e5f60718 --region us-east-1
  zoneflow ddl --location s3://my-logs --format-fields "az-id flow-direction pkt-srcaddr pkt-dstaddr start bytes" \\
    --account 123456789012 --region us-east-1 --hourly
  zoneflow ddl --history s3://my-history/prod --cluster prod --first-day 2026-01-31 --engine trino
  zoneflow ddl --rollup s3://my-rollup/prod --first-day 2026-01-31`
    )
    .action(runDdl);
}

async function runDdl(options: DdlOptions): Promise<void> {
  const described = [await flowsDdl(options), historyDdlOf(options), rollupDdlOf(options)].filter(
    (each) => each !== null
  );
  if (described.length === 0) {
    throw new ZoneFlowError('bad_input', 'There is nothing to make a table of', {
      remedy: 'Give --flow-log-id, --vpc, --location, --history or --rollup; see zoneflow ddl --help.',
    });
  }
  for (const { severity, text } of described.flatMap(({ notices }) => notices)) {
    process.stderr.write(`${severity}: ${text}\n`);
  }
  const statements = described.flatMap((each) => each.statements);
  process.stdout.write(statements.map((statement) => `${statement};\n`).join('\n'));
}

async function flowsDdl(options: DdlOptions): Promise<TableDdl | null> {
  const { flowLogId, vpc, location, engine: form, database, table } = options;
  const target = { form, database, table };
  if (location !== undefined) {
    return ddlOfFiles(
      {
        location,
        fields: formatFields(needed('--format-fields', options.formatFields)),
        files: options.files,
        hive: options.hive,
        hourly: options.hourly,
        accounts: [needed('--account', options.account)],
        regions: [needed('--region', options.region)],
        firstDay: options.firstDay ?? earliestDay,
      },
      { ...target, subject: 'The format' }
    );
  }
  const wanted = flowLogId !== undefined ? { id: flowLogId } : vpc !== undefined ? { resource: vpc } : null;
  if (wanted === null) {
    return null;
  }
  const settings = awsOf(options);
  const account = openAccount(settings);
  try {
    const asked = { ...target, wanted, region: settings.region, accountId: options.account };
    return await ddlOfFlowLog(account, asked, interruptSignal());
  } finally {
    account.close();
  }
}

function historyDdlOf(options: DdlOptions): TableDdl | null {
  const { history, engine: form, database, historyTable: table, cluster, firstDay } = options;
  return history === undefined
    ? null
    : ddlOfHistory(
        { form, database, table },
        {
          location: history,
          clusters: cluster.length === 0 ? [needed('--cluster', undefined)] : cluster,
          // Where no list of projected days is kept, each of them is looked at: no default that reaches back for years.
          firstDay: needed('--first-day', firstDay),
        }
      );
}

function rollupDdlOf(options: DdlOptions): TableDdl | null {
  const { rollup: location, engine: form, database, rollupTable: table, firstDay } = options;
  return location === undefined
    ? null
    : {
        statements: rollupDdl(form, { database, table }, { location, firstDay: needed('--first-day', firstDay) }),
        notices: [],
      };
}

function needed(option: string, value: string | undefined): string {
  if (value === undefined || value === '') {
    throw new ZoneFlowError('bad_input', `The option ${option} is missing`, { remedy: 'See zoneflow ddl --help.' });
  }
  return value;
}

function day(value: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value))) {
    throw new InvalidArgumentError('It is not a day such as 2026-01-31.');
  }
  return value;
}

function gathered(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

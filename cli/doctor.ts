/** `zoneflow doctor`: looks at the whole setup and says what is wrong and what to do. Changes nothing. */
import { Option, type Command } from 'commander';
import { everythingAllowed } from '../backend/aws/aws-policy';
import { parseAwsSettings } from '../backend/aws/aws-settings';
import { reportText, summary, type DoctorReport } from '../backend/doctor/report';
import { parseSettings } from '../backend/settings';
import { createTrafficService } from '../backend/traffic/create-service';
import { positive } from './data-options';
import { interruptSignal } from './interrupt';
import { readDataSourceFile, type DataSourceFile } from './settings-file';
import { silentLogger } from './silent-logger';

interface DoctorOptions {
  settings?: string;
  name?: string;
  flows?: string;
  history?: string;
  cluster: string[];
  region?: string;
  timeout: number;
  format: 'text' | 'json';
}

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'Look at the whole setup: credentials, flow logs, data, clusters, zones; say what is wrong and what to do.'
    )
    .option('--settings <file>', 'settings of a data source: its jsonData as JSON, or a provisioning file of Grafana')
    .option('--name <name>', 'which data source of the provisioning file')
    .option('--flows <dir>', 'without --settings: folder that holds AWSLogs/, or s3://bucket/prefix')
    .option('--history <dir>', 'without --settings: pod history, a folder or s3://bucket/prefix')
    .option(
      '--cluster <name[@vpc]>',
      'without --settings: a cluster that must be there, and its VPC; may be repeated',
      (value: string, before: string[]) => [...before, value],
      []
    )
    .option('--region <region>', 'region of the data (default: that of the settings, else AWS_REGION)')
    .option('--timeout <seconds>', 'give up after this time', positive, 120)
    .addOption(new Option('--format <format>', 'how to print the report').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      `
Exit code 0 if questions can be answered, whatever needs a look; 1 if something failed.
Examples:
  zoneflow doctor --flows s3://my-flow-logs --history s3://my-history --cluster prod@vpc-0123 --region eu-west-1
  zoneflow doctor --settings /etc/grafana/provisioning/datasources/zoneflow.yaml`
    )
    .action(async (options: DoctorOptions, command: Command) => {
      if (options.settings === undefined && (options.flows === undefined || options.history === undefined)) {
        command.error('error: give --settings, or --flows and --history');
      }
      await runDoctor(options);
    });
}

async function runDoctor(options: DoctorOptions): Promise<void> {
  const report = await diagnose(options);
  process.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify(report, null, 2)}\n`
      : reportText(report, process.stdout.columns || 100)
  );
  if (report.state === 'failed') {
    process.stderr.write(`zoneflow: the setup does not work yet: ${summary(report.checks)}.\n`);
    process.exitCode = 1;
  }
}

async function diagnose(options: DoctorOptions): Promise<DoctorReport> {
  const { jsonData, secrets } = await dataSourceOf(options);
  const settings = parseSettings(jsonData);
  const service = createTrafficService(
    { ...settings, limits: { ...settings.limits, timeoutSeconds: options.timeout } },
    {
      observer: { answered: () => undefined, failed: () => undefined },
      log: silentLogger,
      secrets,
      aws: () => parseAwsSettings(withRegion(jsonData, options.region), secrets, everythingAllowed),
    }
  );
  try {
    return await service.doctor(interruptSignal());
  } finally {
    await service.close();
  }
}

async function dataSourceOf(options: DoctorOptions): Promise<DataSourceFile> {
  const { settings, name, flows, history, cluster } = options;
  if (settings !== undefined) {
    return readDataSourceFile(settings, name);
  }
  const clusters = cluster.map((text) => {
    const [clusterName = '', vpcId] = text.split('@');
    return { name: clusterName, ...(vpcId !== undefined && { vpcId }) };
  });
  return {
    jsonData: { engine: 'duckdb', flows: { location: flows }, history: { location: history }, clusters },
    secrets: new Map(),
  };
}

/** The option wins: it is what somebody just typed. */
function withRegion(jsonData: unknown, region: string | undefined): unknown {
  return region !== undefined && typeof jsonData === 'object' && jsonData !== null
    ? { ...jsonData, defaultRegion: region }
    : jsonData;
}

/** `zoneflow doctor`: looks at the whole setup and says what is wrong and what to do. Changes nothing. */
import { Option, type Command } from 'commander';
import { reportText, summary, type DoctorReport } from '../backend/doctor/report';
import { parseSettings } from '../backend/settings';
import { createTrafficService } from '../backend/traffic/create-service';
import { positive } from './data-options';
import { addSourceOptions, readDataSource, type SourceOptions } from './data-source';
import { interruptSignal } from './interrupt';
import { silentLogger } from './silent-logger';

interface DoctorOptions extends SourceOptions {
  cluster: string[];
  timeout: number;
  format: 'text' | 'json';
}

export function registerDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description(
      'Look at the whole setup: credentials, flow logs, data, clusters, zones; say what is wrong and what to do.'
    );
  addSourceOptions(command)
    .option(
      '--cluster <name[@vpc]>',
      'a cluster that must be there, and its VPC; may be repeated',
      (value: string, before: string[]) => [...before, value],
      []
    )
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
    .action(runDoctor);
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
  const source = await readDataSource(options);
  const settings = parseSettings(source.jsonData);
  const service = createTrafficService(
    {
      ...settings,
      clusters: [...settings.clusters, ...options.cluster.map(clusterNamed)],
      limits: { ...settings.limits, timeoutSeconds: options.timeout },
    },
    { ...source, observer: { answered: () => undefined, failed: () => undefined }, log: silentLogger }
  );
  try {
    return await service.doctor(interruptSignal());
  } finally {
    await service.close();
  }
}

function clusterNamed(text: string): { name: string; vpcId?: string } {
  const [name = '', vpcId] = text.split('@');
  return { name, ...(vpcId !== undefined && { vpcId }) };
}

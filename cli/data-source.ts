/** Which data source a command asks: Grafana's settings of one from a file, or folders and S3 named by options. */
import type { Command } from 'commander';
import { everythingAllowed } from '../backend/aws/aws-policy';
import { parseAwsSettings, type AwsSettings } from '../backend/aws/aws-settings';
import { ZoneFlowError } from '../backend/errors';
import { readDataSourceFile } from './settings-file';

export interface SourceOptions {
  settings?: string;
  name?: string;
  flows?: string;
  history?: string;
  /** Of AWS; by default that of the settings, else AWS_REGION. */
  region?: string;
}

export interface DataSource {
  jsonData: unknown;
  secrets: ReadonlyMap<string, string>;
  /** @param members that take the place of the settings' own. Throws bad_settings. */
  aws: (members?: Record<string, string>) => AwsSettings;
}

/** Exits with a usage error where neither settings nor both folders are given. */
export function addSourceOptions(command: Command): Command {
  return command
    .option('--settings <file>', 'settings of a data source: its jsonData as JSON, or a provisioning file of Grafana')
    .option('--name <name>', 'which data source of the provisioning file')
    .option('--flows <dir>', 'without --settings: folder that holds AWSLogs/, or s3://bucket/prefix')
    .option('--history <dir>', 'without --settings: pod history, a folder or s3://bucket/prefix')
    .option('--region <region>', 'region of the data (default: that of the settings, else AWS_REGION)')
    .hook('preAction', (_, action) => {
      const { settings, flows, history } = action.opts<SourceOptions>();
      const folders = [flows, history].filter((folder) => folder !== undefined).length;
      if (settings === undefined ? folders < 2 : folders > 0) {
        action.error('error: give --settings, or --flows and --history');
      }
    });
}

/** Errors: bad_input for a file that cannot be read. */
export async function readDataSource(options: SourceOptions): Promise<DataSource> {
  const { settings, name, flows, history, region } = options;
  if (settings === undefined) {
    return {
      jsonData: { engine: 'duckdb', flows: { location: flows }, history: { location: history } },
      secrets: new Map(),
      aws: (members = {}) => awsOf(options, members),
    };
  }
  const { jsonData, secrets } = await readDataSourceFile(settings, name);
  const aws: DataSource['aws'] = (members = {}) => {
    const stored = withMembers(jsonData, { ...(region !== undefined && { defaultRegion: region }), ...members });
    return parseAwsSettings(stored, secrets, everythingAllowed);
  };
  return { jsonData, secrets, aws };
}

/** Whoever runs a command has the credentials of the shell: the SDK's own chain. */
export function awsOf({ region }: { region?: string | undefined }, members: Record<string, string> = {}): AwsSettings {
  const known = region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (!known) {
    throw new ZoneFlowError('bad_settings', 'The region of the data in S3 is not known', {
      remedy: 'Give --region, us-east-1 for example, or set AWS_REGION.',
    });
  }
  return parseAwsSettings({ defaultRegion: known, ...members }, new Map(), everythingAllowed);
}

/** What was typed just now wins. */
function withMembers(jsonData: unknown, members: Record<string, string>): unknown {
  return typeof jsonData === 'object' && jsonData !== null ? { ...jsonData, ...members } : jsonData;
}

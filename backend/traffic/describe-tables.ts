/** Flow logs of the data source's account and region, and the table of one of them in the words of its engine. */
import type { Settings } from '../../src/shared/settings';
import type { FlowLogChoice, TableDdl } from '../../src/shared/table-ddl';
import type { Account } from '../aws/account';
import type { AwsSettings } from '../aws/aws-settings';
import { ddlOfFlowLog, listFlowLogs } from '../tables/table-ddl';

export interface TableSource {
  settings: Settings;
  /** Errors: bad_settings. */
  aws: () => AwsSettings;
}

/** Errors: bad_settings, and as Account. */
export async function flowLogsOf({ aws }: TableSource, signal: AbortSignal): Promise<{ flowLogs: FlowLogChoice[] }> {
  return withAccount(aws(), async (account, region) => ({ flowLogs: await listFlowLogs(account, region, signal) }));
}

/** The table gets the name that the settings have for it. Errors: not_found, unusable_flow_log, bad_settings, and as Account. */
export async function ddlOf({ settings, aws }: TableSource, id: string, signal: AbortSignal): Promise<TableDdl> {
  const { flows, engine } = settings;
  const named = 'table' in flows ? flows : { database: 'zoneflow', table: 'flow_logs' };
  const target = { form: engine === 'trino' ? engine : 'athena', ...named } as const;
  return withAccount(aws(), (account, region) => ddlOfFlowLog(account, { ...target, wanted: { id }, region }, signal));
}

/** The clients take their time to load: only who asks for them waits. */
async function withAccount<T>(aws: AwsSettings, work: (account: Account, region: string) => Promise<T>): Promise<T> {
  const account = (await import('../aws/account')).openAccount(aws);
  try {
    return await work(account, aws.region);
  } finally {
    account.close();
  }
}

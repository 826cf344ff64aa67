/** DDL for the tables of a flow log that EC2 knows, and the choice among those there are. */
import type { FlowLogChoice, TableDdl } from '../../src/shared/table-ddl';
import type { Account, AccountFlowLog } from '../aws/account';
import { flowLogDdl, historyDdl, type FlowLogFiles } from '../engines/table/ddl';
import type { DdlForm } from '../engines/table/ddl-text';
import { ZoneFlowError } from '../errors';
import { filesOfFlowLog, formatNotices, stateNotices } from './flow-log-files';

export interface TableTarget {
  form: DdlForm;
  database: string;
  table: string;
}

/** Flow logs of the account's region, usable ones first. Errors: as Account. */
export async function listFlowLogs(account: Account, region: string, signal: AbortSignal): Promise<FlowLogChoice[]> {
  const logs = await account.flowLogs([], signal);
  const choices = logs.map((log) => choiceOf(log, region));
  return choices.sort(
    (a, b) =>
      Number(a.problem !== null) - Number(b.problem !== null) || compare(a.resource, b.resource) || compare(a.id, b.id)
  );
}

/**
 * The table of one flow log, named by its ID or by the VPC, subnet or interface it is on.
 * Errors: not_found, bad_request (several on one resource), unusable_flow_log, and as Account.
 */
export async function ddlOfFlowLog(
  account: Account,
  {
    wanted,
    region,
    accountId,
    ...target
  }: TableTarget & {
    wanted: { id: string } | { resource: string };
    region: string;
    /** Whose flow log it is; by default who asks. */
    accountId?: string | undefined;
  },
  signal: AbortSignal
): Promise<TableDdl> {
  const log = await chosen(account, wanted, region, signal);
  // What is wrong with the flow log is said before who asks is asked for.
  filesOfFlowLog(log, { account: '', region });
  const owner = accountId ?? (await account.identity(signal)).account;
  const files = filesOfFlowLog(log, { account: owner, region });
  const described = ddlOfFiles(files, { ...target, subject: `The flow log ${log.id}` });
  return { ...described, notices: [...stateNotices(log), ...described.notices] };
}

/** The table over flow-log files. Errors: unusable_flow_log, bad_settings. */
export function ddlOfFiles(
  files: FlowLogFiles,
  { form, database, table, subject }: TableTarget & { subject: string }
): TableDdl {
  const notices = formatNotices(subject, files.fields);
  return { statements: [flowLogDdl(form, { database, table }, files)], notices };
}

/** The three tables over a history location. Errors: bad_settings without a cluster. */
export function ddlOfHistory(
  { form, database, table }: TableTarget,
  history: { location: string; clusters: readonly string[]; firstDay: string }
): TableDdl {
  return { statements: historyDdl(form, { database, table }, history), notices: [] };
}

async function chosen(
  account: Account,
  wanted: { id: string } | { resource: string },
  region: string,
  signal: AbortSignal
): Promise<AccountFlowLog> {
  const logs = await account.flowLogs('resource' in wanted ? [wanted.resource] : [], signal);
  if ('id' in wanted) {
    const log = logs.find(({ id }) => id === wanted.id);
    if (log === undefined) {
      throw new ZoneFlowError('not_found', `There is no flow log ${wanted.id} in ${region}`, {
        remedy: 'Check ID, region and account; flow logs are listed in the VPC console.',
      });
    }
    return log;
  }
  const usable = logs.filter((log) => choiceOf(log, region).problem === null);
  const [only, ...more] = usable.length === 0 ? logs : usable;
  if (only === undefined) {
    throw new ZoneFlowError('not_found', `${wanted.resource} has no flow log in ${region}`, {
      remedy: 'Create a flow log of it that delivers to S3, as Parquet, with the fields that the documentation names.',
    });
  }
  if (more.length > 0) {
    const ids = [only, ...more].map(({ id }) => id).join(', ');
    throw new ZoneFlowError('bad_request', `${wanted.resource} has several flow logs: ${ids}`, {
      remedy: 'Name one of them by its ID; a table of several would count the same traffic more than once.',
    });
  }
  return only;
}

function choiceOf(log: AccountFlowLog, region: string): FlowLogChoice {
  const { id, resourceId: resource, destinationType } = log;
  try {
    const files = filesOfFlowLog(log, { account: '', region });
    const choice = { id, resource, destination: files.location };
    return { ...choice, problem: problemOf(() => formatNotices(`The flow log ${id}`, files.fields)) };
  } catch (error) {
    return { id, resource, destination: destinationType ?? '', problem: messageOf(error) };
  }
}

function problemOf(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ZoneFlowError) {
    return error.message;
  }
  throw error;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What the doctor tells of the workgroup: whether it can run queries, where results go, what bounds their price. */
import type { WorkGroup } from '@aws-sdk/client-athena';
import type { EngineFinding } from '../engine';
import { findings } from '../table/examine';
import type { AthenaApi } from './api';
import { startSettings, type WorkgroupOptions } from './workgroup';

export async function examineWorkgroup(
  api: Pick<AthenaApi, 'call'>,
  options: WorkgroupOptions,
  signal: AbortSignal
): Promise<EngineFinding[]> {
  const subject = `workgroup ${options.workgroup}`;
  return findings(subject, signal, async () => {
    const { WorkGroup: workgroup = {} } = await api.call(
      { action: 'athena:GetWorkGroup', of: options.workgroup },
      signal,
      (sdk, client) =>
        client.send(new sdk.GetWorkGroupCommand({ WorkGroup: options.workgroup }), { abortSignal: signal })
    );
    const { ResultConfiguration: result } = startSettings(workgroup, options);
    return [
      {
        subject,
        state: 'ok',
        finding: `It can run queries; ${resultText(workgroup, result?.OutputLocation)}.`,
        remedy: '',
      },
      limitFinding(subject, workgroup),
    ];
  });
}

function resultText(
  { Configuration: configuration = {} }: Pick<WorkGroup, 'Configuration'>,
  given: string | undefined
): string {
  return configuration.ManagedQueryResultsConfiguration?.Enabled === true
    ? 'Athena keeps their results for a day'
    : `their results go to ${given ?? configuration.ResultConfiguration?.OutputLocation ?? 'its own location'}`;
}

function limitFinding(
  subject: string,
  { Configuration: configuration = {} }: Pick<WorkGroup, 'Configuration'>
): EngineFinding {
  const limit = configuration.BytesScannedCutoffPerQuery;
  return limit === undefined
    ? {
        subject,
        state: 'warning',
        finding: 'It has no limit on the bytes that one query may scan.',
        remedy:
          'Set a data usage control per query on it: it holds whoever asks; limits.maxScanBytes holds for this data source.',
      }
    : { subject, state: 'ok', finding: `One query may scan ${limit} bytes.`, remedy: '' };
}

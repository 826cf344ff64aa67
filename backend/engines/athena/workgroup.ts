/** What the workgroup says of the queries started in it: where results go, whether they may be reused, what it forbids. */
import type { StartQueryExecutionCommandInput, WorkGroup } from '@aws-sdk/client-athena';
import { createAnswerCache } from '../../cache/answer-cache';
import { ZoneFlowError } from '../../errors';
import type { AthenaApi } from './api';

export type StartSettings = Omit<StartQueryExecutionCommandInput, 'QueryString'>;

export interface WorkgroupOptions {
  catalog: string;
  workgroup: string;
  /** `s3://…` for results; absent if the workgroup has one or manages its results. */
  outputLocation?: string | undefined;
  /** Results of the same statement may be this old; 0 for none. */
  reuseMinutes: number;
}

const workgroupMs = 10 * 60_000;

/**
 * What a query is started with beside its statement. The workgroup is asked for once in a while; one that may not be asked is
 * taken to be as the settings have it. Errors: bad_settings for a workgroup that can run no query.
 */
export function createStartSettings(
  api: Pick<AthenaApi, 'call'>,
  options: WorkgroupOptions
): (signal: AbortSignal) => Promise<StartSettings> {
  const kept = createAnswerCache<StartSettings>({ most: 1, mostSize: 1, size: () => 1 });
  const read = async (signal: AbortSignal): Promise<StartSettings> => {
    try {
      const answer = await api.call({ action: 'athena:GetWorkGroup', of: options.workgroup }, signal, (sdk, client) =>
        client.send(new sdk.GetWorkGroupCommand({ WorkGroup: options.workgroup }), { abortSignal: signal })
      );
      return startSettings(answer.WorkGroup ?? {}, options);
    } catch (error) {
      if (error instanceof ZoneFlowError && error.code === 'access_denied') {
        return startSettings({}, options, false);
      }
      throw error;
    }
  };
  return async (signal) => (await kept.get(options.workgroup, workgroupMs, read, signal)).value;
}

/** @param isKnown false if the workgroup could not be asked */
export function startSettings(
  { State: state, Configuration: configuration = {} }: Pick<WorkGroup, 'State' | 'Configuration'>,
  { catalog, workgroup, outputLocation = '', reuseMinutes }: WorkgroupOptions,
  isKnown = true
): StartSettings {
  const refused = (what: string, remedy: string): ZoneFlowError =>
    new ZoneFlowError('bad_settings', `The workgroup ${workgroup} ${what}`, { remedy });
  if (state === 'DISABLED') {
    throw refused('is disabled', 'Enable it in Athena, or set athena.workgroup to another one.');
  }
  const version = configuration.EngineVersion?.EffectiveEngineVersion ?? '';
  if (/spark/i.test(version)) {
    throw refused(`runs ${version}, not SQL`, 'Set athena.workgroup to a workgroup of the Athena SQL engine.');
  }
  if (/version 2$/.test(version)) {
    throw refused(`runs ${version}`, 'Choose Athena engine version 3 for it.');
  }
  const isManaged = configuration.ManagedQueryResultsConfiguration?.Enabled === true;
  const own = configuration.ResultConfiguration?.OutputLocation ?? '';
  const isEnforced = configuration.EnforceWorkGroupConfiguration === true;
  if (isKnown && !isManaged && own === '' && (outputLocation === '' || isEnforced)) {
    throw isEnforced && outputLocation !== ''
      ? refused(
          'enforces its settings but names no output location',
          'Give the workgroup a location for its results in Athena, or stop enforcing its settings.'
        )
      : refused(
          'names no output location, and neither does the data source',
          'Set athena.outputLocation to an s3:// prefix, or give the workgroup one in Athena.'
        );
  }
  const location = isManaged || isEnforced || outputLocation === '' ? {} : { OutputLocation: outputLocation };
  return {
    WorkGroup: workgroup,
    QueryExecutionContext: { Catalog: catalog },
    ...('OutputLocation' in location && { ResultConfiguration: location }),
    // Managed results are never reused.
    ...(reuseMinutes > 0 &&
      !isManaged && {
        ResultReuseConfiguration: {
          ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: Math.round(reuseMinutes) },
        },
      }),
  };
}

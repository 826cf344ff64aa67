/** Workgroups of the Athena double: where results go, and what a query may read. */

export interface Workgroup {
  name: string;
  enabled: boolean;
  /** `s3://bucket/folder/`; null for none. */
  outputLocation: string | null;
  /** The client's output location is ignored without a word. */
  enforced: boolean;
  /** Results stay with Athena: no bucket, and no output location may be given. */
  managed: boolean;
  cutoffBytes: number | null;
}

export function workgroup(name: string, facts: Partial<Workgroup> = {}): Workgroup {
  return { name, enabled: true, outputLocation: null, enforced: false, managed: false, cutoffBytes: null, ...facts };
}

/** As GetWorkGroup tells it. */
export function describeWorkgroup(group: Workgroup): Record<string, unknown> {
  return {
    Name: group.name,
    State: group.enabled ? 'ENABLED' : 'DISABLED',
    CreationTime: 1_760_000_000,
    Configuration: {
      EnforceWorkGroupConfiguration: group.enforced,
      PublishCloudWatchMetricsEnabled: true,
      RequesterPaysEnabled: false,
      ResultConfiguration: group.outputLocation === null ? {} : { OutputLocation: group.outputLocation },
      ...(group.managed && { ManagedQueryResultsConfiguration: { Enabled: true } }),
      ...(group.cutoffBytes !== null && { BytesScannedCutoffPerQuery: group.cutoffBytes }),
      EngineVersion: engineVersion,
    },
  };
}

export const engineVersion = {
  SelectedEngineVersion: 'AUTO',
  EffectiveEngineVersion: 'Athena engine version 3',
};

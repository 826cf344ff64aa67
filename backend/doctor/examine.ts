/** The whole setup looked at once: settings, credentials, flow logs, data, clusters, zones. Changes nothing. */
import type { Settings } from '../../src/shared/settings';
import type { Account } from '../aws/account';
import type { Engine } from '../engines/engine';
import { accountChecks, type AccountFindings } from './account-checks';
import { inOrder, ok, skipped, worstState, type Check } from './check';
import { clusterChecks, type ClusterPatient } from './cluster-checks';
import { dataChecks } from './data-checks';
import { leastPolicy, unknownPlace, type PolicyPlace } from './iam-policy';
import type { DoctorReport } from './report';

export interface Patient {
  settings: Settings;
  engine: Engine;
  /** Null where nothing of AWS is used. */
  account: Account | null;
  /** How clusters are reached; null where nothing of AWS is used. */
  clusters: ClusterPatient | null;
  /** Of the data; `*` where it is not known. */
  region: string;
  /** Epoch milliseconds. */
  now: number;
}

/** Fails only by an abort: whatever else goes wrong is a finding. */
export async function examine(patient: Patient, signal: AbortSignal): Promise<DoctorReport> {
  const { settings, engine, account, clusters } = patient;
  const [ofAccount, ofClusters, ofData, ofEngine] = await Promise.all([
    account === null ? Promise.resolve(noAccount) : accountChecks({ account, settings }, signal),
    clusters === null ? [] : clusterChecks(clusters, signal),
    dataChecks(patient, signal),
    engineChecks(engine, signal),
  ]);
  const checks = inOrder([
    ok('settings', '', `The engine is ${engine.name}.`),
    ...ofAccount.checks,
    ...ofClusters,
    ...ofEngine,
    ...ofData,
  ]);
  return {
    state: worstState(checks),
    checks,
    policy: account === null ? null : leastPolicy(settings, placeOf(ofAccount, patient.region)),
  };
}

const noAccount: AccountFindings = {
  checks: [
    skipped('credentials', '', 'Nothing of AWS is used: flow logs and history lie on this machine or in Trino.'),
  ],
  identity: null,
};

async function engineChecks(engine: Engine, signal: AbortSignal): Promise<readonly Check[]> {
  const findings = await engine.examine?.(signal);
  return (findings ?? []).map((finding) => ({ area: 'engine', ...finding }));
}

function placeOf({ identity }: AccountFindings, region: string): PolicyPlace {
  return identity === null
    ? { ...unknownPlace, region }
    : { partition: identity.partition, account: identity.account, region };
}

/** The whole setup looked at once: settings, credentials, flow logs, data, clusters, zones. Changes nothing. */
import type { Settings } from '../../src/shared/settings';
import type { Engine } from '../engines/engine';
import { accountChecks, type AccountFindings, type AccountPatient } from './account-checks';
import { examined, inOrder, ok, skipped, worstState, type Check, type Patience } from './check';
import { clusterChecks, type ClusterPatient } from './cluster-checks';
import { dataChecks } from './data-checks';
import { leastPolicy, unknownPlace, type PolicyPlace } from './iam-policy';
import { permissionChecks, type PermissionProbe } from './permission-checks';
import type { DoctorReport } from './report';

export interface Patient {
  settings: Settings;
  engine: Engine;
  /** Null where nothing of AWS is used. */
  accountIn: AccountPatient['accountIn'] | null;
  /** Actions to try beside those that the other looks need anyway. */
  probes: readonly PermissionProbe[];
  /** How clusters are reached; null where nothing of AWS is used. */
  clusters: ClusterPatient | null;
  /** Of the data; `*` where it is not known. */
  region: string;
  /** Epoch milliseconds. */
  now: number;
  /** Longest that one look at the account or a cluster may take, and one at the data: milliseconds. */
  patienceMs: { service: number; data: number };
}

/** Fails only by an abort: whatever else goes wrong is a finding. */
export async function examine(patient: Patient, signal: AbortSignal): Promise<DoctorReport> {
  const { settings, engine, accountIn, clusters, probes, region, patienceMs } = patient;
  const ofService: Patience = { signal, patienceMs: patienceMs.service };
  const ofDataItself: Patience = { signal, patienceMs: patienceMs.data };
  const [ofAccount, ofPermissions, ofClusters, ofData, ofEngine] = await Promise.all([
    accountIn === null ? Promise.resolve(noAccount) : accountChecks({ accountIn, settings, region }, ofService),
    permissionChecks(probes, ofService),
    clusters === null ? [] : clusterChecks(clusters, ofService),
    dataChecks({ ...patient, usesAws: accountIn !== null }, ofDataItself),
    engineChecks(engine, ofDataItself),
  ]);
  const isFresh = ofData.some(({ area }) => area === 'flow records') && ofData.every(isWellOrOther);
  const checks = inOrder([
    ok('settings', '', `The engine is ${engine.name}.`),
    ...ofAccount.checks.map((check) => (isFresh ? whileRecordsCome(check) : check)),
    ...ofPermissions,
    ...ofClusters,
    ...ofEngine,
    ...ofData,
  ]);
  return {
    state: worstState(checks),
    checks,
    policy: accountIn === null ? null : leastPolicy(settings, placeOf(ofAccount, patient.region)),
  };
}

const noAccount: AccountFindings = {
  checks: [
    skipped('credentials', '', 'Nothing of AWS is used: flow logs and history lie on this machine or in Trino.'),
  ],
  identity: null,
};

function engineChecks(engine: Engine, patience: Patience): Promise<readonly Check[]> {
  return examined('engine', '', patience, async (signal) => {
    const findings = await engine.examine?.(signal);
    return (findings ?? []).map((finding) => ({ area: 'engine', ...finding }));
  });
}

function isWellOrOther({ area, state }: Check): boolean {
  return area !== 'flow records' || state === 'ok';
}

/** Another flow log, or another account, brings the records: questions can be answered. */
function whileRecordsCome(check: Check): Check {
  return check.area === 'flow log' && check.state === 'failed'
    ? { ...check, state: 'warning', finding: `${check.finding} Fresh records come nevertheless.` }
    : check;
}

function placeOf({ identity }: AccountFindings, region: string): PolicyPlace {
  return identity === null
    ? { ...unknownPlace, region }
    : { partition: identity.partition, account: identity.account, region };
}

/** IAM action by action: whether it is allowed, and what is missed where it is not. */
import { withFullStop } from '../../src/shared/sentence';
import { ZoneFlowError } from '../errors';
import { eachExamined, examined, failed, ok, skipped, warning, type Check, type Patience } from './check';

/** One harmless call that shows whether an action is allowed. */
export interface PermissionProbe {
  /** `s3:GetObject` */
  action: string;
  /** What it is tried on; empty for actions without a resource. */
  on: string;
  /** What is missed without it. */
  lack: string;
  /** Whether questions fail without it. */
  isNeeded: boolean;
  /** False where there is nothing to try it on. Errors: access_denied where it is not allowed. */
  isAllowed(signal: AbortSignal): Promise<boolean>;
}

export function permissionChecks(probes: readonly PermissionProbe[], patience: Patience): Promise<Check[]> {
  return eachExamined(probes, (probe) => permissionCheck(probe, patience));
}

async function permissionCheck(probe: PermissionProbe, patience: Patience): Promise<readonly Check[]> {
  const subject = probe.on === '' ? probe.action : `${probe.action} on ${probe.on}`;
  let isTold = false;
  const checks = await examined('permissions', subject, patience, async (signal) => {
    const check = await outcome(probe, subject, signal);
    isTold = true;
    return [check];
  });
  // Silence says nothing of rights, and what is silent is told by the part that needs the action.
  return isTold ? checks : checks.map(({ finding }) => skipped('permissions', subject, finding));
}

async function outcome(probe: PermissionProbe, subject: string, signal: AbortSignal): Promise<Check> {
  try {
    return (await probe.isAllowed(signal))
      ? ok('permissions', subject, 'It is allowed.')
      : skipped('permissions', subject, 'There is nothing there to try it on.');
  } catch (error) {
    if (!(error instanceof ZoneFlowError)) {
      throw error;
    }
    if (error.code !== 'access_denied') {
      return skipped('permissions', subject, `It could not be tried: ${withFullStop(error.message)}`);
    }
    const finding = `It is not allowed: ${probe.lack}.`;
    return probe.isNeeded
      ? failed('permissions', subject, finding, error.remedy)
      : warning('permissions', subject, finding, error.remedy);
  }
}

/** One finding of the doctor: what was looked at, how it is, what to do about it. Pure. */
import type { CheckState, SetupCheck, SetupReport } from '../../src/shared/setup-report';
import { toZoneFlowError } from '../errors';

/** What a check is about, in the order of the report. */
export const checkAreas = [
  'settings',
  'credentials',
  'permissions',
  'flow log',
  'flow records',
  'pod history',
  'engine',
  'cluster',
  'zones',
] as const;
export type CheckArea = (typeof checkAreas)[number];

export interface Check extends SetupCheck {
  area: CheckArea;
}

export function ok(area: CheckArea, subject: string, finding: string): Check {
  return { area, subject, state: 'ok', finding, remedy: '' };
}

export function warning(area: CheckArea, subject: string, finding: string, remedy: string): Check {
  return { area, subject, state: 'warning', finding, remedy };
}

export function failed(area: CheckArea, subject: string, finding: string, remedy: string): Check {
  return { area, subject, state: 'failed', finding, remedy };
}

/** @param finding why it could not be looked at */
export function skipped(area: CheckArea, subject: string, finding: string, remedy = ''): Check {
  return { area, subject, state: 'skipped', finding, remedy };
}

/** What the work finds; what it throws becomes a finding, too, but for an abort. */
export async function examined(
  area: CheckArea,
  subject: string,
  signal: AbortSignal,
  work: () => Promise<readonly Check[]>
): Promise<readonly Check[]> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    return [failedBy(area, subject, error)];
  }
}

export function failedBy(area: CheckArea, subject: string, error: unknown): Check {
  const { message, remedy } = toZoneFlowError(error);
  return failed(area, subject, /[.!?]$/.test(message) ? message : `${message}.`, remedy);
}

const severity: Record<CheckState, number> = { ok: 0, skipped: 1, warning: 2, failed: 3 };

/** The state of them all: `skipped` alone is no reason to worry. */
export function worstState(checks: readonly Check[]): SetupReport['state'] {
  const worst = Math.max(0, ...checks.map(({ state }) => severity[state]));
  return worst === severity.failed ? 'failed' : worst === severity.warning ? 'warning' : 'ok';
}

/** By area; within one as they were found. */
export function inOrder(checks: readonly Check[]): Check[] {
  return [...checks].sort((left, right) => checkAreas.indexOf(left.area) - checkAreas.indexOf(right.area));
}

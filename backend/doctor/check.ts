/** One finding of the doctor: what was looked at, how it is, what to do about it. Pure. */
import { withFullStop } from '../../src/shared/sentence';
import type { CheckState, SetupCheck, SetupReport } from '../../src/shared/setup-report';
import { toZoneFlowError } from '../errors';
import { limitedTo } from '../time-limit';

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

/** How long one look may take: what is silent must not hide what the others found. */
export interface Patience {
  signal: AbortSignal;
  /** Milliseconds. */
  patienceMs: number;
}

/** What the work finds; what it throws becomes a finding, too, and so does its silence, but not an abort. */
export async function examined(
  area: CheckArea,
  subject: string,
  { signal, patienceMs }: Patience,
  work: (signal: AbortSignal) => Promise<readonly Check[]>
): Promise<readonly Check[]> {
  const bounded = limitedTo(patienceMs, signal);
  try {
    return await Promise.race([work(bounded), abortOf(bounded)]);
  } catch (error) {
    signal.throwIfAborted();
    return [bounded.aborted ? silent(area, subject, patienceMs) : failedBy(area, subject, error)];
  }
}

/** AWS throttles many calls in one moment, DescribeCluster early. */
const mostAtOnce = 8;

/** What is found of each item, in their order. */
export async function eachExamined<Item>(
  items: readonly Item[],
  look: (item: Item) => Promise<readonly Check[]>
): Promise<Check[]> {
  const found: Check[] = [];
  for (let first = 0; first < items.length; first += mostAtOnce) {
    found.push(...(await Promise.all(items.slice(first, first + mostAtOnce).map(look))).flat());
  }
  return found;
}

/** Not all work heeds its signal at once. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new DOMException('aborted', 'AbortError'));
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) {
      end();
    }
  });
}

function silent(area: CheckArea, subject: string, patienceMs: number): Check {
  return failed(
    area,
    subject,
    `There was no answer within ${Math.round(patienceMs / 1000)} s.`,
    'Check that this machine may connect there, through a proxy or a VPC endpoint; where it is only slow, give more time (--timeout, limits.timeoutSeconds).'
  );
}

export function failedBy(area: CheckArea, subject: string, error: unknown): Check {
  const { message, remedy } = toZoneFlowError(error);
  return failed(area, subject, withFullStop(message), remedy);
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

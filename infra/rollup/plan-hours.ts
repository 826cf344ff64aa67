/** Which range is looked at for hours to roll up. Pure. */
import { hourOf, hourSeconds } from '../../backend/rollup/hours';
import type { TimeRange } from '../../backend/engines/engine';
import { hoursLookedAt } from '../../backend/rollup/table-builds';
import { ZoneFlowError } from '../../backend/errors';

/**
 * @param startedAt ISO, of the execution
 * @param asked the execution's input: `{ "from": ISO, "to": ISO }` for other hours than the last ones, `{ "hours": 20 }` for how many of
 *   those
 * Errors: bad_input if it is no range of whole hours.
 */
export function rangeToRoll(
  startedAt: string,
  asked: { from?: string | undefined; to?: string | undefined; hours?: number | undefined }
): TimeRange {
  const to = hourOf(asked.to === undefined ? secondsOf(startedAt) : secondsOf(asked.to));
  const from =
    asked.from === undefined ? to - (asked.hours ?? hoursLookedAt) * hourSeconds : hourOf(secondsOf(asked.from));
  if (from >= to) {
    throw new ZoneFlowError(
      'bad_input',
      `There is no whole hour from ${asked.from ?? ''} to ${asked.to ?? startedAt}`,
      {
        remedy: 'Give times such as { "from": "2026-03-10T05:00:00Z", "to": "2026-03-11T05:00:00Z" }.',
      }
    );
  }
  return { from, to };
}

function secondsOf(time: string): number {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) {
    throw new ZoneFlowError('bad_input', `${time} is no time`, {
      remedy: 'Write times as 2026-03-10T05:00:00Z.',
    });
  }
  return Math.floor(ms / 1000);
}

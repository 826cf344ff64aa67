/** Which range is looked at for hours to roll up, and how missing hours become builds. Pure. */
import { hourOf, hourSeconds } from '../../backend/rollup/hours';
import type { TimeRange } from '../../backend/engines/engine';
import { ZoneFlowError } from '../../backend/errors';
import { hoursLookedAt, mostHoursOfBuild } from './limits';

const secondsOfDay = 86_400;

/**
 * @param startedAt ISO, of the execution
 * @param asked the execution's input: `{ "from": ISO, "to": ISO }` for other hours than those of the schedule
 * Errors: bad_input if it is no range of whole hours.
 */
export function rangeToRoll(
  startedAt: string,
  asked: { from?: string | undefined; to?: string | undefined }
): TimeRange {
  const to = hourOf(asked.to === undefined ? secondsOf(startedAt) : secondsOf(asked.to));
  const from = asked.from === undefined ? to - hoursLookedAt * hourSeconds : hourOf(secondsOf(asked.from));
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

/** Stretches of hours that follow each other, each of one day and no longer than a build may be. */
export function buildsOf(hours: readonly number[]): TimeRange[] {
  const builds: TimeRange[] = [];
  for (const hour of hours) {
    const last = builds.at(-1);
    const goesOn =
      last !== undefined &&
      last.to === hour &&
      hour % secondsOfDay !== 0 &&
      hour - last.from < mostHoursOfBuild * hourSeconds;
    if (goesOn) {
      last.to = hour + hourSeconds;
    } else {
      builds.push({ from: hour, to: hour + hourSeconds });
    }
  }
  return builds;
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

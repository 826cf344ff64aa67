/** How far back hours of tables are looked at, and which are made together: of the command and of the state machine. Pure. */
import type { TimeRange } from '../engines/engine';
import { hourSeconds } from './hours';

/** Flow records are delivered within some ten minutes, late ones within hours: each hour is looked at for a day. */
export const hoursLookedAt = 26;

/** Of a build: a statement over more hours of a large network takes longer than it may. */
const mostHoursOfBuild = 6;
const secondsOfDay = 86_400;

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

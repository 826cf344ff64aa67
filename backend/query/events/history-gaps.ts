/**
 * Finds stretches in which nobody looked at a cluster. Pure.
 *
 * A pause of more than 15 minutes is a gap. Where lists come by a schedule with longer pauses (an hourly cron job), only
 * pauses half as long again are: the schedule is somebody's choice, a run that is missing is not.
 */

/** A list (`from` = `to`) or a stretch of looks; times in epoch seconds. */
export interface Look {
  cluster: string;
  resource: string;
  from: number;
  to: number;
}

export interface HistoryGap {
  cluster: string;
  from: number;
  to: number;
  /** Nobody looked at the cluster since. */
  isOpen: boolean;
}

const pauseSeconds = 15 * 60;
/** This many pauses in a row tell a schedule; one with longer pauses than four hours is none. */
const fewestPauses = 4;
const longestSchedule = 4 * 3600;
const tolerance = 1.5;

/** @param now epoch seconds: until then somebody could have looked. */
export function findHistoryGaps(looks: readonly Look[], now: number): HistoryGap[] {
  const clusters = new Map<string, Look[]>();
  for (const look of looks) {
    clusters.set(look.cluster, [...(clusters.get(look.cluster) ?? []), look]);
  }
  return [...clusters].flatMap(([cluster, all]) => {
    // Nodes tell nothing of pods; where only they were looked at, they are all there is to miss.
    const ofPods = all.filter(({ resource }) => resource === 'pods');
    const stretches = joinedLooks(ofPods.length > 0 ? ofPods : all);
    const scheduled = schedulePause(stretches);
    return stretches.flatMap((stretch, index): HistoryGap[] => {
      const next = stretches[index + 1];
      const to = next?.from ?? now;
      return to - stretch.to > (isList(stretch) ? scheduled : pauseSeconds)
        ? [{ cluster, from: stretch.to, to, isOpen: next === undefined }]
        : [];
    });
  });
}

interface Stretch {
  from: number;
  to: number;
}

function joinedLooks(looks: readonly Look[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const { from, to } of looks.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to + pauseSeconds) {
      last.to = Math.max(last.to, to);
    } else {
      joined.push({ from, to });
    }
  }
  return joined;
}

function isList({ from, to }: Stretch): boolean {
  return from === to;
}

/** The longest pause between two lists that their schedule explains, in seconds. */
function schedulePause(stretches: readonly Stretch[]): number {
  const pauses = stretches.flatMap((stretch, index) => {
    const next = stretches[index + 1];
    return next !== undefined && isList(stretch) && isList(next) ? [next.from - stretch.to] : [];
  });
  const usual = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)];
  return usual === undefined || pauses.length < fewestPauses || usual > longestSchedule
    ? pauseSeconds
    : usual * tolerance;
}

/** What the reader of an answer must know of where a cluster's history begins and ends. Pure. */
import type { TimeRange } from '../engines/engine';
import type { Notice } from '../frames/frame';

/** History is collected every few minutes: an end this near to the range's is none. */
const endsEarlySeconds = 600;

export const noHistoryNotice: Notice = {
  severity: 'warning',
  text: 'There is no pod history: no address can be told to be a pod’s. Import it with `zoneflow history import`.',
};

export interface Reach {
  cluster: string;
  /** `2026-03-10` */
  oldestDay: string;
  /** The newest sight or look, epoch seconds; null if the range lies before the newest day. */
  lastSight: number | null;
  /** Whether any stored day belongs to the range. */
  isIn: boolean;
}

export function reachNotices({ cluster, oldestDay, lastSight, isIn }: Reach, range: TimeRange): Notice[] {
  const notices: Notice[] = [];
  if (lastSight !== null && range.to > lastSight + endsEarlySeconds) {
    const text = `The pod history of cluster ${cluster} ends at ${isoTime(lastSight)}: pods alive then are taken to hold their addresses still, newer ones are unknown.`;
    notices.push({ severity: 'warning', text });
  }
  if (!isIn) {
    const text = `The pod history of cluster ${cluster} begins on ${oldestDay}, after this range.`;
    notices.push({ severity: 'warning', text });
  }
  return notices;
}

/** `2026-03-10T10:00:00Z` */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

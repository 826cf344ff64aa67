/** Finds when an object was last touched: the least that can be said of when it was observed, if nobody wrote that down. */
import { isRecord, recordIn, recordsIn, textIn, type JsonRecord } from './json-record';
import { parseTime } from './time';

/**
 * Newest of creation, field managers' times and all times in the status (conditions, heartbeats, container states), in
 * epoch milliseconds; null if there is none. Not deletionTimestamp, which lies in the future, and not a file's time, which
 * copies change.
 */
export function newestTime(object: JsonRecord): number | null {
  const metadata = recordIn(object, 'metadata');
  const texts = [textIn(metadata, 'creationTimestamp')];
  recordsIn(metadata, 'managedFields').forEach((entry) => texts.push(textIn(entry, 'time')));
  collectTimes(object.status, texts);
  // RFC 3339 in UTC sorts as text; only the greatest has to be a time.
  for (const text of texts.sort().reverse()) {
    const time = parseTime(text);
    if (time !== null) {
      return time;
    }
  }
  return null;
}

const looksLikeTime = /^20\d\d-\d\d-\d\dT/;

function collectTimes(value: unknown, texts: string[]): void {
  if (typeof value === 'string') {
    if (value.length >= 20 && value.length <= 35 && looksLikeTime.test(value)) {
      texts.push(value);
    }
  } else if (Array.isArray(value)) {
    value.forEach((entry) => collectTimes(entry, texts));
  } else if (isRecord(value)) {
    Object.values(value).forEach((member) => collectTimes(member, texts));
  }
}

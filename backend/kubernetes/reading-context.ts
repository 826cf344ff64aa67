/** What the readers of one import share: one copy of texts that come again and again, times parsed once, odd findings. */
import { isRecord } from './json-record';
import { parseTime } from './time';
import { TextPool } from '../history/text-pool';

export class ReadingContext {
  /** Times in objects that cannot be (year 9999, no time at all), left out: how many and one of them. */
  readonly impossibleTimes = { count: 0, example: '' };
  private readonly seconds = new Map<string, number | null>();
  private readonly texts = new TextPool();
  private readonly canonicalLabels = new Map<string, string>();

  text(value: string): string {
    return this.texts.same(value);
  }

  /** The labels as JSON text with sorted keys, so that equal labels are equal texts; values that are no text are dropped. */
  labels(value: unknown): string {
    if (!isRecord(value)) {
      return '{}';
    }
    const raw = JSON.stringify(value);
    const known = this.canonicalLabels.get(raw);
    if (known !== undefined) {
      return known;
    }
    const sorted: Array<[string, string]> = [];
    for (const key of Object.keys(value).sort()) {
      const label = value[key];
      if (typeof label === 'string') {
        sorted.push([key, label]);
      }
    }
    const canonical = `{${sorted.map(([key, label]) => `${JSON.stringify(key)}:${JSON.stringify(label)}`).join(',')}}`;
    this.canonicalLabels.set(raw, this.text(canonical));
    return this.text(canonical);
  }

  /** Epoch seconds of a time in an object, rounded down; null if absent or impossible. */
  secondsOf(value: unknown): number | null {
    if (typeof value !== 'string' || value === zeroTime) {
      return null;
    }
    let seconds = this.seconds.get(value);
    if (seconds === undefined) {
      const time = parseTime(value);
      seconds = time === null ? null : Math.floor(time / 1000);
      if (this.seconds.size >= mostTimes) {
        this.seconds.clear();
      }
      this.seconds.set(value, seconds);
    }
    if (seconds === null) {
      this.impossibleTimes.count++;
      this.impossibleTimes.example ||= value;
    }
    return seconds;
  }
}

/** How Go writes a time that was never set. */
const zeroTime = '0001-01-01T00:00:00Z';
const mostTimes = 50_000;

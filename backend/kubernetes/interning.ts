/** Keeps one copy of a text that comes again and again: a million events repeat a few thousand names. */
import { isRecord } from './json-record';

export class Interning {
  private readonly texts = new Map<string, string>();
  private readonly canonicalLabels = new Map<string, string>();

  text(value: string): string {
    const known = this.texts.get(value);
    if (known !== undefined) {
      return known;
    }
    this.texts.set(value, value);
    return value;
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
}

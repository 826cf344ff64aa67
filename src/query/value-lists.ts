/** Lists of values for inputs that are typed into: one request for a list, none for what a list at hand already holds. */
import type { TimeRange } from '@grafana/data';
import type { ValuesOf } from '../datasource';

/** Most values that one answer lists; a list of fewer is whole. */
const mostListed = 1000;

/** A list is asked for again after this time: pods come and go. */
const keptMs = 60_000;

/** Lists kept at once; the oldest goes first. */
const mostKept = 200;

interface KeptList {
  scope: string;
  typed: string;
  at: number;
  values: Promise<string[]>;
}

export class ValueLists {
  private readonly load: (request: ValuesOf) => Promise<string[]>;
  private readonly now: () => number;
  private kept: KeptList[] = [];

  constructor(load: (request: ValuesOf) => Promise<string[]>, now: () => number = Date.now) {
    this.load = load;
    this.now = now;
  }

  /** Values that contain what was typed, in any case. Rejects as the data source does; a failure is not kept. */
  async values(request: ValuesOf): Promise<string[]> {
    const typed = (request.typed ?? '').toLowerCase();
    const scope = scopeOf(request);
    const longest = this.listsFor(scope, typed)[0];
    if (longest === undefined) {
      return this.ask(request, scope, typed);
    }
    const values = await longest.values;
    if (longest.typed === typed) {
      return values;
    }
    return values.length < mostListed
      ? values.filter((value) => value.toLowerCase().includes(typed))
      : this.ask(request, scope, typed);
  }

  /** Lists that hold every value asked for, if they are whole; the narrowest first. */
  private listsFor(scope: string, typed: string): KeptList[] {
    const oldest = this.now() - keptMs;
    this.kept = this.kept.filter(({ at }) => at > oldest);
    return this.kept
      .filter((list) => list.scope === scope && typed.includes(list.typed))
      .sort((one, other) => other.typed.length - one.typed.length);
  }

  private async ask(request: ValuesOf, scope: string, typed: string): Promise<string[]> {
    const list: KeptList = { scope, typed, at: this.now(), values: this.load({ ...request, typed }) };
    this.kept = [...this.kept, list].slice(-mostKept);
    try {
      return await list.values;
    } catch (error) {
      this.kept = this.kept.filter((other) => other !== list);
      throw error;
    }
  }
}

/** What a list is of. A range that ends now moves all the time: minutes are exact enough for a list of names. */
function scopeOf({ dimension, side, range, filters = [] }: ValuesOf): string {
  return JSON.stringify([dimension, side, minuteOf(range?.from), minuteOf(range?.to), filters]);
}

function minuteOf(time: TimeRange['from'] | undefined): number | null {
  return time === undefined ? null : Math.floor(time.valueOf() / 60_000);
}

/** One piece of work for all who need its result at the same time; it is aborted when nobody does any more. */
import { untilAborted } from '../../cache/until-aborted';

export class SharedWork<T> {
  private readonly controller = new AbortController();
  private readonly result: Promise<T>;
  private members = 0;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.result = work(this.controller.signal);
    // Nobody may be waiting any more when it fails.
    this.result.catch(() => undefined);
  }

  /** Makes the caller a member, until it leaves. Rejects with the abort's reason at once. */
  join(signal: AbortSignal): Promise<T> {
    this.members += 1;
    return untilAborted(this.result, signal);
  }

  /** @returns true if the caller was the last member */
  leave(): boolean {
    this.members -= 1;
    if (this.members === 0) {
      this.controller.abort(new DOMException('Nobody needs it any more', 'AbortError'));
    }
    return this.members === 0;
  }

  /** Its result, or null if it failed; resolves when nothing of it runs any more. */
  settled(): Promise<T | null> {
    return this.result.catch(() => null);
  }
}

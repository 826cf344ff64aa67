/** Lets a few statements run at a time, because of what they share: memory and threads here, a quota elsewhere. */

export class QueryGate {
  private free: number;
  private readonly waiting: Array<() => void> = [];

  constructor(places: number) {
    this.free = places;
  }

  /** Waits for a place, first come first served. @returns function that gives the place back. Rejects with the abort's reason. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
    } else {
      await this.wait(signal);
    }
    let left = false;
    return () => {
      if (!left) {
        left = true;
        this.leave();
      }
    };
  }

  private wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        this.waiting.splice(this.waiting.indexOf(enter), 1);
        reject(reasonOf(signal));
      };
      signal.addEventListener('abort', abort, { once: true });
      this.waiting.push(enter);
    });
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next === undefined) {
      this.free += 1;
    } else {
      next();
    }
  }
}

/** The abort's reason as an error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The query was cancelled', 'AbortError');
}

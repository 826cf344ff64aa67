/** A clock that a test sets. It goes on with each look at it, so that nobody waits for it in vain, and runs where somebody sleeps. */

const msOfLook = 3;

export class SimulatedClock {
  private ms: number;
  private speed = 0;
  private since = performance.now();

  /** @param second epoch seconds */
  constructor(second: number) {
    this.ms = second * 1000;
  }

  /** Epoch milliseconds, whole ones. */
  now(): number {
    this.ms += msOfLook;
    return this.shown();
  }

  /** Never back. @param ms epoch milliseconds */
  set(ms: number): void {
    const now = this.shown();
    this.run(this.speed);
    this.ms = Math.max(ms, now);
  }

  /** @param speed how much faster than time itself; 0 to stand */
  run(speed: number): void {
    this.ms = this.shown();
    this.since = performance.now();
    this.speed = speed;
  }

  private shown(): number {
    return Math.floor(this.ms + this.speed * (performance.now() - this.since));
  }
}

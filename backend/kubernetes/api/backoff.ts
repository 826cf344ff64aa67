/** Waits between attempts: doubling, with jitter, never shorter than the server asks. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiRefusal, isPassing } from './api-failure';

export interface BackoffOptions {
  firstMs?: number;
  longestMs?: number;
  random?: () => number;
}

export class Backoff {
  private readonly firstMs: number;
  private readonly longestMs: number;
  private readonly random: () => number;
  private failures = 0;

  /** By default from 0.8 s to 30 s, as client-go's reflector has it; what does not pass by itself waits at least 10 s. */
  constructor({ firstMs = 800, longestMs = 30_000, random = Math.random }: BackoffOptions = {}) {
    this.firstMs = firstMs;
    this.longestMs = longestMs;
    this.random = random;
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** Milliseconds until the next attempt: half of the longest wait, and a random part of the other half. */
  next(error?: unknown): number {
    const lasting = error !== undefined && !isPassing(error) ? this.longestMs / 3 : 0;
    const longest = Math.min(this.longestMs, Math.max(lasting, this.firstMs * 2 ** this.failures));
    this.failures = Math.min(this.failures + 1, 20);
    const own = longest / 2 + (this.random() * longest) / 2;
    const asked = error instanceof ApiRefusal ? (error.retryAfterMs ?? 0) : 0;
    // All who were told the same number would come back together.
    return asked > own ? asked + this.random() * this.firstMs : own;
  }

  /** Waits; an abort ends the wait without an error. */
  async wait(signal: AbortSignal, error?: unknown): Promise<void> {
    await sleep(this.next(error), undefined, { signal }).catch(() => undefined);
  }
}

import type { Clock } from './types.ts';

/**
 * Token buckets, one for each key (account, region and operation).
 * Shape:  a bucket starts full; `take` waits until its token is there. Callers are served in the order in which they ask.
 * Units:  `rate` is tokens a second, `burst` the size of the bucket.
 * Errors: rejects with the reason of `signal` when that is aborted while waiting.
 */
export class Limiter {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  readonly #rate: number;
  readonly #burst: number;
  readonly #clock: Clock;

  constructor(rate: number, burst: number, clock: Clock) {
    this.#rate = rate;
    this.#burst = Math.max(1, burst);
    this.#clock = clock;
  }

  async take(key: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const now = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, at: now };
    // A bucket in debt is a queue: each caller waits for the token that it has already taken.
    const tokens = Math.min(this.#burst, bucket.tokens + ((now - bucket.at) / 1000) * this.#rate) - 1;
    this.#buckets.set(key, { tokens, at: now });
    if (tokens < 0) await this.#clock.sleep((-tokens / this.#rate) * 1000, signal);
  }
}

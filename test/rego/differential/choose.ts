/** Chooses one of the numbers 0 ... n - 1. Everything random in a program comes from one of these. */
export type Chooser = (n: number) => number;

export function pick<T>(choose: Chooser, items: readonly T[]): T {
  return items[choose(items.length)] as T;
}

/** A chooser whose choices depend on the seed only. Source: mulberry32. */
export function seededChooser(seed: number): Chooser {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

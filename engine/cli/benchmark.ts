/**
 * What a benchmark measured.
 * Units: nanoseconds of wall clock for `total` and `samples`; `bytes` are allocated on the heap, as far as seen.
 */
export type Benchmark = {
  readonly count: number;
  readonly total: number;
  readonly samples: readonly number[];
  readonly bytes: number;
};

const WARM_UP = 50e6;
const RUN_FOR = 700e6;
const SAMPLE_FOR = 300e6;
/** So many runs between two looks at the clock, so that looking does not count. */
const BATCH = 16;
/** So many runs between two looks at the heap. */
const HEAP_EVERY = 64;

/**
 * Runs an operation for about a second after a warm-up: first in batches for the total, then one by one for the
 * distribution.
 * Errors: what the operation says; it is not run again then.
 */
export function measure<E>(operation: () => E | undefined): Benchmark | { readonly failure: E } {
  const warm = runFor(WARM_UP, operation);
  if ('failure' in warm) return warm;
  const ran = runFor(RUN_FOR, operation);
  if ('failure' in ran) return ran;
  const samples: number[] = [];
  let bytes = 0;
  let looks = 0;
  for (const started = clock(); clock() - started < SAMPLE_FOR || samples.length === 0; ) {
    const heap = samples.length % HEAP_EVERY === 0 ? process.memoryUsage().heapUsed : undefined;
    const before = clock();
    const failure = operation();
    samples.push(clock() - before);
    if (failure !== undefined) return { failure };
    if (heap === undefined) continue;
    bytes += Math.max(0, process.memoryUsage().heapUsed - heap);
    looks++;
  }
  return { ...ran, samples, bytes: Math.round((bytes / looks) * ran.count) };
}

function runFor<E>(
  nanoseconds: number,
  operation: () => E | undefined,
): { readonly count: number; readonly total: number } | { readonly failure: E } {
  let count = 0;
  let total = 0;
  for (const started = clock(); total < nanoseconds; total = clock() - started) {
    for (let index = 0; index < BATCH; index++, count++) {
      const failure = operation();
      if (failure !== undefined) return { failure };
      // a slow operation need not fill its batch
      if (index === 0 && clock() - started > nanoseconds) return { count: count + 1, total: clock() - started };
    }
  }
  return { count, total };
}

function clock(): number {
  return performance.now() * 1e6;
}

/** The distribution under the names that `opa bench` gives it. Units: nanoseconds. */
export function distribution({ samples }: Benchmark): Summary {
  const rounded = Object.entries(summarise(samples)).map(([name, value]) => [name, Math.round(value)] as const);
  return Object.fromEntries(rounded.map(([name, value]) => [`histogram_timer_rego_query_eval_ns_${name}`, value]));
}

/** Figures of a distribution by OPA's names. */
export type Summary = { readonly [name: string]: number };

/** How numbers are distributed, under OPA's names. */
export function summarise(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const mean = samples.reduce((sum, one) => sum + one, 0) / Math.max(1, samples.length);
  const variance = samples.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, samples.length);
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle) ? (at(0.5) + (sorted[middle - 1] ?? 0)) / 2 : at(0.5);
  return {
    '75%': at(0.75),
    '90%': at(0.9),
    '95%': at(0.95),
    '99%': at(0.99),
    '99.9%': at(0.999),
    '99.99%': at(0.9999),
    count: samples.length,
    max: at(1),
    mean,
    median,
    min: at(0),
    stddev: Math.sqrt(variance),
  };
}

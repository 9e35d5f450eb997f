import type { ProfileRow } from '../rego/tester/profile.ts';
import { UsageError } from './usage.ts';

/** What rows of a profile are sorted by: numbers the largest first, places in their order. */
const ORDERS = {
  total_time_ns: (a, b) => b.nanoseconds - a.nanoseconds,
  num_eval: (a, b) => b.evaluations - a.evaluations,
  num_gen_expr: (a, b) => b.generatedExpressions - a.generatedExpressions,
  file: (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0),
  line: (a, b) => a.row - b.row,
} as const satisfies Record<string, (a: ProfileRow, b: ProfileRow) => number>;

/**
 * The rows of a profile that are shown: sorted by each criterion in turn, time unless given, and at most so many.
 * Errors: `UsageError` for a criterion that is none and a limit that is no number; 0 is no limit.
 */
export function sortProfile(
  rows: readonly ProfileRow[],
  options: { readonly profileLimit: string; readonly profileSort: readonly string[] },
): readonly ProfileRow[] {
  const limit = Number(options.profileLimit);
  if (!/^\d+$/.test(options.profileLimit))
    throw UsageError.of(`\`--profile-limit ${options.profileLimit}\` is no number`);
  const orders = (options.profileSort.length === 0 ? ['total_time_ns'] : options.profileSort).map((name) => {
    if (Object.hasOwn(ORDERS, name)) return ORDERS[name as keyof typeof ORDERS];
    throw UsageError.of(`\`--profile-sort ${name}\` is not one of ${Object.keys(ORDERS).join(', ')}`);
  });
  const compare = (a: ProfileRow, b: ProfileRow) => {
    for (const order of orders) {
      const by = order(a, b);
      if (by !== 0) return by;
    }
    return ORDERS.file(a, b) || a.row - b.row || a.col - b.col;
  };
  const sorted = [...rows].sort(compare);
  return limit === 0 ? sorted : sorted.slice(0, limit);
}

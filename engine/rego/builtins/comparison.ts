import { compare, equals } from '../value/index.ts';
import type { Builtin } from './context.ts';

/** Comparison of any two values. Source: OPA v1/topdown comparison.go. */
export const comparisonBuiltins = {
  eq: (_context, a, b) => equals(a, b),
  assign: (_context, a, b) => equals(a, b),
  equal: (_context, a, b) => equals(a, b),
  neq: (_context, a, b) => !equals(a, b),
  lt: (_context, a, b) => compare(a, b) < 0,
  lte: (_context, a, b) => compare(a, b) <= 0,
  gt: (_context, a, b) => compare(a, b) > 0,
  gte: (_context, a, b) => compare(a, b) >= 0,
} satisfies Record<string, Builtin>;

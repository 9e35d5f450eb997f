import { RegoSet } from '../rego/value/set.ts';
import type { RegoValue } from '../rego/value/types.ts';
import type { JsonPath } from '../resources/index.ts';
import type { Denial, Severity } from './policy.ts';
import { SEVERITIES } from './policy.ts';

/** One denial as a rule gave it; `path` is undefined where the rule named none. */
export type RawDenial = {
  readonly message: string;
  readonly path: JsonPath | undefined;
  readonly severity: Severity | undefined;
};

/** The members of a set or array; any other value is the only one. */
export function elementsOf(value: RegoValue | undefined): readonly RegoValue[] {
  if (value === undefined) return [];
  if (value instanceof RegoSet) return [...value];
  return Array.isArray(value) ? (value as readonly RegoValue[]) : [value];
}

/**
 * Reads one element of a `deny`, `violation` or `warn` set.
 * Shape:  a string, or an object with `message` or `msg` and optionally `path` (below `input`) and `severity`.
 * Errors: undefined when it is neither; the caller makes that the verdict `error`.
 */
export function readDenial(value: RegoValue): RawDenial | undefined {
  if (typeof value === 'string') return { message: value, path: undefined, severity: undefined };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const message = own(value, 'message') ?? own(value, 'msg');
  if (typeof message !== 'string') return undefined;
  const path = own(value, 'path');
  const severity = own(value, 'severity');
  return {
    message,
    path: Array.isArray(path) ? readPath(path) : undefined,
    severity: SEVERITIES.find((known) => known === severity),
  };
}

/**
 * The path below `properties`, which is where findings point.
 * Shape: `["properties", "A", 0]` becomes `["A", 0]`; any other path (tags, native, id) blames the whole resource.
 */
export function propertyPath(path: JsonPath | undefined): JsonPath {
  if (path === undefined || path[0] !== 'properties') return [];
  return path.slice(1);
}

/** Sorts denials by path and message, and drops repetitions, so that no set's order shows. */
export function sortDenials(denials: readonly Denial[]): readonly Denial[] {
  const byKey = new Map(denials.map((denial) => [JSON.stringify([denial.path, denial.message]), denial]));
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, denial]) => denial);
}

function readPath(path: readonly unknown[]): JsonPath | undefined {
  const steps = path.map((step) => (typeof step === 'string' || typeof step === 'number' ? step : undefined));
  return steps.includes(undefined) ? undefined : (steps as JsonPath);
}

function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

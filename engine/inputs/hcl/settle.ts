import type { JsonValue } from '../document.ts';
import type { AttributeKind } from './schema.ts';
import {
  booleanOf,
  isList,
  isMap,
  Namespace,
  numberOf,
  Partial,
  sortedEntries,
  textOf,
  Unknown,
  type Value,
} from './value.ts';

/** A value as a plan states it: JSON, and a tree of marks that is true where it is not known. */
export type Settled = { readonly value: JsonValue | undefined; readonly unknown: JsonValue | undefined };

const UNKNOWN: Settled = { value: undefined, unknown: true };

/**
 * Brings a value into a plan's form.
 * Shape:  unknown members of objects are absent and marked; unknown elements of lists are null and marked.
 */
export function settle(value: Value, kind: AttributeKind = 'x'): Settled {
  if (value instanceof Unknown || value instanceof Partial || value instanceof Namespace) return UNKNOWN;
  if (isList(value)) {
    const inner = kind === 'l' ? 's' : 'x';
    const items = value.map((item) => settle(item, inner));
    return {
      value: items.map((item) => item.value ?? null),
      unknown: items.some((item) => item.unknown !== undefined)
        ? items.map((item) => item.unknown ?? false)
        : undefined,
    };
  }
  if (isMap(value)) {
    const entries = sortedEntries(value).map(([key, item]) => [key, settle(item, kind === 'm' ? 's' : 'x')] as const);
    const marked = entries.filter(([, item]) => item.unknown !== undefined);
    return {
      value: Object.fromEntries(
        entries.flatMap(([key, item]) => (item.value === undefined ? [] : [[key, item.value]])),
      ),
      unknown:
        marked.length === 0
          ? undefined
          : Object.fromEntries(marked.map(([key, item]) => [key, item.unknown as JsonValue])),
    };
  }
  return { value: converted(value, kind), unknown: undefined };
}

/** Primitives in the kind that the provider takes. */
function converted(value: null | boolean | number | string, kind: AttributeKind): JsonValue {
  if (value === null) return null;
  if (kind === 's') return textOf(value) ?? value;
  if (kind === 'n') return numberOf(value) ?? value;
  if (kind === 'b') return booleanOf(value) ?? value;
  return value;
}

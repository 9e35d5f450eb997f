import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';

/** Deeper values are taken over as they are: no walk of this room goes further, so no input can overflow the stack. */
export const MAX_WALK_DEPTH = 400;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The own property `key` of an object or list; undefined for everything else, and for null (null is absent). */
export function child(value: unknown, key: string | number): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return typeof key === 'number' ? (value[key] ?? undefined) : undefined;
  return Object.hasOwn(value, key) ? ((value as JsonObject)[key] ?? undefined) : undefined;
}

export function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

export function valueAt(root: JsonValue | undefined, path: JsonPath): JsonValue | undefined {
  let value = root;
  for (const step of path) value = child(value, step);
  return value;
}

/**
 * The same value without members that are null.
 * Shape: shares everything that holds none; list elements stay, so that indexes keep their meaning.
 */
export function withoutNulls(value: JsonValue, depth = 0): JsonValue {
  if (typeof value !== 'object' || value === null || depth > MAX_WALK_DEPTH) return value;
  if (Array.isArray(value)) {
    let copy: JsonValue[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const before = value[index] as JsonValue;
      const after = withoutNulls(before, depth + 1);
      if (after !== before && copy === undefined) copy = value.slice(0, index);
      copy?.push(after);
    }
    return copy ?? value;
  }
  const object = value as JsonObject;
  let changed = false;
  const entries: [string, JsonValue][] = [];
  for (const key of Object.keys(object)) {
    const before = object[key] as JsonValue;
    if (before === null) {
      changed = true;
      continue;
    }
    const after = withoutNulls(before, depth + 1);
    if (after !== before) changed = true;
    entries.push([key, after]);
  }
  return changed ? objectOf(entries) : value;
}

/** An object from foreign keys: `__proto__` becomes an own property like any other. */
export function objectOf(entries: Iterable<readonly [string, JsonValue]>): JsonObject {
  const object: Record<string, JsonValue> = {};
  for (const [key, value] of entries) setOwn(object, key, value);
  return object;
}

/** Sets an own property, whatever it is called. */
export function setOwn(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** JSON with sorted keys: equal values give equal text. */
export function canonicalText(value: JsonValue, depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > MAX_WALK_DEPTH) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item, depth + 1)).join(',')}]`;
  const object = value as JsonObject;
  const keys = Object.keys(object).sort(byCodeUnits);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(object[key] as JsonValue, depth + 1)}`).join(',')}}`;
}

/** Order that no locale changes. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Computes once, on first use. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

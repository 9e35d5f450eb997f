import type { JsonObject, JsonValue } from './document.ts';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an object's own key; undefined for anything else, `constructor` and `__proto__` of the prototype included. */
export function own(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The string at an object's own key, or undefined where there is none. */
export function ownString(value: JsonValue | undefined, key: string): string | undefined {
  const found = own(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** The array at an object's own key, or undefined where there is none. */
export function ownArray(value: JsonValue | undefined, key: string): readonly JsonValue[] | undefined {
  const found = own(value, key);
  return Array.isArray(found) ? (found as readonly JsonValue[]) : undefined;
}

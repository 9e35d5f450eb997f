import { sortedKeys } from './keys.ts';
import { isNumber, RegoNumber, toInt } from './number.ts';
import { RegoObject } from './object.ts';
import { newObject } from './plain.ts';
import { RegoSet } from './set.ts';
import type { PlainObject, RegoValue } from './types.ts';

const hasOwn = Object.prototype.hasOwnProperty;

/** Any Rego object: plain, or with keys that are no strings. */
export type AnyObject = PlainObject | RegoObject;

export function isObject(value: RegoValue): value is AnyObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof RegoSet) &&
    !(value instanceof RegoNumber)
  );
}

export function isArray(value: RegoValue): value is readonly RegoValue[] {
  return Array.isArray(value);
}

/**
 * `container[key]` in Rego: own properties only, array items by integers as written (`1`, not `1.0`), sets by
 * membership (the member itself is the result), undefined for everything else.
 */
export function get(container: RegoValue | undefined, key: RegoValue): RegoValue | undefined {
  if (typeof container !== 'object' || container === null) return undefined;
  if (Array.isArray(container)) {
    if (typeof key === 'number') return (container as readonly RegoValue[])[key];
    const index = key instanceof RegoNumber ? toInt(key) : undefined;
    return index === undefined ? undefined : (container as readonly RegoValue[])[index];
  }
  if (container instanceof RegoSet) return container.get(key);
  if (container instanceof RegoObject) return container.get(key);
  if (typeof key !== 'string' || container instanceof RegoNumber) return undefined;
  return hasOwn.call(container, key) ? (container as PlainObject)[key] : undefined;
}

/** How many entries an object has. */
export function objectSize(object: AnyObject): number {
  return object instanceof RegoObject ? object.size : Object.keys(object).length;
}

/** The value of a key, whatever its type. */
export function objectGet(object: AnyObject, key: RegoValue): RegoValue | undefined {
  if (object instanceof RegoObject) return object.get(key);
  return typeof key === 'string' && hasOwn.call(object, key) ? object[key] : undefined;
}

/** Entries in OPA's order of keys. */
export function objectEntries(object: AnyObject): readonly (readonly [RegoValue, RegoValue])[] {
  if (object instanceof RegoObject) return object.sorted();
  return sortedKeys(object).map((key) => [key, object[key] as RegoValue] as const);
}

/** The type's name as OPA's `type_name` and error messages have it. */
export function typeName(value: RegoValue): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return 'array';
  if (value instanceof RegoSet) return 'set';
  return isNumber(value) ? 'number' : 'object';
}

/**
 * Builds an object whose keys are not known beforehand: plain (without prototype) while all keys are strings.
 * INVARIANT: `build` is called once; the builder is not used afterwards.
 */
export class ObjectBuilder {
  readonly #plain = newObject();
  #general: RegoObject | undefined;

  has(key: RegoValue): boolean {
    if (this.#general !== undefined) return this.#general.has(key);
    return typeof key === 'string' && hasOwn.call(this.#plain, key);
  }

  get(key: RegoValue): RegoValue | undefined {
    if (this.#general !== undefined) return this.#general.get(key);
    return typeof key === 'string' && hasOwn.call(this.#plain, key) ? this.#plain[key] : undefined;
  }

  set(key: RegoValue, value: RegoValue): this {
    if (this.#general === undefined && typeof key === 'string') {
      this.#plain[key] = value;
      return this;
    }
    if (this.#general === undefined) {
      this.#general = new RegoObject();
      for (const known of Object.keys(this.#plain)) this.#general.set(known, this.#plain[known] as RegoValue);
    }
    this.#general.set(key, value);
    return this;
  }

  build(): AnyObject {
    return this.#general ?? this.#plain;
  }
}

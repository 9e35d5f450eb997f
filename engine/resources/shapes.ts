import type { JsonValue } from '../inputs/index.ts';
import {
  always,
  attribute,
  converted,
  firstOf,
  isDefaulted,
  nonEmpty,
  orDefault,
  type Read,
  reported,
  type Shape,
  unsetWhenNew,
} from './mapper.ts';
import { policyDocument } from './policy-document.ts';

/** Canonical property -> the source's attribute. */
type Names = { readonly [property: string]: string };

/** Attributes as they are. */
export function attributes(names: Names): Shape {
  return shape(names, attribute);
}

/** Attributes for which the source writes '' or [] when they are not set. */
export function filled(names: Names): Shape {
  return shape(names, nonEmpty);
}

/** Attributes that the provider computes where they are not set, and that a new resource does not have then. */
export function ifSet(names: Names): Shape {
  return shape(names, (name) => unsetWhenNew(nonEmpty(name)));
}

/**
 * The key of an encryption: none where `encrypted` is off; where it is on and nothing names a key, the cloud takes one of
 * its own, which the API then reports, so that the value is not known before apply.
 */
export function keyOf(name: string, encrypted: Read): Read {
  const key = nonEmpty(name);
  return (at) => {
    const found = key(at);
    if (found?.kind !== 'unknown' || !isDefaulted(found, at)) return found;
    const on = encrypted(at);
    return on === undefined || (on.kind === 'value' && on.value === false) ? undefined : found;
  };
}

/** As `unsetWhenNew`, unless a resource of one of these types in the same plan may set the value afterwards. */
export function unlessAttached(types: readonly string[], read: Read): Read {
  return (at) => {
    const found = read(at);
    const isAttached = types.some((type) => at.native.siblings(type).length > 0);
    return isDefaulted(found, at) && !isAttached ? undefined : found;
  };
}

/** Attributes with what the cloud gives a new resource where they are not set. */
export function defaulted(rows: { readonly [property: string]: readonly [string, JsonValue] }): Shape {
  return Object.fromEntries(
    Object.entries(rows).map(([property, [name, value]]) => [property, orDefault(attribute(name), value)]),
  );
}

/** Attributes of a Config item's `configuration`. */
export function reportedAs(names: Names): Shape {
  return shape(names, reported);
}

function shape(names: Names, read: (name: string) => Read): Shape {
  return Object.fromEntries(Object.entries(names).map(([property, name]) => [property, read(name)]));
}

/** A list of which the provider writes null for an empty one, of existing resources too. */
export function listOrNone(name: string): Read {
  return firstOf(orDefault(attribute(name), []), always([]));
}

/** A map of which the provider writes {} for one that is not set. */
export function filledMap(name: string): Read {
  const map = attribute(name);
  return (at) => {
    const found = map(at);
    const isEmpty =
      found?.kind === 'value' && typeof found.value === 'object' && Object.keys(found.value ?? []).length === 0;
    return isEmpty ? undefined : found;
  };
}

/** A policy document that only a configuration sets: the cloud's own default document is none. */
export function documentIfSet(name: string): Read {
  return unsetWhenNew(policyDocument(name));
}

/** JSON text as its value; text that is no JSON stays as it is. */
export function jsonText(name: string): Read {
  return converted(name, (value) => {
    if (typeof value !== 'string') return value;
    if (value === '') return undefined;
    try {
      return JSON.parse(value) as JsonValue;
    } catch {
      return value;
    }
  });
}

/** A switch that CloudFormation words, such as `enabled` or `enable`. */
export function worded(name: string, on: string, off: string): Read {
  return converted(name, (value) => (value === true ? on : value === false ? off : value));
}

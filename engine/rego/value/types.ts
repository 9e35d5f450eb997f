import type { RegoNumber } from './number.ts';
import type { RegoObject } from './object.ts';
import type { RegoSet } from './set.ts';

/** Any JSON value as JSON.parse makes it. Objects are read through their own properties only. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/**
 * A Rego value. `undefined` stands for Rego's undefined and is no value.
 * Shape:  null, booleans and strings are native. A number is a native double where that is exact and prints as
 *         written, else a `RegoNumber`. An array is a native array. A set is a `RegoSet`. An object whose keys are all
 *         strings is a plain object (from JSON, or without prototype when a policy built it); an object with any other
 *         key is a `RegoObject`.
 * INVARIANT: values are never changed once another expression can see them.
 * Source: OPA v1/ast term.go; comparison order null < booleans < numbers < strings < arrays < objects < sets.
 */
export type RegoValue =
  | null
  | boolean
  | number
  | string
  | RegoNumber
  | readonly RegoValue[]
  | RegoSet
  | RegoObject
  | PlainObject;
export type PlainObject = { readonly [key: string]: RegoValue };

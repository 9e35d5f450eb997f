import type { Term } from '../ast/index.ts';
import type { RegoValue } from '../value/index.ts';

/** What a var stands for: a value, or another pattern whose own vars may still be without one. */
export type Bound =
  | { readonly kind: 'value'; readonly value: RegoValue }
  | { readonly kind: 'pattern'; readonly term: Term };

/**
 * What the vars of one body stand for.
 * Shape:  never changed; a further binding makes new bindings that hold the old ones, so that going back costs nothing.
 */
export type Bindings = { readonly name: string; readonly bound: Bound; readonly rest: Bindings } | undefined;

export const UNBOUND: Bindings = undefined;

export function bindValue(bindings: Bindings, name: string, value: RegoValue): Bindings {
  return { name, bound: { kind: 'value', value }, rest: bindings };
}

export function bindPattern(bindings: Bindings, name: string, term: Term): Bindings {
  return { name, bound: { kind: 'pattern', term }, rest: bindings };
}

export function lookup(bindings: Bindings, name: string): Bound | undefined {
  for (let at = bindings; at !== undefined; at = at.rest) if (at.name === name) return at.bound;
  return undefined;
}

/** The names of all vars that are bound. */
export function boundNames(bindings: Bindings): readonly string[] {
  const names: string[] = [];
  for (let at = bindings; at !== undefined; at = at.rest) names.push(at.name);
  return names.reverse();
}

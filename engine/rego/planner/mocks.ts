import type { Operand } from '../ir/index.ts';

/**
 * What a function or builtin is replaced by.
 * Shape: another function or builtin by its dotted name, a constant, or a value found when the `with` is evaluated,
 *        which travels in the mock slot.
 */
export type Mock =
  | { readonly kind: 'function'; readonly path: readonly string[] }
  | { readonly kind: 'constant'; readonly value: Operand }
  | { readonly kind: 'slot'; readonly slot: number };

/** Replacements in force, by dotted name of what they replace. */
export type Mocks = ReadonlyMap<string, Mock>;

export const NO_MOCKS: Mocks = new Map();

/** One text per set of replacements, equal for equal ones. */
export function mocksKey(mocks: Mocks): string {
  return [...mocks.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, mock]) => `${name}=${JSON.stringify(mock)}`)
    .join(';');
}

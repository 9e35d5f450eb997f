import type { Value } from './value.ts';

/** A function of Terraform; undefined where the arguments are none that it takes. */
export type HclFunction = (...values: Value[]) => Value | undefined;

/**
 * Functions by name.
 * Shape:  `parts` take collections of which only parts are known, all others none with anything unknown in them.
 */
export type FunctionTable = {
  readonly [name: string]: { readonly run: HclFunction; readonly takes: 'whole' | 'parts' };
};

/** Puts one way of taking arguments to every function of a table. */
export function table(takes: 'whole' | 'parts', functions: { readonly [name: string]: HclFunction }): FunctionTable {
  return Object.fromEntries(Object.entries(functions).map(([name, run]) => [name, { run, takes }]));
}

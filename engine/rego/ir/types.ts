import type { Stmt } from './statements.ts';

/**
 * A planned set of queries with the functions that they call.
 * Shape:  as OPA's plan format, with `constants` added: composite and number constants as JSON-like descriptions.
 * INVARIANT: `validatePolicy` accepts it; code generation relies on that.
 * Source: OPA v1/ir ir.go and plan.schema.json.
 */
export type Policy = {
  readonly static: Static;
  readonly plans: readonly Plan[];
  readonly funcs: readonly Func[];
};

export type Static = {
  readonly strings: readonly string[];
  readonly builtinFuncs: readonly BuiltinFunc[];
  readonly files: readonly string[];
  /** Own extension: values that never change, made once when the program is loaded. */
  readonly constants: readonly Constant[];
};

export type BuiltinFunc = { readonly name: string; readonly arity: number };

/**
 * A ground value of a policy text.
 * Shape: a number keeps the text it was written with.
 */
export type Constant =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly Constant[] }
  | { readonly kind: 'set'; readonly items: readonly Constant[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [Constant, Constant])[] };

/** A query to run. Its blocks add to the result set (`ResultSetAddStmt`) or return a value (`ReturnLocalStmt`). */
export type Plan = { readonly name: string; readonly blocks: readonly Block[] };

/**
 * A rule, a function or a group of rules with one path.
 * Shape: params are input, data, then the arguments; a function without arguments is evaluated once for each pair of
 *        input and data. `what` chooses the text of a conflict error.
 */
export type Func = {
  readonly name: string;
  readonly path: readonly string[];
  readonly params: readonly Local[];
  readonly blocks: readonly Block[];
  readonly return: Local;
  readonly what: 'complete' | 'function' | 'partial-set' | 'partial-object';
  readonly location: Location;
};

/** Statements in order; the first undefined one ends the block. */
export type Block = { readonly stmts: readonly Stmt[] };

/** A variable of a plan or function; 0 is input and 1 is data. */
export type Local = number;

export type Operand =
  | { readonly kind: 'local'; readonly local: Local }
  | { readonly kind: 'string'; readonly index: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'constant'; readonly index: number };

/** Units: `file` indexes `static.files`; row and col are 1-based. */
export type Location = { readonly file: number; readonly row: number; readonly col: number };

export const INPUT: Local = 0;
export const DATA: Local = 1;

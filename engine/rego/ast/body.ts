import type { Span } from '../source/source.ts';
import type { RefTerm, Term } from './term.ts';

/**
 * A conjunction of expressions, in source order until the compiler reorders it for safety.
 * INVARIANT: never empty; an omitted body is the single expression `true` with `generated` set.
 */
export type Body = readonly Expr[];

/**
 * One expression of a body.
 * Shape:  `term` holds a bare term (`input.x`, `true`, a comprehension), `call` an operator with its arguments
 *         (infix ones included; `x := 1` is `assign`, `x = 1` is `eq`), `some` a declaration, `every` a quantifier.
 *         `with` modifiers are in source order. `not` and `and`/`or` exist only under `import future.keywords.not`,
 *         `.and` and `.or`; without the first, `not x` is `negated`.
 * Source: OPA v1/ast policy.go.
 */
export type Expr = ExprBase & (TermExpr | CallExpr | SomeExpr | EveryExpr | NotExpr | LogicalExpr);

export type ExprBase = {
  readonly negated: boolean;
  readonly with: readonly With[];
  /** Made by the compiler or implied by the grammar; diagnostics and coverage pass it over. */
  readonly generated?: true;
  /** Written with `:=`; the compiler turns that into `eq` and remembers it here. */
  readonly assigned?: true;
  readonly span: Span;
};

export type TermExpr = { readonly kind: 'term'; readonly term: Term };
export type CallExpr = { readonly kind: 'call'; readonly operator: RefTerm; readonly args: readonly Term[] };
/** `some x, y`: symbols are vars. `some x in xs` / `some k, v in xs`: one symbol, a call term of internal.member_2/3. */
export type SomeExpr = { readonly kind: 'some'; readonly symbols: readonly Term[] };
export type EveryExpr = {
  readonly kind: 'every';
  readonly key: Term | undefined;
  readonly value: Term;
  readonly domain: Term;
  readonly body: Body;
};

/** `not { body }` (explicit) or `not expr`; the body has at least one expression. */
export type NotExpr = { readonly kind: 'not'; readonly body: Body; readonly explicit: boolean };
/** `lhs and rhs`, `lhs or rhs`; an operand written in braces is explicit, any other is a body of one expression. */
export type LogicalExpr = {
  readonly kind: 'and' | 'or';
  readonly lhs: Body;
  readonly rhs: Body;
  readonly explicitLhs: boolean;
  readonly explicitRhs: boolean;
};

export type With = { readonly target: Term; readonly value: Term; readonly span: Span };

import type { Span } from '../source/source.ts';
import type { Body, Expr } from './body.ts';

/**
 * The terms of Rego, one variant per OPA term type.
 * Shape:  `span` covers the term's text; terms made by the compiler carry the span of what they replace.
 *         A number keeps the text it was written with. A string holds the unescaped value.
 * Source: OPA v1/ast term.go.
 */
export type Term =
  | NullTerm
  | BooleanTerm
  | NumberTerm
  | StringTerm
  | TemplateStringTerm
  | VarTerm
  | RefTerm
  | ArrayTerm
  | SetTerm
  | ObjectTerm
  | ArrayComprehensionTerm
  | SetComprehensionTerm
  | ObjectComprehensionTerm
  | CallTerm;

export type NullTerm = { readonly kind: 'null'; readonly span: Span };
export type BooleanTerm = { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span };
export type NumberTerm = { readonly kind: 'number'; readonly text: string; readonly span: Span };
export type StringTerm = { readonly kind: 'string'; readonly value: string; readonly raw?: true; readonly span: Span };
/** `$"a {expr} b"`: literal parts are string terms, expressions stand between them. */
export type TemplateStringTerm = {
  readonly kind: 'templatestring';
  readonly parts: readonly (StringTerm | Expr)[];
  readonly multiline: boolean;
  readonly span: Span;
};
/**
 * A variable. `_` is given a fresh name `$1`, `$2` ... per module by the parser, as in OPA; generated names start with
 * `__local`. `wildcard` marks the former.
 */
export type VarTerm = { readonly kind: 'var'; readonly name: string; readonly wildcard?: true; readonly span: Span };
/**
 * A reference. The head is a var (`input`, `data`, a rule, an import, a local) or, before rewriting, any term or call
 * (`f(x)[0]`, `{"a": 1}.a`). A dotted part `.name` is a string term; a bracketed var stays a var.
 */
export type RefTerm = { readonly kind: 'ref'; readonly path: readonly [Term, ...Term[]]; readonly span: Span };
export type ArrayTerm = { readonly kind: 'array'; readonly items: readonly Term[]; readonly span: Span };
export type SetTerm = { readonly kind: 'set'; readonly items: readonly Term[]; readonly span: Span };
export type ObjectTerm = {
  readonly kind: 'object';
  readonly entries: readonly (readonly [Term, Term])[];
  readonly span: Span;
};
export type ArrayComprehensionTerm = {
  readonly kind: 'arraycomprehension';
  readonly term: Term;
  readonly body: Body;
  readonly span: Span;
};
export type SetComprehensionTerm = {
  readonly kind: 'setcomprehension';
  readonly term: Term;
  readonly body: Body;
  readonly span: Span;
};
export type ObjectComprehensionTerm = {
  readonly kind: 'objectcomprehension';
  readonly key: Term;
  readonly value: Term;
  readonly body: Body;
  readonly span: Span;
};
/**
 * A call in term position. The operator is a ref (`["plus"]`, `["json", "unmarshal"]`, `["data", "lib", "f"]`); infix
 * operators are named as their builtin: plus, minus, mul, div, rem, and, or, eq, equal, neq, lt, lte, gt, gte, assign,
 * internal.member_2, internal.member_3.
 */
export type CallTerm = {
  readonly kind: 'call';
  readonly operator: RefTerm;
  readonly args: readonly Term[];
  readonly span: Span;
};

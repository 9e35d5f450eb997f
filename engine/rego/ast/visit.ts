import type { Body, Expr } from './body.ts';
import type { Rule } from './module.ts';
import type { Term } from './term.ts';

/**
 * What a walk calls at each node, before its children; `false` passes the children over.
 * Shape:  the head of a ref and the operator of a call are visited like any term.
 */
export type Visitor = {
  readonly term?: (term: Term) => boolean | undefined;
  readonly expr?: (expr: Expr) => boolean | undefined;
};

/** Visits a term and what it holds, in source order. */
export function walkTerm(term: Term, visitor: Visitor): void {
  if (visitor.term?.(term) === false) return;
  const body = bodyOf(term);
  for (const child of childTerms(term)) walkTerm(child, visitor);
  if (body !== undefined) walkBody(body, visitor);
  if (term.kind === 'templatestring')
    for (const part of term.parts) if (part.kind !== 'string') walkExpr(part, visitor);
}

/** Visits the expressions of a body. */
export function walkBody(body: Body, visitor: Visitor): void {
  for (const expr of body) walkExpr(expr, visitor);
}

/** Visits an expression, its terms, its bodies and its `with` modifiers. */
export function walkExpr(expr: Expr, visitor: Visitor): void {
  if (visitor.expr?.(expr) === false) return;
  for (const term of exprTerms(expr)) walkTerm(term, visitor);
  for (const body of exprBodies(expr)) walkBody(body, visitor);
  for (const modifier of expr.with) {
    walkTerm(modifier.target, visitor);
    walkTerm(modifier.value, visitor);
  }
}

/** Visits the head and body of a rule and of its else chain. */
export function walkRule(rule: Rule, visitor: Visitor): void {
  for (let link: Rule | undefined = rule; link !== undefined; link = link.else) {
    const { ref, args, key, value } = link.head;
    for (const term of [ref, ...(args ?? []), key, value]) if (term !== undefined) walkTerm(term, visitor);
    walkBody(link.body, visitor);
  }
}

/** The terms right below a term; those of bodies and template expressions are not among them. */
export function childTerms(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'ref':
      return term.path;
    case 'array':
    case 'set':
      return term.items;
    case 'object':
      return term.entries.flat();
    case 'call':
      return [term.operator, ...term.args];
    case 'arraycomprehension':
    case 'setcomprehension':
      return [term.term];
    case 'objectcomprehension':
      return [term.key, term.value];
    default:
      return [];
  }
}

/** The terms right below an expression, `with` modifiers left out. */
export function exprTerms(expr: Expr): readonly Term[] {
  switch (expr.kind) {
    case 'term':
      return [expr.term];
    case 'call':
      return [expr.operator, ...expr.args];
    case 'some':
      return expr.symbols;
    case 'every':
      return expr.key === undefined ? [expr.value, expr.domain] : [expr.key, expr.value, expr.domain];
    default:
      return [];
  }
}

/** The bodies right below an expression. */
export function exprBodies(expr: Expr): readonly Body[] {
  switch (expr.kind) {
    case 'every':
    case 'not':
      return [expr.body];
    case 'and':
    case 'or':
      return [expr.lhs, expr.rhs];
    default:
      return [];
  }
}

function bodyOf(term: Term): Body | undefined {
  switch (term.kind) {
    case 'arraycomprehension':
    case 'setcomprehension':
    case 'objectcomprehension':
      return term.body;
    default:
      return undefined;
  }
}

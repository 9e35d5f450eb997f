import type { Body, Expr, Rule, Term } from '../../ast/index.ts';

/**
 * What a walk calls, parents before children; `false` from a callback skips what is below the node.
 * Shape: without a callback for a kind of node the walk goes on below it.
 */
export type Visitor = {
  readonly term?: (term: Term) => boolean;
  readonly expr?: (expr: Expr) => boolean;
  readonly body?: (body: Body) => boolean;
};

export function walkTerm(term: Term, visitor: Visitor): void {
  if (visitor.term?.(term) === false) return;
  switch (term.kind) {
    case 'ref':
      for (const part of term.path) walkTerm(part, visitor);
      return;
    case 'array':
    case 'set':
      for (const item of term.items) walkTerm(item, visitor);
      return;
    case 'object':
      for (const [key, value] of term.entries) {
        walkTerm(key, visitor);
        walkTerm(value, visitor);
      }
      return;
    case 'call':
      walkTerm(term.operator, visitor);
      for (const arg of term.args) walkTerm(arg, visitor);
      return;
    case 'arraycomprehension':
    case 'setcomprehension':
      walkTerm(term.term, visitor);
      walkBody(term.body, visitor);
      return;
    case 'objectcomprehension':
      walkTerm(term.key, visitor);
      walkTerm(term.value, visitor);
      walkBody(term.body, visitor);
      return;
    case 'templatestring':
      for (const part of term.parts)
        if (part.kind === 'string') walkTerm(part, visitor);
        else walkExpr(part, visitor);
      return;
    default:
      return;
  }
}

export function walkBody(body: Body, visitor: Visitor): void {
  if (visitor.body?.(body) === false) return;
  for (const expr of body) walkExpr(expr, visitor);
}

export function walkExpr(expr: Expr, visitor: Visitor): void {
  if (visitor.expr?.(expr) === false) return;
  switch (expr.kind) {
    case 'term':
      walkTerm(expr.term, visitor);
      break;
    case 'call':
      walkTerm(expr.operator, visitor);
      for (const arg of expr.args) walkTerm(arg, visitor);
      break;
    case 'some':
      for (const symbol of expr.symbols) walkTerm(symbol, visitor);
      break;
    case 'every':
      if (expr.key !== undefined) walkTerm(expr.key, visitor);
      walkTerm(expr.value, visitor);
      walkTerm(expr.domain, visitor);
      walkBody(expr.body, visitor);
      break;
    case 'not':
      walkBody(expr.body, visitor);
      break;
    case 'and':
    case 'or':
      walkBody(expr.lhs, visitor);
      walkBody(expr.rhs, visitor);
      break;
  }
  for (const item of expr.with) {
    walkTerm(item.target, visitor);
    walkTerm(item.value, visitor);
  }
}

/** Head first, then body; the `else` link is not followed. */
export function walkRule(rule: Rule, visitor: Visitor): void {
  walkHead(rule, visitor);
  walkBody(rule.body, visitor);
}

export function walkHead(rule: Rule, visitor: Visitor): void {
  const { head } = rule;
  for (const part of head.ref.path.slice(1)) walkTerm(part, visitor);
  for (const arg of head.args ?? []) walkTerm(arg, visitor);
  if (head.key !== undefined) walkTerm(head.key, visitor);
  if (head.value !== undefined) walkTerm(head.value, visitor);
}

/** Whether a term holds a ref or a comprehension, which a head or a set may not. */
export function requiresEvaluation(term: Term): boolean {
  let found = false;
  walkTerm(term, {
    term: (inner) => {
      if (inner.kind === 'ref' || inner.kind.endsWith('comprehension')) found = true;
      return !found;
    },
  });
  return found;
}

/** An expression with bodies of its own: `every`, and `not`, `and`, `or` over bodies. */
export function hasBodies(expr: Expr): boolean {
  return expr.kind === 'every' || expr.kind === 'not' || expr.kind === 'and' || expr.kind === 'or';
}

/** Whether an expression has bodies of its own or holds a comprehension. */
export function hasClosure(expr: Expr): boolean {
  let found = false;
  walkExpr(expr, {
    expr: (inner) => {
      if (hasBodies(inner)) found = true;
      return !found;
    },
    term: (inner) => {
      if (inner.kind.endsWith('comprehension')) found = true;
      return !found;
    },
  });
  return found;
}

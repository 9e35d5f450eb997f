import type { Body, Expr, Term } from '../../ast/index.ts';
import { type Compilation, mapRules } from '../context.ts';
import type { LocalNames } from '../locals.ts';
import { mapExprParts, mapExprTerms, mapList, mapTermParts } from '../syntax/map.ts';
import {
  type CallExpression,
  equality,
  isCallTo,
  isComprehension,
  isEquality,
  operatorRef,
  varTerm,
} from '../syntax/terms.ts';

/** `a == b` is `a = b` once it is known which vars are bound. */
export function rewriteEquals(c: Compilation): void {
  mapRules(c.units, (rule) => {
    const body = equalsInBody(rule.body);
    return body === rule.body ? rule : { ...rule, body };
  });
}

export function equalsInBody(body: Body): Body {
  return mapList(body, (expr) => {
    const mapped = mapExprParts(expr, { term: equalsInTerm, body: equalsInBody });
    if (!isCallTo(mapped, 'equal') || mapped.args.length !== 2) return mapped;
    return { ...mapped, operator: operatorRef('eq', mapped.operator.span) };
  });
}

function equalsInTerm(term: Term): Term {
  return mapTermParts(term, { term: equalsInTerm, body: equalsInBody });
}

/**
 * Gives refs and comprehensions inside other terms an `eq` of their own before the expression that holds them.
 * Shape: a ref may stay directly under `eq` or as the whole expression.
 */
export function rewriteDynamicTerms(c: Compilation): void {
  const rewriter = new DynamicRewriter(c.locals);
  mapRules(c.units, (rule) => {
    const body = rewriter.body(rule.body);
    return body === rule.body ? rule : { ...rule, body };
  });
}

export class DynamicRewriter {
  private readonly names: LocalNames;

  constructor(names: LocalNames) {
    this.names = names;
  }

  body(body: Body): Body {
    let result: Expr[] | undefined;
    body.forEach((expr, i) => {
      const before: Expr[] = [];
      const after = this.expr(expr, before);
      if (result === undefined && (after !== expr || before.length > 0)) result = body.slice(0, i);
      result?.push(...before, after);
    });
    return result ?? body;
  }

  private expr(expr: Expr, before: Expr[]): Expr {
    switch (expr.kind) {
      case 'call': {
        if (isEquality(expr) && expr.args.length !== 2) return expr;
        const direct = isEquality(expr);
        const args = mapList(expr.args, (arg) =>
          direct ? this.direct(arg, expr, before) : this.nested(arg, expr, before),
        );
        return args === expr.args ? expr : { ...expr, args };
      }
      case 'every': {
        const domain = this.nested(expr.domain, expr, before);
        const body = this.body(expr.body);
        return domain === expr.domain && body === expr.body ? expr : { ...expr, domain, body };
      }
      case 'term': {
        const term = this.direct(expr.term, expr, before);
        return term === expr.term ? expr : { ...expr, term };
      }
      default:
        return mapExprTerms(expr, { term: (term) => term, body: (body) => this.body(body) });
    }
  }

  /** A term that may be a ref or a comprehension itself. */
  private direct(term: Term, original: Expr, before: Expr[]): Term {
    if (term.kind === 'ref') return this.path(term, original, before);
    if (!isComprehension(term)) return this.nested(term, original, before);
    const body = this.body(term.body);
    return body === term.body ? term : { ...term, body };
  }

  private path(ref: Extract<Term, { kind: 'ref' }>, original: Expr, before: Expr[]): Extract<Term, { kind: 'ref' }> {
    const path = mapList(ref.path, (part) => (part === ref.path[0] ? part : this.nested(part, original, before)));
    return path === ref.path ? ref : { ...ref, path: path as typeof ref.path };
  }

  private nested(term: Term, original: Expr, before: Expr[]): Term {
    const nested = (part: Term): Term => this.nested(part, original, before);
    switch (term.kind) {
      case 'ref':
        return this.hoist(this.path(term, original, before), original, before);
      case 'arraycomprehension':
      case 'setcomprehension':
      case 'objectcomprehension':
        return this.hoist({ ...term, body: this.body(term.body) }, original, before);
      case 'array':
      case 'set':
      case 'object':
        return mapTermParts(term, { term: nested, body: (body) => body });
      default:
        return term;
    }
  }

  private hoist(term: Term, original: Expr, before: Expr[]): Term {
    const local = varTerm(this.names.fresh(), term.span);
    before.push({ ...equality(local, term, term.span, true), with: original.with });
    return local;
  }
}

/** In test rules, refs and comprehensions on either side of an equality get locals, whose values a trace can show. */
export function rewriteTestEqualities(c: Compilation): void {
  if (c.options.testTracing !== true) return;
  mapRules(c.units, (rule) => {
    const name = rule.head.ref.path[0];
    if (name.kind !== 'var' || !name.name.startsWith('test_')) return rule;
    return { ...rule, body: traceBody(c.locals, rule.body) };
  });
}

function traceBody(names: LocalNames, body: Body): Body {
  const result: Expr[] = [];
  for (const expr of body) {
    if (expr.negated || expr.generated) result.push(expr);
    else if (isEquality(expr)) result.push(traceEquality(names, expr, result));
    else if (expr.kind === 'every') result.push({ ...expr, body: traceBody(names, expr.body) });
    else result.push(expr);
  }
  return result;
}

function traceEquality(names: LocalNames, expr: CallExpression, before: Expr[]): Expr {
  const args = expr.args.map((arg) => {
    if (arg.kind !== 'ref' && !isComprehension(arg)) return arg;
    const local = varTerm(names.fresh(), arg.span);
    before.push({ ...equality(local, arg, arg.span, true), with: expr.with });
    return local;
  });
  return { ...expr, args };
}

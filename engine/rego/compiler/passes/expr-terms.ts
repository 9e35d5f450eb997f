import type { Body, Expr, Term } from '../../ast/index.ts';
import { type Compilation, mapRules } from '../context.ts';
import type { LocalNames } from '../locals.ts';
import { mapExprTerms, mapList, mapTermParts } from '../syntax/map.ts';
import { appendToBody, equality, isComprehension, varTerm } from '../syntax/terms.ts';

/** Takes calls out of terms: each becomes an expression before the one that needs it, with an output argument more. */
export function rewriteExprTerms(c: Compilation): void {
  const expander = new CallExpander(c.locals);
  mapRules(c.units, (rule) => {
    const support: Expr[] = [];
    const { head } = rule;
    const expand = (term: Term): Term => expander.expand(term, support);
    const args = head.args && mapList(head.args, expand);
    const key = head.key && expand(head.key);
    const value = head.value && expand(head.value);
    const body = expander.body(appendToBody(rule.body, support));
    const same = args === head.args && key === head.key && value === head.value;
    if (same && body === rule.body) return rule;
    return { ...rule, head: same ? head : { ...head, args, key, value }, body };
  });
}

/** Hoists the calls of bodies. */
export class CallExpander {
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

  /** Rewrites an expression; what has to come before it goes to `before`. */
  private expr(expr: Expr, before: Expr[]): Expr {
    const modifiers = mapList(expr.with, (item) => {
      const value = this.expand(item.value, before);
      return value === item.value ? item : { ...item, value };
    });
    const current = modifiers === expr.with ? expr : { ...expr, with: modifiers };
    const support: Expr[] = [];
    const result = this.exprTerms(current, support);
    for (const extra of support)
      before.push(modifiers.length > 0 && extra.with !== modifiers ? { ...extra, with: modifiers } : extra);
    return result;
  }

  private exprTerms(expr: Expr, support: Expr[]): Expr {
    switch (expr.kind) {
      case 'term': {
        const term = this.expand(expr.term, support);
        return term === expr.term ? expr : { ...expr, term };
      }
      case 'call': {
        const args = mapList(expr.args, (arg) => this.expand(arg, support));
        return args === expr.args ? expr : { ...expr, args };
      }
      case 'every': {
        const { span } = expr.domain;
        const domain = varTerm(this.names.fresh(), span);
        const binding = equality(domain, expr.domain, span, true);
        const value = this.expr(binding, support);
        support.push(value);
        return { ...expr, domain, body: this.body(expr.body) };
      }
      default:
        return mapExprTerms(expr, { term: (term) => term, body: (body) => this.body(body) });
    }
  }

  /** Rewrites a term; the calls it holds go to `support`. */
  expand(term: Term, support: Expr[]): Term {
    const expand = (part: Term): Term => this.expand(part, support);
    switch (term.kind) {
      case 'call': {
        const args = mapList(term.args, expand);
        const output = varTerm(this.names.fresh(), term.span);
        const { operator, span } = term;
        const base = { kind: 'call', negated: false, with: [], generated: true } as const;
        support.push({ ...base, operator, args: [...args, output], span });
        return output;
      }
      case 'ref': {
        const path = mapList(term.path, expand);
        const head = path[0]!;
        const composite = head.kind === 'array' || head.kind === 'object' || head.kind === 'set';
        if (!composite && !isComprehension(head))
          return path === term.path ? term : { ...term, path: path as typeof term.path };
        const local = varTerm(this.names.fresh(), head.span);
        support.push(equality(local, head, head.span, true));
        return { ...term, path: [local, ...path.slice(1)] };
      }
      case 'arraycomprehension':
      case 'setcomprehension': {
        const inner: Expr[] = [];
        const value = this.expand(term.term, inner);
        const body = this.body(appendToBody(term.body, inner));
        return value === term.term && body === term.body ? term : { ...term, term: value, body };
      }
      case 'objectcomprehension': {
        const inner: Expr[] = [];
        const key = this.expand(term.key, inner);
        const value = this.expand(term.value, inner);
        const body = this.body(appendToBody(term.body, inner));
        return key === term.key && value === term.value && body === term.body ? term : { ...term, key, value, body };
      }
      default:
        return mapTermParts(term, { term: expand, body: (body) => body });
    }
  }
}

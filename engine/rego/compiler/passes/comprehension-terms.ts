import type { Body, Expr, Term } from '../../ast/index.ts';
import { type Compilation, mapRules } from '../context.ts';
import type { LocalNames } from '../locals.ts';
import { mapExprParts, mapHead, mapList, mapTermParts } from '../syntax/map.ts';
import { appendToBody, equality, isComprehension, varTerm } from '../syntax/terms.ts';
import { requiresEvaluation } from '../syntax/walk.ts';

/** Takes refs and comprehensions out of the head terms of comprehensions: the body binds a local for them. */
export function rewriteComprehensionTerms(c: Compilation): void {
  const rewriter = new ComprehensionRewriter(c.locals);
  mapRules(c.units, (rule) => {
    const mapped = mapHead(rule, rewriter.term);
    const body = rewriter.body(mapped.body);
    return body === mapped.body ? mapped : { ...mapped, body };
  });
}

/** Takes refs and comprehensions out of a rule's key, value and arguments. */
export function rewriteRefsInHead(c: Compilation): void {
  mapRules(c.units, (rule) => {
    const support: Expr[] = [];
    const hoist = (term: Term): Term => hoistTerm(term, c.locals, support);
    const { head } = rule;
    const key = head.key && hoist(head.key);
    const value = head.value && hoist(head.value);
    const args = head.args && mapList(head.args, hoist);
    if (support.length === 0) return rule;
    return { ...rule, head: { ...head, key, value, args }, body: appendToBody(rule.body, support) };
  });
}

function hoistTerm(term: Term, names: LocalNames, support: Expr[]): Term {
  if (!requiresEvaluation(term)) return term;
  const local = varTerm(names.fresh(), term.span);
  support.push(equality(local, term, term.span, true));
  return local;
}

export class ComprehensionRewriter {
  private readonly names: LocalNames;

  constructor(names: LocalNames) {
    this.names = names;
  }

  readonly body = (body: Body): Body => mapList(body, (expr) => mapExprParts(expr, this));

  readonly term = (term: Term): Term => mapTermParts(isComprehension(term) ? this.hoist(term) : term, this);

  private hoist(term: Extract<Term, { readonly body: Body }>): Term {
    const support: Expr[] = [];
    if (term.kind === 'objectcomprehension') {
      const key = hoistTerm(term.key, this.names, support);
      const value = hoistTerm(term.value, this.names, support);
      return support.length === 0 ? term : { ...term, key, value, body: appendToBody(term.body, support) };
    }
    const value = hoistTerm(term.term, this.names, support);
    return support.length === 0 ? term : { ...term, term: value, body: appendToBody(term.body, support) };
  }
}

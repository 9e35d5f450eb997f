import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Body, Expr, Term } from '../../ast/index.ts';
import { allEntries, type Compilation, errorAt } from '../context.ts';
import type { LocalNames } from '../locals.ts';
import { arityLookup } from '../rule-tree.ts';
import { type Arity, outputVarsOfBody } from '../safety/outputs.ts';
import { mapExprParts, mapHead, mapList, mapTermParts } from '../syntax/map.ts';
import { equality, isCallTo, isGenerated, refTerm, trueExpr, varTerm } from '../syntax/terms.ts';
import { varText } from '../syntax/text.ts';
import { ALL_VARS, bodyVars, collectTermVars, SAFETY_VARS, termVars } from '../syntax/vars.ts';
import { walkRule } from '../syntax/walk.ts';
import { RESERVED_VARS } from './safety.ts';

/**
 * Erases `print` calls, or makes each print what its arguments can be without failing.
 * Errors: `rego_compile_error` for vars that nothing before the call binds.
 */
export function rewritePrintCalls(c: Compilation): void {
  for (const entry of allEntries(c.units)) {
    let found = false;
    walkRule(entry.rule, {
      expr: (expr) => {
        if (isCallTo(expr, 'print')) found = true;
        return !found;
      },
    });
    if (!found) continue;
    if (c.options.print === true) {
      const safe = new Set(RESERVED_VARS);
      for (const arg of entry.rule.head.args ?? []) collectTermVars(arg, ALL_VARS, safe);
      const rewriter = new PrintRewriter(c.locals, arityLookup(c.builtins, c.tree), safe, c.rewritten);
      const body = rewriter.body(entry.rule.body);
      entry.rule = mapHead({ ...entry.rule, body }, rewriter.term);
      if (!c.diagnostics.addAll(rewriter.errors)) return;
    } else {
      const body = erasePrints(entry.rule.body);
      entry.rule = mapHead({ ...entry.rule, body }, eraseInTerm);
    }
  }
}

/** Leaves out the print calls of a body; what is then empty is `true`. */
export function erasePrints(body: Body): Body {
  const kept = body.some((expr) => isCallTo(expr, 'print')) ? body.filter((expr) => !isCallTo(expr, 'print')) : body;
  if (kept.length === 0) return [trueExpr(body[0]!.span)];
  return mapList(kept, (expr) => mapExprParts(expr, { term: eraseInTerm, body: erasePrints }));
}

function eraseInTerm(term: Term): Term {
  return mapTermParts(term, { term: eraseInTerm, body: erasePrints });
}

/** Rewrites the print calls of one rule or query. */
export class PrintRewriter {
  readonly errors: Diagnostic[] = [];
  private readonly names: LocalNames;
  private readonly arity: Arity;
  private readonly rewritten: ReadonlyMap<string, string>;
  private safe: ReadonlySet<string>;

  constructor(names: LocalNames, arity: Arity, safe: ReadonlySet<string>, rewritten: ReadonlyMap<string, string>) {
    this.rewritten = rewritten;
    this.names = names;
    this.arity = arity;
    this.safe = safe;
  }

  readonly body = (body: Body): Body => {
    const outer = this.safe;
    const result = body.map((expr, i) => {
      this.safe = new Set([...outer, ...outputVarsOfBody(body.slice(0, i), this.arity, outer)]);
      if (expr.kind === 'every') {
        const inner = new Set(this.safe);
        if (expr.key !== undefined) collectTermVars(expr.key, ALL_VARS, inner);
        collectTermVars(expr.value, ALL_VARS, inner);
        this.safe = inner;
      }
      const mapped = mapExprParts(expr, this);
      return isCallTo(mapped, 'print') ? this.print(mapped, body.slice(0, i)) : mapped;
    });
    this.safe = outer;
    return result;
  };

  readonly term = (term: Term): Term => mapTermParts(term, this);

  private print(expr: Extract<Expr, { kind: 'call' }>, before: Body): Expr {
    const safe = new Set(this.safe);
    for (const name of bodyVars(before)) if (isGenerated(name)) safe.add(name);
    const { span } = expr;
    for (const arg of expr.args)
      for (const name of [...termVars(arg, SAFETY_VARS)].filter((name) => !safe.has(name)).sort())
        this.errors.push(
          errorAt('rego_compile_error', `var ${varText(this.rewritten.get(name) ?? name)} is undeclared`, arg.span),
        );
    const items = expr.args.map((arg): Term => {
      const local = varTerm(this.names.fresh(), arg.span);
      return { kind: 'setcomprehension', term: local, body: [equality(local, arg, arg.span, false)], span: arg.span };
    });
    const operator = refTerm([varTerm('internal', span), { kind: 'string', value: 'print', span }], span);
    return { kind: 'call', operator, args: [{ kind: 'array', items, span }], negated: false, with: [], span };
  }
}

import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Body, Expr, Term } from '../../ast/index.ts';
import { allEntries, type Compilation, errorAt, rulePath } from '../context.ts';
import type { LocalNames } from '../locals.ts';
import { arityLookup, findNode, type RuleIndexNode } from '../rule-tree.ts';
import { type Arity, outputVarsOfBody } from '../safety/outputs.ts';
import { mapExprParts, mapHead, mapList, mapTermParts } from '../syntax/map.ts';
import {
  equality,
  isEmptyBody,
  isGround,
  isMultiValue,
  isScalar,
  operatorName,
  refTerm,
  varTerm,
} from '../syntax/terms.ts';
import { varText } from '../syntax/text.ts';
import { ALL_VARS, collectTermVars, SAFETY_VARS, termVars } from '../syntax/vars.ts';
import { walkRule } from '../syntax/walk.ts';
import { RESERVED_VARS } from './safety.ts';

/**
 * Turns template strings into calls of `internal.template_string` over an array of parts, each expression a set with
 * at most one value.
 * Errors: `rego_compile_error` for vars that nothing before binds, calls of relations, and missing support.
 */
export function rewriteTemplateStrings(c: Compilation): void {
  const units = c.units.filter(({ module }) => /\$["`]/.test(module.span.source.text));
  for (const entry of allEntries(units)) {
    let found = false;
    walkRule(entry.rule, {
      term: (term) => {
        if (term.kind === 'templatestring') found = true;
        return !found;
      },
    });
    if (!found) continue;
    const safe = new Set(RESERVED_VARS);
    for (const arg of entry.rule.head.args ?? []) collectTermVars(arg, ALL_VARS, safe);
    const rewriter = new TemplateRewriter(c, c.locals, safe);
    const body = rewriter.body(entry.rule.body);
    const inBody = outputVarsOfBody(entry.rule.body, rewriter.arity, safe);
    rewriter.safe = new Set([...safe, ...inBody]);
    entry.rule = mapHead({ ...entry.rule, body }, rewriter.term);
    c.diagnostics.addAll(rewriter.errors);
  }
}

/** Rewrites the template strings of a query. */
export function rewriteQueryTemplates(c: Compilation, names: LocalNames, body: Body): [Body, readonly Diagnostic[]] {
  const rewriter = new TemplateRewriter(c, names, new Set(RESERVED_VARS));
  return [rewriter.body(body), rewriter.errors];
}

class TemplateRewriter {
  readonly errors: Diagnostic[] = [];
  readonly arity: Arity;
  safe: ReadonlySet<string>;
  private readonly c: Compilation;
  private readonly names: LocalNames;

  constructor(c: Compilation, names: LocalNames, safe: ReadonlySet<string>) {
    this.c = c;
    this.names = names;
    this.safe = safe;
    this.arity = arityLookup(c.builtins, c.tree);
  }

  readonly body = (body: Body): Body => {
    const before = this.safe;
    this.safe = new Set([...before, ...outputVarsOfBody(body, this.arity, before)]);
    const result = mapList(body, this.expr);
    this.safe = before;
    return result;
  };

  private readonly expr = (expr: Expr): Expr => {
    if (expr.kind !== 'every') return mapExprParts(expr, this);
    const before = this.safe;
    const domain = this.term(expr.domain);
    const inner = new Set(before);
    if (expr.key !== undefined) collectTermVars(expr.key, ALL_VARS, inner);
    collectTermVars(expr.value, ALL_VARS, inner);
    this.safe = inner;
    const body = this.body(expr.body);
    this.safe = before;
    return { ...expr, domain, body };
  };

  readonly term = (term: Term): Term => {
    switch (term.kind) {
      case 'arraycomprehension':
      case 'setcomprehension':
      case 'objectcomprehension': {
        const before = this.safe;
        const body = this.body(term.body);
        this.safe = new Set([...before, ...outputVarsOfBody(term.body, this.arity, before)]);
        const result =
          term.kind === 'objectcomprehension'
            ? { ...term, key: this.term(term.key), value: this.term(term.value), body }
            : { ...term, term: this.term(term.term), body };
        this.safe = before;
        return result;
      }
      case 'templatestring':
        return this.template(term);
      default:
        return mapTermParts(term, this);
    }
  };

  private template(term: Extract<Term, { kind: 'templatestring' }>): Term {
    const { features, builtins } = this.c.options.capabilities;
    if (!features.has('template_strings') || !builtins.has('internal.template_string')) {
      this.errors.push(errorAt('rego_compile_error', 'template-strings are not supported', term.span));
      return term;
    }
    const parts = term.parts.map((part) => (part.kind === 'string' ? part : this.part(part)));
    const { span } = term;
    const items: readonly Term[] = parts.length === 0 ? [{ kind: 'string', value: '', span }] : parts;
    const operator = refTerm([varTerm('internal', span), { kind: 'string', value: 'template_string', span }], span);
    return { kind: 'call', operator, args: [{ kind: 'array', items, span }], span };
  }

  private part(expr: Expr): Term {
    const term = this.partTerm(expr);
    const { span } = term;
    if (term.kind === 'var' || (term.kind === 'ref' && isAlwaysDefined(this.c.tree, term.path)))
      return { kind: 'set', items: [term], span };
    for (const name of [...termVars(term, SAFETY_VARS)].filter((name) => !this.safe.has(name)).sort()) {
      const shown = varText(this.c.rewritten.get(name) ?? name);
      this.errors.push(errorAt('rego_compile_error', `var ${shown} is undeclared`, span));
    }
    const local = varTerm(this.names.fresh(), span);
    const capture: Expr = { ...equality(local, this.term(term), span, false), with: expr.with };
    return { kind: 'setcomprehension', term: local, body: [capture], span };
  }

  private partTerm(expr: Expr): Term {
    if (expr.kind === 'term') return expr.term;
    if (expr.kind === 'call') {
      const name = operatorName(expr.operator);
      if (name !== undefined && this.c.builtins.get(name)?.relation) {
        const message = `illegal call to relation built-in '${name}' that may cause multiple outputs`;
        this.errors.push(errorAt('rego_compile_error', message, expr.span));
      }
      return { kind: 'call', operator: expr.operator, args: expr.args, span: expr.span };
    }
    this.errors.push(errorAt('rego_compile_error', 'unexpected template-string expression type', expr.span));
    return { kind: 'null', span: expr.span };
  }
}

/** Whether a ref names a rule that has a value under every input. */
function isAlwaysDefined(tree: RuleIndexNode, path: readonly Term[]): boolean {
  const head = path[0]!;
  if (path.length < 2 || head.kind !== 'var' || head.name !== 'data') return false;
  const entries = findNode(tree, path)?.entries ?? [];
  const first = entries[0];
  if (first === undefined || (first.rule.head.args?.length ?? 0) > 0) return false;
  if (first.rule.default || isMultiValue(first.rule)) return rulePath(first).length === path.length;
  if (entries.length > 1) return entries.slice(1).some((entry) => entry.rule.default);
  const { value } = first.rule.head;
  if (!isEmptyBody(first.rule.body) || value === undefined) return false;
  const composite = value.kind === 'array' || value.kind === 'object' || value.kind === 'set';
  return isScalar(value) || value.kind === 'var' || (composite && isGround(value));
}

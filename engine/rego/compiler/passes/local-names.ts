import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Body, Expr, Term, With } from '../../ast/index.ts';
import type { Span } from '../../source/source.ts';
import { errorAt } from '../context.ts';
import type { LocalNames } from '../locals.ts';
import { outputVarsOfEquality } from '../safety/outputs.ts';
import { isAssignment } from '../syntax/declared.ts';
import type { LocalScope, Occurrence } from '../syntax/local-scope.ts';
import { type Mapper, mapExprTerms, mapList, mapTermParts } from '../syntax/map.ts';
import { equality, isWildcard, operatorRef, refTerm, rootName, trueExpr, varTerm } from '../syntax/terms.ts';
import { refText, varText } from '../syntax/text.ts';
import { ALL_VARS, collectTermVars, termVars } from '../syntax/vars.ts';
import { unusedVars } from './unused-vars.ts';

/**
 * Gives the declared vars of one rule body or query names of their own.
 * INVARIANT: terms are visited in the order of OPA's walk, since what a name means depends on what came before it.
 */
export class LocalRenamer implements Mapper {
  readonly errors: Diagnostic[] = [];
  private readonly scope: LocalScope;
  private readonly names: LocalNames;
  private readonly strict: boolean;

  constructor(scope: LocalScope, names: LocalNames, strict: boolean) {
    this.scope = scope;
    this.names = names;
    this.strict = strict;
  }

  /** Renames in a body of a scope already pushed; `used` are the vars that the terms around the body use. */
  bodyWith(body: Body, used: ReadonlySet<string>): Body {
    const result: Expr[] = [];
    const rewritten: (Expr | undefined)[] = [];
    for (const expr of body) {
      const next = this.statement(expr);
      rewritten.push(next);
      if (next !== undefined) result.push(next);
    }
    if (result.length === 0) result.push(trueExpr(body[0]!.span));
    if (this.errors.length === 0)
      this.errors.push(...unusedVars(body, rewritten, result, this.scope, used, this.strict));
    return result;
  }

  /** An operand without braces declares nothing: its names are those of the body around it. */
  readonly body = (body: Body): Body => mapList(body, (expr) => this.expr(expr));

  private scoped(body: Body): Body {
    this.scope.push();
    const result = this.bodyWith(body, new Set());
    this.scope.pop();
    return result;
  }

  private statement(expr: Expr): Expr | undefined {
    if (isAssignment(expr)) return this.assignment(expr);
    if (expr.kind === 'some') return this.some(expr);
    if (expr.kind === 'every') return this.every(expr);
    if (expr.kind === 'not' && expr.explicit) {
      const body = this.scoped(expr.body);
      return this.modifiers({ ...expr, body });
    }
    if (expr.kind === 'and' || expr.kind === 'or') {
      const lhs = expr.explicitLhs ? this.scoped(expr.lhs) : this.body(expr.lhs);
      const rhs = expr.explicitRhs ? this.scoped(expr.rhs) : this.body(expr.rhs);
      return this.modifiers({ ...expr, lhs, rhs });
    }
    return this.expr(expr);
  }

  /** Renames in an expression that declares nothing itself. */
  expr(expr: Expr): Expr {
    return this.modifiers(mapExprTerms(expr, this));
  }

  private modifiers(expr: Expr): Expr {
    const modifiers = mapList(expr.with, (item) => this.modifier(item));
    return modifiers === expr.with ? expr : { ...expr, with: modifiers };
  }

  private modifier(item: With): With {
    const target = this.unshadowed(this.term(item.target));
    const value = this.term(item.value);
    return target === item.target && value === item.value ? item : { ...item, target, value };
  }

  /** `with input as ...` means the document even where a local is named `input`. */
  private unshadowed(target: Term): Term {
    const local = this.scope.declared('input');
    if (local === undefined || local === 'input') return target;
    if (target.kind === 'var' && target.name === local) return refTerm([varTerm('input', target.span)], target.span);
    const head = target.kind === 'ref' ? target.path[0] : undefined;
    if (target.kind !== 'ref' || head?.kind !== 'var' || head.name !== local) return target;
    return refTerm([varTerm('input', head.span), ...target.path.slice(1)], target.span);
  }

  readonly term = (term: Term): Term => {
    switch (term.kind) {
      case 'var':
        return this.variable(term);
      case 'ref': {
        const root = rootName(term);
        if (root === undefined) return mapTermParts(term, this);
        const occurrence = this.scope.anyOccurrence(root);
        if (occurrence === undefined || occurrence === 'seen') return term;
        return varTerm(this.scope.declared(root)!, term.span);
      }
      case 'call': {
        const shadowed = [...termVars(term.operator)].some((name) => {
          const local = this.scope.declared(name);
          return local !== undefined && local !== name;
        });
        if (shadowed) this.fail(`called function ${refText(term.operator.path)} shadowed`, term.span);
        return mapTermParts(term, this);
      }
      case 'arraycomprehension':
      case 'setcomprehension': {
        this.scope.push();
        const body = this.bodyWith(term.body, termVars(term.term));
        const inner = this.term(term.term);
        this.scope.pop();
        return { ...term, term: inner, body };
      }
      case 'objectcomprehension': {
        const used = termVars(term.key);
        collectTermVars(term.value, ALL_VARS, used);
        this.scope.push();
        const body = this.bodyWith(term.body, used);
        const key = this.term(term.key);
        const value = this.term(term.value);
        this.scope.pop();
        return { ...term, key, value, body };
      }
      case 'templatestring': {
        const parts = mapList(term.parts, (part) => (part.kind === 'string' ? part : this.expr(part)));
        return parts === term.parts ? term : { ...term, parts: parts as typeof term.parts };
      }
      default:
        return mapTermParts(term, this);
    }
  };

  private variable(term: Extract<Term, { kind: 'var' }>): Term {
    const local = this.scope.declared(term.name);
    if (local === undefined) {
      this.scope.insert(term.name, term.name, 'seen');
      return term;
    }
    this.scope.see(term.name);
    return local === term.name ? term : varTerm(local, term.span);
  }

  private assignment(expr: Extract<Expr, { kind: 'call' }>): Expr {
    if (expr.negated) {
      this.fail('cannot assign vars inside negated expression', expr.span);
      return expr;
    }
    const [left, right] = expr.args;
    if (expr.args.length !== 2 || left === undefined || right === undefined) return expr;
    const before = this.errors.length;
    const value = this.term(right);
    const modifiers = mapList(expr.with, (item) => ({ ...item, value: this.term(item.value) }));
    const target = this.pattern(left);
    const renamed = { ...expr, args: [target, value], with: modifiers };
    if (this.errors.length !== before) return renamed;
    return { ...renamed, operator: operatorRef('eq', expr.operator.span), assigned: true };
  }

  /** The left side of `:=`. */
  private pattern(term: Term): Term {
    const root = rootName(term);
    if (term.kind === 'var' || root !== undefined) {
      const local = this.declare(term.kind === 'var' ? term.name : root!, 'assigned', term.span);
      return local === undefined ? term : varTerm(local, term.span);
    }
    if (term.kind === 'array') return { ...term, items: term.items.map((item) => this.pattern(item)) };
    if (term.kind === 'object')
      return { ...term, entries: term.entries.map(([key, value]) => [key, this.pattern(value)] as const) };
    this.fail(`cannot assign to ${term.kind}`, term.span);
    return term;
  }

  private some(expr: Extract<Expr, { kind: 'some' }>): Expr | undefined {
    for (const symbol of expr.symbols) {
      if (symbol.kind === 'call') return this.someIn(expr, symbol);
      if (symbol.kind === 'var' && this.declare(symbol.name, 'declared', expr.span) === undefined) return undefined;
    }
    return undefined;
  }

  private someIn(expr: Extract<Expr, { kind: 'some' }>, member: Extract<Term, { kind: 'call' }>): Expr | undefined {
    const collection = member.args[member.args.length - 1]!;
    const value = member.args[member.args.length - 2]!;
    const key = member.args.length === 3 ? member.args[0]! : varTerm(this.names.fresh(), value.span);
    const path = collection.kind === 'ref' ? [...collection.path, key] : [collection, key];
    const { negated, with: modifiers, span } = expr;
    const unified = { ...equality(value, refTerm(path, member.span), span, false), negated, with: modifiers };
    const bound = termVars(collection);
    const outputs = [...outputVarsOfEquality(unified, bound)].filter((name) => !bound.has(name)).sort();
    for (const name of outputs) if (this.declare(name, 'declared', span) === undefined) return undefined;
    return this.expr(unified);
  }

  private every(expr: Extract<Expr, { kind: 'every' }>): Expr | undefined {
    const domain = this.term(expr.domain);
    this.scope.push();
    const key =
      expr.key === undefined ? varTerm(this.names.fresh(), expr.value.span) : this.quantified(expr.key, expr.span);
    const value = key === undefined ? undefined : this.quantified(expr.value, expr.span);
    if (key === undefined || value === undefined) {
      this.scope.pop();
      return undefined;
    }
    const body = this.bodyWith(expr.body, new Set());
    const result = this.modifiers({ ...expr, key, value, domain, body });
    this.scope.pop();
    return result;
  }

  private quantified(term: Term, span: Span): Term | undefined {
    if (term.kind !== 'var' || isWildcard(term.name)) return term;
    const local = this.declare(term.name, 'declared', span);
    return local === undefined ? undefined : varTerm(local, term.span);
  }

  /** A new local for a name; undefined, with an error, where the name already means something in this body. */
  private declare(name: string, occurrence: Occurrence, span: Span): string | undefined {
    const before = this.scope.occurrence(name);
    if (before !== undefined) {
      const reason = { seen: 'referenced above', assigned: 'assigned above', declared: 'declared above' };
      const shown = varText(name);
      this.fail(before === 'argument' ? `arg ${shown} redeclared` : `var ${shown} ${reason[before]}`, span);
      return undefined;
    }
    const local = this.names.fresh();
    this.scope.insert(name, local, occurrence);
    return local;
  }

  private fail(message: string, span: Span): void {
    this.errors.push(errorAt('rego_compile_error', message, span));
  }
}

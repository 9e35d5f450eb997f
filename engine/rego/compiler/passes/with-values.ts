import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Body, Expr, Term, With } from '../../ast/index.ts';
import { type Compilation, errorAt, mapRules } from '../context.ts';
import type { LocalNames } from '../locals.ts';
import { childOf, findNode } from '../rule-tree.ts';
import { mapExprTerms, mapHead, mapTermParts } from '../syntax/map.ts';
import { arityOf, equality, headName, operatorName, refTerm, varTerm } from '../syntax/terms.ts';
import { quoted, refText } from '../syntax/text.ts';
import { requiresEvaluation } from '../syntax/walk.ts';

/**
 * Checks the targets of `with` and takes refs and comprehensions out of its values.
 * Errors: `rego_compile_error`, `rego_type_error` for targets that cannot be replaced.
 */
export function rewriteWithValues(c: Compilation): void {
  const rewriter = new WithRewriter(c, c.locals);
  mapRules(c.units, (rule) => {
    const mapped = mapHead(rule, rewriter.term);
    const body = rewriter.body(mapped.body);
    c.diagnostics.addAll(rewriter.errors.splice(0));
    return body === mapped.body ? mapped : { ...mapped, body };
  });
}

export class WithRewriter {
  readonly errors: Diagnostic[] = [];
  private readonly c: Compilation;
  private readonly names: LocalNames;

  constructor(c: Compilation, names: LocalNames) {
    this.c = c;
    this.names = names;
  }

  readonly term = (term: Term): Term => mapTermParts(term, this);

  /** OPA reports one bad `with` a body. */
  readonly body = (body: Body): Body => {
    let result: Expr[] | undefined;
    const failed = this.errors.length;
    body.forEach((expr, i) => {
      const before: Expr[] = [];
      const replaced = expr.with.length === 0 || this.errors.length > failed ? expr : this.expr(expr, before);
      const after = mapExprTerms(replaced, this);
      if (result === undefined && (after !== expr || before.length > 0)) result = body.slice(0, i);
      result?.push(...before, after);
    });
    return result ?? body;
  };

  private expr(expr: Expr, before: Expr[]): Expr {
    const modifiers: With[] = [];
    for (const item of expr.with) {
      const { target, value, hoist } = this.check(item);
      if (!hoist) {
        modifiers.push({ ...item, target, value });
        continue;
      }
      const local = varTerm(this.names.fresh(), value.span);
      before.push(equality(local, value, value.span, true));
      modifiers.push({ ...item, target, value: local });
    }
    return { ...expr, with: modifiers };
  }

  /** The target and value as refs where they name functions, and whether the value has to be bound before. */
  private check(item: With): { readonly target: Term; readonly value: Term; readonly hoist: boolean } {
    const value = this.asBuiltinRef(item.value);
    const { target } = item;
    if (this.isUnsafe(target)) return { target, value, hoist: false };
    if (target.kind === 'ref' && headName(target) === 'data')
      return { target, value, hoist: this.checkData(target, value) };
    if (target.kind === 'ref' && headName(target) === 'input')
      return { target, value, hoist: requiresEvaluation(value) };
    const builtin = this.asBuiltinRef(target);
    const name = builtin.kind === 'ref' ? operatorName(builtin) : undefined;
    const signature = name === undefined ? undefined : this.c.builtins.get(name);
    if (name === undefined || signature === undefined) {
      const message = 'with keyword target must reference existing input, data, or a function';
      this.errors.push(errorAt('rego_type_error', message, target.span));
      return { target, value, hoist: false };
    }
    const reason = builtinProblem(name, signature);
    if (reason !== undefined) {
      this.errors.push(
        errorAt('rego_compile_error', `with keyword replacing built-in function: ${reason}`, target.span),
      );
      return { target: builtin, value, hoist: false };
    }
    return { target: builtin, value, hoist: !this.isFunctionValue(value) && requiresEvaluation(value) };
  }

  private checkData(target: Extract<Term, { kind: 'ref' }>, value: Term): boolean {
    let node = this.c.tree;
    for (const part of target.path.slice(0, -1)) {
      const child = childOf(node, part);
      if (child === undefined) break;
      if (child.entries.length > 0) {
        const message = 'with keyword cannot partially replace virtual document(s)';
        this.errors.push(errorAt('rego_compile_error', message, target.span));
        return false;
      }
      node = child;
    }
    const replaced = childOf(node, target.path[target.path.length - 1]!);
    if (replaced?.entries.some((entry) => arityOf(entry.rule) > 0) && this.isFunctionValue(value)) return false;
    const given = value.kind === 'ref' ? findNode(this.c.tree, value.path) : undefined;
    if (given?.entries.some((entry) => arityOf(entry.rule) > 0)) return false;
    return requiresEvaluation(value);
  }

  private isFunctionValue(value: Term): boolean {
    if (value.kind === 'ref' && findNode(this.c.tree, value.path) !== undefined) return true;
    return !this.isUnsafe(value) && this.isBuiltin(value);
  }

  private isBuiltin(term: Term): boolean {
    if (term.kind === 'var') return this.c.builtins.has(term.name);
    const name = term.kind === 'ref' ? operatorName(term) : undefined;
    return name !== undefined && this.c.builtins.has(name);
  }

  private isUnsafe(term: Term): boolean {
    const { unsafeBuiltins } = this.c.options;
    if (unsafeBuiltins === undefined || (term.kind !== 'ref' && term.kind !== 'var')) return false;
    const name = term.kind === 'var' ? term.name : refText(term.path);
    if (!unsafeBuiltins.has(name)) return false;
    const message = `with keyword replacing built-in function: target must not be unsafe: ${quoted(name)}`;
    this.errors.push(errorAt('rego_compile_error', message, term.span));
    return true;
  }

  private asBuiltinRef(term: Term): Term {
    return term.kind === 'var' && this.c.builtins.has(term.name) ? refTerm([term], term.span) : term;
  }
}

function builtinProblem(name: string, signature: { relation?: boolean; result?: unknown }): string | undefined {
  if (name === 'eq' || name === 'rego.metadata.chain' || name === 'rego.metadata.rule')
    return `replacement of ${quoted(name)} invalid`;
  if (name.startsWith('internal.')) return `replacement of internal function ${quoted(name)} invalid`;
  if (signature.relation) return 'target must not be a relation';
  if (signature.result === undefined) return 'target must not be a void function';
  return undefined;
}

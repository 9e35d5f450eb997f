import type { Diagnostic } from '../../../diagnostics/index.ts';
import { type Expr, mapTerm, type Term } from '../../ast/index.ts';
import { allEntries, type Compilation, errorAt } from '../context.ts';
import { nearest } from '../hints.ts';
import { arityLookup } from '../rule-tree.ts';
import type { Arity } from '../safety/outputs.ts';
import { type CallExpression, isEquality, operatorName } from '../syntax/terms.ts';
import { refText } from '../syntax/text.ts';
import { type Visitor, walkRule } from '../syntax/walk.ts';
import { argumentDetails } from '../types/details.ts';

/** Errors: `rego_type_error` for calls of what is no function, or with the wrong number of arguments. */
export function checkUndefinedFunctions(c: Compilation): void {
  for (const entry of allEntries(c.units)) {
    const errors: Diagnostic[] = [];
    walkRule(entry.rule, undefinedFunctionVisitor(c, c.rewritten, errors));
    if (!c.diagnostics.addAll(errors)) return;
  }
}

export function undefinedFunctionVisitor(
  c: Pick<Compilation, 'builtins' | 'tree' | 'types'>,
  rewritten: ReadonlyMap<string, string>,
  errors: Diagnostic[],
): Visitor {
  const arity = arityLookup(c.builtins, c.tree);
  return {
    expr: (expr) => {
      if (expr.kind !== 'call') return true;
      const error = problemOf(c, expr, arity, rewritten);
      if (error !== undefined) errors.push(error);
      return error === undefined;
    },
  };
}

function problemOf(
  c: Pick<Compilation, 'builtins' | 'types'>,
  expr: Expr & CallExpression,
  arity: Arity,
  rewritten: ReadonlyMap<string, string>,
): Diagnostic | undefined {
  const { path } = expr.operator;
  const count = arity(path);
  const rename = (part: Term): Term =>
    part.kind === 'var' ? { ...part, name: rewritten.get(part.name) ?? part.name } : part;
  const name = refText(path.map((part) => mapTerm(part, { term: rename })));
  if (count === undefined)
    return errorAt('rego_type_error', `undefined function ${name}`, expr.span, nearest(name, c.builtins.keys()));
  const given = expr.args.length;
  const fits = expr.generated ? isEquality(expr) || given === count + 1 : given === count || given === count + 1;
  if (fits) return undefined;
  const builtin = operatorName(expr.operator);
  const signature = builtin === undefined ? undefined : c.builtins.get(builtin);
  if (signature !== undefined) {
    const have = expr.args.map((arg) => c.types.typeOf(arg));
    const details = argumentDetails(have, signature.args, signature.variadic);
    return errorAt('rego_type_error', `${name}: arity mismatch`, expr.span, undefined, details);
  }
  const got = expr.generated ? given - 1 : given;
  const noun = got === 1 ? 'argument' : 'arguments';
  return errorAt('rego_type_error', `function ${name} has arity ${count}, got ${got} ${noun}`, expr.span);
}

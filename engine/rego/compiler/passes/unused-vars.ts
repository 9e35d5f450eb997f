import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Body, Expr } from '../../ast/index.ts';
import { errorAt } from '../context.ts';
import { declaredVarsOfExpr } from '../syntax/declared.ts';
import type { LocalScope } from '../syntax/local-scope.ts';
import { isGenerated, isWildcard } from '../syntax/terms.ts';
import { bodyVars, exprVars } from '../syntax/vars.ts';

/**
 * The vars that a body declares with `some` and never uses and, when strict, those it assigns and never uses.
 * Shape: `body` is the text's, `rewritten` its expressions after renaming at the same places, `result` what is left.
 */
export function unusedVars(
  body: Body,
  rewritten: readonly (Expr | undefined)[],
  result: Body,
  scope: LocalScope,
  used: ReadonlySet<string>,
  strict: boolean,
): Diagnostic[] {
  const { names, occurrence } = scope.top;
  const kinds = new Set(occurrence.values());
  const usedLocals = new Set([...used].map((name) => scope.declared(name) ?? name));
  const errors: Diagnostic[] = [];
  if (strict && kinds.has('assigned'))
    for (const [name, local] of sortedNames(names, (name) => occurrence.get(name) === 'assigned')) {
      if (isWildcard(name) || scope.count(name) > 1 || usedLocals.has(local)) continue;
      const at = rewritten.find((expr) => expr !== undefined && exprVars(expr).has(local)) ?? body[0]!;
      errors.push(errorAt('rego_compile_error', `assigned var ${name} unused`, at.span));
    }
  if (errors.length > 0 || !kinds.has('declared')) return errors;
  const inBody = bodyVars(result);
  for (const [name, local] of sortedNames(names, (name) => occurrence.get(name) === 'declared')) {
    if (inBody.has(local) || usedLocals.has(local) || used.has(local) || isGenerated(name)) continue;
    const at = body.find((expr) => declaredVarsOfExpr(expr).has(name)) ?? body[0]!;
    errors.push(errorAt('rego_compile_error', `declared var ${name} unused`, at.span));
  }
  return errors;
}

function sortedNames(names: ReadonlyMap<string, string>, keep: (name: string) => boolean): [string, string][] {
  return [...names].filter(([name]) => keep(name)).sort((a, b) => (a[1] < b[1] ? -1 : 1));
}

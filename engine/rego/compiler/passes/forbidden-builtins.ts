import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Body } from '../../ast/index.ts';
import { allEntries, type Compilation, errorAt } from '../context.ts';
import { operatorName } from '../syntax/terms.ts';
import { type Visitor, walkBody, walkRule } from '../syntax/walk.ts';

/** Errors: `rego_type_error` for calls of builtins that the caller ruled out. */
export function checkUnsafeBuiltins(c: Compilation): void {
  const { unsafeBuiltins } = c.options;
  if (unsafeBuiltins === undefined || unsafeBuiltins.size === 0) return;
  const errors: Diagnostic[] = [];
  const visitor = callVisitor((name) => unsafeBuiltins.has(name), 'unsafe', errors);
  for (const entry of allEntries(c.units)) walkRule(entry.rule, visitor);
  c.diagnostics.addAll(errors);
}

/** Errors: `rego_type_error` for calls of deprecated builtins (v1 modules, or strict). */
export function checkDeprecatedBuiltins(c: Compilation): void {
  const errors: Diagnostic[] = [];
  const visitor = callVisitor((name) => c.builtins.get(name)?.deprecated === true, 'deprecated', errors);
  for (const unit of c.units) {
    if (!c.options.strict && unit.module.regoVersion !== 'v1') continue;
    for (const entry of allEntries([unit])) walkRule(entry.rule, visitor);
  }
  c.diagnostics.addAll(errors);
}

/** The calls of ruled out or, when strict, deprecated builtins in a query. */
export function forbiddenCallsOfQuery(c: Compilation, body: Body): readonly Diagnostic[] {
  const { unsafeBuiltins, strict } = c.options;
  const errors: Diagnostic[] = [];
  walkBody(
    body,
    callVisitor((name) => unsafeBuiltins?.has(name) === true, 'unsafe', errors),
  );
  if (errors.length === 0 && strict)
    walkBody(
      body,
      callVisitor((name) => c.builtins.get(name)?.deprecated === true, 'deprecated', errors),
    );
  return errors;
}

function callVisitor(isRuledOut: (name: string) => boolean, reason: string, errors: Diagnostic[]): Visitor {
  return {
    expr: (expr) => {
      const name = expr.kind === 'call' ? operatorName(expr.operator) : undefined;
      if (name !== undefined && isRuledOut(name))
        errors.push(errorAt('rego_type_error', `${reason} built-in function calls in expression: ${name}`, expr.span));
      return true;
    },
  };
}

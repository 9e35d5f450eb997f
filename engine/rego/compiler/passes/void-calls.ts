import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Term } from '../../ast/index.ts';
import { allEntries, type Compilation, errorAt } from '../context.ts';
import { operatorName } from '../syntax/terms.ts';
import { termText } from '../syntax/text.ts';
import { type Visitor, walkRule } from '../syntax/walk.ts';

/** Errors: `rego_type_error` for calls in a term of functions that give no value. */
export function checkVoidCalls(c: Compilation): void {
  for (const entry of allEntries(c.units)) {
    const errors: Diagnostic[] = [];
    walkRule(entry.rule, voidCallVisitor(c, errors));
    if (!c.diagnostics.addAll(errors)) return;
  }
}

export function voidCallVisitor(c: Pick<Compilation, 'builtins'>, errors: Diagnostic[]): Visitor {
  return {
    term: (term: Term) => {
      const name = term.kind === 'call' ? operatorName(term.operator) : undefined;
      const signature = name === undefined ? undefined : c.builtins.get(name);
      if (signature !== undefined && signature.result === undefined)
        errors.push(errorAt('rego_type_error', `${termText(term)} used as value`, term.span));
      return true;
    },
  };
}

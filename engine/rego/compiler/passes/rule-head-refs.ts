import type { Expr, Rule, Term } from '../../ast/index.ts';
import { type Compilation, errorAt } from '../context.ts';
import { appendToBody, equality, isMultiValue, isScalar, refTerm, varTerm } from '../syntax/terms.ts';
import { refText } from '../syntax/text.ts';

/**
 * Leaves scalars and vars alone in head refs: any other part becomes a local that the body binds.
 * Errors: `rego_compile_error`, `rego_type_error` where the capabilities lack refs in heads.
 */
export function rewriteRuleHeadRefs(c: Compilation): void {
  const { features } = c.options.capabilities;
  const general = features.has('rule_head_refs') || features.has('rego_v1');
  const prefixes = general || features.has('rule_head_ref_string_prefixes');
  for (const unit of c.units)
    for (const entry of unit.entries) {
      const { rule } = entry;
      const { path } = rule.head.ref;
      if (!prefixes && path.length > 2) {
        const message = `rule heads with refs are not supported: ${refText(path)}`;
        c.diagnostics.add(errorAt('rego_compile_error', message, rule.span));
        continue;
      }
      if (!general && !allowedWithoutGeneralRefs(rule)) {
        const message = `rule heads with general refs (containing variables) are not supported: ${refText(path)}`;
        if (!c.diagnostics.add(errorAt('rego_type_error', message, rule.span))) return;
        continue;
      }
      entry.rule = bindHeadParts(c, rule);
    }
}

function allowedWithoutGeneralRefs(rule: Rule): boolean {
  const { path } = rule.head.ref;
  return path.every((part, i) => i === 0 || part.kind === 'string' || (!isMultiValue(rule) && i === path.length - 1));
}

function bindHeadParts(c: Compilation, rule: Rule): Rule {
  const { head } = rule;
  const bindings: Expr[] = [];
  let key = head.key;
  const path = head.ref.path.map((part, i): Term => {
    if (i === 0 || part.kind === 'var' || isScalar(part)) return part;
    const local = varTerm(c.locals.fresh(), part.span);
    bindings.push(equality(local, part, part.span, true));
    if (i === head.ref.path.length - 1 && head.value !== undefined && key !== undefined) key = local;
    return local;
  });
  if (bindings.length === 0) return rule;
  const ref = refTerm(path, head.ref.span);
  return { ...rule, head: { ...head, ref, key }, body: appendToBody(rule.body, bindings) };
}

import type { Rule } from '../../ast/index.ts';
import { type Compilation, errorAt, type Unit } from '../context.ts';
import { isAssignment } from '../syntax/declared.ts';
import { headName, rootName } from '../syntax/terms.ts';
import { type Visitor, walkRule } from '../syntax/walk.ts';
import { importName, importText } from './resolve-refs.ts';

/** Errors: `rego_compile_error` for rules, arguments and vars named `input` or `data` (v1 modules, or strict). */
export function checkKeywordOverrides(c: Compilation): void {
  for (const unit of c.units) {
    if (!isChecked(c, unit)) continue;
    for (const entry of unit.entries) checkHeadNames(c, entry.rule);
    const visitor = assignmentVisitor(c);
    for (const first of unit.entries)
      for (let link: typeof first | undefined = first; link; link = link.next) walkRule(link.rule, visitor);
  }
}

function isChecked(c: Compilation, unit: Unit): boolean {
  return c.options.strict || unit.module.regoVersion === 'v1';
}

function checkHeadNames(c: Compilation, rule: Rule): void {
  const name = headName(rule.head.ref);
  if (name === 'input' || name === 'data')
    c.diagnostics.add(
      errorAt('rego_compile_error', `rules must not shadow ${name} (use a different rule name)`, rule.span),
    );
  for (const arg of rule.head.args ?? []) {
    const root = rootName(arg);
    if (root !== undefined)
      c.diagnostics.add(
        errorAt('rego_compile_error', `args must not shadow ${root} (use a different variable name)`, arg.span),
      );
  }
}

export function assignmentVisitor(c: Pick<Compilation, 'diagnostics'>): Visitor {
  return {
    expr: (expr) => {
      const root = expr.kind === 'call' && isAssignment(expr) && expr.args[0] ? rootName(expr.args[0]) : undefined;
      if (root !== undefined)
        c.diagnostics.add(
          errorAt('rego_compile_error', `variables must not shadow ${root} (use a different variable name)`, expr.span),
        );
      return true;
    },
  };
}

/** Errors: `rego_compile_error` for two imports of one name (v1 modules, or strict), and for `rego.v1` unsupported. */
export function checkImports(c: Compilation): void {
  const { features } = c.options.capabilities;
  const supported = features.has('rego_v1_import') || features.has('rego_v1');
  for (const unit of c.units)
    for (const item of unit.module.imports)
      if (!supported && importText(item).startsWith('import rego.v1'))
        c.diagnostics.add(errorAt('rego_compile_error', 'rego.v1 import is not supported', item.span));
  for (const unit of c.units) {
    if (!isChecked(c, unit)) continue;
    const seen = new Map<string, string>();
    for (const item of unit.module.imports) {
      const name = importName(item);
      const before = seen.get(name);
      if (before === undefined) seen.set(name, importText(item));
      else c.diagnostics.add(errorAt('rego_compile_error', `import must not shadow ${before}`, item.span));
    }
  }
}

import { type Diagnostic, errorDiagnostic } from '../../diagnostics/index.ts';
import { type Expr, type Module, type Rule, refText, type Term, walkRule } from '../ast/index.ts';
import { BUILTINS, isBuiltin } from '../builtins/table.ts';
import { importName, importText } from '../compiler/passes/resolve-refs.ts';
import { isLanguageKeyword } from '../parser/keywords.ts';
import type { Span } from '../source/index.ts';

/**
 * What v1 forbids and the formatter does not mend.
 * Errors: `rego_compile_error` for imports of one name and for `input` and `data` as names, `rego_type_error` for
 *         deprecated builtins, `rego_parse_error` for rules named as keywords; in OPA's order.
 * Source: OPA v1/ast rego_v1.go.
 */
export function checkForV1(module: Module): readonly Diagnostic[] {
  return [
    ...duplicateImports(module),
    ...module.rules.flatMap(shadowingNames),
    ...module.rules.flatMap((rule) => inExprs(rule, shadowingVar)),
    ...module.rules.flatMap(deprecatedCalls),
    ...module.rules.flatMap(keywordName),
  ];
}

function duplicateImports(module: Module): readonly Diagnostic[] {
  const seen = new Map<string, string>();
  return module.imports.flatMap((item) => {
    const name = importName(item);
    const earlier = name === undefined ? undefined : seen.get(name);
    if (name !== undefined && earlier === undefined) seen.set(name, importText(item));
    return earlier === undefined ? [] : at('rego_compile_error', `import must not shadow ${earlier}`, item.span);
  });
}

function shadowingNames({ head, span }: Rule): readonly Diagnostic[] {
  const [name] = head.ref.path;
  const rule = name.kind === 'var' && isRoot(name.name) ? name.name : undefined;
  return [
    ...(rule === undefined
      ? []
      : at('rego_compile_error', `rules must not shadow ${rule} (use a different rule name)`, span)),
    ...(head.args ?? []).flatMap((arg) =>
      arg.kind === 'ref' && isRoot(refText(arg))
        ? at('rego_compile_error', `args must not shadow ${refText(arg)} (use a different variable name)`, arg.span)
        : [],
    ),
  ];
}

function shadowingVar(expr: Expr): readonly Diagnostic[] {
  if (expr.kind !== 'call' || refText(expr.operator) !== 'assign') return [];
  const [target] = expr.args;
  const name = target?.kind === 'ref' ? refText(target) : target?.kind === 'var' ? target.name : '';
  if (!isRoot(name)) return [];
  return at('rego_compile_error', `variables must not shadow ${name} (use a different variable name)`, expr.span);
}

function deprecatedCalls(rule: Rule): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const check = (operator: Term, span: Span): undefined => {
    const name = operator.kind === 'ref' ? refText(operator) : '';
    if (!isBuiltin(name) || !('deprecated' in BUILTINS[name])) return;
    found.push(...at('rego_type_error', `deprecated built-in function calls in expression: ${name}`, span));
  };
  walkRule(rule, {
    expr: (expr) => (expr.kind === 'call' ? check(expr.operator, expr.span) : undefined),
    term: (term) => (term.kind === 'call' ? check(term.operator, term.operator.span) : undefined),
  });
  return found;
}

function keywordName({ head, span }: Rule): readonly Diagnostic[] {
  const [name, ...rest] = head.ref.path;
  if (rest.length > 0 || name.kind !== 'var' || !isLanguageKeyword(name.name, 'v1')) return [];
  return at('rego_parse_error', `${name.name} keyword cannot be used for rule name`, span);
}

function inExprs(rule: Rule, check: (expr: Expr) => readonly Diagnostic[]): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  walkRule(rule, {
    expr: (expr) => {
      found.push(...check(expr));
      return undefined;
    },
  });
  return found;
}

function isRoot(name: string): boolean {
  return name === 'input' || name === 'data';
}

function at(code: Diagnostic['code'], message: string, { source, row, col }: Span): readonly Diagnostic[] {
  return [errorDiagnostic(code, message, { place: { file: source.name, row, col } })];
}

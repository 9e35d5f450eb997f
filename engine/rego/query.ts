import type { Outcome } from '../diagnostics/index.ts';
import { type Body, type Expr, type Import, type RefTerm, refText, type Term } from './ast/index.ts';
import { BUILTINS, isBuiltin } from './builtins/table.ts';
import { compileQuery, ruleTreeKey } from './compiler/index.ts';
import type { RuleTree } from './compiler/types.ts';
import type { EvaluationOptions } from './executable.ts';
import { parseModule, parseQuery, parseRef } from './parser/index.ts';
import type { Program } from './program.ts';
import { locate, spanText } from './source/index.ts';
import type { RegoValue } from './value/types.ts';

/** The value of one expression of a query. Units: row and col are 1-based, in the query. */
export type ExpressionValue = {
  readonly value: RegoValue;
  readonly text: string;
  readonly row: number;
  readonly col: number;
};

/** One solution: the value of each expression in source order, and of each var. */
export type QueryResult = {
  readonly expressions: readonly ExpressionValue[];
  readonly bindings: readonly (readonly [string, RegoValue])[];
};

export type QueryEvaluation = EvaluationOptions & {
  readonly input: RegoValue | undefined;
  /** The package that names of the query are read in, as `a.b`. */
  readonly package: string | undefined;
  readonly imports: readonly string[];
};

const VALUE = '__value';

/**
 * Evaluates a query as `opa eval` does: an expression that is false is a value, not a failure.
 * Errors: those of parsing and compiling the query; those of its evaluation.
 */
export function evaluateQuery(
  program: Program,
  text: string,
  options: QueryEvaluation,
): Outcome<readonly QueryResult[]> {
  const { regoVersion } = program;
  const parsed = parseQuery({ name: '', text }, { regoVersion });
  if (!parsed.ok) return parsed;
  const context = readContext(program, options);
  if (!context.ok) return context;
  const { body } = parsed.value;
  const captured = body.map((expr, index) => capture(program.compiled.rules, expr, index));
  const imports = [...parsed.value.imports, ...context.value.imports];
  const where = context.value.package === undefined ? {} : { package: context.value.package };
  const query = compileQuery(captured, program.compiled, { imports, ...where, print: true });
  if (!query.ok) return query;
  const solved = program.solve(query.value, options.input, options);
  if (!solved.ok) return { ok: false, diagnostics: [solved.failure] };
  const results = solved.value.map((solution) => toResult(body, solution));
  // In a conjunction an expression that is false still fails.
  const holds = ({ expressions }: QueryResult) =>
    body.length === 1 || expressions.every(({ value }) => value !== false);
  return { ok: true, value: results.filter(holds), diagnostics: [] };
}

type Context = { readonly imports: readonly Import[]; readonly package: RefTerm | undefined };

function readContext(program: Program, { package: name, imports }: QueryEvaluation): Outcome<Context> {
  const { regoVersion } = program;
  const lines = imports.map((path) => `import ${path}\n`).join('');
  const module = parseModule({ name: '', text: `package query\n${lines}` }, { regoVersion });
  if (!module.ok) return module;
  if (name === undefined)
    return { ok: true, value: { imports: module.value.imports, package: undefined }, diagnostics: [] };
  const path = parseRef({ name: '', text: name.startsWith('data.') ? name : `data.${name}` }, { regoVersion });
  if (!path.ok) return path;
  return { ok: true, value: { imports: module.value.imports, package: path.value }, diagnostics: [] };
}

/** Binds the value of an expression to a var, where it has one that is not merely whether it holds. */
function capture(rules: RuleTree, expr: Expr, index: number): Expr {
  if (expr.negated) return expr;
  const { span } = expr;
  const result: Term = { kind: 'var', name: `${VALUE}${index}`, span };
  const operator: RefTerm = { kind: 'ref', path: [{ kind: 'var', name: 'eq', span }], span };
  const bind = (term: Term): Expr => ({
    kind: 'call',
    operator,
    args: [result, term],
    negated: false,
    with: expr.with,
    span,
  });
  if (expr.kind === 'term') return bind(expr.term);
  if (expr.kind !== 'call' || !hasOpenResult(rules, expr)) return expr;
  return bind({ kind: 'call', operator: expr.operator, args: expr.args, span });
}

/** Whether a call names no result: `f(x)` where `f` takes one argument. */
function hasOpenResult(rules: RuleTree, { operator, args }: Expr & { readonly kind: 'call' }): boolean {
  const name = refText(operator);
  if (name === 'eq' || name === 'assign') return false;
  if (isBuiltin(name)) {
    const { args: declared, result } = BUILTINS[name] as {
      readonly args: readonly unknown[];
      readonly result?: unknown;
    };
    return result !== undefined && args.length === declared.length;
  }
  let node: RuleTree | undefined = rules;
  for (const part of operator.path) {
    const key: Term = part.kind === 'var' ? { kind: 'string', value: part.name, span: part.span } : part;
    const name = ruleTreeKey(key);
    node = name === undefined ? undefined : node?.children.get(name);
  }
  return node?.rules.some((rule) => rule.head.args?.length === args.length) ?? false;
}

function toResult(body: Body, solution: RegoValue): QueryResult {
  const values = solution as { readonly [name: string]: RegoValue };
  const expressions = body.map((expr, index): ExpressionValue => {
    const name = `${VALUE}${index}`;
    const value = Object.hasOwn(values, name) ? values[name]! : true;
    const { row, col } = locate(expr.span.source, expr.span.start);
    return { value, text: spanText(expr.span), row, col };
  });
  const names = Object.keys(values).filter((name) => !name.startsWith(VALUE));
  return { expressions, bindings: names.sort().map((name) => [name, values[name]!]) };
}

import type { Diagnostic, Outcome } from '../diagnostics/index.ts';
import { type Body, type Expr, type Import, type RefTerm, refText, type Term } from './ast/index.ts';
import { BUILTINS, isBuiltin } from './builtins/table.ts';
import { compileQuery } from './compiler/index.ts';
import { importName } from './compiler/passes/resolve-refs.ts';
import type { CompiledQuery, RuleTree } from './compiler/types.ts';
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

/** How a query is read: the package that its names are looked up in, as `a.b`, and its imports. */
export type QueryContext = {
  readonly package?: string | undefined;
  readonly imports?: readonly string[];
  /** `coverage` says of each place that an evaluation reaches; slower. */
  readonly mode?: 'fast' | 'coverage';
};

export type QueryEvaluation = EvaluationOptions & { readonly input: RegoValue | undefined };

/** A query that is compiled, to be evaluated often. */
export type PreparedQuery = {
  readonly compiled: CompiledQuery;
  /** The query as its text has it, for traces: `compiled` binds the value of each expression besides. */
  readonly plain: CompiledQuery;
  readonly evaluate: (options: QueryEvaluation) => Outcome<readonly QueryResult[]>;
};

const VALUE = '__value';
const CAPTURED = new RegExp(`${VALUE}\\d+`, 'g');

/**
 * Evaluates a query as `opa eval` does: an expression that is false is a value, not a failure.
 * Errors: those of parsing and compiling the query; those of its evaluation.
 */
export function evaluateQuery(
  program: Program,
  text: string,
  options: QueryContext & QueryEvaluation,
): Outcome<readonly QueryResult[]> {
  const prepared = prepareQuery(program, text, options);
  return prepared.ok ? prepared.value.evaluate(options) : prepared;
}

/** Compiles a query. Errors: those of parsing and compiling it. */
export function prepareQuery(program: Program, text: string, how: QueryContext): Outcome<PreparedQuery> {
  const { regoVersion } = program;
  const parsed = parseQuery({ name: '', text }, { regoVersion });
  if (!parsed.ok) return parsed;
  const context = readContext(program, how);
  if (!context.ok) return context;
  const { body } = parsed.value;
  const imports = [...parsed.value.imports, ...context.value.imports];
  const scope: Context = { imports, package: context.value.package };
  const captured = body.map((expr, index) => capture(program.compiled.rules, scope, expr, index));
  const where = context.value.package === undefined ? {} : { package: context.value.package };
  const query = compileQuery(captured, program.compiled, { imports, ...where, print: true });
  if (!query.ok) return { ok: false, diagnostics: withoutCaptures(query.diagnostics) };
  const plain = body.length > 1 ? compileQuery(body, program.compiled, { imports, ...where, print: true }) : query;
  if (!plain.ok) return plain;
  const executable = program.prepareCompiled(query.value, { mode: how.mode ?? 'fast', budget: true });
  // In a conjunction an expression that is false still fails.
  const holds = ({ expressions }: QueryResult) =>
    body.length === 1 || expressions.every(({ value }) => value !== false);
  const toResults = (solutions: readonly RegoValue[]) =>
    solutions.map((solution) => toResult(body, solution)).filter(holds);
  const evaluate = (options: QueryEvaluation): Outcome<readonly QueryResult[]> => {
    const solved = executable.solutions(0, options.input, program.data, options);
    if (!solved.ok) return { ok: false, diagnostics: [solved.failure] };
    return { ok: true, value: toResults(solved.value), diagnostics: [] };
  };
  return { ok: true, value: { compiled: query.value, plain: plain.value, evaluate }, diagnostics: query.diagnostics };
}

type Context = { readonly imports: readonly Import[]; readonly package: RefTerm | undefined };

function readContext(program: Program, { package: name, imports = [] }: QueryContext): Outcome<Context> {
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

/** Says `_` where a message names a var of ours, and gives those messages last. */
function withoutCaptures(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const isOurs = ({ message }: Diagnostic) => message.includes(VALUE);
  const renamed = diagnostics.filter(isOurs).map((item) => ({ ...item, message: item.message.replace(CAPTURED, '_') }));
  return [...diagnostics.filter((item) => !isOurs(item)), ...renamed];
}

/** Binds the value of an expression to a var, where it has one that is not merely whether it holds. */
function capture(rules: RuleTree, scope: Context, expr: Expr, index: number): Expr {
  if (expr.negated) return expr;
  const { span } = expr;
  const result: Term = { kind: 'var', name: `${VALUE}${index}`, span };
  const operator: RefTerm = { kind: 'ref', path: [{ kind: 'var', name: 'eq', span }], span };
  const bind = (term: Term): Expr => ({
    kind: 'call',
    operator,
    args: [term, result],
    negated: false,
    with: expr.with,
    span,
  });
  if (expr.kind === 'term') return bind(expr.term);
  if (expr.kind !== 'call' || !hasOpenResult(rules, scope, expr)) return expr;
  return bind({ kind: 'call', operator: expr.operator, args: expr.args, span });
}

/** Whether a call names no result: `f(x)` where `f` takes one argument. */
function hasOpenResult(rules: RuleTree, scope: Context, { operator, args }: Expr & { readonly kind: 'call' }): boolean {
  const name = refText(operator);
  if (name === 'eq' || name === 'assign') return false;
  if (isBuiltin(name)) {
    const { args: declared, result } = BUILTINS[name] as {
      readonly args: readonly unknown[];
      readonly result?: unknown;
    };
    return result !== undefined && args.length === declared.length;
  }
  const parts = operator.path.map((part) =>
    part.kind === 'var' ? part.name : part.kind === 'string' ? part.value : '',
  );
  return candidatePaths(parts, scope).some((path) => {
    let [node]: readonly (RuleTree | undefined)[] = path[0] === 'data' ? [...rules.children.values()] : [];
    for (const part of path.slice(1)) node = node?.children.get(part);
    return node?.rules.some((rule) => rule.head.args?.length === args.length) ?? false;
  });
}

/** The paths that a name can stand for: itself, below an import, in the query's package. */
function candidatePaths(parts: readonly string[], scope: Context): readonly (readonly string[])[] {
  const [first = '', ...rest] = parts;
  if (first === 'data') return [parts];
  const own = scope.package === undefined ? [] : [[...namesOf(scope.package), ...parts]];
  const imported = scope.imports.filter((item) => importName(item) === first);
  return [...imported.map((item) => [...namesOf(item.path), ...rest]), ...own];
}

function namesOf(ref: RefTerm): readonly string[] {
  return ref.path.map((part) => (part.kind === 'var' ? part.name : part.kind === 'string' ? part.value : ''));
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

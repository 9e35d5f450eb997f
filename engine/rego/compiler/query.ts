import type { Diagnostic, Outcome } from '../../diagnostics/index.ts';
import { errorDiagnostic, InvariantError } from '../../diagnostics/index.ts';
import type { Body, Import, RefTerm } from '../ast/index.ts';
import { type Compilation, DiagnosticSink, errorAt } from './context.ts';
import { withinStack } from './depth.ts';
import { LocalNames } from './locals.ts';
import { ComprehensionRewriter } from './passes/comprehension-terms.ts';
import { DynamicRewriter, equalsInBody } from './passes/dynamic-terms.ts';
import { CallExpander } from './passes/expr-terms.ts';
import { forbiddenCallsOfQuery } from './passes/forbidden-builtins.ts';
import { LocalRenamer } from './passes/local-names.ts';
import { assignmentVisitor } from './passes/name-checks.ts';
import { erasePrints, PrintRewriter } from './passes/print-calls.ts';
import { globalNames, packageExports, resolveInBody } from './passes/resolve-refs.ts';
import { checkSafetyOfQuery, RESERVED_VARS } from './passes/safety.ts';
import { rewriteQueryTemplates } from './passes/template-strings.ts';
import { sourceNames, tooMuchWork } from './passes/types.ts';
import { undefinedFunctionVisitor } from './passes/undefined-functions.ts';
import { voidCallVisitor } from './passes/void-calls.ts';
import { WithRewriter } from './passes/with-values.ts';
import { arityLookup } from './rule-tree.ts';
import { LocalScope } from './syntax/local-scope.ts';
import { refText } from './syntax/text.ts';
import { bodyVars } from './syntax/vars.ts';
import { walkBody } from './syntax/walk.ts';
import { checkBody } from './types/check.ts';
import { startWork, withinWork } from './types/work.ts';
import type { CompiledModules, CompiledQuery } from './types.ts';

/**
 * Where a query is read: names of rules of `package` and of `imports` may be used without their path.
 * Shape: `strict` and `print` are the modules' unless set.
 */
export type QueryOptions = {
  readonly package?: RefTerm;
  readonly imports?: readonly Import[];
  readonly strict?: boolean;
  readonly print?: boolean;
};

/** One step of a query: the body after it, or why there is none. */
type Step = (body: Body) => readonly [Body, readonly Diagnostic[]];

/**
 * Compiles an ad-hoc query against modules, as OPA's QueryCompiler does.
 * Shape:  the body keeps what the planner is promised of rule bodies; locals are named `__localq<N>__`, and vars that
 *         the text declares can be found through `rewritten`.
 * Errors: those of the first step that fails, at most `errorLimit`.
 * Source: OPA v1/ast compile.go, queryCompiler.
 */
export function compileQuery(
  query: Body,
  compiled: CompiledModules,
  options: QueryOptions = {},
): Outcome<CompiledQuery> {
  if (query.length === 0)
    return { ok: false, diagnostics: [errorDiagnostic('rego_compile_error', 'empty query cannot be compiled')] };
  const rewritten = new Map<string, string>();
  return withinStack('the parts of the query', () => {
    let body = query;
    for (const step of querySteps(compilationOf(compiled), options, query, rewritten)) {
      const [next, errors] = step(body);
      if (errors.length > 0) return { ok: false, diagnostics: limited(errors, compilationOf(compiled)) };
      body = next;
    }
    return { ok: true, value: { body, rewritten }, diagnostics: [] };
  });
}

function compilationOf(compiled: CompiledModules): Compilation {
  const { internal } = compiled;
  if (typeof internal === 'object' && internal !== null && 'units' in internal) return internal as Compilation;
  throw new InvariantError('compiled modules were not made by compileModules');
}

function limited(errors: readonly Diagnostic[], c: Compilation): readonly Diagnostic[] {
  const limit = c.options.errorLimit ?? 10;
  if (limit <= 0 || errors.length <= limit) return errors;
  return [...errors.slice(0, limit), errorAt('rego_compile_error', 'error limit reached', undefined)];
}

function querySteps(
  compilation: Compilation,
  options: QueryOptions,
  query: Body,
  rewritten: Map<string, string>,
): readonly Step[] {
  const strict = options.strict ?? compilation.options.strict;
  const print = options.print ?? compilation.options.print === true;
  const c: Compilation = { ...compilation, rewritten, options: { ...compilation.options, strict } };
  const names = new LocalNames(bodyVars(query), 'q');
  const arity = arityLookup(c.builtins, c.tree);
  return [
    (body) => [body, strict ? shadowedRoots(body) : []],
    (body) => [resolveInBody(globalsOf(c, options), body), []],
    (body) => {
      const renamer = new LocalRenamer(new LocalScope(rewritten), names, strict);
      return [renamer.bodyWith(body, new Set()), renamer.errors];
    },
    (body) => rewriteQueryTemplates(c, names, body),
    (body) => {
      const errors: Diagnostic[] = [];
      walkBody(body, voidCallVisitor(c, errors));
      return [body, errors];
    },
    (body) => {
      if (!print) return [erasePrints(body), []];
      const rewriter = new PrintRewriter(names, arity, RESERVED_VARS, rewritten);
      return [rewriter.body(body), rewriter.errors];
    },
    (body) => [new CallExpander(names).body(body), []],
    (body) => [new ComprehensionRewriter(names).body(body), []],
    (body) => {
      const rewriter = new WithRewriter(c, names);
      return [rewriter.body(body), rewriter.errors];
    },
    (body) => {
      const errors: Diagnostic[] = [];
      walkBody(body, undefinedFunctionVisitor(c, rewritten, errors));
      return [body, errors];
    },
    (body) => {
      const { body: reordered, errors } = checkSafetyOfQuery(c, body, rewritten);
      return [reordered, errors];
    },
    (body) => [new DynamicRewriter(names).body(body), []],
    (body) => {
      startWork(0);
      const named = sourceNames(rewritten, compilation.rewritten);
      const checked = withinWork(() => checkBody(c.types.forRule(), body, named));
      return [body, checked?.errors ?? [tooMuchWork('the query', body[0]?.span)]];
    },
    (body) => [body, forbiddenCallsOfQuery(c, body)],
    (body) => [equalsInBody(body), []],
  ];
}

function shadowedRoots(body: Body): readonly Diagnostic[] {
  const diagnostics = new DiagnosticSink(0);
  walkBody(body, assignmentVisitor({ diagnostics }));
  return diagnostics.list;
}

function globalsOf(c: Compilation, options: QueryOptions): ReturnType<typeof globalNames> {
  const path = options.package?.path ?? [];
  const exported = path.length === 0 ? undefined : packageExports(c.units).get(refText(path));
  return globalNames(path, exported ?? new Set(), options.imports ?? []);
}

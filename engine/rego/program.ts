import type { Outcome } from '../diagnostics/index.ts';
import { InvariantError } from '../diagnostics/index.ts';
import type { RegoVersion } from './ast/index.ts';
import { builtin } from './builtin-lookup.ts';
import type { Builtin } from './builtins/context.ts';
import type { Declaration } from './builtins/declaration.ts';
import { BUILTINS, isBuiltin } from './builtins/table.ts';
import { emitPolicy } from './codegen/emit.ts';
import type { ProgramText } from './codegen/load.ts';
import type { CodegenOptions } from './codegen/options.ts';
import { compileQuery } from './compiler/index.ts';
import type { CompiledModules, CompiledQuery } from './compiler/types.ts';
import { type Evaluated, type EvaluationOptions, Executable } from './executable.ts';
import type { Policy } from './ir/index.ts';
import { parseModuleBuiltin } from './parse-module.ts';
import { parseQuery } from './parser/index.ts';
import { parsePath } from './path.ts';
import type { BuiltinShapes } from './planner/index.ts';
import { type PlanRequest, planPolicy } from './planner/index.ts';
import type { RegoValue } from './value/types.ts';

const FAST: CodegenOptions = { mode: 'fast', budget: true };

/**
 * Compiled modules from which evaluations are generated on demand.
 * Shape:  `data` is the base documents, read in place. Paths and queries that were asked before are generated once.
 */
export class Program {
  readonly compiled: CompiledModules;
  readonly data: RegoValue;
  readonly regoVersion: RegoVersion;
  readonly #paths = new Map<string, Executable>();

  constructor(compiled: CompiledModules, data: RegoValue, regoVersion: RegoVersion) {
    this.compiled = compiled;
    this.data = data;
    this.regoVersion = regoVersion;
  }

  /**
   * Generates one program for several paths (`data.a.deny`); text to cache, or to load at once.
   * Shape:  the plans are in the order of `paths` and have their names.
   */
  generate(paths: readonly string[], options: CodegenOptions = FAST): ProgramText {
    const requests = paths.map((name): PlanRequest => {
      const path = parsePath(name);
      if (path === undefined) throw new InvariantError(`not a path: ${name}`);
      return { kind: 'path', name, path };
    });
    return this.#emit(requests, options);
  }

  /** Generates and loads; evaluate the result as often as needed. */
  prepare(paths: readonly string[], options: CodegenOptions = FAST): Executable {
    return new Executable(this.generate(paths, options), this.#implementation);
  }

  /** The value at a path; the program for it is kept. */
  evaluatePath(path: string, input: RegoValue | undefined, options: EvaluationOptions = {}): Evaluated {
    let executable = this.#paths.get(path);
    if (executable === undefined) {
      executable = this.prepare([path]);
      this.#paths.set(path, executable);
    }
    return executable.evaluate(0, input, this.data, options);
  }

  /** All solutions of a query, each an object of its vars' values. */
  query(
    text: string,
    input: RegoValue | undefined,
    options: EvaluationOptions = {},
  ): Outcome<Evaluated<readonly RegoValue[]>> {
    const prepared = this.prepareQuery(text);
    if (!prepared.ok) return prepared;
    return { ok: true, value: prepared.value.solutions(0, input, this.data, options), diagnostics: [] };
  }

  /** A query as something to evaluate often. */
  prepareQuery(text: string, options: CodegenOptions = FAST): Outcome<Executable> {
    const parsed = parseQuery({ name: '', text }, { regoVersion: this.regoVersion });
    if (!parsed.ok) return parsed;
    const query = compileQuery(parsed.value.body, this.compiled, { imports: parsed.value.imports });
    if (!query.ok) return query;
    const { body, rewritten } = query.value;
    const program = this.#emit([{ kind: 'query', name: text, body, rewritten }], options);
    return { ok: true, value: new Executable(program, this.#implementation), diagnostics: query.diagnostics };
  }

  /** All solutions of a query that is compiled already. */
  solve(
    query: CompiledQuery,
    input: RegoValue | undefined,
    options: EvaluationOptions,
  ): Evaluated<readonly RegoValue[]> {
    return this.prepareCompiled(query).solutions(0, input, this.data, options);
  }

  /** A query that is compiled already as something to evaluate often. */
  prepareCompiled({ body, rewritten }: CompiledQuery, options: CodegenOptions = FAST): Executable {
    const text = this.#emit([{ kind: 'query', name: 'query', body, rewritten }], options);
    return new Executable(text, this.#implementation);
  }

  #emit(requests: readonly PlanRequest[], options: CodegenOptions): ProgramText {
    const policy = planPolicy(this.compiled, requests, {
      builtins: this.#shape,
      coverage: options.mode === 'coverage',
    });
    return programText(policy, options);
  }

  readonly #shape: BuiltinShapes = (name) => {
    const extra = this.compiled.capabilities.extra?.get(name)?.declaration;
    const declaration: Declaration | undefined = extra ?? (isBuiltin(name) ? BUILTINS[name] : undefined);
    return declaration && { arity: declaration.args.length, relation: declaration.relation === true };
  };

  readonly #implementation = (name: string): Builtin => {
    const extra = this.compiled.capabilities.extra?.get(name)?.implementation;
    return extra ?? (name === 'rego.parse_module' ? parseModuleBuiltin : builtin(name));
  };
}

/** Text of a planned policy. INVARIANT: the planner or `readPlan` made it, so that `validatePolicy` accepts it. */
export function programText(policy: Policy, options: CodegenOptions): ProgramText {
  return {
    ...emitPolicy(policy, options),
    mode: options.mode,
    plans: policy.plans.map((plan) => plan.name),
    builtins: policy.static.builtinFuncs.map((item) => item.name),
    files: policy.static.files,
    rules: policy.funcs.filter((func) => func.params.length === 2).length,
  };
}

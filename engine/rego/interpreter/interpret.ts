import type { Outcome } from '../../diagnostics/index.ts';
import { InvariantError } from '../../diagnostics/index.ts';
import type { Body, RegoVersion, Term } from '../ast/index.ts';
import { builtin } from '../builtin-lookup.ts';
import { BUILTINS, type Declaration, isBuiltin, pureContext, seededRandom } from '../builtins/index.ts';
import { DEFAULT_BUDGET } from '../codegen/state.ts';
import { compileQuery } from '../compiler/index.ts';
import type { CompiledModules, CompiledQuery } from '../compiler/types.ts';
import type { Evaluated, EvaluationOptions } from '../executable.ts';
import { parseModuleBuiltin } from '../parse-module.ts';
import { parseQuery } from '../parser/index.ts';
import { parsePath } from '../path.ts';
import { newObject, type RegoValue } from '../value/index.ts';
import { type Bindings, boundNames, UNBOUND } from './bindings.ts';
import { solutions } from './body.ts';
import { diagnosticOf } from './failure.ts';
import { Meter } from './meter.ts';
import { indexRules, type RuleFolder } from './rule-index.ts';
import { groundValue, values } from './terms.ts';
import { type Tracer, tracingTo } from './trace.ts';
import { type Builtins, Memo, NO_MOCKS, type World } from './world.ts';

/** What the reference evaluator is given besides input and data; `tracer` is told each step. */
export type InterpreterOptions = EvaluationOptions & { readonly tracer?: Tracer };

const NOWHERE = { source: { name: '', text: '' }, start: 0, end: 0, row: 1, col: 1 };

/**
 * The reference evaluator: works on the checked syntax tree alone, one rule of the language after the other, and shares
 * neither plan nor code with the generated JavaScript. Slow; for tests that ask both and compare.
 * Source: OPA v1/topdown eval.go.
 */
export class Interpreter {
  readonly #compiled: CompiledModules;
  readonly #data: RegoValue;
  readonly #regoVersion: RegoVersion;
  readonly #rules: RuleFolder;

  constructor(compiled: CompiledModules, data: RegoValue, regoVersion: RegoVersion) {
    this.#compiled = compiled;
    this.#data = data;
    this.#regoVersion = regoVersion;
    this.#rules = indexRules(compiled);
  }

  /**
   * The value at a path such as `data.a.deny`.
   * Errors: eval_conflict_error, eval_builtin_error and eval_type_error (strict), budget_error; as values.
   */
  evaluatePath(path: string, input: RegoValue | undefined, options: InterpreterOptions = {}): Evaluated {
    const parts = parsePath(path);
    if (parts === undefined) throw new InvariantError(`not a path: ${path}`);
    const data: Term = { kind: 'var', name: 'data', span: NOWHERE };
    const keys = parts.map((value): Term => ({ kind: 'string', value, span: NOWHERE }));
    return evaluated(() => {
      const ref: Term = { kind: 'ref', path: [data, ...keys], span: NOWHERE };
      for (const { value } of values(this.#world(input, options), ref, UNBOUND)) return value;
      return undefined;
    });
  }

  /** All solutions of a compiled query, each an object of the values of the vars that its text names. */
  solutions(
    { body, rewritten }: CompiledQuery,
    input: RegoValue | undefined,
    options: InterpreterOptions = {},
  ): Evaluated<readonly RegoValue[]> {
    return evaluated(() => this.#report(body, rewritten, this.#world(input, options)));
  }

  /** All solutions of a query as it is written. */
  query(
    text: string,
    input: RegoValue | undefined,
    options: InterpreterOptions = {},
  ): Outcome<Evaluated<readonly RegoValue[]>> {
    const parsed = parseQuery({ name: '', text }, { regoVersion: this.#regoVersion });
    if (!parsed.ok) return parsed;
    const query = compileQuery(parsed.value.body, this.#compiled, { imports: parsed.value.imports });
    if (!query.ok) return query;
    return { ok: true, value: this.solutions(query.value, input, options), diagnostics: query.diagnostics };
  }

  readonly #builtins: Builtins = (name) => {
    const extra = this.#compiled.capabilities.extra?.get(name);
    const declaration: Declaration | undefined = extra?.declaration ?? (isBuiltin(name) ? BUILTINS[name] : undefined);
    if (declaration === undefined) return undefined;
    const own = name === 'rego.parse_module' ? parseModuleBuiltin : builtin(name);
    const isRelation = declaration.relation === true;
    return { arity: declaration.args.length, isRelation, call: extra?.implementation ?? own };
  };

  #report(body: Body, names: ReadonlyMap<string, string>, world: World): readonly RegoValue[] {
    return Array.from(solutions(world, body, UNBOUND), (solution) => solutionObject(solution, names));
  }

  #world(input: RegoValue | undefined, options: InterpreterOptions): World {
    const meter = new Meter(options.budget ?? DEFAULT_BUDGET);
    const context = pureContext({
      now: options.now ?? 0n,
      charge: (units) => meter.charge(units),
      random: seededRandom(options.seed ?? 0),
      print: options.print,
      trace: options.trace,
      capabilities: options.capabilities ?? {},
    });
    const strict = options.strictBuiltinErrors ?? false;
    return {
      input,
      data: this.#data,
      rules: this.#rules,
      mocks: NO_MOCKS,
      memo: new Memo(),
      meter,
      builtins: this.#builtins,
      context,
      strict,
      ...(options.tracer === undefined ? {} : { tracing: tracingTo(options.tracer) }),
    };
  }
}

/** Makes the reference evaluator of compiled modules; `data` is the base documents, read in place. */
export function interpret(compiled: CompiledModules, data: RegoValue, regoVersion: RegoVersion = 'v1'): Interpreter {
  return new Interpreter(compiled, data, regoVersion);
}

function solutionObject(solution: Bindings, names: ReadonlyMap<string, string>): RegoValue {
  const object = newObject();
  for (const name of boundNames(solution)) {
    const shown = names.get(name) ?? name;
    const value = groundValue({ kind: 'var', name, span: NOWHERE }, solution);
    if (value !== undefined && !shown.startsWith('$') && !shown.startsWith('__local')) object[shown] = value;
  }
  return object;
}

function evaluated<T>(evaluate: () => T): Evaluated<T> {
  try {
    return { ok: true, value: evaluate() };
  } catch (error) {
    return { ok: false, failure: diagnosticOf(error) };
  }
}

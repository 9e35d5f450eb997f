import { type Diagnostic, type DiagnosticCode, errorDiagnostic, InvariantError } from '../diagnostics/index.ts';
import type { Builtin, BuiltinCapabilities, BuiltinContext } from './builtins/context.ts';
import { seededRandom } from './builtins/context.ts';
import { EvaluationError } from './codegen/failure.ts';
import { type Instantiate, loadCode, type PlanFunction, type ProgramText } from './codegen/load.ts';
import type { Derivation, Marks } from './codegen/marks.ts';
import { FastState } from './codegen/probe.ts';
import { ProvenanceState } from './codegen/provenance.ts';
import { type Budget, DEFAULT_BUDGET, EvaluationState } from './codegen/state.ts';
import { BudgetError } from './value/budget.ts';
import { closeMeter, openMeter } from './value/meter.ts';
import type { RegoValue } from './value/types.ts';

/**
 * What an evaluation is given besides input and data.
 * Units: `now` is nanoseconds since 1970-01-01 UTC; `seed` chooses the random numbers.
 */
export type EvaluationOptions = {
  readonly now?: bigint;
  readonly seed?: number;
  readonly strictBuiltinErrors?: boolean;
  readonly budget?: Budget;
  readonly capabilities?: BuiltinCapabilities;
  readonly print?: (message: string) => void;
  readonly trace?: (message: string) => void;
  /** Told each case of a table-style test; see `BuiltinContext`. */
  readonly testCase?: (name: RegoValue) => void;
  /**
   * The caller's word that `data` holds what it held in the evaluations before with the same object: in fast mode rules
   * that rest on it alone are then evaluated once. What they cost is charged to the first evaluation.
   */
  readonly sameData?: boolean;
  /** Told each place that is reached; only in programs generated for coverage. */
  readonly coverage?: (file: string, row: number, col: number) => void;
};

/** A value, `undefined` where the rule has none, or why the evaluation failed. */
export type Evaluated<T = RegoValue | undefined> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Diagnostic };

const NO_CAPABILITIES: BuiltinCapabilities = {};
const DEFAULTS: EvaluationOptions = {};
/** Has no properties unless some code of the process has put them into Object.prototype; policies must not see those. */
const EMPTY: object = {};

function stateFor({ mode, rules, stable }: ProgramText): EvaluationState {
  if (mode === 'provenance') return new ProvenanceState(rules);
  return mode === 'fast' ? new FastState(rules, stable) : new EvaluationState(rules);
}

/** The context that builtins see; one object for all evaluations of an executable, made ready before each. */
class Context implements BuiltinContext {
  now = 0n;
  readonly cache = new Map<string, unknown>();
  print: ((message: string) => void) | undefined;
  trace: ((message: string) => void) | undefined;
  testCase: ((name: RegoValue) => void) | undefined;
  capabilities = NO_CAPABILITIES;
  readonly charge: (units: number) => void;
  #seed = 0;
  #random: (() => number) | undefined;

  constructor(state: EvaluationState) {
    this.charge = (units) => state.charge(units);
  }

  readonly random = (): number => {
    this.#random ??= seededRandom(this.#seed);
    return this.#random();
  };

  start(options: EvaluationOptions): void {
    this.now = options.now ?? 0n;
    if (this.cache.size > 0) this.cache.clear();
    this.print = options.print;
    this.trace = options.trace;
    this.testCase = options.testCase;
    this.capabilities = options.capabilities ?? NO_CAPABILITIES;
    this.#seed = options.seed ?? 0;
    this.#random = undefined;
  }
}

/**
 * Generated code that is loaded and can be evaluated many times. Needs neither parser nor compiler.
 * Shape:  plans are numbered as in `text.plans`. Input and data are read in place, never copied or changed.
 */
export class Executable {
  readonly text: ProgramText;
  readonly state: EvaluationState;
  readonly #plans: readonly PlanFunction[];
  readonly #context: Context;
  /** What the last evaluation was given, as far as remembered rules rest on it. */
  #lastData: RegoValue | undefined;
  #lastStrict = false;
  #lastMarked = false;

  constructor(text: ProgramText, implementation: (name: string) => Builtin, instantiate?: Instantiate) {
    this.text = text;
    this.state = stateFor(text);
    this.#context = new Context(this.state);
    this.state.context = this.#context;
    this.#plans = loadCode(text, this.state, implementation, instantiate);
  }

  /** The number of a plan, or undefined when there is none of that name. */
  planIndex(name: string): number | undefined {
    const index = this.text.plans.indexOf(name);
    return index < 0 ? undefined : index;
  }

  /**
   * Evaluates the plan of a path.
   * Errors: eval_conflict_error, eval_builtin_error and eval_type_error (strict), budget_error; as values.
   */
  evaluate(plan: number, input: RegoValue | undefined, data: RegoValue, options = DEFAULTS): Evaluated {
    try {
      this.#start(options, data);
      return { ok: true, value: this.#plans[plan]!(input, data, this.state.top, []) };
    } catch (error) {
      return { ok: false, failure: this.#failure(error) };
    } finally {
      closeMeter();
    }
  }

  /** Evaluates the plan of a query: one object of bindings for each solution. */
  solutions(
    plan: number,
    input: RegoValue | undefined,
    data: RegoValue,
    options = DEFAULTS,
  ): Evaluated<readonly RegoValue[]> {
    const out: RegoValue[] = [];
    try {
      this.#start(options, data);
      this.#plans[plan]!(input, data, this.state.top, out);
      return { ok: true, value: out };
    } catch (error) {
      return { ok: false, failure: this.#failure(error) };
    } finally {
      closeMeter();
    }
  }

  /** Evaluates the plan of a path and tells what its value rests on; only in programs generated for provenance. */
  derive(
    plan: number,
    input: RegoValue | undefined,
    data: RegoValue,
    marks: Marks,
    options = DEFAULTS,
  ): Evaluated<{ readonly value: RegoValue | undefined; readonly derivation: Derivation }> {
    const { state } = this;
    if (!(state instanceof ProvenanceState)) throw new InvariantError('the program does not record provenance');
    state.begin(marks);
    const evaluated = this.evaluate(plan, input, data, options);
    if (!evaluated.ok) return evaluated;
    return { ok: true, value: { value: evaluated.value, derivation: state.derivation(evaluated.value) } };
  }

  /**
   * Evaluates the plan of a path where something is not known; only in programs generated in fast mode.
   * Shape:  `isCertain` when nothing unknown was looked at: the value is the same whatever the unknown values are.
   *         Otherwise it may not be, and a program generated for provenance tells more.
   */
  probe(
    plan: number,
    input: RegoValue | undefined,
    data: RegoValue,
    marks: Marks,
    options = DEFAULTS,
  ): Evaluated<{ readonly value: RegoValue | undefined; readonly isCertain: boolean }> {
    const { state } = this;
    if (!(state instanceof FastState)) throw new InvariantError('the program does not see what is unknown');
    state.marks = marks.unknown.size === 0 ? undefined : marks;
    state.uncertain = false;
    const evaluated = this.evaluate(plan, input, data, options);
    state.marks = undefined;
    return evaluated.ok ? { ok: true, value: { value: evaluated.value, isCertain: !state.uncertain } } : evaluated;
  }

  /** Whether what was remembered of the base documents still holds; a probe remembers nothing for others. */
  #isSame(data: RegoValue, strict: boolean, options: EvaluationOptions): boolean {
    const isMarked = this.state instanceof FastState && this.state.marks !== undefined;
    const isSame = this.#lastData === data && this.#lastStrict === strict && !this.#lastMarked && !isMarked;
    this.#lastData = data;
    this.#lastStrict = strict;
    this.#lastMarked = isMarked;
    return isSame && options.sameData === true;
  }

  #start(options: EvaluationOptions, data: RegoValue): void {
    for (const name in EMPTY) {
      throw new EvaluationError('internal_error', `Object.prototype has the property ${name}`, 0, 0, 0);
    }
    const budget = options.budget ?? DEFAULT_BUDGET;
    const strict = options.strictBuiltinErrors ?? false;
    this.state.start(budget, strict, this.#isSame(data, strict, options));
    openMeter(budget.steps);
    const { coverage } = options;
    this.state.coverage = coverage && ((file, row, col) => coverage(this.text.files[file] ?? '', row, col));
    this.#context.start(options);
  }

  #failure(error: unknown): Diagnostic {
    if (error instanceof EvaluationError) return this.#located(error.code, error.message, error);
    if (error instanceof BudgetError) return errorDiagnostic('budget_error', error.message);
    if (error instanceof RangeError) {
      return errorDiagnostic('budget_error', 'evaluation needed more depth or memory than it may use');
    }
    throw error;
  }

  #located(code: DiagnosticCode, message: string, { file, row, col }: EvaluationError): Diagnostic {
    const name = this.text.files[file];
    if (name === undefined || row === 0) return errorDiagnostic(code, message);
    return errorDiagnostic(code, message, { place: { file: name, row, col } });
  }
}

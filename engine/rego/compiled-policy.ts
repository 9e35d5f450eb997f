import type { Outcome } from '../diagnostics/index.ts';
import { type CompileOptions, compileModules } from './compile.ts';
import { RegoErrors } from './errors.ts';
import type { Evaluated, EvaluationOptions } from './executable.ts';
import { parsePath } from './path.ts';
import type { Program } from './program.ts';
import { type JsonValue, parseJson, type RegoValue, toJson, toJsonText } from './value/index.ts';

/** Options of `evaluate`. Units: `now` is nanoseconds since 1970-01-01 UTC, as `time.now_ns` gives it; 0 unless set. */
export type EvaluateOptions = EvaluationOptions;

/**
 * A compiled set of modules, for callers outside of the engine.
 * Shape:  values go in and come out as plain JSON; a set comes out as a sorted array.
 * Errors: throws `RegoErrors`; its `errors` have OPA's code, row, col and message.
 */
export type CompiledPolicy = {
  /** The value at a path such as `data.a.allow`, or undefined where it has none. */
  readonly evaluate: (path: string, input?: JsonValue, options?: EvaluateOptions) => JsonValue | undefined;
  /** The same with numbers kept exactly: JSON text in, JSON text out. */
  readonly evaluateText: (path: string, inputText: string, options?: EvaluateOptions) => string | undefined;
  /** All solutions of a query, each with the values of the query's vars. */
  readonly query: (
    text: string,
    input?: JsonValue,
    options?: EvaluateOptions,
  ) => readonly { readonly [name: string]: JsonValue }[];
};

/**
 * Compiles Rego modules.
 * Shape:  `modules` maps file names to texts; `data` is an object of base documents; `regoVersion` is `v1` unless set.
 * Errors: throws `RegoErrors` with all errors of the parser, or else of the compiler.
 */
export function compile(options: CompileOptions): CompiledPolicy {
  const program = outcomeValue(compileModules(options));
  return {
    evaluate: (path, input, evaluateOptions) => {
      const value = evaluatePath(program, path, input, evaluateOptions);
      return value === undefined ? undefined : toJson(value);
    },
    evaluateText: (path, inputText, evaluateOptions) => {
      const value = evaluatePath(program, path, parseJson(inputText), evaluateOptions);
      return value === undefined ? undefined : toJsonText(value);
    },
    query: (text, input, evaluateOptions) => {
      const solutions = resultOf(outcomeValue(program.query(text, input, evaluateOptions)));
      return solutions.map((solution) => toJson(solution) as { readonly [name: string]: JsonValue });
    },
  };
}

function evaluatePath(
  program: Program,
  path: string,
  input: RegoValue | undefined,
  options: EvaluateOptions | undefined,
): RegoValue | undefined {
  if (parsePath(path) === undefined) throw new TypeError(`not a path below data: ${path}`);
  return resultOf(program.evaluatePath(path, input, options));
}

function outcomeValue<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new RegoErrors(outcome.diagnostics);
  return outcome.value;
}

function resultOf<T>(evaluated: Evaluated<T>): T {
  if (!evaluated.ok) throw new RegoErrors([evaluated.failure]);
  return evaluated.value;
}

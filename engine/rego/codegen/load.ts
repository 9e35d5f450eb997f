import type { Builtin } from '../builtins/context.ts';
import type { RegoValue } from '../value/types.ts';
import { guardReads, namesSinceThen } from './names.ts';
import type { CodegenOptions } from './options.ts';
import { RUNTIME } from './runtime.ts';
import type { EvaluationState } from './state.ts';

/** One plan as a function: its value (or undefined), or its solutions added to `out`. */
export type PlanFunction = (
  input: RegoValue | undefined,
  data: RegoValue,
  memo: unknown[],
  out: RegoValue[],
) => RegoValue | undefined;

/**
 * A program as text, ready to be kept in a cache: what the code is, and the names that it counts on.
 * Shape: `plans` and `files` are in the order of the indexes in `code`; `builtins` likewise.
 */
export type ProgramText = {
  readonly code: string;
  readonly mode: CodegenOptions['mode'];
  readonly plans: readonly string[];
  readonly builtins: readonly string[];
  readonly files: readonly string[];
  /** How many rules are remembered during an evaluation. */
  readonly rules: number;
  /** Those of them whose value rests on the base documents alone. */
  readonly stable: readonly number[];
};

/** The outermost function of a program: takes the runtime, the state and the builtins, and gives the plans. */
export type ProgramFunction = (
  runtime: typeof RUNTIME,
  state: EvaluationState,
  builtins: readonly Builtin[],
) => { readonly plans: readonly PlanFunction[] };

/** Turns the body of the outermost function, of the parameters R, S and B, into that function. */
export type Instantiate = (code: string) => ProgramFunction;

const instantiateCode: Instantiate = (code) => new Function('R', 'S', 'B', code) as ProgramFunction;

const NEWER_NAMES = namesSinceThen();

/**
 * Makes functions of generated code.
 * Shape:  `instantiate` may keep compiled code between processes; it must give what `instantiateCode` gives.
 * Errors: throws SyntaxError when `code` is not what `emitPolicy` made.
 * INVARIANT: called only with text that this process generated or that lies in the user's own cache folder.
 */
export function loadCode(
  program: ProgramText,
  state: EvaluationState,
  implementation: (name: string) => Builtin,
  instantiate: Instantiate = instantiateCode,
): readonly PlanFunction[] {
  return instantiate(guardReads(program.code, NEWER_NAMES))(RUNTIME, state, program.builtins.map(implementation)).plans;
}

import { compileModules, type Program, type RegoValue, toJsonText } from '../../../engine/rego/index.ts';
import { interpret } from '../../../engine/rego/interpreter/index.ts';
import { programText, type RandomProgram } from '../random-programs.ts';

/** What became of a program: the package's value as JSON text, or the code of the error. */
export type Answer = { readonly value: string } | { readonly error: string };

const BUDGET = { steps: 5_000_000, depth: 500 };

/** Compiles a program as package `p`; undefined where it does not compile. */
export function compileProgram(program: RandomProgram): Program | undefined {
  const modules = { 'p.rego': programText(program, 'p') };
  const { version: regoVersion } = program;
  const compiled = compileModules({ modules, regoVersion, data: { p: program.base } as RegoValue });
  return compiled.ok ? compiled.value : undefined;
}

/** The codes of all errors of a program that does not compile. */
export function compileErrors(program: RandomProgram): readonly string[] {
  const { version: regoVersion } = program;
  const compiled = compileModules({ modules: { 'p.rego': programText(program, 'p') }, regoVersion });
  return compiled.ok ? [] : compiled.diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

export function answerOf(
  evaluator: Pick<Program, 'evaluatePath'>,
  program: RandomProgram,
  strictBuiltinErrors = false,
): Answer {
  try {
    const options = { strictBuiltinErrors, budget: BUDGET };
    const result = evaluator.evaluatePath(`data.p${program.asked}`, program.input as RegoValue, options);
    if (!result.ok) return { error: result.failure.code };
    return { value: result.value === undefined ? 'undefined' : toJsonText(result.value) };
  } catch (error) {
    return { error: `crash: ${error instanceof Error ? error.message : error}` };
  }
}

export type Comparison = { readonly js: Answer; readonly interpreter: Answer };

/** Both back ends' answers; undefined where the program does not compile. */
export function bothAnswers(program: RandomProgram, strict = false): Comparison | undefined {
  const compiled = compileProgram(program);
  if (compiled === undefined) return undefined;
  const interpreter = answerOf(interpret(compiled.compiled, compiled.data, program.version), program, strict);
  return { js: answerOf(compiled, program, strict), interpreter };
}

/** Of two errors in one program either back end may meet another first: rules have no order. */
export function sameAnswer(a: Answer, b: Answer): boolean {
  if ('error' in a || 'error' in b) return isRegoError(a) && isRegoError(b);
  return a.value === b.value;
}

export function answerText(answer: Answer): string {
  return 'error' in answer ? answer.error : answer.value;
}

function isRegoError(answer: Answer): boolean {
  return 'error' in answer && answer.error.startsWith('eval_');
}

import { builtin } from './builtin-lookup.ts';
import type { ProgramText } from './codegen/load.ts';
import { Executable } from './executable.ts';

const FORMAT = 'probity-rego-2';

/** A generated program as one text: a line of JSON, then the code. The same program gives the same text. */
export function printProgram({ code, ...header }: ProgramText): string {
  return `${JSON.stringify({ format: FORMAT, ...header })}\n${code}`;
}

/** The program that `printProgram` printed; undefined when the text is of another format. */
export function parseProgram(text: string): ProgramText | undefined {
  const end = text.indexOf('\n');
  if (end < 0 || !text.startsWith(`{"format":"${FORMAT}"`)) return undefined;
  const { mode, plans, builtins, files, rules, stable } = JSON.parse(text.slice(0, end)) as Omit<ProgramText, 'code'>;
  return { code: text.slice(end + 1), mode, plans, builtins, files, rules, stable };
}

/**
 * Loads a program from its text, without parser and compiler.
 * Shape:  undefined when the text is of another format.
 * INVARIANT: the text runs as code: only what `printProgram` printed, from the user's own cache folder, may come here.
 */
export function loadProgram(text: string): Executable | undefined {
  const program = parseProgram(text);
  return program && new Executable(program, builtin);
}

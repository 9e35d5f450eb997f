/**
 * What running compiled programs needs, and nothing of what compiling them needs: the command line starts fast because it
 * imports this instead of index.ts.
 */
export { builtin } from './builtin-lookup.ts';
export type { Instantiate, ProgramText } from './codegen/load.ts';
export type { Derivation, Marks, Read, UnknownKeys } from './codegen/marks.ts';
export type { Budget } from './codegen/state.ts';
export { type Evaluated, type EvaluationOptions, Executable } from './executable.ts';
export { RegoSet } from './value/set.ts';
export type { PlainObject, RegoValue } from './value/types.ts';

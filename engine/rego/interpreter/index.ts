export { type Bindings, UNBOUND } from './bindings.ts';
export { type Interpreter, type InterpreterOptions, interpret } from './interpret.ts';
export { groundValue } from './terms.ts';
export type { TraceEvent, Tracer } from './trace.ts';

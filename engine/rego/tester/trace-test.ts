import { interpret } from '../interpreter/index.ts';
import { prepareQuery } from '../query.ts';
import type { CompiledTests } from './compile.ts';
import { type Explain, selectEvents, TraceBuffer, traceLines, traceNames } from './trace-text.ts';
import type { TestCase } from './types.ts';

export type { Explain } from './trace-text.ts';

/** How a test is traced. Units: `now` as in `RunOptions`. */
export type TraceOptions = { readonly explain: Explain; readonly values: boolean; readonly now: bigint };

/** The steps of a test, a line each, found by evaluating it once more. Shape: none where nothing of the kind happened. */
export function* traceTest(compiled: CompiledTests, test: TestCase, options: TraceOptions): Generator<string> {
  const { program } = compiled;
  const query = prepareQuery(program, test.plan, {});
  if (!query.ok) return;
  const trace = new TraceBuffer();
  const how = { now: options.now, tracer: trace.tell };
  interpret(program.compiled, program.data, program.regoVersion).solutions(query.value.plain, undefined, how);
  const events = selectEvents(trace.events, options.explain);
  yield* traceLines(events, traceNames(program.compiled, query.value.plain), options.values);
  if (trace.isCut) yield '... the trace goes on; only its first part is shown\n';
}

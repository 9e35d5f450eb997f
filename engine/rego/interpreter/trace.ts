import type { Body, Expr, Rule } from '../ast/index.ts';
import type { Span } from '../source/index.ts';
import type { Bindings } from './bindings.ts';
import { search } from './search.ts';
import type { World } from './world.ts';

/**
 * One step of an evaluation, by OPA's words: a query or rule is entered, exited with a solution and redone for another; an
 * expression is evaluated, redone, or fails.
 * Shape:  `query` numbers the body that is being evaluated, `parent` the one around it; `depth` is 1 for the outermost.
 *         `message` is what `trace` was given. `bindings` hold the values of vars at this moment.
 * Source: OPA v1/topdown trace.go.
 */
export type TraceEvent = {
  readonly op: 'Enter' | 'Exit' | 'Eval' | 'Redo' | 'Fail' | 'Note';
  readonly node: TraceNode;
  readonly span: Span;
  readonly query: number;
  readonly parent: number;
  readonly depth: number;
  readonly bindings: Bindings | undefined;
  readonly message: string;
};

export type TraceNode =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | { readonly kind: 'body'; readonly body: Body }
  | { readonly kind: 'expr'; readonly expr: Expr }
  | { readonly kind: 'none' };

export type Tracer = (event: TraceEvent) => void;

/** What a world needs to tell its steps: whom, and in which body it is. */
export type Tracing = {
  readonly tell: Tracer;
  readonly nextQuery: () => number;
  readonly query: number;
  readonly parent: number;
  readonly depth: number;
};

type Told = Pick<TraceEvent, 'op' | 'node' | 'span'> & Partial<Pick<TraceEvent, 'bindings' | 'message'>>;

/** The outermost place that steps are told from. */
export function tracingTo(tell: Tracer): Tracing {
  let count = 0;
  return { tell, nextQuery: () => count++, query: 0, parent: 0, depth: 0 };
}

function told({ tell, query, parent, depth }: Tracing, event: Told): void {
  tell({ bindings: undefined, message: '', ...event, query, parent, depth });
}

/** The solutions of a body, telling each step; `rule` is set where it is a rule's. */
export function* tracedBody(
  world: World & { readonly tracing: Tracing },
  body: Body,
  start: Bindings,
  rule: Rule | undefined,
  solve: (world: World, expr: Expr, at: Bindings) => Iterable<Bindings>,
): Generator<Bindings> {
  const { tracing: outer } = world;
  const tracing = { ...outer, query: outer.nextQuery(), parent: outer.query, depth: outer.depth + 1 };
  const inner = { ...world, tracing };
  const node: TraceNode = rule === undefined ? { kind: 'body', body } : { kind: 'rule', rule };
  const span = rule?.span ?? body[0]?.span;
  if (span === undefined) return;
  told(tracing, { op: 'Enter', node, span, bindings: start });
  for (const found of search(start, body.length, (index, at) => tracedExpr(inner, body[index]!, at, solve))) {
    told(tracing, { op: 'Exit', node, span, bindings: found });
    yield found;
    told(tracing, { op: 'Redo', node, span, bindings: found });
  }
}

function* tracedExpr(
  world: World & { readonly tracing: Tracing },
  expr: Expr,
  at: Bindings,
  solve: (world: World, expr: Expr, at: Bindings) => Iterable<Bindings>,
): Generator<Bindings> {
  const { tracing } = world;
  const event = { node: { kind: 'expr', expr }, span: expr.span } as const;
  told(tracing, { op: 'Eval', ...event, bindings: at });
  let isDefined = false;
  for (const found of solve(world, expr, at)) {
    isDefined = true;
    yield found;
    told(tracing, { op: 'Redo', ...event, bindings: found });
  }
  if (!isDefined) told(tracing, { op: 'Fail', ...event, bindings: at });
}

/** Tells what a policy notes with `trace`. */
export function traceNote(world: World, message: unknown, span: Span): void {
  if (world.tracing === undefined || typeof message !== 'string') return;
  told(world.tracing, { op: 'Note', node: { kind: 'none' }, span, message });
}

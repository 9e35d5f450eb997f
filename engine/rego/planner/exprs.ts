import type { Body, EveryExpr, Expr, LogicalExpr, SomeExpr } from '../ast/index.ts';
import { planCallExpr } from './calls.ts';
import { constantOf } from './ground.ts';
import { scan } from './refs.ts';
import { FALSE, type Next, type PlanState, TRUE, unreachable } from './state.ts';
import { planTerm } from './terms.ts';
import { unifyValue } from './unify.ts';
import { planWith } from './with.ts';

/** Plans expressions in order; `next` runs for each solution of all of them. */
export function planBody(state: PlanState, body: Body, next: Next): undefined {
  const step = (index: number): undefined => {
    const expr = body[index];
    if (expr === undefined) return next();
    planExpr(state, expr, () => (index + 1 < body.length ? state.defer(() => step(index + 1)) : next()));
  };
  step(0);
}

export function planExpr(state: PlanState, expr: Expr, next: Next): undefined {
  state.at = state.locate(expr.span);
  if (state.coverage && expr.generated !== true) state.emit({ kind: 'CoverStmt' });
  if (expr.with.length > 0) return planWith(state, expr, next);
  if (expr.negated) {
    return planNot(state, (done) => planExpr(state, { ...expr, negated: false, generated: true }, done), next);
  }
  switch (expr.kind) {
    case 'term':
      if (constantOf(expr.term) !== undefined) return planConstantExpr(state, expr.term.kind, expr.term, next);
      return planTerm(state, expr.term, (value) => {
        state.emit({ kind: 'NotEqualStmt', a: value, b: FALSE });
        next();
      });
    case 'call':
      return planCallExpr(state, expr.operator, expr.args, next);
    case 'some':
      return planSome(state, expr, next);
    case 'every':
      return planEvery(state, expr, next);
    case 'not':
      return planNot(state, (done) => planBody(state, expr.body, done), next);
    case 'and':
    case 'or':
      return planLogical(state, expr, next);
    default:
      unreachable(expr, 'expression');
  }
}

/** `true` and other constants need no code; `false` never holds. */
function planConstantExpr(state: PlanState, kind: string, term: { readonly kind: string }, next: Next): undefined {
  const isFalse = kind === 'boolean' && 'value' in term && term.value === false;
  if (isFalse) state.emit({ kind: 'NotEqualStmt', a: FALSE, b: FALSE });
  next();
}

/**
 * Plans a question whose answer must be no. A solution that lies deeper than the block itself, in a loop or under `with`,
 * is told through a local, since a loop ends the same way whether its block held or not; so is one that cannot be.
 */
function planNot(state: PlanState, build: (done: Next) => undefined, next: Next): undefined {
  const { at } = state;
  const found = state.local();
  let isDeep = false;
  let isPossible = false;
  const block = state.closure(() => {
    const start = state.depth;
    build(() => {
      isPossible = true;
      if (state.depth === start) return;
      isDeep = true;
      state.emit({ kind: 'AssignVarStmt', source: TRUE, target: found });
      state.emit({ kind: 'BreakStmt', index: state.depth - start });
    });
  });
  state.at = at;
  if (isDeep || !isPossible) {
    state.emit({ kind: 'ResetLocalStmt', target: found });
    state.emit({ kind: 'BlockStmt', blocks: [block] });
    state.emit({ kind: 'IsUndefinedStmt', source: found });
  } else state.emit({ kind: 'NotStmt', block });
  next();
}

/** `some x` alone declares; `some x in xs` iterates, where the compiler has left it as it was written. */
function planSome(state: PlanState, expr: SomeExpr, next: Next): undefined {
  const [symbol] = expr.symbols;
  if (symbol?.kind !== 'call') return next();
  const [key, value, collection] = symbol.args.length === 3 ? symbol.args : [undefined, ...symbol.args];
  planTerm(state, collection!, (source) =>
    scan(state, source, (k, v) => {
      const bindValue = () => unifyValue(state, v, value!, next);
      if (key === undefined) bindValue();
      else unifyValue(state, k, key, bindValue);
    }),
  );
}

/** Holds unless some entry of the domain has no solution of the body; a domain that is no collection is undefined. */
function planEvery(state: PlanState, expr: EveryExpr, next: Next): undefined {
  planTerm(state, expr.domain, (domain) => {
    state.emit({ kind: 'IsCollectionStmt', source: domain });
    const failed = state.local();
    state.emit({ kind: 'ResetLocalStmt', target: failed });
    const search = state.closure(() => {
      const start = state.depth;
      // In Rego's order, since the entries after the first that fails must not be looked at.
      const { ordered } = state;
      state.ordered = 1;
      scan(state, domain, (key, value) => {
        state.ordered = ordered;
        state.frames.push(new Map());
        const check = () =>
          planNot(
            state,
            (done) => planBody(state, expr.body, done),
            () => {
              state.emit({ kind: 'AssignVarStmt', source: TRUE, target: failed });
              state.emit({ kind: 'BreakStmt', index: state.depth - start });
            },
          );
        const bindValue = () => unifyValue(state, value, expr.value, check);
        if (expr.key === undefined) bindValue();
        else unifyValue(state, key, expr.key, bindValue);
        state.frames.pop();
        state.ordered = 1;
      });
      state.ordered = ordered;
    });
    state.emit({ kind: 'BlockStmt', blocks: [search] });
    state.emit({ kind: 'IsUndefinedStmt', source: failed });
    next();
  });
}

/** Each side is a question of its own: it holds or not, and gives nothing to what follows. */
function planLogical(state: PlanState, expr: LogicalExpr, next: Next): undefined {
  if (expr.kind === 'and') {
    return planHolds(state, [expr.lhs], () => planHolds(state, [expr.rhs], next));
  }
  planHolds(state, [expr.lhs, expr.rhs], next);
}

/** Goes on once when at least one of the bodies has a solution; later bodies are not tried after the first that has. */
function planHolds(state: PlanState, bodies: readonly Body[], next: Next): undefined {
  const found = state.local();
  state.emit({ kind: 'ResetLocalStmt', target: found });
  const blocks = bodies.map((body, index) =>
    state.closure(() => {
      const start = state.depth;
      if (index > 0) state.emit({ kind: 'IsUndefinedStmt', source: found });
      planBody(state, body, () => {
        state.emit({ kind: 'AssignVarStmt', source: TRUE, target: found });
        state.emit({ kind: 'BreakStmt', index: state.depth - start });
      });
    }),
  );
  state.emit({ kind: 'BlockStmt', blocks });
  state.emit({ kind: 'IsDefinedStmt', source: found });
  next();
}

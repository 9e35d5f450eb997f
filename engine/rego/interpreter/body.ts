import { InvariantError } from '../../diagnostics/index.ts';
import type { Body, EveryExpr, Expr, Rule, SomeExpr } from '../ast/index.ts';
import type { Bindings } from './bindings.ts';
import { callSolutions } from './calls.ts';
import { entries, isCollection } from './refs.ts';
import { hasAny, search } from './search.ts';
import { values } from './terms.ts';
import { tracedBody } from './trace.ts';
import { unifyValue } from './unify.ts';
import { worldsWith } from './with.ts';
import type { World } from './world.ts';

/** All solutions of a body, that of `rule` perhaps: every way in which all of its expressions hold. */
export function solutions(world: World, body: Body, bindings: Bindings, rule?: Rule): Iterable<Bindings> {
  const { tracing } = world;
  if (tracing !== undefined) return tracedBody({ ...world, tracing }, body, bindings, rule, exprSolutions);
  return search(bindings, body.length, (index, at) => exprSolutions(world, body[index]!, at));
}

/** Whether a body has a solution. What it binds is forgotten. */
function holds(world: World, body: Body, bindings: Bindings): boolean {
  return hasAny(solutions(world, body, bindings));
}

function* exprSolutions(world: World, expr: Expr, bindings: Bindings): Generator<Bindings> {
  world.meter.charge(1);
  if (expr.with.length > 0) {
    const bare = { ...expr, with: [] };
    for (const found of worldsWith(world, expr.with, bindings)) yield* exprSolutions(found.world, bare, found.bindings);
    return;
  }
  if (expr.negated) {
    if (!hasAny(exprSolutions(world, { ...expr, negated: false }, bindings))) yield bindings;
    return;
  }
  switch (expr.kind) {
    case 'term':
      for (const found of values(world, expr.term, bindings)) if (found.value !== false) yield found.bindings;
      break;
    case 'call':
      yield* callSolutions(world, expr.operator, expr.args, expr.span, bindings);
      break;
    case 'some':
      yield* someSolutions(world, expr, bindings);
      break;
    case 'every':
      yield* everySolutions(world, expr, bindings);
      break;
    case 'not':
      if (!holds(world, expr.body, bindings)) yield bindings;
      break;
    case 'and':
      if (holds(world, expr.lhs, bindings) && holds(world, expr.rhs, bindings)) yield bindings;
      break;
    case 'or':
      if (holds(world, expr.lhs, bindings) || holds(world, expr.rhs, bindings)) yield bindings;
      break;
    default:
      throw new InvariantError(`an expression of no known kind: ${JSON.stringify(expr satisfies never)}`);
  }
}

/** `some x` declares and always holds; `some k, v in xs` goes through the entries. */
function* someSolutions(world: World, { symbols }: SomeExpr, bindings: Bindings): Generator<Bindings> {
  const [symbol] = symbols;
  if (symbol?.kind !== 'call') {
    yield bindings;
    return;
  }
  const [key, value, domain] = symbol.args.length === 3 ? symbol.args : [undefined, ...symbol.args];
  for (const collection of values(world, domain!, bindings)) {
    for (const [k, v] of entries(collection.value)) {
      const starts = key === undefined ? [collection.bindings] : unifyValue(world, k, key, collection.bindings);
      for (const start of starts) yield* unifyValue(world, v, value!, start);
    }
  }
}

/** Holds when every entry of the domain lets the body hold; so it does for no entries, but not for what has none. */
function* everySolutions(world: World, expr: EveryExpr, bindings: Bindings): Generator<Bindings> {
  for (const domain of values(world, expr.domain, bindings)) {
    if (!isCollection(domain.value)) continue;
    const isHeld = Array.from(entries(domain.value)).every(([key, value]) => {
      const starts = expr.key === undefined ? [domain.bindings] : unifyValue(world, key, expr.key, domain.bindings);
      const entered = Array.from(starts).flatMap((start) => [...unifyValue(world, value, expr.value, start)]);
      return entered.every((start) => holds(world, expr.body, start));
    });
    if (isHeld) yield domain.bindings;
  }
}

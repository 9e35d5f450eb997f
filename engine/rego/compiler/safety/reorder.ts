import type { Body, Expr, Term } from '../../ast/index.ts';
import { mapExprParts, mapList, mapTermParts } from '../syntax/map.ts';
import { operatorName } from '../syntax/terms.ts';
import {
  ALL_VARS,
  bodyVars,
  collectBodyVars,
  collectExprVars,
  collectTermVars,
  exprVars,
  termVars,
} from '../syntax/vars.ts';
import { hasBodies, hasClosure, walkExpr } from '../syntax/walk.ts';
import { safetyVars } from './operands.ts';
import { type Arity, outputVarsOfExpr } from './outputs.ts';

/** The vars that keep an expression from being evaluated. */
export type UnsafeVars = Map<Expr, Set<string>>;

/**
 * Puts a body's expressions, and those of the closures inside, into an order that binds every var before its use.
 * Shape:  `globals` are bound around the body. Where `unsafe` is not empty the body is of no use.
 * Source: OPA v1/ast compile.go, reorderBodyForSafety.
 */
export function reorderForSafety(
  body: Body,
  arity: Arity,
  globals: ReadonlySet<string>,
): { readonly body: Body; readonly unsafe: UnsafeVars } {
  const all = new Set<string>();
  const vars = body.map((expr) => exprVars(expr, safetyVars(arity)));
  for (const names of vars) for (const name of names) all.add(name);
  const items = body.map((expr, i): Item => {
    const closure = closureVars(expr);
    if (closure !== undefined)
      for (const name of closure) if (!all.has(name) || globals.has(name)) closure.delete(name);
    return { expr, vars: vars[i]!, closure, triedAt: undefined, dangling: NOTHING };
  });
  const safe = new Set([...all].filter((name) => globals.has(name)));
  const unsafe: UnsafeVars = new Map();
  for (const { expr, vars } of items) {
    const missing = [...vars].filter((name) => !safe.has(name));
    if (missing.length > 0) unsafe.set(expr, new Set(missing));
  }
  const ordered = placeInOrder(items, arity, safe, unsafe);
  const reordered = ordered.every((expr, i) => expr === body[i]) && ordered.length === body.length ? body : ordered;
  return { body: reorderClosures(reordered, arity, globals, unsafe), unsafe };
}

type Item = {
  readonly expr: Expr;
  readonly vars: ReadonlySet<string>;
  /** Vars that the expression's closures share with the body; undefined where it has none. */
  readonly closure: ReadonlySet<string> | undefined;
  /** How many expressions were placed when this one was last looked at. */
  triedAt: number | undefined;
  /** What a call would bind that could not be placed. */
  dangling: ReadonlySet<string>;
};

const NOTHING: ReadonlySet<string> = new Set();

function isNewlyBound({ vars, closure, triedAt = 0 }: Item, boundAt: ReadonlyMap<string, number>): boolean {
  for (const names of [vars, closure ?? []])
    for (const name of names) if ((boundAt.get(name) ?? 0) > triedAt) return true;
  return false;
}

/**
 * Places expressions until no more can be.
 * Shape:  the outputs of a call that only lacks the head of a ref count as bound for the next equality, so that one
 *         mistake is told once and not again for all that follows from it. The body is of no use then anyway.
 * Source: OPA 1.19 tells the same errors.
 */
function placeInOrder(items: readonly Item[], arity: Arity, safe: Set<string>, unsafe: UnsafeVars): Expr[] {
  const ordered: Expr[] = [];
  /** When each var became safe, counted in expressions placed; what was safe before is not in it. */
  const boundAt = new Map<string, number>();
  let left = items;
  for (;;) {
    const waiting: Item[] = [];
    let dangling: ReadonlySet<string> = NOTHING;
    for (const item of left) {
      const { expr, closure } = item;
      const isEqual = expr.kind === 'call' && operatorName(expr.operator) === 'eq';
      const assumed = isEqual ? dangling : NOTHING;
      if (isEqual) dangling = NOTHING;
      // Nothing has changed for an expression since it was last looked at unless one of its vars was bound.
      if (item.triedAt !== undefined && assumed.size === 0 && !isNewlyBound(item, boundAt)) {
        if (expr.kind === 'call' && !isEqual) dangling = item.dangling;
        waiting.push(item);
        continue;
      }
      item.triedAt = ordered.length;
      const outputs =
        assumed.size === 0
          ? outputVarsOfExpr(expr, arity, safe)
          : new Set([...outputVarsOfExpr(expr, arity, new Set([...safe, ...assumed])), ...assumed]);
      if (closure !== undefined && closure.size > 0) {
        // The only vars missing are those that this expression binds itself.
        if (sameSet(closure, outputs)) {
          waiting.push(item);
          continue;
        }
        unsafe.set(expr, new Set([...(unsafe.get(expr) ?? []), ...closure]));
      }
      const missing = unsafe.get(expr);
      if (missing !== undefined)
        for (const name of missing) if (outputs.has(name) || safe.has(name)) missing.delete(name);
      if (missing !== undefined && missing.size > 0) {
        if (expr.kind === 'call' && !isEqual) {
          item.dangling = outputs;
          dangling = outputs;
        }
        waiting.push(item);
        continue;
      }
      if (expr.kind === 'call') dangling = NOTHING;
      unsafe.delete(expr);
      ordered.push(expr);
      for (const name of outputs) {
        if (!safe.has(name)) boundAt.set(name, ordered.length);
        safe.add(name);
      }
    }
    if (waiting.length === 0 || waiting.length === left.length) return ordered;
    left = waiting;
  }
}

function closureVars(expr: Expr): Set<string> | undefined {
  if (!hasClosure(expr)) return undefined;
  const vars = new Set<string>();
  walkExpr(expr, {
    expr: (inner) => {
      if (inner.kind === 'every' || inner.kind === 'not') collectBodyVars(inner.body, ALL_VARS, vars);
      if (inner.kind === 'and' || inner.kind === 'or')
        for (const operand of [inner.lhs, inner.rhs]) collectBodyVars(operand, ALL_VARS, vars);
      return !hasBodies(inner);
    },
    term: (term) => {
      if (!term.kind.endsWith('comprehension')) return true;
      collectTermVars(term, ALL_VARS, vars);
      return false;
    },
  });
  return vars;
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}

/** Reorders the bodies of closures; each sees what the expressions before it mention. */
function reorderClosures(body: Body, arity: Arity, globals: ReadonlySet<string>, unsafe: UnsafeVars): Body {
  let known: Set<string> | undefined;
  const upTo = (index: number): Set<string> => {
    known ??= new Set(globals);
    for (; seen < index; seen++) collectExprVars(body[seen]!, safetyVars(arity), known);
    return known;
  };
  let seen = 0;
  return body.map((expr, i) => (hasClosure(expr) ? new ClosureReorder(expr, arity, upTo(i), unsafe).expr(expr) : expr));
}

class ClosureReorder {
  private readonly current: Expr;
  private readonly arity: Arity;
  private readonly globals: Set<string>;
  private readonly unsafe: UnsafeVars;

  constructor(current: Expr, arity: Arity, globals: Set<string>, unsafe: UnsafeVars) {
    this.current = current;
    this.arity = arity;
    this.globals = globals;
    this.unsafe = unsafe;
  }

  readonly expr = (expr: Expr): Expr => {
    if (expr.kind === 'not') return { ...expr, body: this.closure(new Set(), expr.body) };
    if (expr.kind === 'and' || expr.kind === 'or') {
      const lhs = this.closure(new Set(), expr.lhs);
      return { ...expr, lhs, rhs: this.closure(new Set(), expr.rhs) };
    }
    if (expr.kind !== 'every') return mapExprParts(expr, this);
    if (expr.key !== undefined) collectTermVars(expr.key, ALL_VARS, this.globals);
    collectTermVars(expr.value, ALL_VARS, this.globals);
    return { ...expr, body: this.closure(new Set(), expr.body) };
  };

  readonly body = (body: Body): Body => mapList(body, this.expr);

  readonly term = (term: Term): Term => {
    switch (term.kind) {
      case 'arraycomprehension':
      case 'setcomprehension':
        return { ...term, body: this.closure(termVars(term.term), term.body) };
      case 'objectcomprehension': {
        const vars = termVars(term.key);
        collectTermVars(term.value, ALL_VARS, vars);
        return { ...term, body: this.closure(vars, term.body) };
      }
      default:
        return mapTermParts(term, this);
    }
  };

  private closure(headVars: ReadonlySet<string>, body: Body): Body {
    const inBody = bodyVars(body, safetyVars(this.arity));
    for (const name of headVars)
      if (!inBody.has(name) && !this.globals.has(name)) addUnsafe(this.unsafe, this.current, name);
    const { body: reordered, unsafe } = reorderForSafety(body, this.arity, this.globals);
    if (unsafe.size === 0) return reordered;
    for (const [expr, vars] of unsafe) for (const name of vars) addUnsafe(this.unsafe, expr, name);
    return body;
  }
}

function addUnsafe(unsafe: UnsafeVars, expr: Expr, name: string): void {
  const vars = unsafe.get(expr);
  if (vars === undefined) unsafe.set(expr, new Set([name]));
  else vars.add(name);
}

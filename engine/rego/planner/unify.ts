import type { ArrayTerm, ObjectTerm, Term } from '../ast/index.ts';
import type { Operand } from '../ir/index.ts';
import { constantOf } from './ground.ts';
import { FALSE, local, type Next, type PlanState, TRUE } from './state.ts';
import { planTerm } from './terms.ts';

/** Whether the term is a pattern that gives a value to a var which has none yet. */
export function bindsVars(state: PlanState, term: Term): boolean {
  switch (term.kind) {
    case 'var':
      return !isDocument(term.name) && state.lookup(term.name) === undefined;
    case 'array':
    case 'set':
      return term.items.some((item) => bindsVars(state, item));
    case 'object':
      return term.entries.some(([key, value]) => bindsVars(state, key) || bindsVars(state, value));
    default:
      return false;
  }
}

export function isDocument(name: string): boolean {
  return name === 'input' || name === 'data';
}

type Pair = readonly [Term, Term];

/**
 * Plans `a = b`: vars without a value take one, everything else is compared.
 * Shape:  patterns are taken apart first; of their parts those go first of which one side has a value already, so that
 *         `[x, y] = [y, 1]` gives y a value before x needs it.
 * Source: OPA's unification as the planner sees it after safety has ordered the body.
 */
export function unify(state: PlanState, a: Term, b: Term, next: Next): undefined {
  const pairs = pairsOf([a, b]);
  if (pairs === undefined) return fail(state);
  unifyPairs(state, pairs, next);
}

function unifyPairs(state: PlanState, pairs: readonly Pair[], next: Next): undefined {
  const ready = pairs.findIndex(([a, b]) => !bindsVars(state, a) || !bindsVars(state, b));
  const pair = pairs[Math.max(0, ready)];
  if (pair === undefined) return next();
  const rest = pairs.filter((other) => other !== pair);
  const [a, b] = pair;
  const go = () => unifyPairs(state, rest, next);
  if (bindsVars(state, a)) return planTerm(state, b, (value) => unifyValue(state, value, a, go));
  planTerm(state, a, (value) => unifyValue(state, value, b, go));
}

/** The parts of two terms that have to be the same; undefined when they never can be. */
function pairsOf([a, b]: Pair): readonly Pair[] | undefined {
  const parts = a.kind === 'array' && b.kind === 'array' ? itemPairs(a, b) : valuePairs(a, b);
  if (parts === undefined || parts === 'different') return parts === undefined ? [[a, b]] : undefined;
  const pairs: Pair[] = [];
  for (const part of parts) {
    const inner = pairsOf(part);
    if (inner === undefined) return undefined;
    pairs.push(...inner);
  }
  return pairs;
}

function itemPairs(a: ArrayTerm, b: ArrayTerm): readonly Pair[] | 'different' {
  if (a.items.length !== b.items.length) return 'different';
  return a.items.map((item, index) => [item, b.items[index]!]);
}

/** The values of each key of two objects whose keys are all strings; undefined for other terms. */
function valuePairs(a: Term, b: Term): readonly Pair[] | 'different' | undefined {
  const left = a.kind === 'object' ? stringEntries(a) : undefined;
  const right = b.kind === 'object' ? stringEntries(b) : undefined;
  if (left === undefined || right === undefined) return undefined;
  if (left.size !== right.size || [...left.keys()].some((key) => !right.has(key))) return 'different';
  return [...left].map(([key, value]) => [value, right.get(key)!]);
}

function stringEntries(term: ObjectTerm): ReadonlyMap<string, Term> | undefined {
  const entries = new Map<string, Term>();
  for (const [key, value] of term.entries) {
    if (key.kind !== 'string' || entries.has(key.value)) return undefined;
    entries.set(key.value, value);
  }
  return entries;
}

/** Plans a comparison of a value with a term, taking the term apart where it has vars to bind. */
export function unifyValue(state: PlanState, value: Operand, term: Term, next: Next): undefined {
  if (!bindsVars(state, term)) {
    return planTerm(state, term, (other) => {
      state.emit({ kind: 'EqualStmt', a: value, b: other });
      next();
    });
  }
  if (term.kind === 'var') {
    state.bind(term.name, value);
    return next();
  }
  if (term.kind === 'array') return destructureArray(state, value, term, next);
  if (term.kind === 'object') return destructureObject(state, value, term, next);
  fail(state);
}

function destructureArray(state: PlanState, value: Operand, term: ArrayTerm, next: Next): undefined {
  state.emit({ kind: 'IsArrayStmt', source: value });
  checkLength(state, value, term.items.length);
  const step = (index: number): undefined => {
    if (index === term.items.length) return next();
    const target = state.local();
    const key = state.constant({ kind: 'number', text: String(index) });
    state.emit({ kind: 'DotStmt', source: value, key, target });
    unifyValue(state, local(target), term.items[index]!, () => step(index + 1));
  };
  step(0);
}

function destructureObject(state: PlanState, value: Operand, term: ObjectTerm, next: Next): undefined {
  state.emit({ kind: 'IsObjectStmt', source: value });
  const keys = new Set(term.entries.map(([key]) => JSON.stringify(constantOf(key) ?? key.span.start)));
  checkLength(state, value, keys.size);
  const step = (index: number): undefined => {
    const entry = term.entries[index];
    if (entry === undefined) return next();
    planTerm(state, entry[0], (key) => {
      const target = state.local();
      state.emit({ kind: 'DotStmt', source: value, key, target });
      unifyValue(state, local(target), entry[1], () => step(index + 1));
    });
  };
  step(0);
}

function checkLength(state: PlanState, source: Operand, length: number): undefined {
  const target = state.local();
  state.emit({ kind: 'LenStmt', source, target });
  const wanted = state.constant({ kind: 'number', text: String(length) });
  state.emit({ kind: 'EqualStmt', a: local(target), b: wanted });
}

/** Plans a statement that is never true. */
export function fail(state: PlanState): undefined {
  state.emit({ kind: 'EqualStmt', a: TRUE, b: FALSE });
}

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

/**
 * Plans `a = b`: vars without a value take one, everything else is compared.
 * Source: OPA's unification as the planner sees it after safety has ordered the body.
 */
export function unify(state: PlanState, a: Term, b: Term, next: Next): undefined {
  if (a.kind === 'array' && b.kind === 'array') return unifyArrays(state, a, b, next);
  if (a.kind === 'object' && b.kind === 'object' && unifyObjects(state, a, b, next)) return;
  if (bindsVars(state, a)) return planTerm(state, b, (value) => unifyValue(state, value, a, next));
  planTerm(state, a, (value) => unifyValue(state, value, b, next));
}

function unifyArrays(state: PlanState, a: ArrayTerm, b: ArrayTerm, next: Next): undefined {
  if (a.items.length !== b.items.length) return fail(state);
  const step = (index: number): undefined => {
    if (index === a.items.length) return next();
    unify(state, a.items[index]!, b.items[index]!, () => step(index + 1));
  };
  step(0);
}

/** Pairs the values of two object patterns whose keys are all constants; false when they are not. */
function unifyObjects(state: PlanState, a: ObjectTerm, b: ObjectTerm, next: Next): boolean {
  const right = new Map<string, Term>();
  for (const [key, value] of b.entries) {
    if (key.kind !== 'string') return false;
    right.set(key.value, value);
  }
  if (a.entries.some(([key]) => key.kind !== 'string')) return false;
  const keys = new Set(a.entries.map(([key]) => (key.kind === 'string' ? key.value : '')));
  if (keys.size !== a.entries.length || right.size !== b.entries.length) return false;
  if (keys.size !== right.size || [...keys].some((key) => !right.has(key))) {
    fail(state);
    return true;
  }
  const step = (index: number): undefined => {
    const entry = a.entries[index];
    if (entry === undefined) return next();
    const key = entry[0].kind === 'string' ? entry[0].value : '';
    unify(state, entry[1], right.get(key)!, () => step(index + 1));
  };
  step(0);
  return true;
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

import { InvariantError } from '../../diagnostics/index.ts';
import type { Term } from '../ast/index.ts';
import { DATA, INPUT, type Operand } from '../ir/index.ts';
import { planCall } from './calls.ts';
import { planComprehension } from './comprehensions.ts';
import { constantOf } from './ground.ts';
import { planRef } from './refs.ts';
import { local, type NextValue, type PlanState, unreachable } from './state.ts';

/** Plans a term; `next` runs once for each of its values (several when it iterates, none when it is undefined). */
export function planTerm(state: PlanState, term: Term, next: NextValue): undefined {
  const constant = constantOf(term);
  if (constant !== undefined) return next(state.constant(constant));
  switch (term.kind) {
    case 'var':
      return planVar(state, term, next);
    case 'ref':
      return planRef(state, term, next);
    case 'array':
    case 'set':
      return planTerms(state, term.items, (items) => next(makeCollection(state, term.kind, items)));
    case 'object': {
      const flat = term.entries.flat();
      return planTerms(state, flat, (operands) => next(makeObject(state, operands)));
    }
    case 'call':
      return planCall(state, term.operator, term.args, next);
    case 'arraycomprehension':
    case 'setcomprehension':
    case 'objectcomprehension':
      return planComprehension(state, term, next);
    case 'templatestring':
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
      throw new InvariantError(`a ${term.kind} term reached the planner`);
    default:
      unreachable(term, 'term');
  }
}

function planVar(state: PlanState, term: Extract<Term, { kind: 'var' }>, next: NextValue): undefined {
  if (term.name === 'input') return next(copyOf(state, local(INPUT)));
  if (term.name === 'data') return planRef(state, { kind: 'ref', path: [term], span: term.span }, next);
  const value = state.lookup(term.name);
  if (value === undefined) throw new InvariantError(`var ${term.name} has no value where it is needed`);
  next(value);
}

/** A copy, since `with` gives input and data another meaning inside its block. Undefined where the source is. */
export function copyOf(state: PlanState, source: Operand): Operand {
  const target = state.local();
  if (source.kind === 'local' && (source.local === INPUT || source.local === DATA)) {
    state.emit({ kind: 'IsDefinedStmt', source: source.local });
  }
  state.emit({ kind: 'AssignVarStmt', source, target });
  return local(target);
}

/** Plans several terms from left to right and hands over their values together. */
export function planTerms(
  state: PlanState,
  terms: readonly Term[],
  next: (values: readonly Operand[]) => undefined,
): undefined {
  const values: Operand[] = [];
  const step = (start: number): undefined => {
    let index = start;
    // What has one value is taken in a loop: a long literal must not need a deep stack.
    for (let value = simpleValue(state, terms[index]); value !== undefined; value = simpleValue(state, terms[index])) {
      values[index++] = value;
    }
    const term = terms[index];
    if (term === undefined) return next([...values]);
    planTerm(state, term, (value) => {
      values[index] = value;
      step(index + 1);
    });
  };
  step(0);
}

/** The operand of a constant or of a var that has a value; undefined for any other term. */
export function simpleValue(state: PlanState, term: Term | undefined): Operand | undefined {
  if (term === undefined) return undefined;
  if (term.kind === 'var') return term.name === 'input' || term.name === 'data' ? undefined : state.lookup(term.name);
  const constant = constantOf(term);
  return constant && state.constant(constant);
}

function makeCollection(state: PlanState, kind: 'array' | 'set', items: readonly Operand[]): Operand {
  const target = state.local();
  if (kind === 'array') {
    state.emit({ kind: 'MakeArrayStmt', capacity: items.length, target });
    for (const value of items) state.emit({ kind: 'ArrayAppendStmt', array: target, value });
  } else {
    state.emit({ kind: 'MakeSetStmt', target });
    for (const value of items) state.emit({ kind: 'SetAddStmt', set: target, value });
  }
  return local(target);
}

function makeObject(state: PlanState, operands: readonly Operand[]): Operand {
  const target = state.local();
  state.emit({ kind: 'MakeObjectStmt', target });
  for (let index = 0; index < operands.length; index += 2) {
    state.emit({ kind: 'ObjectInsertStmt', object: target, key: operands[index]!, value: operands[index + 1]! });
  }
  return local(target);
}

import type { RefTerm, Term } from '../ast/index.ts';
import { DATA, INPUT, type Operand } from '../ir/index.ts';
import { type Mock, type Mocks, NO_MOCKS } from './mocks.ts';
import { scan } from './refs.ts';
import { planFunction } from './rules.ts';
import { FALSE, local, type Next, type NextValue, type PlanState } from './state.ts';
import { planTerms } from './terms.ts';
import { isCallable, type RuleNode } from './trie.ts';
import { fail, unify, unifyValue } from './unify.ts';
import { inGeneration } from './with.ts';

/** Plans a call that stands as an expression: true unless undefined or false; a surplus argument takes the result. */
export function planCallExpr(state: PlanState, operator: RefTerm, args: readonly Term[], next: Next): undefined {
  const name = dottedName(operator);
  const [a, b] = args;
  if ((name === 'eq' || name === 'assign') && a !== undefined && b !== undefined && args.length === 2) {
    return unify(state, a, b, next);
  }
  if ((name === 'equal' || name === 'neq') && args.length === 2 && !state.generation.mocks.has(name)) {
    const kind = name === 'equal' ? 'EqualStmt' : 'NotEqualStmt';
    return planTerms(state, args, ([left, right]) => {
      state.emit({ kind, a: left!, b: right! });
      next();
    });
  }
  const arity = arityOf(state, operator);
  if (arity !== undefined && args.length > arity) {
    const output = args[args.length - 1]!;
    return planCall(state, operator, args.slice(0, -1), (value) => unifyValue(state, value, output, next));
  }
  planCall(state, operator, args, (value) => {
    state.emit({ kind: 'NotEqualStmt', a: value, b: FALSE });
    next();
  });
}

/** Plans a call and hands over its result; several results for a relation such as `walk`. */
export function planCall(state: PlanState, operator: RefTerm, args: readonly Term[], next: NextValue): undefined {
  const name = dottedName(operator);
  const mock = state.generation.mocks.get(name);
  const { at } = state;
  planTerms(state, args, (values) => {
    state.at = at;
    if (mock !== undefined) return planMocked(state, mock, values, next);
    planTarget(state, partsOf(operator), values, next, state.generation.mocks);
  });
}

function planMocked(state: PlanState, mock: Mock, values: readonly Operand[], next: NextValue): undefined {
  if (mock.kind === 'constant') return next(mock.value);
  if (mock.kind === 'slot') {
    const target = state.local();
    state.emit({ kind: 'MockValueStmt', slot: mock.slot, target });
    return next(local(target));
  }
  // A replacement runs without any replacement in force.
  planTarget(state, mock.path, values, next, NO_MOCKS);
}

function planTarget(
  state: PlanState,
  path: readonly string[],
  values: readonly Operand[],
  next: NextValue,
  mocks: Mocks,
): undefined {
  const result = state.local();
  const node = functionNode(state, path);
  if (node !== undefined) {
    const func = inGeneration(state, mocks, state.generation.shadows, () => planFunction(state, node));
    state.emit({ kind: 'CallStmt', func, args: [local(INPUT), local(DATA), ...values], result });
    return next(local(result));
  }
  const name = path.join('.');
  const shape = state.builtins(name);
  if (shape === undefined) return fail(state);
  state.builtinFuncs.set(name, shape.arity);
  state.emit({ kind: 'CallStmt', func: name, args: values, result });
  if (shape.relation) return scan(state, local(result), (_key, value) => next(value));
  next(local(result));
}

/** How many arguments the operator takes, its result not counted. */
export function arityOf(state: PlanState, operator: RefTerm): number | undefined {
  const node = functionNode(state, partsOf(operator));
  if (node !== undefined) return node.rules[0]?.head.args?.length;
  return state.builtins(dottedName(operator))?.arity;
}

/** The rules of a function by its path, or undefined when there is no such function. */
export function functionNode(state: PlanState, path: readonly string[]): RuleNode | undefined {
  if (path[0] !== 'data') return undefined;
  let node: RuleNode | undefined = state.generation.rules;
  for (const part of path.slice(1)) node = node?.children.get(part);
  return node !== undefined && isCallable(node) ? node : undefined;
}

/** `data.lib.f`, `json.unmarshal`, `plus`. */
export function dottedName(operator: RefTerm): string {
  return partsOf(operator).join('.');
}

export function partsOf(ref: RefTerm): readonly string[] {
  return ref.path.map((part) => (part.kind === 'string' ? part.value : part.kind === 'var' ? part.name : ''));
}

import type { RefTerm, Term } from '../ast/index.ts';
import { BuiltinError } from '../builtins/index.ts';
import type { Span } from '../source/index.ts';
import { isArray, type RegoValue } from '../value/index.ts';
import type { Bindings } from './bindings.ts';
import { Failure } from './failure.ts';
import { folderOf, isCallable, type RuleFolder } from './rule-index.ts';
import { applyFunction } from './rules.ts';
import { listValues } from './terms.ts';
import { traceNote } from './trace.ts';
import { unify, unifyValue } from './unify.ts';
import { nameKey, type World } from './world.ts';

/**
 * All solutions of a call that stands as an expression.
 * Shape:  `eq` makes its sides the same. A surplus argument takes the result; without one the result must not be false.
 */
export function* callSolutions(
  world: World,
  operator: RefTerm,
  args: readonly Term[],
  span: Span,
  bindings: Bindings,
): Generator<Bindings> {
  const path = partsOf(operator);
  const [a, b] = args;
  const isEquation = path.length === 1 && (path[0] === 'eq' || path[0] === 'assign') && args.length === 2;
  if (isEquation) return yield* unify(world, a!, b!, bindings);
  const hasOutput = args.length > arityOf(world, path);
  const operands = hasOutput ? args.slice(0, -1) : args;
  for (const found of listValues(world, operands, bindings)) {
    for (const result of callValues(world, operator, found.values, span)) {
      if (hasOutput) yield* unifyValue(world, result, args[args.length - 1]!, found.bindings);
      else if (result !== false) yield found.bindings;
    }
  }
}

/** All results of a call: one or none, several only for relations such as `walk`. */
export function callValues(
  world: World,
  operator: RefTerm,
  args: readonly RegoValue[],
  span: Span,
): Iterable<RegoValue> {
  const path = partsOf(operator);
  const mock = world.mocks.get(nameKey(path));
  if (mock === undefined) return results(world, path, args, span);
  if (mock.kind === 'value') return [mock.value];
  // What stands in for a function may call the function itself.
  return results(world.memo.unmocked(world), mock.path, args, span);
}

function results(world: World, path: readonly string[], args: readonly RegoValue[], span: Span): Iterable<RegoValue> {
  const folder = functionAt(world, path);
  if (folder === undefined) return builtinResults(world, path.join('.'), args, span);
  const result = applyFunction(world, folder, args);
  return result === undefined ? [] : [result];
}

function builtinResults(world: World, name: string, args: readonly RegoValue[], span: Span): Iterable<RegoValue> {
  world.meter.charge(1);
  if (name === 'trace') traceNote(world, args[0], span);
  const builtin = world.builtins(name);
  if (builtin === undefined) return [];
  try {
    const result = builtin.call(world.context, ...args);
    if (result === undefined) return [];
    return builtin.isRelation && isArray(result) ? result : [result];
  } catch (error) {
    if (!(error instanceof BuiltinError)) throw error;
    if (!world.strict) return [];
    throw new Failure(error.code, `${name}: ${error.message}`, span);
  }
}

/** How many arguments a function or builtin takes, its result not counted. */
function arityOf(world: World, path: readonly string[]): number {
  const folder = functionAt(world, path);
  if (folder !== undefined) return folder.clauses[0]?.rule.head.args?.length ?? 0;
  return world.builtins(path.join('.'))?.arity ?? Number.POSITIVE_INFINITY;
}

/** The rules of a function by its path from `data` on; undefined for what is none. */
export function functionAt(world: World, path: readonly string[]): RuleFolder | undefined {
  if (path[0] !== 'data') return undefined;
  const folder = folderOf(world.rules, path.slice(1));
  return folder !== undefined && isCallable(folder) ? folder : undefined;
}

/** The parts of a function's name: `["data", "lib", "f"]`, `["json", "unmarshal"]`. */
export function partsOf(ref: RefTerm): readonly string[] {
  return ref.path.map((part) => (part.kind === 'string' ? part.value : part.kind === 'var' ? part.name : ''));
}

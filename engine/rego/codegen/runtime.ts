import type { Builtin, BuiltinContext } from '../builtins/context.ts';
import { BuiltinError } from '../builtins/errors.ts';
import { isObject, ObjectBuilder, objectSize } from '../value/access.ts';
import { BudgetError } from '../value/budget.ts';
import { compare, equals } from '../value/compare.ts';
import {
  get,
  type MutableObject,
  newObject,
  type PlainObject,
  parseNumber,
  RegoNumber,
  RegoObject,
  RegoSet,
  type RegoValue,
} from '../value/index.ts';
import { type Key, keyOf, sortedKeys } from '../value/keys.ts';
import { EvaluationError } from './failure.ts';
import type { EvaluationState, Saved } from './state.ts';
import { Tree } from './tree.ts';

type Maybe = RegoValue | undefined;
type Frame = unknown[] & { mocks?: readonly RegoValue[] };

const hasOwn = Object.prototype.hasOwnProperty;

/** Stands in a memo table for a rule that was evaluated and is undefined. */
const UNDEFINED = Symbol('undefined');

/** A property that was not found by reading it: null, in a set or an object of other keys, or not there. */
export function missing(container: Maybe, key: string): Maybe {
  if (typeof container !== 'object' || container === null) return undefined;
  if (container instanceof RegoSet || container instanceof RegoObject) return container.get(key);
  return hasOwn.call(container, key) && !Array.isArray(container) ? (container as PlainObject)[key] : undefined;
}

/** 1 plain object, 2 set, 3 object with other keys, 4 a number. */
function scanKind(value: object): number {
  if (value instanceof RegoSet) return 2;
  if (value instanceof RegoObject) return 3;
  return value instanceof RegoNumber ? 4 : 1;
}

function scanKeys(value: RegoValue, kind: number, sorted: boolean): readonly unknown[] {
  if (kind === 1) return sorted ? sortedKeys(value as PlainObject) : Object.keys(value as PlainObject);
  if (kind === 2) return sorted ? (value as RegoSet).sorted() : (value as RegoSet).unordered();
  return kind === 3 ? (value as RegoObject).sorted() : [];
}

/** What a builtin's failure means: undefined, or the end of the evaluation where errors are strict. */
function caught(state: EvaluationState, error: unknown, name: string, file: number, row: number, col: number): Maybe {
  if (!(error instanceof BuiltinError)) throw error;
  if (!state.strict) return undefined;
  throw new EvaluationError(error.code, `${name}: ${error.message}`, file, row, col);
}

const CONFLICTS: Readonly<Record<string, string>> = {
  complete: 'complete rules must not produce multiple outputs',
  function: 'functions must not produce multiple outputs for same inputs',
  'partial-set': 'complete rules must not produce multiple outputs',
  'partial-object': 'object keys must be unique',
};

function conflict(_state: EvaluationState, what: string, file: number, row: number, col: number): never {
  throw new EvaluationError('eval_conflict_error', CONFLICTS[what] ?? what, file, row, col);
}

function insert(object: MutableObject | RegoObject, key: RegoValue, value: RegoValue): MutableObject | RegoObject {
  if (object instanceof RegoObject) return object.set(key, value);
  if (typeof key === 'string') {
    object[key] = value;
    return object;
  }
  const general = new RegoObject();
  for (const known of Object.keys(object)) general.set(known, object[known]!);
  return general.set(key, value);
}

function insertOnce(
  state: EvaluationState,
  object: MutableObject | RegoObject,
  key: RegoValue,
  value: RegoValue,
  file: number,
  row: number,
  col: number,
): MutableObject | RegoObject {
  const present = get(object, key);
  if (present === undefined) return insert(object, key, value);
  return equals(present, value) ? object : conflict(state, 'partial-object', file, row, col);
}

/** `a` over `b`, object by object. */
function merge(a: RegoValue, b: RegoValue): RegoValue {
  if (!isObject(a) || !isObject(b)) return a;
  const result = new ObjectBuilder();
  for (const [key, value] of entriesOf(b)) result.set(key, value);
  for (const [key, value] of entriesOf(a)) {
    const below = result.get(key);
    result.set(key, below === undefined ? value : merge(value, below));
  }
  return result.build();
}

function entriesOf(object: PlainObject | RegoObject): Iterable<readonly [RegoValue, RegoValue]> {
  if (object instanceof RegoObject) return object.unordered();
  return Object.keys(object).map((key) => [key, object[key]!] as const);
}

function makeObject(entries: readonly (readonly [RegoValue, RegoValue])[]): RegoValue {
  const result = new ObjectBuilder();
  for (const [key, value] of entries) result.set(key, value);
  return result.build();
}

function lengthOf(value: RegoValue): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (value instanceof RegoSet) return value.size;
  return isObject(value) ? objectSize(value) : undefined;
}

/** The document with a value put at a path; what lies on the way is copied, or made where it is no object. */
function withPath(document: Maybe, path: readonly string[], value: RegoValue, depth = 0): RegoValue {
  const key = path[depth];
  if (key === undefined) return value;
  const result = new ObjectBuilder();
  if (document !== undefined && isObject(document)) for (const [k, v] of entriesOf(document)) result.set(k, v);
  return result.set(key, withPath(get(document, key), path, value, depth + 1)).build();
}

/** A memo table for a block with other input or data. */
function frame(outer: Frame): Frame {
  const inner: Frame = [];
  if (outer.mocks !== undefined) inner.mocks = outer.mocks;
  return inner;
}

/** The number of each value. */
function caseTable(values: readonly RegoValue[]): ReadonlyMap<Key, number> {
  return new Map(values.map((value, index) => [keyOf(value), index]));
}

/** The number of a value; no collection has one. */
function caseOf(table: ReadonlyMap<Key, number>, value: Maybe): number | undefined {
  if (typeof value !== 'object' || value === null) return value === undefined ? undefined : table.get(keyOf(value));
  return value instanceof RegoNumber ? table.get(keyOf(value)) : undefined;
}

/** The results of a function by its arguments, for one input and data. */
function tableOf(state: EvaluationState, memo: Frame, index: number): Map<unknown, unknown> {
  const known = memo[index] as Map<unknown, unknown> | undefined;
  if (known !== undefined) return known;
  const table = new Map<unknown, unknown>();
  remember(state, memo, index, table);
  return table;
}

/** The results for one first argument. Arguments are told apart by identity: equal ones may be asked for twice. */
function below(table: Map<unknown, unknown>, argument: RegoValue): Map<unknown, unknown> {
  let inner = table.get(argument) as Map<unknown, unknown> | undefined;
  if (inner === undefined) {
    inner = new Map();
    table.set(argument, inner);
  }
  return inner;
}

/** The rules of a slot failed as a whole: by key they are asked for from now on. */
function setFailed(state: EvaluationState, memo: Frame, index: number): void {
  if (memo[index] === undefined) remember(state, memo, index, true);
}

function remember(state: EvaluationState, memo: Frame, index: number, value: unknown): void {
  memo[index] = value;
  if (memo === state.top) state.touched[state.touchedCount++] = index;
}

function mockFrame(outer: Frame, slot: number, value: RegoValue): Frame {
  const inner: Frame = [];
  const mocks = [...(outer.mocks ?? [])];
  mocks[slot] = value;
  inner.mocks = mocks;
  return inner;
}

function mockValue(memo: Frame, slot: number): Maybe {
  return memo.mocks?.[slot];
}

type Call = (...args: unknown[]) => Maybe;

function callDynamic(functions: ReadonlyMap<string, Call>, path: readonly RegoValue[], args: unknown[]): Maybe {
  return functions.get(JSON.stringify(path))?.(...args);
}

function tooDeep(): never {
  throw new BudgetError('depth', 'rules call each other too deeply');
}

/** After a failed look-up: goes on as before it, unless the failure is one that ends every evaluation. */
function recover(state: EvaluationState, error: unknown, saved: Saved): void {
  if (!(error instanceof EvaluationError)) throw error;
  state.restore(saved);
}

function putTree(
  state: EvaluationState,
  tree: Tree,
  path: RegoValue[],
  value: RegoValue,
  file: number,
  row: number,
  col: number,
): void {
  if (!tree.put(path, value)) conflict(state, 'partial-object', file, row, col);
}

function addTree(
  state: EvaluationState,
  tree: Tree,
  path: RegoValue[],
  value: RegoValue,
  file: number,
  row: number,
  col: number,
): void {
  if (!tree.add(path, value)) conflict(state, 'partial-object', file, row, col);
}

/** `count` of arrays and sets; strings and objects are left to the builtin. */
function count(builtin: Builtin, context: BuiltinContext, value: RegoValue): Maybe {
  if (Array.isArray(value)) return value.length;
  return value instanceof RegoSet ? value.size : builtin(context, value);
}

function add(builtin: Builtin, context: BuiltinContext, a: RegoValue, b: RegoValue): Maybe {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return builtin(context, a, b);
}

function sub(builtin: Builtin, context: BuiltinContext, a: RegoValue, b: RegoValue): Maybe {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return builtin(context, a, b);
}

/**
 * Everything that generated code may call: `R` in its text.
 * INVARIANT: frozen, and none of it reaches anything outside of the values that it is given.
 */
export const RUNTIME = Object.freeze({
  UNDEFINED,
  add,
  addTree,
  below,
  callDynamic,
  caseOf,
  caseTable,
  caught,
  compare,
  conflict,
  count,
  equals,
  frame,
  getKey: get,
  /** Whether somebody sees what is compared. */
  hooked: false as boolean,
  insert,
  insertOnce,
  isPlain: isObject,
  isSet: (value: RegoValue) => value instanceof RegoSet,
  lengthOf,
  makeObject,
  makeSet: (items: readonly RegoValue[]) => RegoSet.of(items),
  merge,
  missing,
  mockFrame,
  mockValue,
  newObject,
  newSet: () => new RegoSet(),
  newTree: () => new Tree(),
  parseNumber,
  putTree,
  recover,
  scanKeys,
  scanKind,
  setFailed,
  sub,
  tableOf,
  tooDeep,
  withPath,
});

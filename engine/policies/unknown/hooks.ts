import type { Builtin } from '../../rego/builtins/context.ts';
import { failure } from '../../rego/builtins/errors.ts';
import { BUILTINS } from '../../rego/builtins/table.ts';
import type { RegoValue } from '../../rego/runtime.ts';
import { compareNumbers, isNumber } from '../../rego/value/number.ts';
import { RegoObject } from '../../rego/value/object.ts';
import { RegoSet } from '../../rego/value/set.ts';
import { toText } from '../../rego/value/text.ts';
import { type Choice, SOME_TEXT, someNumber } from './choices.ts';
import type { Session } from './session.ts';
import { hasToken, isSymbol, NumberSymbol, symbolsIn } from './symbols.ts';

/** Look at the type of their operand, or carry it along without looking. */
const BLIND: ReadonlySet<string> = new Set([
  'array.concat',
  'array.flatten',
  'array.reverse',
  'array.slice',
  'internal.print',
  'is_array',
  'is_boolean',
  'is_null',
  'is_number',
  'is_object',
  'is_set',
  'is_string',
  'or',
  'print',
  'trace',
  'type_name',
  'union',
]);

/** Compare what is in their operands for equality, and nothing more. */
const EQUATING: ReadonlySet<string> = new Set([
  'and',
  'count',
  'internal.member_2',
  'internal.member_3',
  'intersection',
  'minus',
  'object.filter',
  'object.get',
  'object.keys',
  'object.remove',
  'object.union',
  'object.union_n',
]);

/** Make a text that holds the texts of their operands. */
const WRITING: ReadonlySet<string> = new Set(['concat', 'internal.template_string', 'sprintf']);

/** Give a result for every operand of the right type, whatever it holds. */
const TOTAL: ReadonlySet<string> = new Set([
  'abs',
  'ceil',
  'contains',
  'count',
  'endswith',
  'floor',
  'format_int',
  'indexof',
  'lower',
  'minus',
  'mul',
  'plus',
  'regex.match',
  'replace',
  'round',
  'startswith',
  'strings.any_prefix_match',
  'strings.any_suffix_match',
  'substring',
  'trim',
  'trim_left',
  'trim_prefix',
  'trim_right',
  'trim_space',
  'trim_suffix',
  'upper',
]);

const PARTS: Readonly<Record<string, 'start' | 'end' | 'inside'>> = {
  startswith: 'start',
  endswith: 'end',
  contains: 'inside',
};

const BOOLEANS: readonly Choice[] = [
  { kind: 'exact', value: false },
  { kind: 'exact', value: true },
];

/** Builtins that know stand-ins. Those of which nothing is known give a result that is not known either. */
export function hookedBuiltin(session: () => Session | undefined, name: string, inner: Builtin): Builtin {
  return (context, ...operands) => {
    const active = session();
    if (active === undefined || BLIND.has(name)) return inner(context, ...operands);
    if (isCounting(name, operands)) active.countElements();
    const symbols = symbolsIn(operands);
    if (symbols === undefined) active.lose();
    if (symbols === undefined || symbols.length === 0) return inner(context, ...operands);
    if (EQUATING.has(name) && !isCounted(name, operands)) {
      equate(active, name, operands);
      return inner(context, ...operands);
    }
    if (WRITING.has(name)) {
      const text = inner(context, ...operands.map(written));
      return isWrittenWhole(name, operands) ? text : blurred(active, name, operands, symbols, text);
    }
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    const tested = part === undefined ? undefined : testPart(active, part, operands);
    return tested ?? chosen(active, name, operands, symbols);
  };
}

function equate(session: Session, name: string, operands: readonly RegoValue[]): void {
  const [first = null, second = null] = operands;
  if (name === 'count') {
    if (first instanceof RegoSet) session.meetWithin(first);
  } else if (name === 'internal.member_2' || name === 'and' || name === 'minus') session.meetAcross(first, second);
  else if (name === 'object.get') {
    if (isSymbol(second) || session.hasTokenKeys)
      session.meetAcross(second, typeof first === 'object' ? keysOf(first) : []);
  } else if (!name.startsWith('object.') || session.hasTokenKeys) session.meetWithin(operands);
}

/**
 * Whether the texts of stand-ins come out as they are. A set, and the keys of an object, are written in an order that the
 * real values decide; some verbs of sprintf change what they write.
 */
function isWrittenWhole(name: string, operands: readonly RegoValue[]): boolean {
  const [format] = operands;
  if (name === 'sprintf' && !(typeof format === 'string' && /^(?:[^%]|%[vs%])*$/.test(format))) return false;
  const open: RegoValue[] = [...operands];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next instanceof RegoSet || next instanceof RegoObject) {
      if (symbolsIn([next])?.length !== 0) return false;
    } else if (Array.isArray(next)) open.push(...next);
    else if (typeof next === 'object' && next !== null && !(next instanceof NumberSymbol)) {
      if (symbolsIn(Object.keys(next))?.length !== 0) return false;
      open.push(...(Object.values(next) as RegoValue[]));
    }
  }
  return true;
}

/** A text that shows what was written and is like no other: whatever it is compared with, either may be. */
function blurred(
  session: Session,
  name: string,
  operands: readonly RegoValue[],
  symbols: readonly (string | NumberSymbol)[],
  text: RegoValue | undefined,
): RegoValue | undefined {
  if (typeof text !== 'string') return text;
  const { value } = session.resultOf(`${name} ${toText([...operands])}`, [SOME_TEXT], symbols);
  return `${text}${String(value)}${String(value)}`;
}

/** The result depends on how many elements an operand has, or on their order. */
function isCounting(name: string, operands: readonly RegoValue[]): boolean {
  if (name === 'sprintf' || (EQUATING.has(name) && name !== 'count')) return false;
  if (name !== 'concat') return operands.some((operand) => Array.isArray(operand) || operand instanceof RegoSet);
  const [, list = []] = operands;
  if (!Array.isArray(list)) return list instanceof RegoSet && symbolsIn([list])?.length !== 0;
  return new Set(list).size < list.length || symbolsIn([list])?.length !== 0;
}

/** `count` of a text and `minus` of numbers look at what their operands are. */
function isCounted(name: string, [first]: readonly RegoValue[]): boolean {
  return (name === 'count' && typeof first === 'string') || (name === 'minus' && isNumber(first));
}

function testPart(
  session: Session,
  part: 'start' | 'end' | 'inside',
  operands: readonly RegoValue[],
): boolean | undefined {
  const [text, wanted] = operands;
  if (typeof text !== 'string' || typeof wanted !== 'string' || hasToken(wanted)) return undefined;
  const owner = session.ownerOf(text);
  if (owner?.choice?.kind !== 'text') return undefined;
  const isMet =
    part === 'start' ? text.startsWith(wanted) : part === 'end' ? text.endsWith(wanted) : text.includes(wanted);
  if (!isMet) owner.choices.addPart(part, wanted);
  return isMet;
}

/** An application of a builtin that stands for any result that its type allows. */
function chosen(
  session: Session,
  name: string,
  operands: readonly RegoValue[],
  symbols: readonly (string | NumberSymbol)[],
): RegoValue {
  const choices = resultsOf(name);
  if (choices === undefined) {
    session.lose();
    session.isMadeUp = true;
    throw failure('depends on something that is not known');
  }
  const all = TOTAL.has(name) ? choices : [...choices, { kind: 'failure' } as const];
  const { choice, value } = session.resultOf(`${name} ${toText([...operands])}`, all, symbols);
  if (choice?.kind === 'failure') throw failure('depends on something that is not known');
  return value as RegoValue;
}

function resultsOf(name: string): readonly Choice[] | undefined {
  const declaration = Object.hasOwn(BUILTINS, name) ? BUILTINS[name as keyof typeof BUILTINS] : undefined;
  switch (declaration?.result?.type) {
    case 'boolean':
      return BOOLEANS;
    case 'string':
      return [SOME_TEXT];
    case 'number':
      return [someNumber(false)];
    default:
      return undefined;
  }
}

/** The value as it is written into a text: the token of a number in place of the number that stands for it. */
function written(value: RegoValue): RegoValue {
  if (value instanceof NumberSymbol) return value.token;
  if (Array.isArray(value)) return value.map(written);
  if (!(value instanceof RegoSet)) return value;
  return RegoSet.of([...value.unordered()].map(written));
}

type Runtime = Readonly<Record<string, unknown>>;
type Compare<T> = (a: RegoValue, b: RegoValue) => T;

/** The functions of generated code that compare values or use them as keys, so that the session sees it. */
export function hookedRuntime<R extends Runtime>(session: () => Session | undefined, runtime: R): R {
  const base = runtime as unknown as {
    readonly equals: Compare<boolean>;
    readonly compare: Compare<number>;
    readonly insert: (object: object, key: RegoValue, value: RegoValue) => object;
    readonly insertOnce: (state: unknown, object: object, key: RegoValue, ...rest: unknown[]) => object;
    readonly putTree: (state: unknown, tree: unknown, path: RegoValue[], ...rest: unknown[]) => void;
    readonly addTree: (state: unknown, tree: unknown, path: RegoValue[], ...rest: unknown[]) => void;
    readonly callDynamic: (functions: unknown, path: readonly RegoValue[], args: unknown[]) => unknown;
    readonly lengthOf: (value: RegoValue) => number | undefined;
    readonly scanKeys: (value: RegoValue, kind: number, sorted: boolean) => readonly unknown[];
  };
  const keyed = (object: object, key: RegoValue): undefined => {
    const active = session();
    if (active === undefined || !(active.hasTokenKeys || isSymbol(key))) return;
    if (isSymbol(key)) active.hasTokenKeys = true;
    active.meetAcross(key, keysOf(object));
  };
  const onPath = (path: readonly RegoValue[]): undefined => {
    if (path.some((key) => symbolsIn([key])?.length !== 0)) session()?.lose();
  };
  const called = (inner: Builtin, context: Parameters<Builtin>[0], ...operands: RegoValue[]) =>
    inner(context, ...operands);
  const hooks = {
    equals: (a: RegoValue, b: RegoValue) => equalsWith(session(), base.equals, a, b),
    compare: (a: RegoValue, b: RegoValue) => compareWith(session(), base.compare, a, b),
    insert: (object: object, key: RegoValue, value: RegoValue) => {
      keyed(object, key);
      return base.insert(object, key, value);
    },
    insertOnce: (state: unknown, object: object, key: RegoValue, ...rest: unknown[]) => {
      keyed(object, key);
      return base.insertOnce(state, object, key, ...rest);
    },
    putTree: (state: unknown, tree: unknown, path: RegoValue[], ...rest: unknown[]) => {
      onPath(path);
      base.putTree(state, tree, path, ...rest);
    },
    addTree: (state: unknown, tree: unknown, path: RegoValue[], ...rest: unknown[]) => {
      onPath(path);
      base.addTree(state, tree, path, ...rest);
    },
    callDynamic: (functions: unknown, path: readonly RegoValue[], args: unknown[]) => {
      onPath(path);
      return base.callDynamic(functions, path, args);
    },
    scanKeys: (value: RegoValue, kind: number, sorted: boolean) => {
      const keys = base.scanKeys(value, kind, sorted);
      const active = sorted && keys.length > 1 ? session() : undefined;
      if (active !== undefined && symbolsIn(keys as readonly RegoValue[])?.length !== 0) active.lose();
      return keys;
    },
    lengthOf: (value: RegoValue) => {
      if (Array.isArray(value)) session()?.countElements();
      return base.lengthOf(value);
    },
    count: called,
    add: called,
    sub: called,
  };
  return Object.freeze({ ...runtime, ...hooks });
}

function equalsWith(session: Session | undefined, equals: Compare<boolean>, a: RegoValue, b: RegoValue): boolean {
  if (session === undefined || a === b) return equals(a, b);
  if (Array.isArray(a) && Array.isArray(b)) session.countElements();
  const symbols = symbolsIn([a, b]);
  if (symbols?.length === 0) return equals(a, b);
  if (isScalar(a) || isScalar(b)) {
    if (!(isScalar(a) && isScalar(b))) return false;
    if (session.meet(a, b)) return equals(a, b);
    const node = session.resultOf(`= ${toText([a, b])}`, BOOLEANS, symbols ?? []);
    return node.value === true;
  }
  session.meetAcross(a, b);
  return equals(a, b);
}

function compareWith(session: Session | undefined, compare: Compare<number>, a: RegoValue, b: RegoValue): number {
  if (session === undefined || a === b) return compare(a, b);
  const symbols = symbolsIn([a, b]);
  if (symbols?.length === 0) return compare(a, b);
  if (isNumber(a) && isNumber(b)) {
    const isTold = a instanceof NumberSymbol ? session.divide(a, b) : session.divide(b as NumberSymbol, a);
    if (isTold) return compareNumbers(a, b);
  } else if (isScalar(a) && isScalar(b) && typeof a !== typeof b) return compare(a, b);
  const choices: readonly Choice[] = [-1, 0, 1].map((value) => ({ kind: 'exact', value }));
  return session.resultOf(`< ${toText([a, b])}`, choices, symbols ?? []).value as number;
}

function isScalar(value: RegoValue): boolean {
  return typeof value !== 'object' || value === null || isNumber(value);
}

/** A key is looked up: with a stand-in for it, or among stand-ins. */
export function seeLookup(session: Session, container: object, key: RegoValue): undefined {
  if (container instanceof RegoSet) {
    const members = [...container.unordered()];
    if (isSymbol(key) || symbolsIn(members)?.length !== 0) session.meetAcross(key, members);
    return;
  }
  if (key instanceof NumberSymbol) return session.lose();
  // The first element behind the known ones is of each class in some order that is tried, later ones are not.
  if (Array.isArray(container) && typeof key === 'number' && !session.unknowns.isNext(container, key)) {
    session.countElements();
  }
  if (typeof key !== 'string' || Array.isArray(container)) return;
  if (!(hasToken(key) || session.hasTokenKeys) || Object.hasOwn(container, key)) return;
  session.meetAcross(key, keysOf(container));
}

function keysOf(container: object | null): readonly RegoValue[] {
  if (container instanceof RegoObject) return [...container.unordered()].map(([key]) => key);
  if (container instanceof RegoSet) return [...container.unordered()];
  return container === null || Array.isArray(container) ? [] : Object.keys(container);
}

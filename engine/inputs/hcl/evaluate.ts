import { compareValues, computeBinary } from './operators.ts';
import type { Expression, TemplatePart } from './types.ts';
import { unify } from './unify.ts';
import {
  type Budget,
  booleanOf,
  Failure,
  isEqual,
  isList,
  isMap,
  isSet,
  isTooLarge,
  isWhole,
  Namespace,
  numberOf,
  Partial,
  sortedEntries,
  textOf,
  Unknown,
  type Value,
} from './value.ts';

/** What the names of an expression stand for. */
export type Scope = {
  /** Shared by all scopes of a configuration; when it is used up, everything is unknown. */
  readonly budget: Budget;
  readonly variable: (name: string) => Value;
  readonly call: (name: string, values: readonly Value[], lazy: LazyArguments) => Value;
};

/** The arguments of a call unevaluated, for `try` and `can`. */
export type LazyArguments = { readonly count: number; readonly evaluate: (index: number) => Value };

const MAX_ITEMS = 10_000;

/**
 * Evaluates an expression as far as it can be.
 * Shape:  what depends on something unknown is an Unknown with the reason; collections keep their known members. Never
 *         throws. Templates with an unknown part are unknown whole.
 * Source: HCL Native Syntax Specification.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  scope.budget.left -= 1;
  if (scope.budget.left < 0) return new Unknown('evaluating it takes too long');
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'number' && expression.isLong === true ? LONG : expression.value;
    case 'parentheses':
      return evaluate(expression.value, scope);
    case 'template':
      return evaluateTemplate(expression.parts, scope);
    case 'variable':
      return scope.variable(expression.name);
    case 'splat-item':
      return scope.variable('*');
    case 'attribute':
      return member(evaluate(expression.of, scope), expression.name);
    case 'index':
      return indexed(evaluate(expression.of, scope), plain(evaluate(expression.key, scope)));
    case 'splat':
      return evaluateSplat(plain(evaluate(expression.of, scope)), expression.each, scope);
    case 'unary': {
      const value = plain(evaluate(expression.value, scope));
      if (value instanceof Unknown) return value;
      const done = expression.operator === '!' ? negate(booleanOf(value)) : numberOf(value);
      if (done === undefined) return new Failure(`\`${expression.operator}\` is put before a value of the wrong type`);
      return typeof done === 'number' ? 0 - done : done;
    }
    case 'binary':
      return computeBinary(
        expression.operator,
        plain(evaluate(expression.left, scope)),
        plain(evaluate(expression.right, scope)),
      );
    case 'conditional': {
      const condition = plain(evaluate(expression.condition, scope));
      const decided = booleanOf(condition);
      const sides = [expression.whenTrue, expression.whenFalse].map((side) => plain(evaluate(side, scope)));
      // Both sides are of one type, whichever is taken.
      const [whenTrue = null, whenFalse = null] = unify(sides) ?? sides;
      if (decided !== undefined) return decided ? whenTrue : whenFalse;
      if (!(condition instanceof Unknown)) return new Failure('a condition is neither true nor false');
      // Both ways give the same: the condition decides nothing.
      return isSame(whenTrue, whenFalse) ? whenTrue : condition;
    }
    case 'call': {
      const evaluateAt = (index: number) => plain(evaluate(expression.arguments[index] as Expression, scope));
      const lazy = { count: expression.arguments.length, evaluate: evaluateAt };
      if (LAZY.has(expression.name)) return scope.call(expression.name, [], lazy);
      const values = expression.arguments.map((_, index) => evaluateAt(index));
      if (values.some((value) => isTooLarge(value, scope.budget))) return TOO_LARGE;
      if (!expression.expands) return checked(scope.call(expression.name, values, lazy), scope);
      const last = values.pop();
      if (last instanceof Unknown) return last;
      if (last === undefined || !isList(last)) return new Unknown('`...` stands after no list');
      return checked(scope.call(expression.name, [...values, ...last.slice(0, MAX_ITEMS)], lazy), scope);
    }
    case 'tuple':
      return expression.items.map((item) => plain(evaluate(item, scope)));
    case 'object': {
      const made = new Map<string, Value>();
      for (const item of expression.items) {
        const key = plain(evaluate(item.key, scope));
        if (key instanceof Unknown) return key;
        const text = textOf(key);
        if (text === undefined) return new Failure('a key is no text');
        made.set(text, plain(evaluate(item.value, scope)));
      }
      return made;
    }
    case 'for':
      return evaluateFor(expression, scope);
    case 'invalid':
      return new Unknown('it could not be read');
  }
}

const LONG = new Unknown('a number has more digits than are computed with');
const TOO_LARGE = new Unknown('it is too large to be evaluated');

function checked(value: Value, scope: Scope): Value {
  return isTooLarge(value, scope.budget) ? TOO_LARGE : value;
}

const LAZY: ReadonlySet<string> = new Set(['try', 'can']);

/** A value that may be kept: a bare name like `var` is none. */
export function plain(value: Value): Value {
  return value instanceof Namespace ? new Unknown('a name stands for no value') : value;
}

function isSame(left: Value, right: Value): boolean {
  return compareValues(left, right) === true || (isWhole(left) && isWhole(right) && isEqual(left, right));
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** The attribute of a value. */
export function member(value: Value, name: string): Value {
  if (value instanceof Namespace) return value.get(name);
  if (value instanceof Unknown) return value;
  if (value instanceof Partial) return value.known.get(name) ?? restOf(value, name);
  if (isMap(value)) {
    const found = value.get(name);
    return found === undefined ? new Failure(`there is no \`${name}\``) : found;
  }
  return new Failure(`\`${name}\` is asked of a value without attributes`);
}

/** What a resource will have; its ARN and its id name it. */
function restOf({ rest }: Partial, name: string): Unknown {
  return name === 'arn' || name === 'id' ? new Unknown(rest.reason, undefined, true) : rest;
}

/** The element of a list or map. */
export function indexed(value: Value, key: Value): Value {
  if (value instanceof Unknown) return value;
  if (key instanceof Unknown) return key;
  if (isList(value)) {
    const number = numberOf(key);
    const found = number === undefined ? undefined : value[number];
    if (isSet(value)) return new Failure('an index is asked of a set');
    return found === undefined ? new Failure('an index is outside of its list') : found;
  }
  const text = textOf(key);
  return text === undefined ? new Failure('a key is no text') : member(value, text);
}

function evaluateSplat(value: Value, each: Expression, scope: Scope): Value {
  if (value instanceof Unknown) return value;
  const items = value === null ? [] : isList(value) ? value : [value];
  return items.map((item) => plain(evaluate(each, withNames(scope, new Map([['*', item]])))));
}

/** A scope in which some names stand for something else. */
export function withNames(scope: Scope, names: ReadonlyMap<string, Value>): Scope {
  return {
    budget: scope.budget,
    call: scope.call,
    variable: (name) => (names.has(name) ? (names.get(name) as Value) : scope.variable(name)),
  };
}

/** Keys and values that a `for` or `for_each` goes over; an Unknown where the collection is not known. */
export function entriesOf(collection: Value): readonly (readonly [Value, Value])[] | Unknown {
  if (collection instanceof Unknown) return collection;
  if (isSet(collection)) return collection.slice(0, MAX_ITEMS).map((item) => [item, item] as const);
  if (isList(collection)) return collection.slice(0, MAX_ITEMS).map((item, index) => [index, item] as const);
  if (isMap(collection)) return sortedEntries(collection).slice(0, MAX_ITEMS);
  if (collection instanceof Partial) return collection.rest;
  return new Failure('a value of the wrong type is gone over');
}

function evaluateFor(expression: Expression & { readonly kind: 'for' }, scope: Scope): Value {
  const entries = entriesOf(plain(evaluate(expression.collection, scope)));
  if (entries instanceof Unknown) return entries;
  const list: Value[] = [];
  const map = new Map<string, Value>();
  for (const [key, item] of entries) {
    const names = new Map<string, Value>([[expression.itemName, item]]);
    if (expression.keyName !== undefined) names.set(expression.keyName, key);
    const inner = withNames(scope, names);
    if (expression.condition !== undefined) {
      const condition = plain(evaluate(expression.condition, inner));
      if (condition instanceof Unknown) return condition;
      if (booleanOf(condition) !== true) continue;
    }
    const value = plain(evaluate(expression.value, inner));
    if (expression.key === undefined) {
      list.push(value);
      continue;
    }
    const made = plain(evaluate(expression.key, inner));
    if (made instanceof Unknown) return made;
    const text = textOf(made);
    if (text === undefined) return new Failure('a key is no text');
    if (map.has(text) && !expression.groups) return new Failure(`\`${text}\` is made twice`);
    const before = map.get(text);
    map.set(text, expression.groups ? [...(before !== undefined && isList(before) ? before : []), value] : value);
  }
  return expression.key === undefined ? list : map;
}

/** A template as a value. */
export function evaluateTemplate(parts: readonly TemplatePart[], scope: Scope): Value {
  const [only] = parts;
  // A template that only wraps one value is that value.
  if (parts.length === 1 && only?.kind === 'interpolation') return plain(evaluate(only.value, scope));
  return templateText(parts, scope);
}

function templateText(parts: readonly TemplatePart[], scope: Scope): string | Unknown {
  const pieces: (string | Unknown)[] = [];
  const failed = addPieces(parts, scope, pieces);
  if (failed !== undefined) return failed;
  const unknown = pieces.find((piece) => piece instanceof Unknown);
  if (unknown !== undefined) return new Unknown((unknown as Unknown).reason, { kind: 'pieces', pieces });
  const text = pieces.join('');
  return isTooLarge(text, scope.budget) ? TOO_LARGE : text;
}

const MAX_PIECES = 100_000;

/** Adds the pieces that a template is made of; gives what makes it impossible to tell them. */
function addPieces(parts: readonly TemplatePart[], scope: Scope, into: (string | Unknown)[]): Unknown | undefined {
  for (const part of parts) {
    if (into.length > MAX_PIECES) return TOO_LARGE;
    const failed = addPiece(part, scope, into);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

function addPiece(part: TemplatePart, scope: Scope, into: (string | Unknown)[]): Unknown | undefined {
  switch (part.kind) {
    case 'text':
      into.push(part.value);
      return undefined;
    case 'interpolation': {
      const value = plain(evaluate(part.value, scope));
      if (value instanceof Failure) return value;
      const made = value instanceof Unknown ? value : textOf(value);
      if (made === undefined) return new Failure('a value that is no text is filled in');
      if (isTooLarge(made, scope.budget)) return TOO_LARGE;
      into.push(made);
      return undefined;
    }
    case 'if': {
      const condition = plain(evaluate(part.condition, scope));
      if (condition instanceof Unknown) return condition;
      return addPieces(booleanOf(condition) === true ? part.whenTrue : part.whenFalse, scope, into);
    }
    case 'for': {
      const entries = entriesOf(plain(evaluate(part.collection, scope)));
      if (entries instanceof Unknown) return entries;
      for (const [key, item] of entries) {
        const names = new Map<string, Value>([[part.item, item]]);
        if (part.key !== undefined) names.set(part.key, key);
        const failed = addPieces(part.body, withNames(scope, names), into);
        if (failed !== undefined) return failed;
      }
      return undefined;
    }
  }
}

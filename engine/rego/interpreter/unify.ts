import type { ArrayTerm, ObjectTerm, Term } from '../ast/index.ts';
import { equals, isArray, isObject, type Key, keyOf, objectGet, objectSize, type RegoValue } from '../value/index.ts';
import { type Bindings, bindPattern, bindValue, lookup } from './bindings.ts';
import { search } from './search.ts';
import { groundValue, isQuestion, listValues, values } from './terms.ts';
import type { World } from './world.ts';

/**
 * All ways to make two terms the same.
 * Shape:  questions are answered first, the left one before the right one. Vars that have no value take one, or stand
 *         for the other side's pattern until that has one. A set is no pattern: it has to be ground.
 */
export function* unify(world: World, a: Term, b: Term, bindings: Bindings): Generator<Bindings> {
  const left = resolve(a, bindings);
  const right = resolve(b, bindings);
  if (isQuestion(left)) {
    for (const found of values(world, left, bindings)) yield* unifyValue(world, found.value, right, found.bindings);
    return;
  }
  const value = groundValue(left, bindings);
  if (value !== undefined) return yield* unifyValue(world, value, right, bindings);
  if (isQuestion(right) || groundValue(right, bindings) !== undefined)
    return yield* unify(world, right, left, bindings);
  if (left.kind === 'var') {
    if (right.kind === 'var' && right.name === left.name) yield bindings;
    else yield bindPattern(bindings, left.name, right);
    return;
  }
  if (right.kind === 'var') return yield bindPattern(bindings, right.name, left);
  if (left.kind === 'array' && right.kind === 'array') return yield* unifyArrays(world, left, right, bindings);
  if (left.kind === 'object' && right.kind === 'object') yield* unifyObjects(world, left, right, bindings);
}

/** The pattern that a var stands for, or the term itself. */
function resolve(term: Term, bindings: Bindings): Term {
  let at = term;
  while (at.kind === 'var') {
    const bound = lookup(bindings, at.name);
    if (bound?.kind !== 'pattern') return at;
    at = bound.term;
  }
  return at;
}

function* unifyArrays(world: World, a: ArrayTerm, b: ArrayTerm, bindings: Bindings): Generator<Bindings> {
  if (a.items.length !== b.items.length) return;
  yield* search(bindings, a.items.length, (index, at) => unify(world, a.items[index]!, b.items[index]!, at));
}

/** Two object patterns are the same when their keys are and the values of each key are. */
function* unifyObjects(world: World, a: ObjectTerm, b: ObjectTerm, bindings: Bindings): Generator<Bindings> {
  for (const left of patternEntries(world, a, bindings)) {
    for (const right of patternEntries(world, b, left.bindings)) {
      const pairs = [...left.entries].map(([key, [, term]]) => [term, right.entries.get(key)?.[1]] as const);
      if (left.entries.size !== right.entries.size) continue;
      yield* search(right.bindings, pairs.length, (index, at) => {
        const [x, y] = pairs[index]!;
        return y === undefined ? [] : unify(world, x, y, at);
      });
    }
  }
}

type PatternEntries = { readonly entries: ReadonlyMap<Key, readonly [RegoValue, Term]>; readonly bindings: Bindings };

/** The entries of an object pattern by their keys, which have values when the pattern is met. */
function* patternEntries(world: World, term: ObjectTerm, bindings: Bindings): Generator<PatternEntries> {
  const keys = term.entries.map(([key]) => key);
  for (const found of listValues(world, keys, bindings)) {
    const entries = new Map<Key, readonly [RegoValue, Term]>();
    for (const [index, key] of found.values.entries()) entries.set(keyOf(key), [key, term.entries[index]![1]]);
    yield { entries, bindings: found.bindings };
  }
}

/** Whether a pattern can be matched now: sets in it, and keys of objects, have to have values. */
export function canTakeApart(term: Term, bindings: Bindings): boolean {
  switch (term.kind) {
    case 'array':
      return term.items.every((item) => canTakeApart(item, bindings));
    case 'set':
      return groundValue(term, bindings) !== undefined;
    case 'object':
      return term.entries.every(
        ([key, value]) => groundValue(key, bindings) !== undefined && canTakeApart(value, bindings),
      );
    default:
      return !isQuestion(term);
  }
}

/** All ways to make a term the same as a value. */
export function* unifyValue(world: World, value: RegoValue, term: Term, bindings: Bindings): Generator<Bindings> {
  const pattern = resolve(term, bindings);
  if (isQuestion(pattern)) {
    for (const found of values(world, pattern, bindings)) if (equals(value, found.value)) yield found.bindings;
    return;
  }
  const ground = groundValue(pattern, bindings);
  if (ground !== undefined) {
    if (equals(value, ground)) yield bindings;
  } else if (pattern.kind === 'var') yield bindValue(bindings, pattern.name, value);
  else if (pattern.kind === 'array') yield* takeArray(world, value, pattern, bindings);
  else if (pattern.kind === 'object') yield* takeObject(world, value, pattern, bindings);
  else for (const found of values(world, pattern, bindings)) if (equals(value, found.value)) yield found.bindings;
}

function* takeArray(world: World, value: RegoValue, { items }: ArrayTerm, bindings: Bindings): Generator<Bindings> {
  if (!isArray(value) || value.length !== items.length) return;
  yield* search(bindings, items.length, (index, at) => unifyValue(world, value[index]!, items[index]!, at));
}

function* takeObject(world: World, value: RegoValue, term: ObjectTerm, bindings: Bindings): Generator<Bindings> {
  if (!isObject(value)) return;
  for (const found of patternEntries(world, term, bindings)) {
    const wanted = [...found.entries.values()];
    if (wanted.length !== objectSize(value)) continue;
    yield* search(found.bindings, wanted.length, (index, at) => {
      const [key, pattern] = wanted[index]!;
      const item = objectGet(value, key);
      return item === undefined ? [] : unifyValue(world, item, pattern, at);
    });
  }
}

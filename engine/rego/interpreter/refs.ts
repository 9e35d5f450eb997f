import type { Term } from '../ast/index.ts';
import { get, isArray, isObject, objectEntries, RegoSet, type RegoValue } from '../value/index.ts';
import type { Bindings } from './bindings.ts';
import { dataValues } from './documents.ts';
import { search } from './search.ts';
import { type Found, groundValue, values } from './terms.ts';
import { unifyValue } from './unify.ts';
import type { World } from './world.ts';

/** All values of a ref: `data` leads through the rules, anything else is a value to look into. */
export function* refValues(world: World, path: readonly Term[], bindings: Bindings): Generator<Found> {
  const [head, ...parts] = path;
  if (head === undefined) return;
  if (head.kind === 'var' && head.name === 'data') return yield* dataValues(world, parts, bindings);
  if (head.kind === 'var' && head.name === 'input') {
    if (world.input !== undefined) yield* walk(world, world.input, parts, bindings);
    return;
  }
  for (const found of values(world, head, bindings)) yield* walk(world, found.value, parts, found.bindings);
}

/** Looks up one part after the other; a part with vars that have no value goes through all entries. */
export function walk(world: World, start: RegoValue, parts: readonly Term[], bindings: Bindings): Iterable<Found> {
  return search<Found>({ value: start, bindings }, parts.length, (index, { value, bindings: at }) =>
    step(world, value, parts[index]!, at),
  );
}

function* step(world: World, value: RegoValue, part: Term, bindings: Bindings): Generator<Found> {
  const key = groundValue(part, bindings);
  if (key !== undefined) {
    const item = get(value, key);
    if (item !== undefined) yield { value: item, bindings };
    return;
  }
  for (const [name, item] of entries(value)) {
    world.meter.charge(1);
    for (const bound of unifyValue(world, name, part, bindings)) yield { value: item, bindings: bound };
  }
}

/** The entries of a collection in OPA's order; a set's members are their own keys, a scalar has none. */
export function entries(value: RegoValue): Iterable<readonly [RegoValue, RegoValue]> {
  if (isArray(value)) return value.entries();
  if (value instanceof RegoSet) return value.sorted().map((member) => [member, member] as const);
  return isObject(value) ? objectEntries(value) : [];
}

export function isCollection(value: RegoValue): boolean {
  return isArray(value) || value instanceof RegoSet || isObject(value);
}

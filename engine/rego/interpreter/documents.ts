import type { Term } from '../ast/index.ts';
import { get, isObject, ObjectBuilder, objectEntries, objectGet, type RegoValue } from '../value/index.ts';
import type { Bindings } from './bindings.ts';
import { entries, walk } from './refs.ts';
import { childOf, type RuleFolder, takesArguments } from './rule-index.ts';
import { ruleValue } from './rules.ts';
import { type Found, groundValue } from './terms.ts';
import { unifyValue } from './unify.ts';
import type { World } from './world.ts';

/** A place below `data`: what rules there are, and what base document there is. Both may be missing. */
type Place = { readonly rules: RuleFolder | undefined; readonly base: RegoValue | undefined };

/** All values of `data` followed by `path`: rules where there are any, base documents everywhere else. */
export function dataValues(world: World, path: readonly Term[], bindings: Bindings): Iterable<Found> {
  return below(world, { rules: world.rules, base: world.data }, path, bindings);
}

function* below(world: World, place: Place, path: readonly Term[], bindings: Bindings): Generator<Found> {
  const { rules, base } = place;
  if (rules === undefined) {
    if (base !== undefined) yield* walk(world, base, path, bindings);
    return;
  }
  const [part, ...rest] = path;
  if (part === undefined) {
    yield { value: merged(base, virtualExtent(world, rules)), bindings };
    return;
  }
  const key = groundValue(part, bindings);
  if (key !== undefined) return yield* enter(world, place, key, rest, bindings);
  for (const name of keysOf(place)) {
    world.meter.charge(1);
    for (const bound of unifyValue(world, name, part, bindings)) yield* enter(world, place, name, rest, bound);
  }
}

/** One key further. A rule hides the base document of its name. */
function* enter(
  world: World,
  { rules, base }: Place,
  key: RegoValue,
  rest: readonly Term[],
  bindings: Bindings,
): Generator<Found> {
  const child = rules && childOf(rules, key);
  if (child !== undefined && child.clauses.length > 0) {
    if (takesArguments(child)) return;
    const value = ruleValue(world, child, goalOf(rest, bindings));
    if (value !== undefined) yield* walk(world, value, rest, bindings);
    return;
  }
  yield* below(world, { rules: child, base: get(base, key) }, rest, bindings);
}

/** The leading keys that have a value: only what can be found under them is asked of a rule. */
function goalOf(parts: readonly Term[], bindings: Bindings): readonly RegoValue[] {
  const goal: RegoValue[] = [];
  for (const part of parts) {
    const key = groundValue(part, bindings);
    if (key === undefined) break;
    goal.push(key);
  }
  return goal;
}

/** The keys of the base document, then those of the rules; as in OPA, a name that is in both comes twice. */
function keysOf({ rules, base }: Place): readonly RegoValue[] {
  const keys = base === undefined ? [] : Array.from(entries(base), ([key]) => key);
  for (const [name, child] of rules?.children ?? []) if (!takesArguments(child)) keys.push(name);
  return keys;
}

/** The values of all rules at and below a folder, as one object; `data` as a whole leaves out the rules of `system`. */
function virtualExtent(world: World, folder: RuleFolder): RegoValue {
  const object = new ObjectBuilder();
  for (const [name, child] of folder.children) {
    const isHidden = folder === world.rules && name === 'system';
    if (isHidden || takesArguments(child)) continue;
    const value = child.clauses.length > 0 ? ruleValue(world, child, []) : virtualExtent(world, child);
    if (value !== undefined) object.set(name, value);
  }
  return object.build();
}

/** Base documents and rules of the same place, object by object; where only one can be, it is the base document. */
function merged(base: RegoValue | undefined, virtual: RegoValue): RegoValue {
  if (base === undefined) return virtual;
  if (!isObject(base) || !isObject(virtual)) return base;
  const object = new ObjectBuilder();
  for (const [key, value] of objectEntries(base)) object.set(key, value);
  for (const [key, value] of objectEntries(virtual)) object.set(key, merged(objectGet(base, key), value));
  return object.build();
}

import type { Term, With } from '../ast/index.ts';
import { get, isObject, ObjectBuilder, objectEntries, type RegoValue } from '../value/index.ts';
import { type Bindings, lookup } from './bindings.ts';
import { functionAt, partsOf } from './calls.ts';
import { withoutPath } from './rule-index.ts';
import { listValues } from './terms.ts';
import { changed, type Mock, nameKey, type World } from './world.ts';

/** A modifier with its value found, or the function that takes the target's place. */
type Replacement = { readonly target: readonly string[]; readonly by: Mock };

/**
 * The worlds that `with` modifiers make: one for each way to give their values, none where a value is undefined.
 * Shape:  all values are found in the world outside; the modifiers then hold in their order, later ones over earlier.
 */
export function* worldsWith(
  world: World,
  modifiers: readonly With[],
  bindings: Bindings,
): Generator<{ readonly world: World; readonly bindings: Bindings }> {
  const functions = modifiers.map(({ value }) => functionName(world, value, bindings));
  const terms = modifiers.flatMap(({ value }, index) => (functions[index] === undefined ? [value] : []));
  for (const found of listValues(world, terms, bindings)) {
    const known = [...found.values];
    const replacements = modifiers.map(({ target }, index): Replacement => {
      const path = functions[index];
      const by: Mock = path === undefined ? { kind: 'value', value: known.shift()! } : { kind: 'function', path };
      return { target: targetPath(target), by };
    });
    yield { world: replacements.reduce(replaced, world), bindings: found.bindings };
  }
}

/** The world with one thing replaced: a function or builtin, or a part of the input or of the data. */
function replaced(world: World, { target, by }: Replacement): World {
  const isDocument = (target[0] === 'input' || target[0] === 'data') && functionAt(world, target) === undefined;
  if (!isDocument || by.kind === 'function') {
    return changed(world, { mocks: new Map(world.mocks).set(nameKey(target), by) });
  }
  const path = target.slice(1);
  if (target[0] === 'input') return changed(world, { input: put(world.input, path, by.value) });
  // Rules at or below the path give way to the value.
  return changed(world, { data: put(world.data, path, by.value), rules: withoutPath(world.rules, path) });
}

/** The document with a value at a path; what lies on the way and is no object becomes one. */
function put(document: RegoValue | undefined, path: readonly string[], value: RegoValue): RegoValue {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const object = new ObjectBuilder();
  if (document !== undefined && isObject(document)) {
    for (const [name, item] of objectEntries(document)) object.set(name, item);
  }
  return object.set(key, put(get(document, key), rest, value)).build();
}

function targetPath(target: Term): readonly string[] {
  if (target.kind === 'ref') return partsOf(target);
  return target.kind === 'var' ? [target.name] : [];
}

/** The function or builtin that a term names; undefined when it is a value. */
function functionName(world: World, term: Term, bindings: Bindings): readonly string[] | undefined {
  const path = targetPath(term);
  const [head] = path;
  if (head === undefined || lookup(bindings, head) !== undefined) return undefined;
  return functionAt(world, path) !== undefined || world.builtins(path.join('.')) !== undefined ? path : undefined;
}

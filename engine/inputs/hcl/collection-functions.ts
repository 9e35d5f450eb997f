import { type FunctionTable, table } from './function-table.ts';
import { graphemes } from './graphemes.ts';
import { distinct, foldBooleans, listOf, setOf, unify } from './unify.ts';
import {
  booleanOf,
  compareKeys,
  isEqual,
  isList,
  isMap,
  isSet,
  isWhole,
  numberOf,
  Partial,
  sortedEntries,
  textOf,
  Unknown,
  type Value,
} from './value.ts';

const MAX_PRODUCT = 10_000;

/** Functions that may be called with collections of which only parts are known. */
const ON_PARTS: FunctionTable = table('parts', {
  concat: (...lists) => {
    if (lists.length === 0 || !lists.every(isList)) return undefined;
    return lists.some(isSet) ? undefined : lists.flatMap((list) => list as readonly Value[]);
  },
  merge: (...maps) => {
    const partial = maps.find((map) => map instanceof Partial);
    if (partial instanceof Partial) return partial.rest;
    const given = maps.filter((map) => map !== null);
    if (!given.every(isMap)) return undefined;
    if (given.length === 0) return new Map();
    return new Map(given.flatMap((map) => [...(map as ReadonlyMap<string, Value>)]));
  },
  lookup: (map, key, standard) => {
    const name = textOf(key ?? null);
    if (map instanceof Partial) return name === undefined ? undefined : (map.known.get(name) ?? map.rest);
    if (name === undefined || map === undefined || !isMap(map)) return undefined;
    if (map.has(name)) return map.get(name);
    // A map brings what stands in for a member to its own type, an object does not.
    const [first] = map.values();
    if (standard === undefined || standard === null || first === undefined || first === null) return standard;
    return typeof first === typeof standard ? standard : new Unknown('what `lookup` falls back to is of another type');
  },
  element: (list, index) => {
    const at = numberOf(index ?? null);
    if (at === undefined || at < 0 || list === undefined || !isList(list) || isSet(list) || list.length === 0)
      return undefined;
    return Number.isInteger(at) ? list[at % list.length] : undefined;
  },
  length: (value) => {
    if (value === undefined) return undefined;
    if (isSet(value) && !isWhole(value)) return new Unknown('the members of a set are not known');
    if (isList(value)) return value.length;
    if (isMap(value)) return value.size;
    return typeof value === 'string' ? graphemes(value).length : undefined;
  },
  keys: (map) => (map !== undefined && isMap(map) ? sortedEntries(map).map(([key]) => key) : undefined),
  values: (map) => (map !== undefined && isMap(map) ? sortedEntries(map).map(([, value]) => value) : undefined),
  tolist: (value) => (value === null ? null : listOf(value)),
  tomap: (value) => {
    if (value === null) return null;
    if (value === undefined || !isMap(value)) return undefined;
    const names = [...value.keys()];
    const items = unify([...value.values()]);
    return items === undefined ? undefined : new Map(names.map((name, at) => [name, items[at] as Value]));
  },
  sensitive: (value) => value,
  nonsensitive: (value) => value,
  ephemeralasnull: (value) => value,
  issensitive: () => new Unknown('what is secret is not followed'),
  one: (list) => {
    if (list === undefined || !isList(list)) return undefined;
    if (isSet(list) && !isWhole(list)) return new Unknown('the members of a set are not known');
    return list.length === 0 ? null : list.length === 1 ? list[0] : undefined;
  },
  flatten: (list) => (list !== undefined && isList(list) ? flatten(list) : undefined),
  slice: (list, start, end) => {
    const [from, to] = [numberOf(start ?? null), numberOf(end ?? null)];
    if (list === undefined || !isList(list) || isSet(list) || from === undefined || to === undefined) return undefined;
    return from < 0 || from > to || to > list.length ? undefined : list.slice(from, to);
  },
  reverse: (list) => (list !== undefined && isList(list) ? [...list].reverse() : undefined),
  coalesce: (...values) => {
    for (const [at, value] of values.entries()) {
      if (value instanceof Unknown) return value;
      if (value === null || value === '') continue;
      return unify(values)?.[at];
    }
    return undefined;
  },
  coalescelist: (...values) => {
    for (const value of values) {
      if (value instanceof Unknown) return value;
      if (!isList(value)) return undefined;
      if (value.length > 0) return value;
    }
    return undefined;
  },
  zipmap: (keys, values) => {
    if (keys === undefined || values === undefined || !isList(keys) || !isList(values)) return undefined;
    const unknown = keys.find((key) => key instanceof Unknown);
    if (unknown !== undefined) return unknown;
    const names = keys.map(textOf);
    if (names.includes(undefined) || names.length !== values.length) return undefined;
    return new Map(names.map((name, index) => [name as string, values[index] as Value]));
  },
});

const ON_WHOLE: FunctionTable = table('whole', {
  alltrue: (list) => (list !== undefined && isList(list) ? foldBooleans(list, true) : undefined),
  anytrue: (list) => (list !== undefined && isList(list) ? foldBooleans(list, false) : undefined),
  chunklist: (list, size) => {
    const count = numberOf(size ?? null);
    if (list === undefined || !isList(list) || count === undefined || count < 0) return undefined;
    if (count === 0) return [list];
    return Array.from({ length: Math.ceil(list.length / count) }, (_, at) => list.slice(at * count, (at + 1) * count));
  },
  compact: (list) => {
    if (list === undefined || !isList(list)) return undefined;
    const texts = list.filter((item) => item !== null && item !== '').map(textOf);
    return texts.includes(undefined) ? undefined : (texts as string[]);
  },
  contains: (list, value) =>
    list !== undefined && isList(list) ? list.some((item) => isEqual(item, value ?? null)) : undefined,
  distinct: (list) => {
    const items = listOf(list);
    return items === undefined ? undefined : distinct(items);
  },
  index: (list, value) => {
    const at = list !== undefined && isList(list) ? list.findIndex((item) => isEqual(item, value ?? null)) : -1;
    return at < 0 ? undefined : at;
  },
  matchkeys: (values, keys, wanted) => {
    if (![values, keys, wanted].every((list) => list !== undefined && isList(list))) return undefined;
    const given = keys as readonly Value[];
    if ((values as readonly Value[]).length !== given.length) return undefined;
    const both = unify([...given, ...(wanted as readonly Value[])]);
    const searched = both?.slice(given.length);
    return both === undefined
      ? undefined
      : (values as readonly Value[]).filter((_, at) => searched?.some((one) => isEqual(one, both[at] as Value)));
  },
  range: (...bounds) => {
    const numbers = bounds.map(numberOf);
    if (numbers.includes(undefined) || numbers.length === 0 || numbers.length > 3) return undefined;
    const [start, end] = numbers.length === 1 ? [0, numbers[0] as number] : (numbers as number[]);
    const size = (numbers[2] as number | undefined) ?? ((end as number) >= (start as number) ? 1 : -1);
    const count = Math.ceil(((end as number) - (start as number)) / size);
    if (!(count >= 0 && count <= 1024)) return undefined;
    return Array.from({ length: count }, (_, index) => (start as number) + index * size);
  },
  setintersection: onSets((first, ...rest) =>
    first.filter((item) => rest.every((list) => list.some((other) => isEqual(item, other)))),
  ),
  setunion: onSets((...lists) => lists.flat()),
  setsubtract: onSets((first, second) => first.filter((item) => !second?.some((other) => isEqual(item, other)))),
  setproduct: (...lists) => {
    if (!lists.every(isList) || lists.length < 2) return undefined;
    let made: Value[][] = [[]];
    for (const list of lists as (readonly Value[])[]) {
      if (made.length * list.length > MAX_PRODUCT) return new Unknown('it is too large to be evaluated');
      made = made.flatMap((before) => list.map((item) => [...before, item]));
    }
    return lists.some(isSet) ? setOf(made) : made;
  },
  sort: (list) => {
    const texts = list !== undefined && isList(list) ? list.map(textOf) : [undefined];
    return texts.includes(undefined) ? undefined : (texts as string[]).sort(compareKeys);
  },
  toset: (list) => {
    if (list === null) return null;
    const items = listOf(list);
    return items === undefined ? undefined : setOf(items);
  },
  tostring: (value) => (value === null ? null : textOf(value ?? null)),
  tonumber: (value) => (value === null ? null : typeof value === 'boolean' ? undefined : numberOf(value ?? null)),
  tobool: (value) => (value === null ? null : typeof value === 'number' ? undefined : booleanOf(value ?? null)),
  transpose: (map) => {
    if (map === undefined || !isMap(map)) return undefined;
    const made = new Map<string, Value[]>();
    for (const [key, list] of sortedEntries(map))
      for (const item of isList(list) ? list : []) made.set(String(item), [...(made.get(String(item)) ?? []), key]);
    return made;
  },
});

/** Functions on lists, sets and maps. Source: Terraform, Collection Functions. */
export const COLLECTION_FUNCTIONS: FunctionTable = { ...ON_PARTS, ...ON_WHOLE };

/** A function of sets: what it is given is brought to one type. */
function onSets(run: (...lists: [readonly Value[], ...(readonly Value[])[]]) => readonly Value[]) {
  return (...values: Value[]): Value | undefined => {
    if (values.length === 0 || !values.every(isList)) return undefined;
    const both = unify((values as readonly (readonly Value[])[]).flat());
    if (both === undefined) return undefined;
    const lists: (readonly Value[])[] = [];
    let at = 0;
    for (const list of values as readonly (readonly Value[])[]) {
      lists.push(both.slice(at, at + list.length));
      at += list.length;
    }
    const [first = [], ...rest] = lists;
    return setOf(run(first, ...rest));
  };
}

function flatten(list: readonly Value[]): Value {
  const made: Value[] = [];
  for (const item of list) {
    if (item instanceof Unknown) return item;
    const inner = isList(item) ? flatten(item) : [item];
    if (inner instanceof Unknown) return inner;
    for (const one of inner as readonly Value[]) made.push(one);
  }
  return made;
}

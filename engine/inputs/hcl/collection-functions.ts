import { type FunctionTable, table } from './function-table.ts';
import {
  booleanOf,
  compareKeys,
  isEqual,
  isList,
  isMap,
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
  concat: (...lists) => (lists.every(isList) ? lists.flatMap((list) => list as readonly Value[]) : undefined),
  merge: (...maps) => {
    const partial = maps.find((map) => map instanceof Partial);
    if (partial instanceof Partial) return partial.rest;
    const given = maps.filter((map) => map !== null);
    return given.every(isMap) ? new Map(given.flatMap((map) => [...(map as ReadonlyMap<string, Value>)])) : undefined;
  },
  lookup: (map, key, standard) => {
    const name = textOf(key ?? null);
    if (name === undefined || map === undefined || !isMap(map)) return undefined;
    return map.get(name) ?? standard;
  },
  element: (list, index) => {
    const at = numberOf(index ?? null);
    if (at === undefined || list === undefined || !isList(list) || list.length === 0) return undefined;
    return list[((at % list.length) + list.length) % list.length];
  },
  length: (value) => {
    if (value === undefined) return undefined;
    if (isList(value)) return value.length;
    if (isMap(value)) return value.size;
    return typeof value === 'string' ? [...value].length : undefined;
  },
  keys: (map) => (map !== undefined && isMap(map) ? sortedEntries(map).map(([key]) => key) : undefined),
  values: (map) => (map !== undefined && isMap(map) ? sortedEntries(map).map(([, value]) => value) : undefined),
  tolist: (value) => (value !== undefined && isList(value) ? value : undefined),
  tomap: (value) => (value !== undefined && isMap(value) ? value : undefined),
  sensitive: (value) => value,
  nonsensitive: (value) => value,
  issensitive: () => new Unknown('what is secret is not followed'),
  one: (list) => {
    if (list === undefined || !isList(list)) return list === null ? null : undefined;
    return list.length === 0 ? null : list.length === 1 ? list[0] : undefined;
  },
  flatten: (list) => (list !== undefined && isList(list) ? flatten(list) : undefined),
  slice: (list, start, end) => {
    const [from, to] = [numberOf(start ?? null), numberOf(end ?? null)];
    return list !== undefined && isList(list) && from !== undefined && to !== undefined
      ? list.slice(from, to)
      : undefined;
  },
  reverse: (list) => (list !== undefined && isList(list) ? [...list].reverse() : undefined),
  coalesce: (...values) => firstPresent(values, (value) => value !== null && value !== ''),
  coalescelist: (...values) => firstPresent(values, (value) => isList(value) && value.length > 0),
  zipmap: (keys, values) => {
    if (keys === undefined || values === undefined || !isList(keys) || !isList(values)) return undefined;
    const names = keys.map(textOf);
    if (names.includes(undefined) || names.length !== values.length) return undefined;
    return new Map(names.map((name, index) => [name as string, values[index] as Value]));
  },
});

const ON_WHOLE: FunctionTable = table('whole', {
  alltrue: (list) => everyBoolean(list, true),
  anytrue: (list) => everyBoolean(list, false),
  chunklist: (list, size) => {
    const count = numberOf(size ?? null);
    if (list === undefined || !isList(list) || count === undefined || count < 1) return undefined;
    return Array.from({ length: Math.ceil(list.length / count) }, (_, at) => list.slice(at * count, (at + 1) * count));
  },
  compact: (list) =>
    list !== undefined && isList(list) ? list.filter((item) => item !== null && item !== '') : undefined,
  contains: (list, value) =>
    list !== undefined && isList(list)
      ? list.some((item) => isEqual(item, value ?? null) || sameText(item, value ?? null))
      : undefined,
  distinct: (list) => (list !== undefined && isList(list) ? distinct(list) : undefined),
  index: (list, value) => {
    const at = list !== undefined && isList(list) ? list.findIndex((item) => isEqual(item, value ?? null)) : -1;
    return at < 0 ? undefined : at;
  },
  matchkeys: (values, keys, wanted) =>
    [values, keys, wanted].every((list) => list !== undefined && isList(list))
      ? (values as readonly Value[]).filter((_, index) =>
          (wanted as readonly Value[]).some((one) => isEqual(one, (keys as readonly Value[])[index] as Value)),
        )
      : undefined,
  range: (...bounds) => {
    const numbers = bounds.map(numberOf);
    if (numbers.includes(undefined) || numbers.length === 0) return undefined;
    const [start, end] = numbers.length === 1 ? [0, numbers[0] as number] : (numbers as number[]);
    const size = (numbers[2] as number | undefined) ?? ((end as number) >= (start as number) ? 1 : -1);
    const count = Math.ceil(((end as number) - (start as number)) / size);
    if (!(count >= 0 && count <= 1024)) return undefined;
    return Array.from({ length: count }, (_, index) => (start as number) + index * size);
  },
  setintersection: (first, ...rest) =>
    first !== undefined && isList(first) && rest.every(isList)
      ? asSet(first.filter((item) => rest.every((list) => (list as Value[]).some((other) => isEqual(item, other)))))
      : undefined,
  setunion: (...lists) => (lists.every(isList) ? asSet(lists.flatMap((list) => list as readonly Value[])) : undefined),
  setsubtract: (first, second) =>
    first !== undefined && second !== undefined && isList(first) && isList(second)
      ? asSet(first.filter((item) => !second.some((other) => isEqual(item, other))))
      : undefined,
  setproduct: (...lists) => {
    if (!lists.every(isList)) return undefined;
    let made: Value[][] = [[]];
    for (const list of lists as (readonly Value[])[]) {
      if (made.length * list.length > MAX_PRODUCT) return undefined;
      made = made.flatMap((before) => list.map((item) => [...before, item]));
    }
    return made;
  },
  sort: (list) => {
    const texts = list !== undefined && isList(list) ? list.map(textOf) : [undefined];
    return texts.includes(undefined) ? undefined : (texts as string[]).sort(compareKeys);
  },
  toset: (list) => (list !== undefined && isList(list) ? asSet(list) : undefined),
  tostring: (value) => (value === null ? null : textOf(value ?? null)),
  tonumber: (value) => (value === null ? null : numberOf(value ?? null)),
  tobool: (value) => (value === null ? null : booleanOf(value ?? null)),
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

function sameText(left: Value, right: Value): boolean {
  const text = textOf(left);
  return text !== undefined && text === textOf(right);
}

/** Sets of text are in order; of other values in that of the list. */
function asSet(list: readonly Value[]): readonly Value[] {
  const kept = distinct(list);
  return kept.every((item) => typeof item === 'string') ? [...(kept as string[])].sort(compareKeys) : kept;
}

/** Lists of anything but text are compared each with each, so that only short ones are. */
const MAX_COMPARED = 2000;

function distinct(list: readonly Value[]): readonly Value[] {
  if (list.every((item) => typeof item === 'string') || list.length > MAX_COMPARED) return [...new Set(list)];
  return list.filter((item, index) => list.findIndex((other) => isEqual(item, other)) === index);
}

function flatten(list: readonly Value[]): Value {
  const made: Value[] = [];
  for (const item of list) {
    if (item instanceof Unknown) return item;
    const inner = isList(item) ? flatten(item) : [item];
    if (inner instanceof Unknown) return inner;
    made.push(...(inner as readonly Value[]));
  }
  return made;
}

function firstPresent(values: readonly Value[], isPresent: (value: Value) => boolean): Value | undefined {
  for (const value of values) {
    if (!isWhole(value) && value instanceof Unknown) return value;
    if (isPresent(value)) return value;
  }
  return undefined;
}

function everyBoolean(list: Value | undefined, wanted: boolean): Value | undefined {
  if (list === undefined || !isList(list)) return undefined;
  const values = list.map(booleanOf);
  return wanted ? values.every((value) => value === true) : values.includes(true);
}

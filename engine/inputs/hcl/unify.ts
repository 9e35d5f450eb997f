import {
  booleanOf,
  compareKeys,
  isEqual,
  isList,
  isMap,
  isSet,
  isWhole,
  Namespace,
  Partial,
  SetOf,
  sortedEntries,
  textOf,
  Unknown,
  type Value,
} from './value.ts';

/**
 * Brings values to one type, as Terraform does with the elements of lists and the sides of conditionals.
 * Shape:  text beside numbers or booleans makes all of them text; members of collections are brought together one by one.
 *         Undefined where they have no type in common. What is unknown stays as it is.
 * Source: cty, convert.Unify.
 */
export function unify(values: readonly Value[]): readonly Value[] | undefined {
  const known = values.filter((value) => value !== null && !isOpen(value));
  if (known.length < 2) return values;
  if (known.every(isPrimitive)) return unifyPrimitives(values, known);
  if (known.every(isList)) return unifyLists(values, known);
  if (known.every(isMap)) return unifyMaps(values, known);
  return undefined;
}

function isOpen(value: Value): boolean {
  return value instanceof Unknown || value instanceof Partial || value instanceof Namespace;
}

function isPrimitive(value: Value): boolean {
  return typeof value !== 'object';
}

function unifyPrimitives(values: readonly Value[], known: readonly Value[]): readonly Value[] | undefined {
  const kinds = new Set(known.map((value) => typeof value));
  if (kinds.size === 1) return values;
  if (!kinds.has('string')) return undefined;
  return values.map((value) => textOf(value) ?? value);
}

function unifyLists(values: readonly Value[], known: readonly (readonly Value[])[]): readonly Value[] | undefined {
  const sizes = new Set(known.map((list) => list.length));
  const [size = 0] = sizes;
  const isSame = sizes.size === 1 && !known.some(isSet);
  const columns = isSame
    ? Array.from({ length: size }, (_, at) => unify(known.map((list) => list[at] as Value)))
    : [unify(known.flat() as readonly Value[])];
  if (columns.includes(undefined)) return undefined;
  let next = 0;
  let row = 0;
  return values.map((value) => {
    if (!isList(value)) return value;
    const made = value.map((_, at) => (isSame ? columns[at]?.[row] : columns[0]?.[next + at]) as Value);
    next += value.length;
    row += 1;
    return isSet(value) ? setOf(made) : made;
  });
}

/** Objects with the same names are brought together name by name. */
function unifyMaps(
  values: readonly Value[],
  known: readonly ReadonlyMap<string, Value>[],
): readonly Value[] | undefined {
  const names = [...(known[0]?.keys() ?? [])];
  if (!known.every((map) => map.size === names.length && names.every((name) => map.has(name))))
    return unifyToMaps(values, known);
  const made = known.map((map) => new Map(map));
  for (const name of names) {
    const column = unify(known.map((map) => map.get(name) as Value));
    if (column === undefined) return undefined;
    for (const [row, map] of made.entries()) map.set(name, column[row] as Value);
  }
  let row = 0;
  return values.map((value) => (isMap(value) ? (made[row++] as Value) : value));
}

/** Objects with other names become maps, where all of their members have a type in common. */
function unifyToMaps(values: readonly Value[], known: readonly ReadonlyMap<string, Value>[]): readonly Value[] {
  const items = unify(known.flatMap((map) => [...map.values()]));
  if (items === undefined) return values;
  let next = 0;
  return values.map((value) =>
    isMap(value) ? new Map([...value.keys()].map((key) => [key, items[next++] as Value])) : value,
  );
}

/** Lists of anything but text are compared each with each, so that only short ones are. */
const MAX_COMPARED = 2000;

export function distinct(list: readonly Value[]): readonly Value[] {
  if (list.every((item) => typeof item === 'string') || list.length > MAX_COMPARED) return [...new Set(list)];
  return list.filter((item, index) => !isWhole(item) || list.findIndex((other) => isEqual(item, other)) === index);
}

/**
 * A set of values that are of one type.
 * Shape:  in Terraform's order: text by its bytes, numbers by size, anything else by its parts; what is not known last.
 * Source: cty, set_internals.go.
 */
export function setOf(list: readonly Value[]): SetOf {
  const kept = [...distinct(list)];
  const ordered = kept.every(isWhole) ? kept.sort(compareMembers) : kept;
  const made = new SetOf();
  for (const item of ordered) made.push(item);
  return made;
}

function compareMembers(left: Value, right: Value): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (typeof left === 'string' && typeof right === 'string') return compareKeys(left, right);
  return compareKeys(hashText(left), hashText(right));
}

/** The text by which members that are no primitives are ordered. */
function hashText(value: Value): string {
  if (value === null) return '~';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => `${hashText(item)};`).join('')}]`;
  if (isMap(value))
    return `<${sortedEntries(value)
      .map(([, item]) => `${hashText(item)};`)
      .join('')}>`;
  return '?';
}

/** A list in which every element is of one type; undefined where they have none in common. */
export function listOf(value: Value | undefined): readonly Value[] | undefined {
  return value !== undefined && isList(value) ? unify([...value]) : undefined;
}

/** Whether every element is true, or any; undefined where one is no boolean. Null counts as false. */
export function foldBooleans(list: readonly Value[], wanted: boolean): boolean | undefined {
  const values = list.map((item) => (item === null ? false : booleanOf(item)));
  if (values.includes(undefined)) return undefined;
  return wanted ? values.every((value) => value === true) : values.includes(true);
}

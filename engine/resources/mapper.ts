import type { JsonValue } from '../inputs/index.ts';
import { child, isList, isObject, listOf } from './json.ts';
import { type Cursor, copy, hasMark, isUnknown, originOf, rootCursor, step, type Traced, unknownAt } from './traced.ts';

/** Reads one canonical value at a cursor; undefined is an absent value. */
export type Read = (at: Cursor) => Traced | undefined;

/** Canonical properties, each with how it is read. */
export type Shape = { readonly [property: string]: Read };

/**
 * A Terraform resource that sets one property of another resource.
 * Shape:  `owner` is the attribute that names the owner (a string, or a list of them). With `union` the property is a
 *         list to which every satellite adds `read`'s elements; else `read` gives the whole value.
 *         `resets`: deleting it gives the owner the cloud's default again, which lets in no more than what was there.
 *         `closes` marks a resource that says which elements there are besides none: others are removed.
 */
export type Satellite = {
  readonly terraform: string;
  readonly owner: string;
  readonly property: string;
  readonly read: Read;
  readonly union?: true;
  readonly resets?: true;
  readonly closes?: (element: JsonValue, at: Cursor) => boolean;
};

/**
 * How one canonical type is made from its sources.
 * Shape:  `keys` are the Terraform attributes by whose values other resources name this one.
 *         `properties` read a Terraform resource, `item` a Config item in the service's own camel case (a cursor over
 *         the normalised item); an item that has CloudFormation's shape already passes through.
 *         `defaults` are properties which no Terraform attribute tells and which the cloud sets on new resources.
 *         `alwaysSet` are properties that cannot be absent.
 *         `identity` is the property that holds what satellites name their owner by.
 *         `names` are properties that hold another type's name, for references by value.
 *         `split` are resources that this one carries within it: a canonical type and how its properties are read.
 */
export type TypeMapper = {
  readonly type: string;
  readonly terraform: readonly string[];
  readonly keys: readonly string[];
  readonly identity?: string;
  readonly properties: Shape;
  readonly item?: Shape;
  readonly itemTypes?: readonly string[];
  readonly defaults?: { readonly [property: string]: JsonValue };
  readonly alwaysSet?: readonly string[];
  readonly satellites?: readonly Satellite[];
  readonly names?: { readonly [property: string]: string };
  readonly split?: readonly SplitResource[];
};

/**
 * A resource that another one carries within it.
 * Shape:  `owner` is the property that names the one that carries it. `beside` are the Terraform type that holds the same
 *         on its own and its attribute that names the owner: where one is there, what an existing owner shows is its.
 */
export type SplitResource = {
  readonly type: string;
  readonly from: 'terraform' | 'item';
  readonly owner: string;
  readonly beside?: readonly [terraform: string, attribute: string];
  readonly read: Read;
};

/** The attribute as it is. */
export function attribute(name: string): Read {
  return (at) => (isAbsent(at, name) ? undefined : copy(step(at, name)));
}

/** Most attributes of most resources are not there: this is told without taking a step. */
function isAbsent(at: Cursor, name: string): boolean {
  return at.unknown !== true && child(at.value, name) === undefined && child(at.unknown, name) !== true;
}

/** The attribute, each scalar turned by `turn`; undefined from it is absent. */
export function converted(name: string, turn: (value: JsonValue) => JsonValue | undefined): Read {
  return (at) => (isAbsent(at, name) ? undefined : convertAt(step(at, name), turn));
}

export function convertAt(at: Cursor, turn: (value: JsonValue) => JsonValue | undefined): Traced | undefined {
  if (isUnknown(at)) return unknownAt(at);
  if (at.value === undefined) return undefined;
  const value = turn(at.value);
  if (value === undefined) return undefined;
  return { kind: 'value', value, at: originOf(at), ...(at.sensitive === true ? { secret: true } : {}) };
}

/** The attribute's text by a table; other texts stay. */
export function renamed(name: string, table: { readonly [from: string]: string }): Read {
  return converted(name, (value) => (typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : value));
}

/** A list without its empty form: Terraform and Config write [] and '' for things that are not set. */
export function nonEmpty(name: string): Read {
  return (at) => {
    if (isAbsent(at, name)) return undefined;
    const inner = step(at, name);
    const empty = inner.value === '' || (isList(inner.value) && inner.value.length === 0 && inner.unknown !== true);
    return empty ? undefined : copy(inner);
  };
}

export function asText(name: string): Read {
  return converted(name, (value) => (typeof value === 'number' ? String(value) : value));
}

/** An object of canonical fields read at the same place; absent when every field is. */
export function object(shape: Shape): Read {
  const entries = Object.entries(shape);
  return (at) => {
    if (isUnknown(at)) return unknownAt(at);
    const fields: [string, Traced][] = [];
    for (const [name, read] of entries) {
      const field = read(at);
      if (field !== undefined) fields.push([name, field]);
    }
    return fields.length === 0 ? undefined : { kind: 'object', fields, at: originOf(at) };
  };
}

/** Goes into an attribute: the first element of a block list, or the object itself. Absent block, absent value. */
export function within(name: string, read: Read): Read {
  return (at) => {
    if (isAbsent(at, name)) return undefined;
    const inner = step(at, name);
    if (isUnknown(inner)) return unknownAt(inner);
    if (isList(inner.value)) return inner.value.length === 0 ? undefined : read(step(inner, 0));
    return inner.value === undefined ? undefined : read(inner);
  };
}

/** Every element of a list attribute; absent for an absent list. */
export function each(name: string, read: Read): Read {
  return (at) => (isAbsent(at, name) ? undefined : eachAt(step(at, name), read));
}

export function eachAt(list: Cursor, read: Read): Traced | undefined {
  if (isUnknown(list)) return unknownAt(list);
  if (!isList(list.value)) return undefined;
  const items: Traced[] = [];
  for (const index of list.value.keys()) {
    const item = read(step(list, index));
    if (item !== undefined) items.push(item);
  }
  return { kind: 'list', items, at: originOf(list) };
}

/**
 * Every element of a block list that the provider takes for an attribute. One of which nothing but emptiness is known
 * stands for all that a dynamic block will give when their number is not known: it leaves the list open.
 */
export function eachOrAny(name: string, read: Read): Read {
  const all = each(name, read);
  return (at) => {
    const list = all(at);
    const marks = child(at.unknown, name);
    if (list?.kind !== 'list' || !isList(marks)) return list;
    const from = step(at, name);
    const isAny = (index: number) => hasMark(marks[index]) && isBlank(step(from, index).value);
    const kept = [...listOf(from.value).keys()].filter((index) => !isAny(index));
    if (kept.length === listOf(from.value).length) return list;
    const items = kept.map((index) => read(step(from, index))).filter((item) => item !== undefined);
    return { ...list, items, open: 'after-apply' };
  };
}

/** Whether an object sets nothing: every member is null, empty, false or 0. */
function isBlank(value: JsonValue | undefined): boolean {
  if (value === undefined || value === false || value === '' || value === 0) return true;
  return typeof value === 'object' && Object.values(value ?? {}).every((inner) => isBlank(inner ?? undefined));
}

/** A list of which an empty one means absent, as for blocks that are not written. */
export function eachBlock(name: string, read: Read): Read {
  const all = each(name, read);
  return (at) => {
    const list = all(at);
    return list?.kind === 'list' && list.items.length === 0 ? undefined : list;
  };
}

/** One read within a list of one. */
export function listOfOne(read: Read): Read {
  return (at) => {
    const item = read(at);
    return item === undefined ? undefined : { kind: 'list', items: [item], at: originOf(at) };
  };
}

/** The first read that is not absent. */
export function firstOf(...reads: readonly Read[]): Read {
  return (at) => {
    for (const read of reads) {
      const value = read(at);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

/** Every element that the reads give, in order. */
export function joined(...reads: readonly Read[]): Read {
  return (at) => {
    const lists = reads.map((read) => read(at)).filter((list) => list !== undefined);
    const unknown = lists.find((list) => list.kind === 'unknown');
    const items = lists.flatMap((list) =>
      list.kind === 'list' ? list.items : list.kind === 'value' && isList(list.value) ? valuesOf(list) : [],
    );
    if (unknown !== undefined && items.length === 0) return unknown;
    if (lists.length === 0) return undefined;
    return unknown === undefined
      ? { kind: 'list', items, at: originOf(at) }
      : { kind: 'list', items, at: unknown.at, open: unknown.reason };
  };
}

/** The elements of a traced list that was taken over whole. */
export function valuesOf(list: Extract<Traced, { kind: 'value' }>): Traced[] {
  const { at, secret } = list;
  return (list.value as readonly JsonValue[]).map((value, index) => ({
    kind: 'value',
    value,
    at: at === undefined ? undefined : { native: at.native, path: [...at.path, index] },
    ...(secret ? { secret } : {}),
  }));
}

export function constant(value: JsonValue): Traced {
  return { kind: 'value', value, at: undefined };
}

export function always(value: JsonValue): Read {
  return () => constant(value);
}

/**
 * The documented default of the cloud for a new resource whose configuration does not set the value.
 * INVARIANT: never for an existing resource, and never where the configuration sets a value that is not known yet, or may
 *            set it by a dynamic block whose number is not known; see open-blocks.ts.
 */
export function orDefault(read: Read, value: JsonValue | ((at: Cursor) => Traced | undefined)): Read {
  return (at) => {
    const found = read(at);
    if (!isDefaulted(found, at)) return found;
    return typeof value === 'function' ? value(at) : constant(value);
  };
}

/** Whether nothing decides a value but the cloud's default. */
export function isDefaulted(found: Traced | undefined, at: Cursor): boolean {
  if (!at.native.isNew) return false;
  if (found === undefined) return true;
  return found.kind === 'unknown' && found.at !== undefined && at.native.isConfigured(found.at.path) === false;
}

/**
 * The same for a block that the provider does not compute: left out it is absent, so an unknown one is a dynamic block
 * whose number is not known yet, and no default holds.
 */
export function orAbsent(read: Read, value: JsonValue): Read {
  return (at) => {
    const found = read(at);
    return found === undefined && at.native.isNew ? constant(value) : found;
  };
}

/** Only where `condition` holds on the native value. */
export function when(condition: (at: Cursor) => boolean, read: Read, otherwise: Read = () => undefined): Read {
  return (at) => (condition(at) ? read(at) : otherwise(at));
}

/** CloudFormation's list of tags out of a map. Source: Terraform `tags`, `tags_all`; Config `tags`. */
export function tagList(read: Read = terraformTags): Read {
  return (at) => {
    const tags = read(at);
    if (tags === undefined || tags.kind === 'unknown') return tags;
    const fields = tags.kind === 'object' ? tags.fields : fieldsOf(tags);
    const items = fields.map(([key, value]): Traced => {
      const pair: [string, Traced][] = [['Key', constant(key)]];
      pair.push(['Value', value]);
      return { kind: 'object', fields: pair, at: value.kind === 'list' ? tags.at : value.at };
    });
    return { kind: 'list', items, at: tags.at, ...(tags.kind === 'object' && tags.open ? { open: tags.open } : {}) };
  };
}

/** `tags_all` holds the provider's default tags too; where it is not known yet, `tags` tells what is. */
export const terraformTags: Read = (at) => {
  const all = step(at, 'tags_all');
  if (isObject(all.value)) return copy(all);
  const own = step(at, 'tags');
  const tags = copy(own);
  if (tags === undefined) return constant({});
  // An unknown tag beside default tags of the provider: more tags than these may be there.
  return tags.kind === 'object' && all.unknown === true ? { ...tags, open: 'after-apply' } : tags;
};

function fieldsOf(tags: Traced): [string, Traced][] {
  if (tags.kind !== 'value' || !isObject(tags.value)) return [];
  return Object.entries(tags.value).map(([key, value]) => [
    key,
    { kind: 'value', value, at: tags.at && { native: tags.at.native, path: [...tags.at.path, key] } },
  ]);
}

/**
 * The attribute; where it is not known yet, the attribute `target` of the one resource it refers to.
 * Shape: for identities that the provider defines as that attribute (a bucket's id is its name).
 */
export function nameOf(name: string, type: string, target: string): Read {
  return (at) => {
    const own = copy(step(at, name));
    if (own?.kind !== 'unknown') return own;
    const owner = at.native.follow([...at.path, name], type);
    const known = owner === undefined ? undefined : copy(step(rootCursor(owner), target));
    return known === undefined || known.kind === 'unknown' ? own : { ...known, at: originOf(step(at, name)) };
  };
}

/** No value where nothing but the cloud decides on a new resource: there it has none. */
export function unsetWhenNew(read: Read): Read {
  return (at) => {
    const found = read(at);
    return isDefaulted(found, at) ? undefined : found;
  };
}

/** A number for which the provider or Config writes 0 or -1 when it is not set. */
export function positive(name: string): Read {
  return converted(name, (value) => (typeof value === 'number' && value <= 0 ? undefined : value));
}

/** `secret` marks a value that must never be shown, whatever the source says. */
export function secret(read: Read): Read {
  return (at) => {
    const found = read(at);
    return found?.kind === 'value' ? { ...found, secret: true } : found;
  };
}

/** An attribute of a Config item's `configuration`. */
export function reported(name: string): Read {
  return within('configuration', nonEmpty(name));
}

/** A list of a Config item's `configuration`: null is empty, but a list that the item does not hold is not known. */
export function reportedList(name: string, read: Read): Read {
  const list = each(name, read);
  return within('configuration', (at) => {
    const found = list(at);
    if (found !== undefined) return found;
    const isHeld = isObject(at.value) && Object.hasOwn(at.value, name);
    return isHeld ? constant([]) : unknownAt(step(at, name), 'not-reported');
  });
}

/** The tags of a Config item; tags that a reply leaves out are not known, not empty. */
export const itemTags: Read = (at) => {
  const tags = step(at, 'tags');
  return isObject(tags.value) ? tagList((inner) => copy(step(inner, 'tags')))(at) : unknownAt(tags, 'not-reported');
};

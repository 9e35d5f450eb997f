import type { JsonValue } from '../document.ts';
import { own } from '../object.ts';
import { META_ARGUMENTS, madeBlocks } from './body-value.ts';
import { entriesOf, evaluate, plain, type Scope, withNames } from './evaluate.ts';
import { type BlockSchema, isBlock, schemaOf } from './schema.ts';
import { settle } from './settle.ts';
import type { Body, Expression } from './types.ts';
import { isList, isMap, isTooLarge, Partial, Unknown, type Value } from './value.ts';

type Json = { [key: string]: JsonValue };

/** A body as a plan states it; `secret` marks attributes made from secrets. */
export type PlannedBody = {
  readonly values: Json;
  readonly unknown: Json;
  readonly secret: Json;
  /** The blocks of which there may be any number, since a `dynamic` block's `for_each` is not known. */
  readonly open: Set<string>;
};

/** What tells secrets apart: an expression that is made from one. */
export type IsSecret = (value: Expression) => boolean;

/**
 * States a resource's bodies as a plan of them would.
 * Shape:  computed attributes that are not set are unknown; blocks are lists. Blocks whose number is not known are unknown
 *         as a whole, as in plans; where the provider takes them for an attribute, one stands for all, as in plans.
 *         Earlier bodies override later ones.
 */
export function planBodies(
  bodies: readonly { readonly body: Body; readonly isJson: boolean }[],
  type: string,
  scope: Scope,
  isSecret: IsSecret,
): PlannedBody {
  const schema = schemaOf(type);
  const made: PlannedBody = emptyBody();
  const seen = new Set<string>();
  for (const { body, isJson } of bodies) {
    const own = new Set([...body.attributes.map(({ name }) => name), ...blockTypes(body)]);
    const fresh = new Set([...own].filter((name) => !seen.has(name)));
    planBody(body, isJson, schema, scope, isSecret, made, fresh);
    for (const name of own) seen.add(name);
  }
  markComputed(made, schema);
  return made;
}

function emptyBody(): PlannedBody {
  return { values: {}, unknown: {}, secret: {}, open: new Set() };
}

function blockTypes(body: Body): readonly string[] {
  return body.blocks.map((block) => (block.type === 'dynamic' ? (block.labels[0] ?? '') : block.type));
}

function planBody(
  body: Body,
  isJson: boolean,
  schema: BlockSchema | undefined,
  scope: Scope,
  isSecret: IsSecret,
  into: PlannedBody,
  wanted?: ReadonlySet<string>,
): void {
  const isWanted = (name: string) => wanted === undefined || wanted.has(name);
  for (const { name, value } of body.attributes) {
    if (META_ARGUMENTS.has(name) || !isWanted(name) || (isJson && RESERVED.has(name))) continue;
    if (isSecret(value)) put(into.secret, name, true);
    const whole = plain(evaluate(value, scope));
    const made = isTooLarge(whole, scope.budget) ? new Unknown('it is too large') : whole;
    if (isJson && (isMap(made) || isList(made)) && isBlock(schema, name))
      putList(into, name, asBlocks(made, innerOf(schema, name)), schema);
    else putAttribute(into, name, made, schema);
  }
  const lists = new Map<string, Planned[]>();
  const open = new Set<string>();
  for (const block of madeBlocks(body, scope)) {
    if (!isWanted(block.type)) continue;
    const inner = emptyBody();
    const innerSchema = schema?.blocks.get(block.type)?.schema;
    planBody(block.body, isJson, innerSchema ?? schema?.elements.get(block.type), block.scope, isSecret, inner);
    if (innerSchema !== undefined) markComputed(inner, innerSchema);
    const list = lists.get(block.type) ?? [];
    if (block.isAny && innerSchema !== undefined) open.add(block.type);
    list.push(block.isAny ? placeholder(inner, innerSchema) : inner);
    lists.set(block.type, list);
    if (Object.keys(inner.secret).length > 0) put(into.secret, block.type, true);
  }
  for (const [type, list] of lists) {
    if (open.has(type)) put(into.unknown, type, true);
    else putList(into, type, list, schema);
  }
  for (const type of open) into.open.add(type);
  if (isJson) addDynamic(body, schema, scope, into);
}

/** Arguments that JSON syntax writes as members and native syntax as blocks. */
const RESERVED: ReadonlySet<string> = new Set(['lifecycle', 'provisioner', 'connection', 'dynamic']);

type Planned = { readonly values: Json; readonly unknown: Json };

/** One block that stands for any number: nothing of it is known. */
function placeholder({ values, unknown }: PlannedBody, schema: BlockSchema | undefined): Planned {
  const names = new Set([...Object.keys(values), ...Object.keys(unknown), ...(schema?.attributes.keys() ?? [])]);
  for (const name of ['protocol', 'from_port', 'to_port']) if (names.has(name) || schema === undefined) names.add(name);
  return { values: {}, unknown: Object.fromEntries([...names].map((name) => [name, true])) };
}

function asBlocks(value: Value, schema: BlockSchema | undefined): readonly Planned[] {
  const items = isList(value) ? value : [value];
  return items.map((item): Planned => {
    if (item instanceof Unknown || item instanceof Partial || !isMap(item))
      return {
        values: {},
        unknown: Object.fromEntries([...(schema?.attributes.keys() ?? [])].map((name) => [name, true])),
      };
    const made = emptyBody();
    for (const [name, member] of item) {
      if ((isMap(member) || isList(member)) && schema !== undefined && isBlock(schema, name))
        putList(made, name, asBlocks(member, innerOf(schema, name)), schema);
      else putAttribute(made, name, member, schema);
    }
    if (schema !== undefined) markComputed(made, schema);
    return made;
  });
}

function putList(into: PlannedBody, name: string, list: readonly Planned[], schema: BlockSchema | undefined): void {
  const isSingle = schema?.blocks.get(name)?.mode === 'single';
  const [first] = list;
  put(into.values, name, isSingle ? (first?.values ?? null) : list.map(({ values }) => values));
  const isMarked = list.some(({ unknown }) => Object.keys(unknown).length > 0);
  if (isMarked) put(into.unknown, name, isSingle ? (first?.unknown ?? {}) : list.map(({ unknown }) => unknown));
}

/** The schema of what a name holds, whether it is a block or a list of objects. */
function innerOf(schema: BlockSchema | undefined, name: string): BlockSchema | undefined {
  return schema?.blocks.get(name)?.schema ?? schema?.elements.get(name);
}

/** An attribute in the kind that the provider takes; the objects of a list field by field. */
function putAttribute(into: PlannedBody, name: string, value: Value, schema: BlockSchema | undefined): void {
  const elements = schema?.elements.get(name);
  if (elements !== undefined && isList(value) && value.every(isMap))
    putList(into, name, asBlocks(value, elements), schema);
  else putSettled(into, name, settle(value, schema?.attributes.get(name)?.kind));
}

function putSettled(into: PlannedBody, name: string, { value, unknown }: ReturnType<typeof settle>): void {
  if (value !== undefined) put(into.values, name, value);
  if (unknown !== undefined) put(into.unknown, name, unknown);
}

/** Marks what the provider fills in, and puts defaults; of types without a schema the two that all have. */
function markComputed(into: PlannedBody, schema: BlockSchema | undefined): void {
  if (schema === undefined) for (const name of ['id', 'arn']) markIfUnset(into, name);
  for (const [name, { isComputed }] of schema?.attributes ?? []) if (isComputed) markIfUnset(into, name);
  for (const name of schema?.computedBlocks ?? []) markIfUnset(into, name);
  for (const [name, value] of schema?.defaults ?? []) if (isUnset(into, name)) put(into.values, name, value);
}

/** Blocks that `dynamic` members of JSON syntax make. */
function addDynamic(body: Body, schema: BlockSchema | undefined, scope: Scope, into: PlannedBody): void {
  const dynamic = body.attributes.find(({ name }) => name === 'dynamic')?.value;
  for (const group of dynamic?.kind === 'tuple' ? dynamic.items : [dynamic])
    for (const { key, value } of group?.kind === 'object' ? group.items : []) {
      const name = key.kind === 'literal' ? String(key.value) : '';
      const inner = schema?.blocks.get(name)?.schema;
      const bodies = (value.kind === 'tuple' ? value.items : [value]).map((spec) =>
        dynamicBodies(spec, name, inner, scope),
      );
      if (inner !== undefined && bodies.includes('any')) {
        put(into.unknown, name, true);
        into.open.add(name);
        continue;
      }
      const made = bodies.flatMap((one) => (one === 'any' ? placeholder(emptyBody(), inner) : one));
      const written = own(into.values, name);
      const before = Array.isArray(written) ? (written as Json[]).map((values) => ({ values, unknown: {} })) : [];
      putList(into, name, [...before, ...made], schema);
    }
}

function dynamicBodies(
  spec: Expression,
  name: string,
  schema: BlockSchema | undefined,
  scope: Scope,
): readonly Planned[] | 'any' {
  const member = (wanted: string) =>
    spec.kind === 'object'
      ? spec.items.find(({ key }) => key.kind === 'literal' && key.value === wanted)?.value
      : undefined;
  const content = member('content');
  const collection = member('for_each');
  const named = member('iterator');
  const iterator = named?.kind === 'literal' ? String(named.value) : name;
  const entries =
    collection === undefined ? new Unknown('there is no `for_each`') : entriesOf(plain(evaluate(collection, scope)));
  if (content === undefined || entries instanceof Unknown) return 'any';
  return entries.flatMap(([key, value]) => {
    const element = new Map<string, Value>([
      ['key', key],
      ['value', value],
    ]);
    return asBlocks(plain(evaluate(content, withNames(scope, new Map([[iterator, element]])))), schema);
  });
}

/** What a computed attribute will be is not known, unless the configuration sets it. */
function markIfUnset(into: PlannedBody, name: string): void {
  if (isUnset(into, name)) put(into.unknown, name, true);
}

function isUnset({ values, unknown }: PlannedBody, name: string): boolean {
  return !(Object.hasOwn(values, name) && values[name] !== null) && !Object.hasOwn(unknown, name);
}

/** Own property whatever its name. */
function put(target: Json, name: string, value: JsonValue): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}

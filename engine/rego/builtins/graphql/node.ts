import { isObject, type MutableObject, newObject, type PlainObject, type RegoValue } from '../../value/index.ts';
import type { Place } from './error.ts';

/**
 * A node of a GraphQL document, in the shape that OPA gives to policies: field names of the Go library, without empty
 * lists and nulls.
 */
export type Node = PlainObject;

/** Where nodes stand; nodes that a policy passed in have no place. */
const places = new WeakMap<Node, Place>();

/** Makes a node from its fields; undefined, null and empty lists are left out. */
export function makeNode(fields: Readonly<Record<string, RegoValue | undefined>>, place: Place | undefined): Node {
  const node: MutableObject = newObject();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    node[name] = value;
  }
  if (place !== undefined) places.set(node, place);
  return node;
}

export function placeOf(node: Node | undefined): Place | undefined {
  return node === undefined ? undefined : places.get(node);
}

export function textOf(node: Node | undefined, field: string): string {
  const value = node === undefined || !Object.hasOwn(node, field) ? undefined : node[field];
  return typeof value === 'string' ? value : '';
}

export function flagOf(node: Node, field: string): boolean {
  return Object.hasOwn(node, field) && node[field] === true;
}

export function childOf(node: Node | undefined, field: string): Node | undefined {
  const value = node === undefined || !Object.hasOwn(node, field) ? undefined : node[field];
  return value !== undefined && isObject(value) ? (value as Node) : undefined;
}

export function listOf(node: Node | undefined, field: string): readonly Node[] {
  const value = node === undefined || !Object.hasOwn(node, field) ? undefined : node[field];
  return Array.isArray(value) ? (value.filter((item: RegoValue) => isObject(item)) as readonly Node[]) : [];
}

export function textsOf(node: Node | undefined, field: string): readonly string[] {
  const value = node === undefined || !Object.hasOwn(node, field) ? undefined : node[field];
  return Array.isArray(value) ? value.filter((item: RegoValue) => typeof item === 'string') : [];
}

export function named(nodes: readonly Node[], name: string): Node | undefined {
  return nodes.find((node) => textOf(node, 'Name') === name);
}

/** The kinds of values as the Go library numbers them. */
export const VALUE = {
  variable: 0,
  int: 1,
  float: 2,
  string: 3,
  block: 4,
  boolean: 5,
  null: 6,
  enum: 7,
  list: 8,
  object: 9,
} as const;

export function kindOf(value: Node): number {
  return typeof value.Kind === 'number' ? value.Kind : -1;
}

/** `[Int!]!` as it is written. */
export function typeText(type: Node | undefined): string {
  if (type === undefined) return '';
  const mark = flagOf(type, 'NonNull') ? '!' : '';
  const elem = childOf(type, 'Elem');
  return elem === undefined ? `${textOf(type, 'NamedType')}${mark}` : `[${typeText(elem)}]${mark}`;
}

/** The name at the core of a type. */
export function typeName(type: Node | undefined): string {
  const elem = childOf(type, 'Elem');
  return elem === undefined ? textOf(type, 'NamedType') : typeName(elem);
}

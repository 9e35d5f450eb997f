import type { Body, RefTerm, Term } from '../../ast/index.ts';
import type { JsonValue } from '../../value/types.ts';
import { isConstant } from '../syntax/terms.ts';
import { termText } from '../syntax/text.ts';
import { or, select, valuesOf } from './lattice.ts';
import {
  ANY,
  arrayType,
  BOOLEAN,
  type DynamicField,
  type Field,
  NULL,
  NUMBER,
  type ObjectType,
  objectType,
  STRING,
  setType,
  type Type,
  unwrap,
} from './type.ts';

/** What is known below one part of a path. */
export type TypeNode = {
  readonly key: Term | undefined;
  type: Type | undefined;
  readonly children: Map<string, TypeNode>;
};

export function typeNode(key?: Term): TypeNode {
  return { key, type: undefined, children: new Map() };
}

/** A key that is equal for equal terms. */
export function nodeKey(term: Term): string {
  switch (term.kind) {
    case 'string':
      return `"${term.value}`;
    case 'var':
      return term.name;
    case 'number':
      return `#${Number(term.text)}`;
    default:
      return `:${termText(term)}`;
  }
}

/** The JSON value of a constant term; undefined for the rest, and for sets and objects whose keys are no strings. */
export function jsonOf(term: Term): JsonValue | undefined {
  switch (term.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return term.value;
    case 'number':
      return Number(term.text);
    case 'array':
    case 'set':
      return isConstant(term) ? term.items.map((item) => jsonOf(item)!) : undefined;
    case 'object':
      if (!isConstant(term)) return undefined;
      return Object.fromEntries(
        term.entries.map(([key, value]) => [key.kind === 'string' ? key.value : termText(key), jsonOf(value)!]),
      );
    default:
      return undefined;
  }
}

/**
 * The types of vars and of paths below `data` and `input`, one environment inside another.
 * Shape:  `checkBody` types the body of a comprehension and gives the environment after it, or undefined on errors.
 * Source: OPA v1/ast env.go.
 */
export class TypeEnvironment {
  readonly tree: TypeNode = typeNode();
  readonly next: TypeEnvironment | undefined;
  private readonly checkBody: (env: TypeEnvironment, body: Body) => TypeEnvironment | undefined;

  constructor(
    checkBody: (env: TypeEnvironment, body: Body) => TypeEnvironment | undefined,
    next: TypeEnvironment | undefined = undefined,
  ) {
    this.checkBody = checkBody;
    this.next = next;
  }

  wrap(): TypeEnvironment {
    return new TypeEnvironment(this.checkBody, this);
  }

  typeOf(term: Term): Type | undefined {
    switch (term.kind) {
      case 'null':
        return NULL;
      case 'boolean':
        return BOOLEAN;
      case 'number':
        return NUMBER;
      case 'string':
      case 'templatestring':
        return STRING;
      case 'array':
        return arrayType(
          term.items.map((item) => this.typeOf(item)),
          term.items.length === 0 ? ANY : undefined,
        );
      case 'object':
        return this.typeOfObject(term);
      case 'set': {
        let of: Type | undefined;
        for (const item of term.items) of = or(of, this.typeOf(item));
        return setType(of ?? ANY);
      }
      case 'arraycomprehension': {
        const inner = this.checkBody(this, term.body);
        return inner && arrayType([], inner.typeOf(term.term));
      }
      case 'setcomprehension': {
        const inner = this.checkBody(this, term.body);
        return inner && setType(inner.typeOf(term.term));
      }
      case 'objectcomprehension': {
        const inner = this.checkBody(this, term.body);
        return inner && objectType([], { key: inner.typeOf(term.key), value: inner.typeOf(term.value) });
      }
      case 'ref':
        return this.typeOfPath(term.path);
      case 'var':
        return this.typeOfVar(term.name);
      case 'call':
        return undefined;
    }
  }

  typeOfVar(name: string): Type | undefined {
    for (let env: TypeEnvironment | undefined = this; env !== undefined; env = env.next) {
      const node = env.tree.children.get(name);
      if (node !== undefined) return node.type;
    }
    return undefined;
  }

  private typeOfObject(term: Extract<Term, { kind: 'object' }>): Type {
    const fields: Field[] = [];
    let rest: DynamicField | undefined;
    for (const [key, value] of term.entries) {
      const json = jsonOf(key);
      if (json !== undefined) fields.push({ key: json, value: this.typeOf(value) });
      else rest = { key: this.typeOf(key), value: this.typeOf(value) };
    }
    if (fields.length === 0 && rest === undefined) rest = { key: ANY, value: ANY };
    return objectType(fields, rest);
  }

  typeOfPath(path: readonly Term[]): Type | undefined {
    const node = this.tree.children.get(nodeKey(path[0]!));
    return node === undefined ? this.fallback(path) : this.below(node, path, 1);
  }

  private fallback(path: readonly Term[]): Type | undefined {
    if (this.next !== undefined) return this.next.typeOfPath(path);
    const head = path[0]!;
    return head.kind === 'var' && (head.name === 'data' || head.name === 'input') ? ANY : undefined;
  }

  private below(node: TypeNode, path: readonly Term[], index: number): Type | undefined {
    if (index === path.length) return extentOf(node);
    const part = path[index]!;
    const child = node.children.get(nodeKey(part));
    if (node.type !== undefined)
      return child === undefined ? selectPath(node.type, path, index) : this.below(child, path, index + 1);
    if (!isConstant(part)) return selectPath(extentOf(node), path, index);
    return child === undefined ? this.fallback(path) : this.below(child, path, index + 1);
  }

  setVar(name: string, type: Type | undefined): void {
    const node = this.tree.children.get(name);
    if (node !== undefined) node.type = type;
    else this.tree.children.set(name, { key: undefined, type, children: new Map() });
  }

  put(path: readonly Term[], type: Type | undefined): void {
    this.node(path).type = type;
  }

  private node(path: readonly Term[]): TypeNode {
    let node = this.tree;
    for (const part of path) {
      const key = nodeKey(part);
      let child = node.children.get(key);
      if (child === undefined) {
        child = typeNode(part);
        node.children.set(key, child);
      }
      node = child;
    }
    return node;
  }

  /** Adds a rule's type to what other rules gave that path and the paths above it. */
  insert(path: readonly Term[], type: Type): void {
    let node = this.tree;
    path.forEach((part, i) => {
      const key = nodeKey(part);
      let child = node.children.get(key);
      if (child === undefined) {
        child = typeNode(part);
        node.children.set(key, child);
      } else if (child.type !== undefined && i + 1 < path.length) {
        const known = unwrap(child.type);
        if (known?.kind === 'object') child.type = this.insertInto(known, path.slice(i + 1), type);
      }
      node = child;
    });
    node.type = mergeTypes(node.type, type);
    if (unwrap(type)?.kind !== 'object' || node.children.size === 0) return;
    let all = unwrap(node.type);
    for (const [below, leaf] of leavesOf(node)) if (all?.kind === 'object') all = this.insertInto(all, below, leaf);
    node.type = all;
  }

  private insertInto(object: ObjectType, path: readonly Term[], type: Type | undefined): ObjectType {
    const first = path[0];
    if (first === undefined) return object;
    const key = this.typeOf(first);
    const value = path.length === 1 ? type : this.insertInto(objectType([]), path.slice(1), type);
    const { rest } = object;
    const merged = rest === undefined ? { key, value } : { key: or(rest.key, key), value: or(rest.value, value) };
    return objectType(object.fields, merged);
  }
}

/** What a node stands for: its own type, or an object of what is below. */
export function extentOf(node: TypeNode): Type {
  if (node.type !== undefined) return node.type;
  const fields: Field[] = [];
  for (const child of node.children.values()) {
    const json = child.key && jsonOf(child.key);
    if (json !== undefined && json !== null && typeof json !== 'object')
      fields.push({ key: json, value: extentOf(child) });
  }
  return objectType(fields, { key: STRING, value: ANY });
}

function leavesOf(node: TypeNode): [Term[], Type][] {
  const leaves: [Term[], Type][] = [];
  const collect = (child: TypeNode, path: Term[]): void => {
    if (child.key === undefined) return;
    const below = [...path, child.key];
    if (child.type !== undefined) leaves.push([below, child.type]);
    else for (const inner of child.children.values()) collect(inner, below);
  };
  for (const child of node.children.values()) collect(child, []);
  return leaves;
}

/** The type at the end of a path inside a value. */
export function selectPath(type: Type | undefined, path: readonly Term[], index: number): Type | undefined {
  let current = type;
  for (let i = index; i < path.length && current !== undefined; i++) {
    const part: RefTerm['path'][number] = path[i]!;
    const known = part.kind === 'array' || part.kind === 'object' || part.kind === 'set' ? undefined : jsonOf(part);
    current = known === undefined ? valuesOf(current) : select(current, known);
  }
  return current;
}

function mergeTypes(left: Type | undefined, right: Type | undefined): Type | undefined {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const a = unwrap(left);
  const b = unwrap(right);
  if (a?.kind === 'object' && b?.kind === 'object' && a.fields.length === 0 && b.fields.length === 0) {
    const key = or(a.rest?.key, b.rest?.key);
    return objectType([], { key, value: mergeTypes(a.rest?.value, b.rest?.value) });
  }
  if (a?.kind === 'object' && b?.kind === 'any' && a.fields.length === 0) return mergeIntoUnion(a, b.of) ?? or(a, b);
  if (a?.kind === 'set' && b?.kind === 'set') return setType(or(a.of, b.of));
  if (a?.kind === 'any' && b !== undefined && b.kind !== 'any') return mergeTypes(b, a);
  return or(a, b);
}

function mergeIntoUnion(object: ObjectType, union: readonly Type[]): Type | undefined {
  const at = union.findIndex((item) => item.kind === 'object' && item.fields.length === 0);
  const found = union[at];
  if (found?.kind !== 'object') return undefined;
  const rest = { key: or(found.rest?.key, object.rest?.key), value: or(found.rest?.value, object.rest?.value) };
  return { kind: 'any', of: union.map((item, i) => (i === at ? objectType([], rest) : item)) };
}

import type { RefTerm, Term } from '../../ast/index.ts';
import { isConstant } from '../syntax/terms.ts';
import { CheckedClosures, type Comprehension } from './closures.ts';
import { arrayType, objectType, setType } from './construct.ts';
import { or, orAll, select, valuesOf } from './lattice.ts';
import {
  ANY,
  BOOLEAN,
  type DynamicField,
  type Field,
  NULL,
  NUMBER,
  type ObjectType,
  STRING,
  type Type,
  unwrap,
} from './type.ts';
import { jsonOf, nodeKey, TypeNode } from './type-node.ts';
import { spend } from './work.ts';

type CheckClosure = (env: TypeEnvironment, closure: Comprehension) => TypeEnvironment | undefined;

/**
 * The types of vars and of paths below `data` and `input`, one environment inside another.
 * Shape:  `check` types the body of a comprehension and gives the environment after it, or undefined on errors.
 * Source: OPA v1/ast env.go.
 */
export class TypeEnvironment {
  readonly tree = new TypeNode();
  readonly next: TypeEnvironment | undefined;
  readonly closures: CheckedClosures;
  private readonly check: CheckClosure;

  constructor(check: CheckClosure, next?: TypeEnvironment, closures = new CheckedClosures()) {
    this.check = check;
    this.next = next;
    this.closures = closures;
  }

  /** An environment inside this one, for a body. */
  wrap(): TypeEnvironment {
    return new TypeEnvironment(this.check, this, this.closures);
  }

  /** An environment inside this one, for a rule: by the time of the next, types of rules may have changed. */
  forRule(): TypeEnvironment {
    return new TypeEnvironment(this.check, this);
  }

  typeOf(term: Term): Type | undefined {
    spend(1);
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
      case 'set':
        return setType(orAll(term.items.map((item) => this.typeOf(item))) ?? ANY);
      case 'arraycomprehension': {
        const inner = this.check(this, term);
        return inner && arrayType([], inner.typeOf(term.term));
      }
      case 'setcomprehension': {
        const inner = this.check(this, term);
        return inner && setType(inner.typeOf(term.term));
      }
      case 'objectcomprehension': {
        const inner = this.check(this, term);
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
    return node === undefined ? this.fallback(path) : this.below(node, path);
  }

  private fallback(path: readonly Term[]): Type | undefined {
    if (this.next !== undefined) return this.next.typeOfPath(path);
    const head = path[0]!;
    return head.kind === 'var' && (head.name === 'data' || head.name === 'input') ? ANY : undefined;
  }

  private below(top: TypeNode, path: readonly Term[]): Type | undefined {
    let node = top;
    for (let index = 1; index < path.length; index++) {
      const part = path[index]!;
      const child = node.children.get(nodeKey(part));
      if (!node.isTyped && !isConstant(part)) return selectPath(node.extent, path, index);
      if (child === undefined) return node.isTyped ? selectPath(node.type, path, index) : this.fallback(path);
      node = child;
    }
    return node.extent;
  }

  setVar(name: string, type: Type | undefined): void {
    const node = this.tree.children.get(name);
    if (node !== undefined) node.type = type;
    else this.tree.children.set(name, new TypeNode(undefined, type));
  }

  put(path: readonly Term[], type: Type | undefined): void {
    this.node(path).type = type;
  }

  private node(path: readonly Term[]): TypeNode {
    let node = this.tree;
    for (const part of path) {
      node.touch();
      node = node.childFor(part);
    }
    return node;
  }

  /** Adds a rule's type to what other rules gave that path and the paths above it. */
  insert(path: readonly Term[], type: Type): void {
    let node = this.tree;
    path.forEach((part, i) => {
      node.touch();
      const isNew = !node.children.has(nodeKey(part));
      node = node.childFor(part);
      if (isNew || !node.isTyped || i + 1 === path.length) return;
      const known = unwrap(node.type);
      if (known?.kind === 'object') node.type = this.insertInto(known, path.slice(i + 1), type);
    });
    node.add(type);
    if (node.children.size === 0 || unwrap(type)?.kind !== 'object') return;
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

import type { Term } from '../../ast/index.ts';
import type { JsonValue } from '../../value/types.ts';
import { isConstant } from '../syntax/terms.ts';
import { termText } from '../syntax/text.ts';
import { objectType } from './construct.ts';
import { mergeAll } from './merge.ts';
import { ANY, type Field, STRING, type Type } from './type.ts';
import { spend } from './work.ts';

/**
 * What is known below one part of a path.
 * Shape:  types that rules add are kept apart until somebody asks, so that many rules of one name cost no more than once.
 */
export class TypeNode {
  readonly key: Term | undefined;
  readonly children = new Map<string, TypeNode>();
  private known: Type | undefined;
  private added: Type[] = [];
  private whole: Type | undefined;

  constructor(key?: Term, type?: Type) {
    this.key = key;
    this.known = type;
  }

  get isTyped(): boolean {
    return this.known !== undefined || this.added.length > 0;
  }

  get type(): Type | undefined {
    if (this.added.length > 0) {
      this.known = mergeAll([this.known, ...this.added]);
      this.added = [];
    }
    return this.known;
  }

  set type(type: Type | undefined) {
    this.known = type;
    this.added = [];
    this.whole = undefined;
  }

  /** Adds the type of one more rule. */
  add(type: Type): void {
    this.added.push(type);
    this.whole = undefined;
  }

  /** Tells that something below is no longer what it was. */
  touch(): void {
    this.whole = undefined;
  }

  /** What the node stands for: its own type, or an object of what is below. */
  get extent(): Type {
    if (this.isTyped) return this.type!;
    this.whole ??= this.objectOfChildren();
    return this.whole;
  }

  /** The node of a part of the path, made where it is missing. */
  childFor(part: Term): TypeNode {
    const key = nodeKey(part);
    let child = this.children.get(key);
    if (child === undefined) {
      child = new TypeNode(part);
      this.children.set(key, child);
    }
    return child;
  }

  private objectOfChildren(): Type {
    spend(this.children.size);
    const fields: Field[] = [];
    for (const child of this.children.values()) {
      const json = child.key && jsonOf(child.key);
      if (json !== undefined && json !== null && typeof json !== 'object')
        fields.push({ key: json, value: child.extent });
    }
    return objectType(fields, { key: STRING, value: ANY });
  }
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

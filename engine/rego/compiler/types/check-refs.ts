import type { Diagnostic } from '../../../diagnostics/index.ts';
import type { Expr, Term } from '../../ast/index.ts';
import type { JsonValue } from '../../value/types.ts';
import { errorAt } from '../context.ts';
import { nearest } from '../hints.ts';
import { refText } from '../syntax/text.ts';
import { type Visitor, walkBody, walkExpr, walkTerm } from '../syntax/walk.ts';
import { invalidRefDetails, unsupportedRefDetails } from './details.ts';
import type { TypeEnvironment } from './environment.ts';
import { keysOf, select, unifies, valuesOf } from './lattice.ts';
import { ANY, STRING, type Type, unwrap } from './type.ts';
import { jsonOf, nodeKey, type TypeNode } from './type-node.ts';
import { unifyTerm } from './unify-types.ts';
import { spend } from './work.ts';

export type NameRewriter = (path: readonly Term[]) => readonly Term[];

/**
 * Checks the refs of expressions against what is known of their documents; vars in them get the type of the keys.
 * Errors: `rego_type_error`: `undefined ref: ...`, `function ... used as reference, not called`.
 * Source: OPA v1/ast check.go, refChecker.
 */
export class RefChecker {
  readonly errors: Diagnostic[] = [];
  private readonly env: TypeEnvironment;
  private readonly names: NameRewriter;

  constructor(env: TypeEnvironment, names: NameRewriter) {
    this.env = env;
    this.names = names;
  }

  check(expr: Expr): void {
    walkExpr(expr, this.visitor);
  }

  /** A call's operator is no ref, and what `with` replaces need not exist. */
  private readonly visitor: Visitor = {
    expr: (expr) => {
      if (expr.kind === 'call') for (const arg of expr.args) walkTerm(arg, this.visitor);
      else if (expr.kind === 'term') walkTerm(expr.term, this.visitor);
      else if (expr.kind === 'not') walkBody(expr.body, this.visitor);
      else return true;
      return false;
    },
    term: (term) => {
      if (term.kind.endsWith('comprehension')) return false;
      return term.kind !== 'ref' || this.checkRef(term.path);
    },
  };

  private checkRef(path: readonly Term[]): boolean {
    const type = this.env.typeOfPath(path);
    if (type?.kind === 'function') {
      this.failFunction(path, type);
      return false;
    }
    this.inTree(this.env, this.env.tree, path, 0);
    return true;
  }

  private failFunction(path: readonly Term[], type: Type): false {
    const shown = this.names(path);
    const last = shown[shown.length - 1]!;
    const cut = last.kind === 'var' && /^__local[0-9]+__$/.test(last.name) ? shown.slice(0, -1) : shown;
    const message = `function ${refText(cut)} used as reference, not called`;
    const details = unsupportedRefDetails(cut, path.length - 1, type);
    this.errors.push(errorAt('rego_type_error', message, path[0]!.span, undefined, details));
    return false;
  }

  /** A part that its container cannot have. */
  private fail(
    path: readonly Term[],
    index: number,
    known: readonly JsonValue[],
    have: Type | undefined,
    want: Type | undefined,
  ): false {
    const part = path[index];
    const shown = this.names(path);
    const hint = part?.kind === 'string' ? nearest(part.value, known.filter(isText)) : undefined;
    const details = invalidRefDetails(shown, index, have, want, known);
    this.errors.push(errorAt('rego_type_error', `undefined ref: ${refText(shown)}`, path[0]!.span, hint, details));
    return false;
  }

  /** A part of something that has none. */
  private failWithin(path: readonly Term[], index: number, have: Type | undefined): false {
    const shown = this.names(path);
    const details = unsupportedRefDetails(shown, index, have);
    const message = `undefined ref: ${refText(shown)}`;
    this.errors.push(errorAt('rego_type_error', message, path[0]!.span, undefined, details));
    return false;
  }

  private inTree(env: TypeEnvironment, top: TypeNode, path: readonly Term[], from: number): boolean {
    let node = top;
    let index = from;
    for (; index < path.length; index++) {
      const part = path[index]!;
      spend(1);
      if ((index === 1 || index === 2) && part.kind !== 'var' && part.kind !== 'string')
        return this.fail(path, index, namesOf(node), this.env.typeOf(part), STRING);
      if (part.kind === 'var' && index !== 0 && !this.isKey(node, part.name))
        return this.fail(path, index, namesOf(node), this.env.typeOfVar(part.name), keysOf(node.extent));
      const child = node.children.get(nodeKey(part));
      if (child === undefined) break;
      if (child.isTyped) return this.inType(child.type!, path, index + 1);
      node = child;
    }
    if (index >= path.length) return true;
    if (env.next !== undefined) return this.inTree(env.next, env.next.tree, path, 0);
    const head = path[0]!;
    if (head.kind !== 'var' || (head.name !== 'data' && head.name !== 'input')) return this.inType(ANY, path, 0);
    if (index === 0) return this.inType(ANY, path, 1);
    const before = this.errors.length;
    for (const other of node.children.values()) this.inTree(env, other, path, index + 1);
    this.errors.length = before;
    return true;
  }

  /** Gives a var the type of a node's keys, or says whether the one it has fits. */
  private isKey(node: TypeNode, name: string): boolean {
    const keys = keysOf(node.extent);
    const known = this.env.typeOfVar(name);
    if (known !== undefined) return unifies(keys, known);
    this.env.setVar(name, keys);
    return true;
  }

  private inType(container: Type, path: readonly Term[], index: number): boolean {
    let type: Type | undefined = container;
    for (let i = index; i < path.length; i++) {
      const part = path[i]!;
      const keys = keysOf(type);
      if (keys === undefined)
        return type?.kind === 'function' ? this.failFunction(path, type) : this.failWithin(path, i - 1, type);
      const next = this.step(type, keys, part);
      if (next === false) return this.failPart(path, i, type, keys);
      type = next;
    }
    return true;
  }

  private failPart(path: readonly Term[], index: number, container: Type | undefined, keys: Type): false {
    const part = path[index]!;
    const known = part.kind === 'array' || part.kind === 'object' || part.kind === 'set' ? [] : oneOf(container);
    return this.fail(path, index, known, this.haveOf(part), keys);
  }

  /** What is known of a part that is no scalar. */
  private haveOf(part: Term): Type | undefined {
    switch (part.kind) {
      case 'var':
      case 'ref':
      case 'array':
      case 'object':
      case 'set':
        return this.env.typeOf(part);
      default:
        return undefined;
    }
  }

  /** The type behind one part, or false where the container cannot have it. */
  private step(container: Type | undefined, keys: Type, part: Term): Type | undefined | false {
    switch (part.kind) {
      case 'var': {
        const known = this.env.typeOfVar(part.name);
        if (known === undefined) this.env.setVar(part.name, keys);
        else if (!unifies(known, keys)) return false;
        return valuesOf(container);
      }
      case 'ref': {
        const known = this.env.typeOfPath(part.path);
        return known !== undefined && !unifies(known, keys) ? false : valuesOf(container);
      }
      case 'array':
      case 'object':
      case 'set':
        return unifyTerm(this.env, part, keys, false) ? valuesOf(container) : false;
      default: {
        const json = jsonOf(part);
        const child = json === undefined ? undefined : select(container, json);
        return child ?? false;
      }
    }
  }
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string';
}

function namesOf(node: TypeNode): JsonValue[] {
  return [...node.children.values()].flatMap(({ key }) => (key === undefined ? [] : (jsonOf(key) ?? [])));
}

/** The keys that a type knows. */
function oneOf(container: Type | undefined): JsonValue[] {
  const type = unwrap(container);
  if (type?.kind === 'any') return type.of.flatMap(oneOf);
  return type?.kind === 'object' ? type.fields.map(({ key }) => key) : [];
}

import type { Place } from '../../diagnostics/index.ts';
import type { JsonPath, JsonValue } from '../document.ts';
import { isObject, own } from '../object.ts';
import { bodyValue, type MadeBlock, madeBlocks } from './body-value.ts';
import { chooseFitting } from './choose.ts';
import type { Module } from './configuration.ts';
import { locateInHeredoc } from './embedded-json.ts';
import { evaluate, plain, type Scope } from './evaluate.ts';
import type { HclFile } from './file.ts';
import { bodiesOf, type Sourced } from './module-files.ts';
import { followReference, policyStatementPath } from './references.ts';
import type { ModuleInstance, Scopes } from './scopes.ts';
import { constantText } from './template.ts';
import type { Block, Body, Expression } from './types.ts';
import { booleanOf, isList, textOf, Unknown, type Value } from './value.ts';

/** What an expression is read in. `scope` is undefined where the module instance is not known. */
export type Standing = {
  readonly module: Module;
  readonly instance: ModuleInstance | undefined;
  readonly scope: Scope | undefined;
};

/** How far a path could be followed; `isWhole` says to its end. `isElement` is the element of a list, which has no name. */
export type Reached = { readonly place: Place; readonly isWhole: boolean; readonly isElement?: true };

/** The deeper of two places; an element in the same line as its attribute stays the attribute. */
function deeper(here: Reached, inner: Reached | undefined): Reached {
  if (inner === undefined) return here;
  const isSameLine = inner.place.row === here.place.row && inner.place.file === here.place.file;
  return inner.isElement && isSameLine ? { ...here, isWhole: inner.isWhole } : inner;
}

const MAX_HOPS = 60;

/** Follows one path from a block into what is written there. */
export class Descent {
  readonly #scopes: Scopes;
  #hops = 0;

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
  }

  /** The place of `path` within a block; undefined where not even the first step is written there. */
  enter(block: Sourced<Block>, path: JsonPath, planned: JsonValue | undefined, at: Standing): Reached | undefined {
    for (const { body, file } of bodiesOf(block)) {
      const reached = this.#body(body, path, planned, file, at);
      if (reached !== undefined) return reached;
    }
    return undefined;
  }

  #body(body: Body, path: JsonPath, planned: JsonValue | undefined, file: HclFile, at: Standing): Reached | undefined {
    const [name, ...rest] = path;
    if (typeof name !== 'string') return undefined;
    const value = own(planned, name);
    const attribute = body.attributes.find((one) => one.name === name);
    if (attribute !== undefined) {
      const here = { place: file.placeOf(attribute.span.start), isWhole: rest.length === 0 };
      return deeper(here, this.expression(attribute.value, rest, value, file, at));
    }
    const blocks = madeBlocks(body, at.scope ?? NO_SCOPE, name);
    if (blocks.length > 0) return this.#block(blocks, rest, value, file, at);
    return file.syntax === 'json' ? this.#jsonDynamic(body, name, rest, value, file, at) : undefined;
  }

  #block(
    blocks: readonly MadeBlock[],
    path: JsonPath,
    planned: JsonValue | undefined,
    file: HclFile,
    at: Standing,
  ): Reached | undefined {
    const [index] = path;
    const isIndexed = typeof index === 'number';
    const element = isIndexed && Array.isArray(planned) ? (planned[index] as JsonValue) : planned;
    // A `dynamic` block of unknown size stands for whatever the others leave over.
    const sizes = blocks.some((block) => block.isAny) ? Math.min(isIndexed ? index : 0, blocks.length - 1) : index;
    const chosen =
      blocks.length === 1
        ? blocks[0]
        : chooseFitting(blocks, isIndexed ? (sizes as number) : 0, isIndexed ? element : undefined, (block) =>
            bodyValue(block.body, block.scope),
          );
    if (chosen === undefined) return undefined;
    const rest = isIndexed ? path.slice(1) : path;
    const here = { place: file.placeOf(chosen.written.span.start), isWhole: rest.length === 0 };
    if (rest.length === 0) return here;
    return this.#body(chosen.body, rest, element, file, { ...at, scope: chosen.scope }) ?? here;
  }

  /** `"dynamic": {"rule": {"for_each": ..., "content": {...}}}` of JSON syntax. */
  #jsonDynamic(
    body: Body,
    name: string,
    path: JsonPath,
    planned: JsonValue | undefined,
    file: HclFile,
    at: Standing,
  ): Reached | undefined {
    const dynamic = body.attributes.find((one) => one.name === 'dynamic')?.value;
    const groups = dynamic?.kind === 'tuple' ? dynamic.items : dynamic === undefined ? [] : [dynamic];
    for (const group of groups) {
      const item = group.kind === 'object' ? memberOf(group, name) : undefined;
      if (item === undefined) continue;
      const here = { place: file.placeOf(item.span.start), isWhole: path.length === 0 };
      const rest = typeof path[0] === 'number' ? path.slice(1) : path;
      const first = item.value.kind === 'tuple' ? item.value.items[0] : item.value;
      const content = first?.kind === 'object' ? memberOf(first, 'content')?.value : undefined;
      const element = typeof path[0] === 'number' && Array.isArray(planned) ? (planned[path[0]] as JsonValue) : planned;
      return (content === undefined ? undefined : this.expression(content, rest, element, file, at)) ?? here;
    }
    return undefined;
  }

  /** The place of `path` within a value as it is written; undefined where nothing of it is. */
  expression(
    value: Expression,
    path: JsonPath,
    planned: JsonValue | undefined,
    file: HclFile,
    at: Standing,
  ): Reached | undefined {
    const [step, ...rest] = path;
    this.#hops += 1;
    if (step === undefined || this.#hops > MAX_HOPS * 10) return undefined;
    switch (value.kind) {
      case 'parentheses':
        return this.expression(value.value, path, planned, file, at);
      case 'object': {
        const item = memberOf(value, String(step), at.scope);
        if (item === undefined || (typeof step === 'number' && item.key.kind !== 'literal'))
          return step === 0 ? this.expression(value, rest, first(planned), file, at) : undefined;
        const here = { place: file.placeOf(item.span.start), isWhole: rest.length === 0 };
        return deeper(here, this.expression(item.value, rest, childOf(planned, step), file, at));
      }
      case 'tuple':
        return this.#tuple(value, path, planned, file, at);
      case 'for': {
        const inner = { ...at, scope: undefined };
        const here = { place: file.placeOf(value.value.span.start), isWhole: rest.length === 0 };
        return this.expression(value.value, rest, childOf(planned, step), file, inner) ?? here;
      }
      case 'conditional': {
        const decided = at.scope === undefined ? undefined : booleanOf(plain(evaluate(value.condition, at.scope)));
        const sides =
          decided === undefined ? [value.whenTrue, value.whenFalse] : decided ? [value.whenTrue] : [value.whenFalse];
        return this.#firstOf(sides, path, planned, file, at);
      }
      case 'call':
        return this.#call(value, path, planned, file, at);
      case 'template':
        return this.#template(value, path, planned, file, at);
      case 'variable':
      case 'attribute':
      case 'index':
        return this.#reference(value, path, planned, at);
      default:
        return undefined;
    }
  }

  #firstOf(
    values: readonly Expression[],
    path: JsonPath,
    planned: JsonValue | undefined,
    file: HclFile,
    at: Standing,
  ): Reached | undefined {
    let best: Reached | undefined;
    for (const value of values) {
      const reached = this.expression(value, path, planned, file, at);
      if (reached?.isWhole === true) return reached;
      best ??= reached;
    }
    return best;
  }

  #tuple(
    tuple: Expression & { readonly kind: 'tuple' },
    path: JsonPath,
    planned: JsonValue | undefined,
    file: HclFile,
    at: Standing,
  ): Reached | undefined {
    const [step, ...rest] = path;
    // A list of one where the path has no index: `Statement` of a policy may be either.
    if (typeof step !== 'number')
      return tuple.items.length === 1
        ? this.expression(tuple.items[0] as Expression, path, planned, file, at)
        : undefined;
    const element = childOf(planned, step);
    const chosen = chooseFitting(tuple.items, step, element, (item) =>
      at.scope === undefined ? undefined : plain(evaluate(item, at.scope)),
    );
    if (chosen === undefined) return undefined;
    const isElement = true;
    const here = { place: file.placeOf(chosen.span.start), isWhole: rest.length === 0, isElement } as const;
    return deeper(here, this.expression(chosen, rest, element, file, at));
  }

  #call(
    call: Expression & { readonly kind: 'call' },
    path: JsonPath,
    planned: JsonValue | undefined,
    file: HclFile,
    at: Standing,
  ): Reached | undefined {
    const values = call.arguments;
    switch (call.name) {
      case 'jsonencode':
        return this.#firstOf(values, path, decode(planned), file, at);
      case 'merge':
        // What comes later wins.
        return this.#firstOf([...values].reverse(), path, planned, file, at);
      case 'concat':
        return this.#concat(values, path, planned, file, at);
      case 'tolist':
      case 'toset':
      case 'tomap':
      case 'sensitive':
      case 'nonsensitive':
      case 'try':
      case 'coalesce':
      case 'coalescelist':
        return this.#firstOf(values, path, planned, file, at);
      default:
        return undefined;
    }
  }

  #concat(
    values: readonly Expression[],
    path: JsonPath,
    planned: JsonValue | undefined,
    file: HclFile,
    at: Standing,
  ): Reached | undefined {
    let [index] = path;
    if (typeof index !== 'number' || at.scope === undefined) return undefined;
    for (const value of values) {
      const list = plain(evaluate(value, at.scope));
      if (!isList(list)) return undefined;
      if (index < list.length) {
        const part = Array.isArray(planned) ? planned.slice((path[0] as number) - index) : undefined;
        return this.expression(value, [index, ...path.slice(1)], part, file, at);
      }
      index -= list.length;
    }
    return undefined;
  }

  #template(
    template: Expression & { readonly kind: 'template' },
    path: JsonPath,
    planned: JsonValue | undefined,
    file: HclFile,
    at: Standing,
  ): Reached | undefined {
    const [only] = template.parts;
    // The parts of a template in JSON syntax have no places of their own.
    if (template.parts.length === 1 && only?.kind === 'interpolation')
      return this.expression(only.value, path, planned, file.syntax === 'json' ? flat(file, template) : file, at);
    const place = locateInHeredoc(template, file, path);
    return place === undefined ? undefined : { place, isWhole: true };
  }

  /** Goes on where a name is given its value: a local, a call's argument, a variable's default, a policy document. */
  #reference(value: Expression, path: JsonPath, planned: JsonValue | undefined, at: Standing): Reached | undefined {
    if (this.#hops > MAX_HOPS) return undefined;
    const target = followReference(value, at, this.#scopes);
    if (target === undefined) return undefined;
    if (target.kind === 'value') {
      const { node, file } = target.value;
      return this.expression(node, [...target.path, ...path], planned, file, target.at);
    }
    const mapped = policyStatementPath(path);
    return mapped === undefined ? undefined : this.enter(target.block, mapped, undefined, target.at);
  }
}

const NO_SCOPE: Scope = {
  budget: { left: Number.POSITIVE_INFINITY },
  variable: () => new Unknown('the module instance is not known'),
  call: () => new Unknown('the module instance is not known'),
};

/** The member of an object as written; the last of equal ones counts. */
function memberOf(value: Expression & { readonly kind: 'object' }, name: string, scope?: Scope) {
  return value.items.findLast((item) => {
    if (item.key.kind === 'literal') return String(item.key.value) === name;
    const constant = constantText(item.key);
    if (constant !== undefined || scope === undefined) return constant === name;
    const made: Value = plain(evaluate(item.key, scope));
    return textOf(made) === name;
  });
}

function childOf(planned: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (typeof step === 'number') return Array.isArray(planned) ? (planned[step] as JsonValue | undefined) : undefined;
  return own(planned, step);
}

function first(planned: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(planned) ? (planned[0] as JsonValue | undefined) : planned;
}

function decode(planned: JsonValue | undefined): JsonValue | undefined {
  if (typeof planned !== 'string') return isObject(planned) ? planned : undefined;
  try {
    return JSON.parse(planned) as JsonValue;
  } catch {
    return undefined;
  }
}

/** A file in which every offset is the place of one expression. */
function flat(file: HclFile, { span }: Expression): HclFile {
  const place = file.placeOf(span.start);
  return { ...file, placeOf: () => place };
}

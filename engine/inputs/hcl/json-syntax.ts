import { MAX_DEPTH } from '../limits.ts';
import { literalOf } from './expression.ts';
import { Parser, STOP, Stop } from './parser.ts';
import { type Fault, scan } from './scan.ts';
import { parseBareTemplate } from './template-parser.ts';
import type { Attribute, Block, Body, Expression, ObjectItem, Span } from './types.ts';

/** How many labels the blocks of a Terraform file have; everything else at the top is left alone. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['variable', 1],
  ['output', 1],
  ['module', 1],
  ['provider', 1],
  ['check', 1],
  ['locals', 0],
  ['terraform', 0],
  ['moved', 0],
  ['import', 0],
  ['removed', 0],
]);

/**
 * Parses a file in JSON syntax into the blocks that the same file would have in native syntax.
 * Shape:  the members of a block's body are attributes, nested blocks too: without the provider's schema they are told
 *         apart by nothing. Strings are templates. Members called `//` are comments.
 * Source: HCL JSON Syntax Specification; Terraform, JSON Configuration Syntax.
 */
export function parseJsonSyntax(text: string): {
  readonly body: Body;
  readonly comments: readonly Span[];
  readonly faults: readonly Fault[];
} {
  const reader = new JsonReader(text);
  const root = reader.read();
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  for (const member of membersOf(root)) {
    const type = nameOf(member);
    const labels = LABELS.get(type);
    if (labels === undefined) {
      if (type !== '//') attributes.push({ kind: 'attribute', name: type, value: member.value, span: member.span });
    } else collectBlocks(type, [], labels, member, { blocks, faults: reader.faults });
  }
  if (root.kind !== 'object' && root.kind !== 'tuple') reader.faults.push(noObject(root.span));
  return { body: { attributes, blocks, span: root.span }, comments: [], faults: reader.faults };
}

function noObject(span: Span): Fault {
  return { span, message: 'expected an object', hint: 'blocks are objects, or lists of objects' };
}

type Into = { readonly blocks: Block[]; readonly faults: Fault[] };

function collectBlocks(type: string, labels: readonly string[], left: number, member: ObjectItem, into: Into): void {
  const bodies = member.value.kind === 'tuple' ? member.value.items : [member.value];
  for (const value of bodies) {
    const span = bodies.length === 1 ? member.span : value.span;
    // Terraform takes null for no block at all.
    if (value.kind === 'literal' && value.value === null) continue;
    if (value.kind !== 'object' && value.kind !== 'tuple') into.faults.push(noObject(value.span));
    else if (left === 0) into.blocks.push({ kind: 'block', type, labels, body: bodyOf(value), span });
    else
      for (const inner of membersOf(value))
        if (nameOf(inner) !== '//') collectBlocks(type, [...labels, nameOf(inner)], left - 1, inner, into);
  }
}

function bodyOf(value: Expression): Body {
  const attributes = membersOf(value)
    .filter((member) => nameOf(member) !== '//')
    .map((member): Attribute => ({ kind: 'attribute', name: nameOf(member), value: member.value, span: member.span }));
  return { attributes, blocks: [], span: value.span };
}

function membersOf(value: Expression): readonly ObjectItem[] {
  if (value.kind === 'tuple') return value.items.flatMap((item) => (item.kind === 'object' ? item.items : []));
  return value.kind === 'object' ? value.items : [];
}

/** The name of a member as written; JSON syntax fills in keys of objects that are values only. */
function nameOf({ key }: ObjectItem): string {
  if (key.kind === 'literal') return String(key.value);
  return key.kind === 'template' ? key.parts.map((part) => (part.kind === 'text' ? part.value : '')).join('') : '';
}

/** Reads JSON with spans. Strings become literals, or templates where something is filled in. */
class JsonReader {
  readonly faults: Fault[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Expression {
    try {
      const value = this.#value(0);
      this.#space();
      if (this.#at < this.#text.length) this.#fail('text after the end of the JSON', 'remove it');
      return value;
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      return { kind: 'object', items: this.#salvaged, span: { start: 0, end: this.#text.length } };
    }
  }

  /** Members of the outermost object that were read whole before a fault. */
  #salvaged: ObjectItem[] = [];

  #value(depth: number): Expression {
    this.#space();
    const start = this.#at;
    if (depth > MAX_DEPTH) {
      this.faults.push({ span: { start, end: start + 1 }, message: `nests deeper than ${MAX_DEPTH}`, isTooDeep: true });
      throw STOP;
    }
    const character = this.#text.charAt(start);
    if (character === '{') return this.#object(depth);
    if (character === '[') return this.#array(depth);
    if (character === '"') return this.#string();
    const word = /(?:true|false|null|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.])/y;
    word.lastIndex = start;
    const found = word.exec(this.#text)?.[0];
    if (found === undefined) this.#fail('expected a JSON value', 'write an object, a list, a string or a number');
    this.#at += (found as string).length;
    const span = { start, end: this.#at };
    if (/^[-0-9]/.test(found as string)) return literalOf(found as string, span);
    return { kind: 'literal', value: JSON.parse(found as string) as boolean | null, span };
  }

  #object(depth: number): Expression {
    const start = this.#at;
    this.#at += 1;
    const items: ObjectItem[] = [];
    if (depth === 0) this.#salvaged = items;
    for (;;) {
      this.#space();
      if (this.#take('}')) break;
      if (this.#text.charAt(this.#at) !== '"') this.#fail('expected a key', 'keys are strings in double quotes');
      const key = this.#string();
      this.#space();
      if (!this.#take(':')) this.#fail('expected `:` after the key', 'add `:`');
      const value = this.#value(depth + 1);
      items.push({ key, value, span: { start: key.span.start, end: value.span.end } });
      this.#space();
      if (this.#take(',')) continue;
      if (this.#take('}')) break;
      this.#fail('expected `,` or `}`', 'separate members by commas');
    }
    return { kind: 'object', items, span: { start, end: this.#at } };
  }

  #array(depth: number): Expression {
    const start = this.#at;
    this.#at += 1;
    const items: Expression[] = [];
    this.#space();
    if (!this.#take(']'))
      for (;;) {
        items.push(this.#value(depth + 1));
        this.#space();
        if (this.#take(',')) continue;
        if (this.#take(']')) break;
        this.#fail('expected `,` or `]`', 'separate elements by commas');
      }
    return { kind: 'tuple', items, span: { start, end: this.#at } };
  }

  #string(): Expression {
    const start = this.#at;
    let at = start + 1;
    for (;;) {
      const character = this.#text.charAt(at);
      if (character === '"') break;
      if (character === '' || character === '\n') this.#fail('the string is not closed', 'add a closing `"`');
      at += character === '\\' ? 2 : 1;
    }
    this.#at = at + 1;
    const span = { start, end: this.#at };
    let value: string;
    try {
      value = JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      this.faults.push({
        span,
        message: 'not a JSON string',
        hint: 'write control characters and backslashes as escapes',
      });
      return { kind: 'invalid', span };
    }
    if (!/[$%]\{/.test(value)) return { kind: 'literal', value, span };
    return this.#template(value, span);
  }

  /** A string with something filled in; everything in it has the string's own span. */
  #template(value: string, span: Span): Expression {
    const { tokens, faults } = scan(value, 'template');
    const parser = new Parser(value, tokens);
    try {
      const parts = parseBareTemplate(parser);
      for (const fault of [...faults, ...parser.faults]) this.faults.push({ ...fault, span });
      return { kind: 'template', parts, isHeredoc: false, span };
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      for (const fault of [...faults, ...parser.faults]) this.faults.push({ ...fault, span });
      return { kind: 'invalid', span };
    }
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 9 && code !== 10 && code !== 13 && code !== 0xfeff) return;
      this.#at += 1;
    }
  }

  #take(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at += 1;
    return true;
  }

  #fail(message: string, hint: string): never {
    this.faults.push({ span: { start: this.#at, end: this.#at + 1 }, message, hint });
    throw STOP;
  }
}

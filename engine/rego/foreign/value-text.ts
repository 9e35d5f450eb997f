import {
  isArray,
  isNumber,
  jsonString,
  numberText,
  ObjectBuilder,
  objectEntries,
  parseNumber,
  RegoSet,
  type RegoValue,
} from '../value/index.ts';

/** Deeper values are refused; what reads them uses the stack. */
const MAX_DEPTH = 500;

/**
 * A value as the text that OPA's WASM modules read: JSON, and sets in braces.
 * Shape:  `set()` is the empty set; keys of objects may be any value.
 */
export function toValueText(value: RegoValue): string {
  if (typeof value === 'string') return jsonString(value);
  if (isNumber(value)) return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isArray(value)) return `[${value.map(toValueText).join(',')}]`;
  if (value instanceof RegoSet) {
    return value.size === 0 ? 'set()' : `{${value.sorted().map(toValueText).join(',')}}`;
  }
  return `{${[...objectEntries(value)].map(([key, item]) => `${toValueText(key)}:${toValueText(item)}`).join(',')}}`;
}

/** Reads what a module writes; undefined where the text is no value. */
export function parseValueText(text: string): RegoValue | undefined {
  const reader = new Reader(text);
  const value = reader.value(0);
  return value !== undefined && reader.isAtEnd() ? value : undefined;
}

const STRING = /"(?:[^"\\]|\\.)*"/sy;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    this.#space();
    return this.#at === this.#text.length;
  }

  /** The next value, or undefined where there is none. */
  value(depth: number): RegoValue | undefined {
    if (depth > MAX_DEPTH) return undefined;
    this.#space();
    if (this.#takes('[')) return this.#list(']', depth);
    if (this.#takes('set()')) return RegoSet.of([]);
    if (this.#takes('{')) return this.#braces(depth);
    const string = this.#match(STRING);
    if (string !== undefined) return parseString(string);
    for (const [word, value] of WORDS) if (this.#takes(word)) return value;
    const number = this.#match(NUMBER);
    return number === undefined ? undefined : parseNumber(number);
  }

  #list(close: string, depth: number): readonly RegoValue[] | undefined {
    const items: RegoValue[] = [];
    for (this.#space(); !this.#takes(close); this.#space()) {
      if (items.length > 0 && !this.#takes(',')) return undefined;
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  /** An object where a colon follows the first value, else a set. */
  #braces(depth: number): RegoValue | undefined {
    this.#space();
    if (this.#takes('}')) return new ObjectBuilder().build();
    const start = this.#at;
    if (this.value(depth + 1) === undefined) return undefined;
    this.#space();
    const isObject = this.#text[this.#at] === ':';
    this.#at = start;
    if (isObject) return this.#object(depth);
    const items = this.#list('}', depth);
    return items && RegoSet.of(items);
  }

  #object(depth: number): RegoValue | undefined {
    const object = new ObjectBuilder();
    for (let isFirst = true; ; isFirst = false) {
      this.#space();
      if (!isFirst && this.#takes('}')) return object.build();
      if (!isFirst && !this.#takes(',')) return undefined;
      const key = this.value(depth + 1);
      this.#space();
      if (key === undefined || !this.#takes(':')) return undefined;
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      object.set(key, item);
    }
  }

  #takes(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}

function parseString(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}

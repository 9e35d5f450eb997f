import { needsExactNumbers } from './json-scan.ts';
import { parseNumber } from './number.ts';
import { type MutableObject, newObject } from './plain.ts';
import { quote } from './text.ts';
import type { RegoValue } from './types.ts';

/**
 * A text that is no JSON; the message is Go's.
 * Shape: `first` where the text begins with a whole value and more text (`rest`) follows.
 */
export class JsonError extends Error {
  override name = 'JsonError';
  readonly first: { readonly value: RegoValue; readonly rest: string } | undefined;

  constructor(message: string, first?: { readonly value: RegoValue; readonly rest: string }) {
    super(message);
    this.first = first;
  }
}

/** Deeper JSON is refused, as Go refuses it. */
const MAX_DEPTH = 10_000;

/**
 * Reads JSON without loss: numbers that a double would change become RegoNumbers, all else is native.
 * Shape:  JSON.parse for texts without such numbers, else the exact reader.
 * Errors: JsonError with the message that Go's decoder gives.
 */
export function parseJson(text: string): RegoValue {
  if (!needsExactNumbers(text)) {
    try {
      return JSON.parse(text) as RegoValue;
    } catch {
      // the exact reader below says what is wrong, in Go's words
    }
  }
  return new Reader(text).read();
}

type Frame = { readonly items: RegoValue[] } | { readonly object: MutableObject; key: string };

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads one value with a stack of its own, so that depth costs no call stack. */
  read(): RegoValue {
    const stack: Frame[] = [];
    for (;;) {
      let value = this.#start(stack);
      while (value !== undefined) {
        const top = stack.at(-1);
        if (top === undefined) return this.#finish(value);
        if ('items' in top) top.items.push(value);
        else top.object[top.key] = value;
        value = this.#next(stack, top);
      }
    }
  }

  /** Begins a value; undefined when it opened a composite whose first member comes next. */
  #start(stack: Frame[]): RegoValue | undefined {
    this.#space();
    const unit = this.#text[this.#at];
    if (unit === '{' || unit === '[') {
      if (stack.length >= MAX_DEPTH) throw new JsonError('exceeded max depth');
      this.#at++;
      this.#space();
      if (this.#text[this.#at] === (unit === '{' ? '}' : ']')) {
        this.#at++;
        return unit === '{' ? newObject() : [];
      }
      stack.push(unit === '{' ? { object: newObject(), key: this.#key() } : { items: [] });
      return undefined;
    }
    if (unit === '"') return this.#string();
    if (unit === 't') return this.#word('true', true);
    if (unit === 'f') return this.#word('false', false);
    if (unit === 'n') return this.#word('null', null);
    return this.#number();
  }

  /** After a member: undefined when another follows, else the finished composite. */
  #next(stack: Frame[], top: Frame): RegoValue | undefined {
    this.#space();
    const unit = this.#text[this.#at];
    if (unit === ',') {
      this.#at++;
      if (!('items' in top)) {
        this.#space();
        top.key = this.#key();
      }
      return undefined;
    }
    if (unit === ('items' in top ? ']' : '}')) {
      this.#at++;
      stack.pop();
      return 'items' in top ? top.items : top.object;
    }
    throw this.#unexpected('items' in top ? 'after array element' : 'after object key:value pair');
  }

  #finish(value: RegoValue): RegoValue {
    this.#space();
    if (this.#at === this.#text.length) return value;
    const { message } = this.#unexpected('after top-level value');
    throw new JsonError(message, { value, rest: this.#text.slice(this.#at) });
  }

  #key(): string {
    if (this.#text[this.#at] !== '"') throw this.#unexpected('looking for beginning of object key string');
    const key = this.#string();
    this.#space();
    if (this.#text[this.#at] !== ':') throw this.#unexpected('after object key');
    this.#at++;
    return key;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at;
    let index = start + 1;
    let plain = true;
    for (; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit === 34) break;
      if (unit === 92) {
        plain = false;
        index++;
      } else if (unit < 32) {
        this.#at = index;
        throw this.#unexpected('in string literal');
      }
    }
    if (index >= text.length) throw new JsonError('unexpected end of JSON input');
    this.#at = index + 1;
    if (plain) return text.slice(start + 1, index);
    try {
      return JSON.parse(text.slice(start, index + 1)) as string;
    } catch {
      const bad = /\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(start, index + 1).replace(/\\[\\"]/g, '\\n'));
      this.#at = start + (bad?.index ?? 0) + 1;
      throw this.#unexpected('in string escape code');
    }
  }

  #word<T extends RegoValue>(word: string, value: T): T {
    for (let index = 1; index < word.length; index++) {
      if (this.#text[this.#at + index] !== word[index]) {
        this.#at += index;
        throw this.#unexpected(`in literal ${word} (expecting '${word[index]}')`);
      }
    }
    this.#at += word.length;
    return value;
  }

  #number(): RegoValue {
    const match = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    match.lastIndex = this.#at;
    const found = match.exec(this.#text);
    if (found === null) {
      if (this.#text[this.#at] !== '-') throw this.#unexpected('looking for beginning of value');
      this.#at++;
      throw this.#unexpected('in numeric literal');
    }
    this.#at += found[0].length;
    return parseNumber(found[0]);
  }

  #space(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== 32 && unit !== 10 && unit !== 13 && unit !== 9) return;
      this.#at++;
    }
  }

  #unexpected(where: string): JsonError {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) return new JsonError('unexpected end of JSON input');
    // Go names the first byte, as the character with its number
    const byte =
      code < 0x80
        ? code
        : code < 0x800
          ? 0xc0 | (code >> 6)
          : code < 0x10000
            ? 0xe0 | (code >> 12)
            : 0xf0 | (code >> 18);
    const shown = byte === 39 ? "\\'" : byte === 34 ? '"' : quote(String.fromCharCode(byte)).slice(1, -1);
    return new JsonError(`invalid character '${shown}' ${where}`);
  }
}

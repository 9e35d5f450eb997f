import { type RegoValue, wellFormed } from '../value/index.ts';
import type { Builtin } from './context.ts';
import { failure, wrongItem, wrongType } from './errors.ts';
import { stringOperand } from './operands.ts';
import { matchText } from './regex.ts';

/**
 * Globs: `*` and `?` stop at separators, `**` does not; `[a-z]`, `[!abc]`, `{one,two}` and escapes.
 * Source: OPA v1/topdown glob.go, github.com/gobwas/glob.
 */
export const globBuiltins = {
  'glob.match': (context, pattern, delimiters, x) => {
    const source = stringOperand(pattern, 1);
    const separators = separatorsOf(delimiters);
    return matchText(context, compileGlob(source, separators), stringOperand(x, 3));
  },
  'glob.quote_meta': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length * 2);
    return text.replace(/[*?\\[\]{}]/g, '\\$&');
  },
} satisfies Record<string, Builtin>;

const MAX_GLOBS = 1000;
const globs = new Map<string, string>();

function separatorsOf(value: RegoValue): readonly string[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw wrongType(2, value, 'array', 'null');
  if (value.length === 0) return ['.'];
  return (value as readonly RegoValue[]).map((item) => {
    if (typeof item !== 'string') throw wrongItem(2, value, item, 'string');
    if (Array.from(item).length !== 1) throw wrongItem(2, value, item, 'rune');
    return item;
  });
}

/** The glob as a regular expression; kept across evaluations. Errors: BuiltinError with the glob reader's reason. */
function compileGlob(source: string, separators: readonly string[]): string {
  const key = `${separators.join('')}\u0000${source}`;
  const known = globs.get(key);
  if (known !== undefined) return known;
  const pattern = new GlobReader(wellFormed(source), separators).read();
  if (globs.size >= MAX_GLOBS) globs.delete(globs.keys().next().value as string);
  globs.set(key, pattern);
  return pattern;
}

class GlobReader {
  readonly #characters: readonly string[];
  readonly #single: string;
  #at = 0;
  #depth = 0;

  constructor(source: string, separators: readonly string[]) {
    this.#characters = Array.from(source);
    this.#single = separators.length === 0 ? '[\\d\\D]' : `[^${separators.map(inClass).join('')}]`;
  }

  read(): string {
    let pattern = '^';
    while (this.#at < this.#characters.length) pattern += this.#piece();
    // an alternative that is never closed ends with the text
    return `${pattern}${')'.repeat(this.#depth)}$`;
  }

  #piece(): string {
    const character = this.#characters[this.#at++] as string;
    switch (character) {
      case '*':
        if (this.#characters[this.#at] !== '*') return `${this.#single}*`;
        this.#at++;
        return '[\\d\\D]*';
      case '?':
        return this.#single;
      case '{':
        this.#depth++;
        return '(?:';
      case ',':
        return this.#depth > 0 ? '|' : ',';
      case '}':
        if (this.#depth === 0) return '\\}';
        this.#depth--;
        return ')';
      case '[':
        return this.#range();
      case '\\':
        return this.#at < this.#characters.length ? literal(this.#characters[this.#at++] as string) : '';
      default:
        return literal(character);
    }
  }

  #range(): string {
    const isNegated = this.#characters[this.#at] === '!';
    if (isNegated) this.#at++;
    const first = this.#characters[this.#at];
    if (first === undefined) throw failure('unexpected end of input');
    const members = this.#characters[this.#at + 1] === '-' ? this.#bounds(first) : this.#list();
    if (this.#characters[this.#at] === undefined) throw failure('unexpected end of input');
    if (this.#characters[this.#at] !== ']') throw failure('expected close range character');
    this.#at++;
    return `[${isNegated ? '^' : ''}${members}]`;
  }

  #bounds(low: string): string {
    const high = this.#characters[this.#at + 2];
    if (high === undefined || (high === ']' && this.#characters[this.#at + 3] === undefined))
      throw failure('unexpected end of input');
    if ((high.codePointAt(0) as number) < (low.codePointAt(0) as number))
      throw failure(`hi character '${high}' should be greater than lo '${low}'`);
    this.#at += 3;
    return `${inClass(low)}-${inClass(high)}`;
  }

  #list(): string {
    let members = '';
    for (;;) {
      const character = this.#characters[this.#at];
      if (character === undefined) throw failure('unexpected end of input');
      if (character === ']') break;
      const escaped = character === '\\' ? this.#characters[this.#at + 1] : undefined;
      if (character === '\\' && escaped === undefined) throw failure('unexpected end of input');
      members += inClass(escaped ?? character);
      this.#at += escaped === undefined ? 1 : 2;
    }
    if (members === '') throw failure('could not parse range');
    return members;
  }
}

function literal(character: string): string {
  return /[\\.+*?()|[\]{}^$]/.test(character) ? `\\${character}` : character;
}

function inClass(character: string): string {
  return /[\\\]^[-]/.test(character) ? `\\${character}` : character;
}

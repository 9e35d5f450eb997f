import { GraphqlError, type Place } from './error.ts';

export type TokenKind =
  | '<Invalid>'
  | '<EOF>'
  | '!'
  | '$'
  | '&'
  | '('
  | ')'
  | '...'
  | ':'
  | '='
  | '@'
  | '['
  | ']'
  | '{'
  | '}'
  | '|'
  | 'Name'
  | 'Int'
  | 'Float'
  | 'String'
  | 'BlockString'
  | 'Comment';

export type Token = {
  readonly kind: TokenKind;
  readonly value: string;
  readonly place: Place;
  /** Why the token is invalid. */
  readonly error?: GraphqlError;
};

const PUNCTUATION = '!$&():=@[]{}|';

/**
 * Splits GraphQL text into tokens, comments included.
 * Source: GraphQL specification; messages as github.com/vektah/gqlparser has them.
 */
export class Lexer {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Token {
    this.#skip();
    const start = this.#at;
    const place = this.#place(start);
    const character = this.#text[start];
    if (character === undefined) return { kind: '<EOF>', value: '', place };
    if (PUNCTUATION.includes(character)) {
      this.#at++;
      return { kind: character as TokenKind, value: '', place };
    }
    if (this.#text.startsWith('...', start)) {
      this.#at += 3;
      return { kind: '...', value: '', place };
    }
    if (character === '#') return this.#take('Comment', /[^\u0000-\u0008\u000a-\u001f]*/y, place);
    if (/[A-Za-z_]/.test(character)) return this.#take('Name', /[A-Za-z0-9_]*/y, place);
    if (/[-0-9]/.test(character)) return this.#number(place);
    if (this.#text.startsWith('"""', start)) return this.#blockString(place);
    if (character === '"') return this.#string(place);
    return this.#unexpected(character);
  }

  #place(at: number): Place {
    const column = Array.from(this.#text.slice(this.#lineStart, at)).length + 1;
    return { line: this.#line, column };
  }

  #skip(): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === '\n' || character === '\r') {
        this.#at++;
        this.#line++;
        this.#lineStart = this.#at;
        if (character === '\r' && this.#text[this.#at] === '\n') this.#at++;
      } else if (character === ' ' || character === '\t' || character === ',' || character === '\ufeff') this.#at++;
      else return;
    }
  }

  #take(kind: TokenKind, pattern: RegExp, place: Place): Token {
    pattern.lastIndex = this.#at;
    const value = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += value.length;
    return { kind, value, place };
  }

  #invalid(message: string): Token {
    const place = this.#place(this.#at);
    return { kind: '<Invalid>', value: '', place, error: new GraphqlError(message, place) };
  }

  #unexpected(character: string): Token {
    const code = character.charCodeAt(0);
    if (code < 0x20)
      return this.#invalid(`Cannot contain the invalid character "\\u${code.toString(16).padStart(4, '0')}"`);
    if (character === "'")
      return this.#invalid(`Unexpected single quote character ('), did you mean to use a double quote (")?`);
    const byte = Buffer.from(String.fromCodePoint(this.#text.codePointAt(this.#at) as number))[0] as number;
    return this.#invalid(`Cannot parse the unexpected character "${String.fromCharCode(byte)}".`);
  }

  #number(place: Place): Token {
    const start = this.#at;
    const next = () => (this.#at < this.#text.length ? `"${this.#text[this.#at]}"` : '<EOF>');
    const digits = () => {
      const from = this.#at;
      while (/[0-9]/.test(this.#text[this.#at] ?? '')) this.#at++;
      return this.#at - from;
    };
    const accept = (pattern: RegExp) => {
      if (!pattern.test(this.#text[this.#at] ?? '')) return false;
      this.#at++;
      return true;
    };
    let kind: TokenKind = 'Int';
    accept(/-/);
    if (accept(/0/)) {
      if (/[0-9]/.test(this.#text[this.#at] ?? ''))
        return this.#invalid(`Invalid number, unexpected digit after 0: ${next()}.`);
    } else if (digits() === 0) return this.#invalid(`Invalid number, expected digit but got: ${next()}.`);
    if (accept(/\./)) {
      kind = 'Float';
      if (digits() === 0) return this.#invalid(`Invalid number, expected digit but got: ${next()}.`);
    }
    if (accept(/[eE]/)) {
      kind = 'Float';
      accept(/[-+]/);
      if (digits() === 0) return this.#invalid(`Invalid number, expected digit but got: ${next()}.`);
    }
    return { kind, value: this.#text.slice(start, this.#at), place };
  }

  #string(place: Place): Token {
    const start = this.#at + 1;
    const shifted = { line: place.line, column: place.column + 1 };
    this.#at = start;
    let value = '';
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined || character === '\n' || character === '\r')
        return this.#invalid('Unterminated string.');
      if (character === '"') {
        this.#at++;
        return { kind: 'String', value, place: shifted };
      }
      if (character < ' ' && character !== '\t')
        return this.#invalid(
          `Invalid character within String: "\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}".`,
        );
      if (character !== '\\') {
        value += character;
        this.#at++;
        continue;
      }
      const sequence = /\\(?:u([0-9a-fA-F]{4})|(["/\\bfnrt]))/y;
      sequence.lastIndex = this.#at;
      const found = sequence.exec(this.#text);
      if (found === null) return this.#badEscape();
      value +=
        found[1] === undefined ? JSON.parse(`"${found[0]}"`) : String.fromCharCode(Number.parseInt(found[1], 16));
      this.#at += found[0].length;
    }
  }

  #badEscape(): Token {
    this.#at++;
    if (this.#at >= this.#text.length) return this.#invalid('Invalid character escape sequence.');
    const shown = this.#text[this.#at] === 'u' ? this.#text.slice(this.#at, this.#at + 5) : this.#text[this.#at];
    return this.#invalid(`Invalid character escape sequence: \\${shown}.`);
  }

  #blockString(place: Place): Token {
    this.#at += 3;
    let value = '';
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) return this.#invalid('Unterminated string.');
      const quotes = /"+/y;
      quotes.lastIndex = this.#at;
      const run = quotes.exec(this.#text)?.[0].length ?? 0;
      if (run >= 3) {
        // reported where the string ends, as the library does
        const end = { line: this.#line, column: place.column + 3 };
        this.#at += run;
        const shown = this.#line === place.line ? end : this.#place(this.#at);
        return { kind: 'BlockString', value: blockValue(value + '"'.repeat(run - 3)), place: shown };
      }
      if (this.#text.startsWith('\\"""', this.#at)) {
        value += '"""';
        this.#at += 4;
        continue;
      }
      this.#at++;
      if (character === '\r' && this.#text[this.#at] === '\n') this.#at++;
      value += character === '\r' ? '\n' : character;
      if (character === '\n' || character === '\r') {
        this.#line++;
        this.#lineStart = this.#at;
      }
    }
  }
}

/** A block string without its common indentation and without empty lines at its ends. */
function blockValue(raw: string): string {
  const lines = raw.split('\n');
  const indentOf = (line: string) => /^[ \t]*/.exec(line)?.[0].length ?? 0;
  const isBlank = (line: string) => indentOf(line) === line.length;
  const indents = lines.filter((line) => !isBlank(line)).map(indentOf);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  const cut = lines.map((line, index) => (index === 0 ? line : line.slice(common)));
  while (cut.length > 0 && isBlank(cut[0] as string)) cut.shift();
  while (cut.length > 0 && isBlank(cut.at(-1) as string)) cut.pop();
  return cut.join('\n');
}

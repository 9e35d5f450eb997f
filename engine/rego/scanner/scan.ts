import type { Source } from '../source/source.ts';
import { findForbidden, identifierEnd, isDecimal, isLetter, isSpace } from './characters.ts';
import { K, KEYWORDS, type Kind } from './token.ts';
import { COMMENT_BEFORE, NEWLINE_BEFORE, NEWLINE_FIRST, type Scanned, SPACE_BEFORE, TokenBuilder } from './tokens.ts';

const QUOTE = 34;
const BACKTICK = 96;
const BACKSLASH = 92;
const NEWLINE = 10;

/**
 * Splits Rego text into tokens; white space is dropped (its presence is kept as flags), comments are kept.
 * Shape:  tokens in source order, the last is always `eof`. Inside a template string each part is a token; the `}`
 *         that ends an expression is a token of its own before the part that follows.
 * Units:  see `Scanned`.
 * Errors: an open string, bad escape, bad number or stray character gives an `illegal` token; scanning goes on after it.
 * Source: OPA v1/ast/internal/scanner.
 */
export function scan(source: Source): Scanned {
  const scanner = new Scanner(source);
  scanner.run();
  const { tokens } = scanner;
  return {
    source,
    length: tokens.length,
    kinds: tokens.kinds,
    starts: tokens.starts,
    ends: tokens.ends,
    rows: tokens.rows,
    cols: tokens.cols,
    flags: tokens.flags,
    errors: tokens.errors,
    comments: tokens.comments,
  };
}

/** A template string that is open: inside one of its expressions, `depth` braces deep. */
type OpenTemplate = { readonly raw: boolean; depth: number };

class Scanner {
  readonly tokens: TokenBuilder;
  private readonly source: Source;
  private readonly text: string;
  private readonly forbidden: ReadonlyMap<number, string>;
  private readonly templates: OpenTemplate[] = [];
  private at = 0;
  private row = 1;
  /** INVARIANT: the col of offset o on the current line is o - base. */
  private base = -1;
  private flags = 0;

  constructor(source: Source) {
    this.source = source;
    this.text = source.text;
    this.forbidden = findForbidden(source.text);
    this.tokens = new TokenBuilder((source.text.length >> 2) + 16);
  }

  run(): void {
    const { text } = this;
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
    while (this.skipSpace()) this.scanToken();
    this.tokens.push(K.eof, text.length, text.length, this.row, text.length - 1 - this.base, this.flags);
  }

  /** Moves to the next token, taking up comments; false at the end of the text. */
  private skipSpace(): boolean {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (isSpace(code)) this.skipSpaceCharacter(code);
      else if (code === 35) this.scanComment();
      else return true;
    }
    return false;
  }

  private skipSpaceCharacter(code: number): void {
    const start = this.at++;
    if (code === NEWLINE) {
      if ((this.flags & SPACE_BEFORE) === 0) this.flags |= NEWLINE_FIRST;
      this.flags |= NEWLINE_BEFORE;
      this.row++;
      this.base = start;
    }
    this.flags |= SPACE_BEFORE;
    if (this.forbidden.size > 0 && this.forbidden.has(this.at))
      this.push(K.whitespace, start, this.row, start - this.base);
  }

  private scanComment(): void {
    const { text } = this;
    const start = this.at;
    const { row } = this;
    const col = start - this.base;
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    this.at = end;
    this.skipPairs(start, end);
    const trimmed = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    const span = { source: this.source, start, end: trimmed, row, col };
    this.tokens.comments.push({ text: text.slice(start + 1, Math.max(trimmed, start + 1)), span });
    this.flags |= COMMENT_BEFORE;
    if (this.forbidden.size > 0 && this.hasForbidden(start, end)) this.push(K.illegal, start, row, col);
  }

  private scanToken(): void {
    const { text, row } = this;
    const start = this.at;
    const col = start - this.base;
    const code = text.charCodeAt(start);
    this.push(this.scanKind(code, start), start, row, col);
    if (code === 125) this.continueTemplate();
  }

  private scanKind(code: number, start: number): Kind {
    const { text } = this;
    if (isLetter(code)) {
      this.at = identifierEnd(text, start + 1);
      this.skipPairs(start, this.at);
      return keywordAt(text, start, this.at);
    }
    if (isDecimal(code)) {
      this.scanNumber();
      return K.number;
    }
    this.at++;
    if (code === QUOTE) this.scanString();
    else if (code === BACKTICK) this.scanRawString();
    else return this.punctuation(code);
    return K.string;
  }

  private punctuation(code: number): Kind {
    switch (code) {
      case 91:
        return K.lbrack;
      case 93:
        return K.rbrack;
      case 123: {
        const open = this.templates.at(-1);
        if (open !== undefined) open.depth++;
        return K.lbrace;
      }
      case 125:
        return K.rbrace;
      case 40:
        return K.lparen;
      case 41:
        return K.rparen;
      case 44:
        return K.comma;
      case 58:
        return this.take(61) ? K.assign : K.colon;
      case 43:
        return K.add;
      case 45:
        return K.sub;
      case 42:
        return K.mul;
      case 47:
        return K.quo;
      case 37:
        return K.rem;
      case 38:
        return K.and;
      case 124:
        return K.or;
      case 61:
        return this.take(61) ? K.equal : K.unify;
      case 62:
        return this.take(61) ? K.gte : K.gt;
      case 60:
        return this.take(61) ? K.lte : K.lt;
      case 33:
        if (this.take(61)) return K.neq;
        this.tokens.error('illegal ! character');
        return K.illegal;
      case 59:
        return K.semicolon;
      case 46:
        return K.dot;
      case 36:
        if (this.take(BACKTICK)) return this.scanTemplatePart(true, true);
        if (this.take(QUOTE)) return this.scanTemplatePart(false, true);
        this.tokens.error('illegal $ character');
        return K.illegal;
      default:
        this.at--;
        this.step();
        return K.illegal;
    }
  }

  private take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at++;
    return true;
  }

  private scanNumber(): void {
    const { text, tokens } = this;
    this.skipDecimals();
    if (this.take(46) && !this.skipDecimals()) tokens.error('expected fraction');
    if ((text.charCodeAt(this.at) | 32) === 101) {
      this.at++;
      if (!this.take(43)) this.take(45);
      if (!this.skipDecimals()) tokens.error('expected exponent');
    }
    if (isLetter(text.charCodeAt(this.at))) {
      tokens.error('illegal number format');
      const start = this.at;
      this.at = identifierEnd(text, start);
      this.skipPairs(start, this.at);
    }
  }

  private skipDecimals(): boolean {
    const start = this.at;
    while (isDecimal(this.text.charCodeAt(this.at))) this.at++;
    return this.at > start;
  }

  private scanString(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === NEWLINE || this.at >= text.length) {
        this.tokens.error('non-terminated string');
        return;
      }
      this.step();
      if (code === QUOTE) return;
      if (code === BACKSLASH) this.scanEscape(false);
    }
  }

  private scanEscape(inTemplate: boolean): void {
    switch (this.text[this.at]) {
      case '\\':
      case '"':
      case '/':
      case 'b':
      case 'f':
      case 'n':
      case 'r':
      case 't':
        this.step();
        return;
      case 'u':
        for (let count = 0; count < 4; count++) this.step();
        return;
      case '{':
        if (inTemplate) {
          this.step();
          return;
        }
    }
    this.tokens.error('illegal escape sequence');
  }

  private scanRawString(): void {
    const { text } = this;
    const start = this.at;
    const close = text.indexOf('`', start);
    const end = close === -1 ? text.length : close + 1;
    if (close === -1) this.tokens.error('non-terminated string');
    this.at = end;
    this.skipLines(start, end);
  }

  /** Scans up to the next `{` or the end of a template string; `at` stands behind the opening delimiter. */
  private scanTemplatePart(raw: boolean, opening: boolean): Kind {
    const { text } = this;
    const delimiter = raw ? BACKTICK : QUOTE;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (this.at >= text.length || (code === NEWLINE && !raw)) {
        this.tokens.error('non-terminated string');
        if (!opening) this.templates.pop();
        return raw ? K.rawTemplatePart : K.templatePart;
      }
      this.step();
      if (code === delimiter) {
        if (!opening) this.templates.pop();
        return raw ? K.rawTemplateEnd : K.templateEnd;
      }
      if (code === 123) {
        if (opening) this.templates.push({ raw, depth: 0 });
        return raw ? K.rawTemplatePart : K.templatePart;
      }
      if (code === BACKSLASH) {
        if (!raw) this.scanEscape(true);
        else this.take(123);
      }
    }
  }

  /** After a `}`: where it ends an expression of a template string, the next part follows at once. */
  private continueTemplate(): void {
    const open = this.templates.at(-1);
    if (open === undefined) return;
    if (open.depth > 0) {
      open.depth--;
      return;
    }
    const { row } = this;
    const start = this.at;
    // At the end of the text OPA stays at the last character.
    const col = start - this.base - (start === this.text.length ? 1 : 0);
    const kind = this.scanTemplatePart(open.raw, false);
    this.push(kind, start, row, col);
  }

  /** Moves over one character, minding rows and characters of two code units. */
  private step(): void {
    if (this.at >= this.text.length) return;
    const code = this.text.charCodeAt(this.at++);
    if (code === NEWLINE) {
      this.row++;
      this.base = this.at - 1;
    } else if (code >= 0xd800 && code <= 0xdbff && this.text.codePointAt(this.at - 1)! > 0xffff) {
      this.at++;
      this.base++;
    }
  }

  /** Minds the rows of a stretch that was skipped in one go. */
  private skipLines(start: number, end: number): void {
    const { text } = this;
    let lineStart = start;
    for (
      let newline = text.indexOf('\n', start);
      newline !== -1 && newline < end;
      newline = text.indexOf('\n', newline + 1)
    ) {
      this.row++;
      this.base = newline;
      lineStart = newline + 1;
    }
    this.skipPairs(lineStart, end);
  }

  /** Minds the characters of two code units of a stretch without line breaks. */
  private skipPairs(start: number, end: number): void {
    const { text } = this;
    for (let at = start; at < end; at++) {
      if (text.charCodeAt(at) >= 0xd800 && text.codePointAt(at)! > 0xffff) {
        this.base++;
        at++;
      }
    }
  }

  private hasForbidden(start: number, end: number): boolean {
    for (let at = start + 1; at <= end; at++) if (this.forbidden.has(at)) return true;
    return false;
  }

  private push(kind: Kind, start: number, row: number, col: number): void {
    const { tokens } = this;
    // OPA reads one character ahead, so that a forbidden character spoils the token before it.
    if (this.forbidden.size > 0) {
      if (start === 0 && this.forbidden.has(0)) tokens.error(this.forbidden.get(0)!);
      for (let at = start + 1; at <= this.at; at++) {
        const message = this.forbidden.get(at);
        if (message !== undefined) tokens.error(message);
      }
    }
    const wrong = tokens.errors.size > 0 && tokens.errors.has(tokens.length);
    tokens.push(wrong ? K.illegal : kind, start, this.at, row, col, this.flags);
    this.flags = 0;
  }
}

function keywordAt(text: string, start: number, end: number): Kind {
  const length = end - start;
  if (length < 2 || length > 8) return K.ident;
  const first = text.charCodeAt(start);
  if (first < 97 || first > 119) return K.ident;
  return KEYWORDS.get(text.slice(start, end)) ?? K.ident;
}

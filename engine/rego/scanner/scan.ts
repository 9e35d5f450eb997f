import type { Source } from '../source/source.ts';
import { findForbidden, identifierEnd, isDecimal, isLetter, isSpace } from './characters.ts';
import { Cursor } from './cursor.ts';
import { scanNumber, scanRawString, scanString, scanTemplatePart } from './literals.ts';
import { K, KEYWORDS, type Kind } from './token.ts';
import { COMMENT_BEFORE, NEWLINE_BEFORE, NEWLINE_FIRST, type Scanned, SPACE_BEFORE, TokenBuilder } from './tokens.ts';

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

/** Kinds of the tokens of one character. */
const SINGLE: ReadonlyMap<string, Kind> = new Map([
  ['[', K.lbrack],
  [']', K.rbrack],
  ['{', K.lbrace],
  ['}', K.rbrace],
  ['(', K.lparen],
  [')', K.rparen],
  [',', K.comma],
  [';', K.semicolon],
  ['.', K.dot],
  ['+', K.add],
  ['-', K.sub],
  ['*', K.mul],
  ['/', K.quo],
  ['%', K.rem],
  ['&', K.and],
  ['|', K.or],
  [':', K.colon],
  ['=', K.unify],
  ['<', K.lt],
  ['>', K.gt],
]);
/** Kinds of the tokens that a `=` makes of the one before it. */
const WITH_EQUALS: ReadonlyMap<string, Kind> = new Map([
  [':', K.assign],
  ['=', K.equal],
  ['<', K.lte],
  ['>', K.gte],
  ['!', K.neq],
]);
const SINGLE_BY_CODE = byCode(SINGLE);
const WITH_EQUALS_BY_CODE = byCode(WITH_EQUALS);

function byCode(kinds: ReadonlyMap<string, Kind>): Uint8Array {
  const table = new Uint8Array(128);
  for (const [character, kind] of kinds) table[character.charCodeAt(0)] = kind;
  return table;
}

class Scanner {
  readonly tokens: TokenBuilder;
  private readonly source: Source;
  private readonly text: string;
  private readonly cursor: Cursor;
  private readonly forbidden: ReadonlyMap<number, string>;
  private readonly templates: OpenTemplate[] = [];
  private flags = 0;
  private readonly onError = (message: string): void => this.tokens.error(message);

  constructor(source: Source) {
    this.source = source;
    this.text = source.text;
    this.cursor = new Cursor(source.text);
    this.forbidden = findForbidden(source.text);
    this.tokens = new TokenBuilder(Math.ceil(source.text.length / 3) + 16);
  }

  run(): void {
    const { text, cursor } = this;
    if (text.charCodeAt(0) === 0xfeff) cursor.at = 1;
    while (this.skipSpace()) this.scanToken();
    // The end has the place of the last character, as in OPA.
    this.tokens.push(K.eof, text.length, text.length, cursor.row, cursor.colOf(text.length - 1), this.flags);
  }

  /** Moves to the next token, taking up comments; false at the end of the text. */
  private skipSpace(): boolean {
    const { text, cursor } = this;
    while (cursor.at < text.length) {
      const code = text.charCodeAt(cursor.at);
      if (isSpace(code)) this.skipSpaceCharacter(code);
      else if (code === 35) this.scanComment();
      else return true;
    }
    return false;
  }

  private skipSpaceCharacter(code: number): void {
    const { cursor } = this;
    const start = cursor.at;
    cursor.step();
    if (code === 10) {
      if ((this.flags & SPACE_BEFORE) === 0) this.flags |= NEWLINE_FIRST;
      this.flags |= NEWLINE_BEFORE;
    }
    this.flags |= SPACE_BEFORE;
    if (this.forbidden.size > 0 && this.forbidden.has(cursor.at))
      this.push(K.whitespace, start, cursor.row, cursor.colOf(start));
  }

  private scanComment(): void {
    const { text, cursor } = this;
    const start = cursor.at;
    const { row } = cursor;
    const col = cursor.colOf(start);
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    cursor.jump(end);
    const trimmed = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    const span = { source: this.source, start, end: trimmed, row, col };
    this.tokens.comments.push({ text: text.slice(start + 1, trimmed), span });
    this.flags |= COMMENT_BEFORE;
    if (this.forbidden.size > 0 && this.hasForbidden(start, end)) this.push(K.illegal, start, row, col);
  }

  private scanToken(): void {
    const { cursor } = this;
    const { row, at: start } = cursor;
    const col = cursor.colOf(start);
    const code = this.text.charCodeAt(start);
    this.push(this.scanKind(code, start), start, row, col);
    if (code === 125) this.continueTemplate();
  }

  private scanKind(code: number, start: number): Kind {
    const { cursor, text } = this;
    if (isLetter(code)) {
      cursor.jump(identifierEnd(text, start + 1));
      return keywordAt(text, start, cursor.at);
    }
    if (isDecimal(code)) {
      scanNumber(cursor, this.onError);
      return K.number;
    }
    cursor.step();
    if (code === 34) scanString(cursor, this.onError);
    else if (code === 96) scanRawString(cursor, this.onError);
    else return this.scanPunctuation(code);
    return K.string;
  }

  private scanPunctuation(code: number): Kind {
    if (code >= 128) return K.illegal;
    const { cursor } = this;
    if (WITH_EQUALS_BY_CODE[code] !== 0 && cursor.take(61)) return WITH_EQUALS_BY_CODE[code]!;
    if (code === 36) return this.openTemplate();
    if (code === 33) this.tokens.error('illegal ! character');
    if (code === 123 && this.templates.length > 0) this.templates[this.templates.length - 1]!.depth++;
    return SINGLE_BY_CODE[code]!;
  }

  private openTemplate(): Kind {
    const raw = this.cursor.take(96);
    if (!raw && !this.cursor.take(34)) {
      this.tokens.error('illegal $ character');
      return K.illegal;
    }
    return this.scanPart({ raw, depth: 0 });
  }

  /** Scans a part; the template stays open while an expression follows. */
  private scanPart(template: OpenTemplate): Kind {
    const { raw } = template;
    const end = scanTemplatePart(this.cursor, raw, this.onError);
    if (end === 'expression') this.templates.push(template);
    if (end === 'end') return raw ? K.rawTemplateEnd : K.templateEnd;
    return raw ? K.rawTemplatePart : K.templatePart;
  }

  /** After a `}`: where it ends an expression of a template string, the next part follows at once. */
  private continueTemplate(): void {
    const template = this.templates.at(-1);
    if (template === undefined) return;
    if (template.depth > 0) {
      template.depth--;
      return;
    }
    this.templates.pop();
    const { cursor } = this;
    const { row, at: start } = cursor;
    // At the end of the text OPA stays at the last character.
    const col = cursor.colOf(start) - (start === this.text.length ? 1 : 0);
    this.push(this.scanPart(template), start, row, col);
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
      for (let at = start + 1; at <= this.cursor.at; at++) {
        const message = this.forbidden.get(at);
        if (message !== undefined) tokens.error(message);
      }
    }
    const wrong = tokens.errors.size > 0 && tokens.errors.has(tokens.length);
    tokens.push(wrong ? K.illegal : kind, start, this.cursor.at, row, col, this.flags);
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

import { PUNCTUATION, type Punctuation, type Token, type TokenKind } from './token.ts';
import type { Span } from './types.ts';

/** Something that is wrong with a text, before it has a place. */
export type Fault = {
  readonly span: Span;
  readonly message: string;
  readonly hint?: string;
  readonly isTooDeep?: true;
};

export type Scanned = {
  readonly tokens: readonly Token[];
  readonly comments: readonly Span[];
  readonly faults: readonly Fault[];
};

/** What the scanner stands in: code with its open braces, a template in quotes, or one of several lines. */
type Mode = { readonly kind: 'code'; braces: number } | { readonly kind: 'quoted' } | Heredoc;
type Heredoc = { readonly kind: 'heredoc'; readonly marker: string; readonly opened: Span };

const IDENT = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const NUMBER = /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)[ \t]*(?:\r?\n|$)/uy;
const SPACE = /[ \t\r\ufeff]+/y;
const BY_FIRST = new Map<string, Punctuation[]>();
for (const spelling of PUNCTUATION)
  BY_FIRST.set(spelling.charAt(0), [...(BY_FIRST.get(spelling.charAt(0)) ?? []), spelling]);

/**
 * Splits HCL text into tokens; white space is dropped, comments are kept apart, several line ends in a row are one token.
 * Shape:  tokens in the order of the text, the last is always `eof`. With `as: 'template'` the whole text is a template's.
 * Errors: open strings, heredocs and comments, and stray characters, are faults; scanning goes on after them.
 * Source: HCL Native Syntax Specification, Lexical Elements; hclsyntax/scan_tokens.rl.
 */
export function scan(text: string, as: 'code' | 'template' = 'code'): Scanned {
  return new Scanner(text).run(as);
}

class Scanner {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #comments: Span[] = [];
  readonly #faults: Fault[] = [];
  readonly #modes: Mode[] = [{ kind: 'code', braces: 0 }];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(as: 'code' | 'template'): Scanned {
    const text = this.#text;
    if (as === 'template') this.#modes.push({ kind: 'heredoc', marker: '', opened: { start: 0, end: 0 } });
    while (this.#at < text.length) {
      const mode = this.#modes.at(-1) as Mode;
      if (mode.kind === 'code') this.#code(mode);
      else if (mode.kind === 'quoted') this.#quoted();
      else this.#heredoc(mode);
    }
    this.#closeAll(as);
    this.#push('eof', text.length, text.length);
    return { tokens: this.#tokens, comments: this.#comments, faults: this.#faults };
  }

  /** Tells of the innermost template that the text ends within; those around it end for the same reason. */
  #closeAll(as: 'code' | 'template'): void {
    const mode = this.#modes.findLast((one) => one.kind !== 'code' && !(one.kind === 'heredoc' && one.marker === ''));
    if (mode?.kind === 'heredoc') {
      const hint = `end it by a line with \`${mode.marker}\` alone`;
      this.#fault({ span: mode.opened, message: `the heredoc \`${mode.marker}\` is not closed`, hint });
    } else if (mode !== undefined || (as === 'template' && this.#modes.length > 2)) {
      const span = { start: Math.max(0, this.#text.length - 1), end: this.#text.length };
      this.#fault({ span, message: 'a template is not closed', hint: 'add the closing `}` or `"`' });
    }
  }

  #code(mode: Mode & { kind: 'code' }): void {
    const text = this.#text;
    const start = this.#at;
    const character = text.charAt(start);
    if (character === '\n') {
      this.#at += 1;
      this.#newline(start);
      return;
    }
    if (this.#match(SPACE) !== undefined) return;
    if (character === '#' || text.startsWith('//', start) || text.startsWith('/*', start)) {
      this.#comment(start, text.startsWith('/*', start));
      return;
    }
    if (character === '"') {
      this.#at += 1;
      this.#push('quote', start, this.#at);
      this.#modes.push({ kind: 'quoted' });
      return;
    }
    if (text.startsWith('<<', start)) {
      const opening = this.#match(HEREDOC);
      if (opening !== undefined) {
        this.#push('heredoc', start, this.#at);
        this.#modes.push({ kind: 'heredoc', marker: opening[1] as string, opened: { start, end: start + 2 } });
        return;
      }
    }
    if (character === '{') mode.braces += 1;
    if ((character === '}' || text.startsWith('~}', start)) && mode.braces === 0 && this.#modes.length > 1) {
      this.#at += character === '~' ? 2 : 1;
      this.#push('sequence-end', start, this.#at, character === '~');
      this.#modes.pop();
      return;
    }
    if (character === '}') mode.braces = Math.max(0, mode.braces - 1);
    this.#word(start, character);
  }

  #word(start: number, character: string): void {
    const spelling = BY_FIRST.get(character)?.find((one) => this.#text.startsWith(one, start));
    if (spelling !== undefined) {
      this.#at += spelling.length;
      this.#push(spelling, start, this.#at);
    } else if (this.#match(NUMBER) !== undefined) this.#push('number', start, this.#at);
    else if (this.#match(IDENT) !== undefined) this.#push('ident', start, this.#at);
    else {
      const stray = String.fromCodePoint(this.#text.codePointAt(start) as number);
      this.#at += stray.length;
      this.#push('invalid', start, this.#at);
      const last = this.#faults.at(-1);
      if (last?.message.startsWith('stray') === true && last.span.end === start)
        this.#faults[this.#faults.length - 1] = { ...last, span: { start: last.span.start, end: this.#at } };
      else this.#fault({ span: { start, end: this.#at }, message: `stray \`${stray}\``, hint: strayHint(stray) });
    }
  }

  #comment(start: number, isBlock: boolean): void {
    const end = this.#text.indexOf(isBlock ? '*/' : '\n', start + (isBlock ? 2 : 0));
    this.#at = end < 0 ? this.#text.length : end + (isBlock ? 2 : 0);
    this.#comments.push({ start, end: this.#at });
    if (end < 0 && isBlock)
      this.#fault({ span: { start, end: start + 2 }, message: 'the comment is not closed', hint: 'add `*/`' });
  }

  #quoted(): void {
    const text = this.#text;
    const start = this.#at;
    for (let at = start; ; at += 1) {
      const character = text.charAt(at);
      if (character === '\\') {
        at += 1;
        continue;
      }
      if (character === '"') {
        this.#textToken(start, at);
        this.#push('unquote', at, at + 1);
        this.#at = at + 1;
        this.#modes.pop();
        return;
      }
      if (character === '\n' || character === '') {
        // Strings end with their line: the rest of the file is read as if the quote were there.
        const end = text.charAt(at - 1) === '\r' ? at - 1 : Math.min(at, text.length);
        this.#textToken(start, Math.max(start, end));
        this.#push('unquote', at, at);
        this.#at = at;
        this.#modes.pop();
        const span = { start: Math.max(0, Math.min(start, text.length) - 1), end: Math.max(end, start) };
        this.#fault({ span, message: 'the string is not closed', hint: 'add a closing `"`' });
        return;
      }
      if (this.#sequence(start, at)) return;
      if (isEscapedSequence(text, at)) at += 1;
    }
  }

  #heredoc(mode: Heredoc): void {
    const text = this.#text;
    const start = this.#at;
    let isLineStart = start === 0 || text.charAt(start - 1) === '\n';
    for (let at = start; at <= text.length; at += 1) {
      if (isLineStart && mode.marker !== '') {
        const lineEnd = text.indexOf('\n', at);
        const end = lineEnd < 0 ? text.length : lineEnd;
        // Only a line about as long as the marker is looked at closer.
        const line = end - at > mode.marker.length + 200 ? '' : text.slice(at, end);
        if (line.trim() === mode.marker) {
          this.#textToken(start, at);
          this.#at = at + line.trimEnd().length;
          this.#push('heredoc-end', at, this.#at);
          this.#modes.pop();
          return;
        }
      }
      isLineStart = text.charAt(at) === '\n';
      if (this.#sequence(start, at)) return;
      if (isEscapedSequence(text, at)) at += 1;
    }
    this.#textToken(start, text.length);
    this.#at = text.length;
  }

  /** Starts `${` or `%{` at `at`, after the text before it. */
  #sequence(start: number, at: number): boolean {
    const text = this.#text;
    const mark = text.charAt(at);
    if ((mark !== '$' && mark !== '%') || text.charAt(at + 1) !== '{') return false;
    this.#textToken(start, at);
    const strips = text.charAt(at + 2) === '~';
    this.#at = at + (strips ? 3 : 2);
    this.#push(mark === '$' ? 'interpolation' : 'directive', at, this.#at, strips);
    this.#modes.push({ kind: 'code', braces: 0 });
    return true;
  }

  #textToken(start: number, end: number): void {
    if (end > start) this.#push('text', start, end);
  }

  #newline(start: number): void {
    if (this.#tokens.at(-1)?.kind !== 'newline') this.#push('newline', start, start + 1);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }

  #fault(fault: Fault): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(fault);
  }

  #push(kind: TokenKind, start: number, end: number, strips = false): void {
    this.#tokens.push(strips ? { kind, start, end, strips } : { kind, start, end });
  }
}

/** How many faults of one file are told. */
const MAX_FAULTS = 100;

/** `$${` and `%%{` stand for themselves without the first character. */
function isEscapedSequence(text: string, at: number): boolean {
  const mark = text.charAt(at);
  return (mark === '$' || mark === '%') && text.charAt(at + 1) === mark && text.charAt(at + 2) === '{';
}

function strayHint(character: string): string {
  if (character === "'") return 'strings are written in double quotes';
  if (character === ';') return 'write each argument on its own line';
  if (character === '`' || character === '\u201c' || character === '\u201d') return 'use straight double quotes';
  return 'remove it';
}

import type { Term } from '../ast/term.ts';
import { K, type Kind, NEWLINE_BEFORE, NEWLINE_FIRST, type Scanned, SPACE_BEFORE, SPELLING } from '../scanner/index.ts';
import type { Span } from '../source/source.ts';
import { initialKeywords, isKeywordKind, isLanguageKeyword } from './keywords.ts';
import { DEFAULT_MAX_DEPTH, DEPTH_MESSAGE, type ParseOptions } from './options.ts';
import { TermCache } from './term-cache.ts';

/** One error of the list that has been gathered so far; newest first. */
export type ErrorNode = { readonly message: string; readonly span: Span; readonly before: ErrorNode | undefined };
type HintNode = { readonly text: string; readonly before: HintNode | undefined };

/** All that backtracking takes back. */
export type ParserState = {
  readonly position: number;
  readonly kind: Kind;
  readonly atSpace: boolean;
  readonly wildcards: number;
  readonly errors: ErrorNode | undefined;
  readonly hints: HintNode | undefined;
};

/** A link of an operator chain: the parser takes them in a loop. */
export const CHAIN_LINK = 1 / 3;

/**
 * Place in the tokens of one text, with the errors gathered so far; the grammar is in functions that take a Parser.
 * Shape:  a grammar function that fails returns undefined with at least one error noted, leaving the place where it is.
 * INVARIANT: errors, hints and wildcard numbers go back with `restore`, as in OPA, whose backtracking decides which
 *            errors are seen.
 * Source: OPA v1/ast parser.go.
 */
export class Parser {
  readonly scanned: Scanned;
  readonly options: ParseOptions;
  /** Where braces or parentheses (twice the place, plus one for an operand) were tried as logic operands in vain. */
  readonly failedOperands = new Set<number>();
  readonly failedGroups = new Set<number>();
  cache = new TermCache();
  /** Keywords that are on, by kind. */
  active: Uint8Array;
  /** `not { ... }` holds a body and `not x` is a node of its own. */
  notBodies: boolean;
  position = 0;
  kind: Kind = K.eof;
  /** At the white space before token `position`; `kind` is then `whitespace`. */
  atSpace = false;
  wildcards = 0;
  errors: ErrorNode | undefined;
  private hints: HintNode | undefined;
  /** Nesting so far; a grammar function that enters sets it back when it returns. */
  depth = 0;
  private readonly maxDepth: number;

  constructor(scanned: Scanned, options: ParseOptions) {
    this.scanned = scanned;
    this.options = options;
    this.active = initialKeywords(options);
    this.notBodies = options.futureKeywords?.includes('not') ?? false;
    this.maxDepth = options.maxDepth ?? DEFAULT_MAX_DEPTH;
    this.load(0);
  }

  /** Goes to the next token. */
  advance(): void {
    this.load(this.atSpace ? this.position : Math.min(this.position + 1, this.scanned.length - 1));
  }

  /** Goes to the white space after this token if there is any, else to the next token. */
  advanceToSpace(): void {
    const next = Math.min(this.position + 1, this.scanned.length - 1);
    if (!this.atSpace && next > this.position && (this.scanned.flags[next]! & SPACE_BEFORE) !== 0) {
      this.position = next;
      this.kind = K.whitespace;
      this.atSpace = true;
    } else this.advance();
  }

  /** Goes to a token, noting what the scanner found wrong with it. */
  load(position: number): void {
    this.position = position;
    this.atSpace = false;
    const kind = this.scanned.kinds[position]!;
    this.kind = kind >= K.package && this.active[kind] === 0 ? K.ident : kind;
    if (kind === K.illegal)
      for (const message of this.scanned.errors.get(position) ?? []) this.error(this.here(), message);
  }

  /** The text of the current token. */
  text(): string {
    const { source, starts, ends } = this.scanned;
    return source.text.slice(starts[this.position], ends[this.position]);
  }

  /** The span of the current token or of the white space character at hand. */
  here(): Span {
    const { source, starts, ends, rows, cols } = this.scanned;
    const at = this.position;
    if (this.atSpace) return this.spaceSpan();
    return { source, start: starts[at]!, end: ends[at]!, row: rows[at]!, col: cols[at]! };
  }

  /** Where the token before this one ends. */
  lastEnd(): number {
    return this.position === 0 ? 0 : this.scanned.ends[this.position - 1]!;
  }

  /** Where the current token ends. */
  tokenEnd(): number {
    return this.scanned.ends[this.position]!;
  }

  /** A span with the start of `from` that ends with the token before this one. */
  spanFrom(from: Span): Span {
    return spanTo(from, this.lastEnd());
  }

  skippedNewline(): boolean {
    return (this.scanned.flags[this.position]! & (this.atSpace ? NEWLINE_FIRST : NEWLINE_BEFORE)) !== 0;
  }

  save(): ParserState {
    const { position, kind, atSpace, wildcards, errors, hints } = this;
    return { position, kind, atSpace, wildcards, errors, hints };
  }

  restore(state: ParserState): void {
    this.position = state.position;
    this.kind = state.kind;
    this.atSpace = state.atSpace;
    this.wildcards = state.wildcards;
    this.errors = state.errors;
    this.hints = state.hints;
  }

  /**
   * Counts one level of nesting, by what it weighs for the passes to come; false, with an error noted, where that is too
   * much.
   */
  enter(weight = 1): boolean {
    if (this.depth >= this.maxDepth) {
      this.error(this.here(), DEPTH_MESSAGE);
      return false;
    }
    this.depth += weight;
    return true;
  }

  /** A fresh name for `_`. */
  wildcardName(): string {
    return `$${this.wildcards++}`;
  }

  error(span: Span, message: string): void {
    this.errors = { message: message + this.hintText(), span, before: this.errors };
    this.hints = undefined;
  }

  hint(text: string): void {
    this.hints = { text, before: this.hints };
  }

  /** Notes that the current token may not stand here. */
  illegal(note = ''): void {
    if (this.kind === K.illegal) {
      this.error(this.here(), 'illegal token');
      return;
    }
    const sort = isKeywordKind(this.kind) ? 'keyword' : 'token';
    this.error(this.here(), `unexpected ${SPELLING[this.kind]} ${sort}${note === '' ? '' : `: ${note}`}`);
  }

  /** Says whether a token kind is a keyword that may also be a part of a ref. */
  isRefKeyword(kind: Kind): boolean {
    if (!isKeywordKind(kind)) return false;
    return this.active[kind] === 1 || isLanguageKeyword(SPELLING[kind]!, this.options.regoVersion);
  }

  /** What kind the token after this one is, white space counting as one. */
  peekToSpace(): Kind {
    const state = this.save();
    this.advanceToSpace();
    const { kind } = this;
    this.restore(state);
    return kind;
  }

  /** Takes a keyword that heads a ref (`not.x`, `if[0]`) as a name; says whether it did. */
  takeKeywordAsRefHead(): boolean {
    if (this.kind < K.package || !this.isRefKeyword(this.kind)) return false;
    const next = this.peekToSpace();
    if (next !== K.dot && next !== K.lbrack) return false;
    this.kind = K.ident;
    return true;
  }

  /** Keeps a term that took many tokens, so that backtracking need not read it again. */
  remember(position: number, term: Term | undefined): void {
    this.cache.push({ position, term, after: this.save() });
  }

  /** Tries something that may read tokens as other kinds than the terms kept so far. */
  withoutCache<T>(attempt: () => T): T {
    const { cache } = this;
    this.cache = new TermCache();
    const result = attempt();
    this.cache = cache;
    return result;
  }

  private hintText(): string {
    if (this.hints === undefined) return '';
    const texts: string[] = [];
    for (let node: HintNode | undefined = this.hints; node !== undefined; node = node.before) texts.unshift(node.text);
    return ` (${texts.length === 1 ? 'hint' : 'hints'}: ${texts.join(', ')})`;
  }

  private spaceSpan(): Span {
    const { source, ends, rows, cols, flags } = this.scanned;
    const at = this.position;
    let start = at === 0 ? 0 : ends[at - 1]!;
    let row = at === 0 ? 1 : rows[at - 1]!;
    let col = at === 0 ? 1 : cols[at - 1]! + [...source.text.slice(this.scanned.starts[at - 1], start)].length;
    if (source.text[start] === '#') {
      const newline = source.text.indexOf('\n', start);
      start = newline === -1 ? source.text.length : newline;
    }
    if ((flags[at]! & NEWLINE_FIRST) !== 0) {
      row++;
      col = 0;
    }
    return { source, start, end: start + 1, row, col };
  }
}

/** A span with the start of `from` and another end. */
export function spanTo(from: Span, end: number): Span {
  return { source: from.source, start: from.start, end, row: from.row, col: from.col };
}

/** A span with the start of `from` that ends where `until` does. */
export function spanOver(from: Span, until: Span): Span {
  return spanTo(from, until.end);
}

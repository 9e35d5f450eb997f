import { MAX_DEPTH } from '../limits.ts';
import type { Fault } from './scan.ts';
import type { Token, TokenKind } from './token.ts';
import type { Span } from './types.ts';

/** Stops reading an expression or block; its fault is already told. */
export class Stop extends Error {}

/** One for all, since each of its own would cost a stack trace. */
export const STOP = new Stop();

const NAMES: { readonly [kind in TokenKind]?: string } = {
  ident: 'a name',
  number: 'a number',
  quote: 'a string',
  unquote: 'the end of the string',
  heredoc: 'a heredoc',
  'heredoc-end': 'the end of the heredoc',
  text: 'text',
  newline: 'the end of the line',
  'sequence-end': 'the end of the template sequence',
  eof: 'the end of the file',
};

/**
 * Tokens with a place to read from; what every part of the grammar is read with.
 * Shape: within brackets line ends mean nothing; `within` says so for as long as it reads.
 */
export class Parser {
  readonly text: string;
  readonly faults: Fault[] = [];
  readonly #tokens: readonly Token[];
  #at = 0;
  #skipsLines = false;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.#tokens = tokens;
  }

  /** The next token, without taking it. */
  peek(): Token {
    return this.#tokens[this.#nextIndex()] as Token;
  }

  /** The token after the next one. */
  peekSecond(): Token {
    let index = this.#nextIndex() + 1;
    if (this.#skipsLines && this.#tokens[index]?.kind === 'newline') index += 1;
    return this.#tokens[Math.min(index, this.#tokens.length - 1)] as Token;
  }

  take(): Token {
    const index = this.#nextIndex();
    const token = this.#tokens[index] as Token;
    if (token.kind !== 'eof') this.#at = index + 1;
    return token;
  }

  /** Takes the next token when it is of this kind. */
  takeIf(kind: TokenKind): Token | undefined {
    return this.peek().kind === kind ? this.take() : undefined;
  }

  expect(kind: TokenKind, hint: string): Token {
    return (
      this.takeIf(kind) ?? this.fail(`expected ${nameOf(kind)}, not ${this.found(this.peek())}`, this.peek(), hint)
    );
  }

  /** Whether the next token is this word. */
  isWord(word: string): boolean {
    const token = this.peek();
    return token.kind === 'ident' && this.textOf(token) === word;
  }

  textOf({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  found(token: Token): string {
    const name = NAMES[token.kind];
    if (token.kind === 'ident' || token.kind === 'number' || name === undefined) return `\`${this.textOf(token)}\``;
    return name;
  }

  fail(message: string, span: Span, hint?: string): never {
    this.report(message, span, hint);
    throw STOP;
  }

  report(message: string, { start, end }: Span, hint?: string): void {
    // A stray character was told by the scanner already.
    if (this.faults.length < MAX_FAULTS)
      this.faults.push({ span: { start, end }, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** Reads with line ends meaning nothing, or (`false`) something. */
  within<T>(skipsLines: boolean, read: () => T): T {
    const before = this.#skipsLines;
    this.#skipsLines = skipsLines;
    try {
      return read();
    } finally {
      this.#skipsLines = before;
    }
  }

  /** Counts a level of nesting; too many end the reading of the whole file. */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.tooDeep();
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Fails when one more step of a chain would nest too deep. */
  checkChain(length: number): void {
    if (length + this.#depth > MAX_DEPTH) this.tooDeep();
  }

  tooDeep(): never {
    const { start, end } = this.peek();
    if (!this.faults.some((fault) => fault.isTooDeep))
      this.faults.push({ span: { start, end }, message: `nests deeper than ${MAX_DEPTH}`, isTooDeep: true });
    this.#at = this.#tokens.length - 1;
    throw STOP;
  }

  /** Goes on after the line that a fault lies in, over brackets that open in it. */
  recover(): void {
    let open = 0;
    for (let token = this.#tokens[this.#at]; token !== undefined; token = this.#tokens[this.#at]) {
      if (token.kind === 'eof') return;
      const step = OPENING.has(token.kind) ? 1 : CLOSING.has(token.kind) ? -1 : 0;
      if (open + step < 0) return;
      open += step;
      if (token.kind === 'newline' && open === 0) return;
      this.#at += 1;
    }
  }

  #nextIndex(): number {
    let index = this.#at;
    if (this.#skipsLines) while (this.#tokens[index]?.kind === 'newline') index += 1;
    return index;
  }
}

const MAX_FAULTS = 100;
const OPENING: ReadonlySet<TokenKind> = new Set(['{', '(', '[', 'quote', 'heredoc', 'interpolation', 'directive']);
const CLOSING: ReadonlySet<TokenKind> = new Set(['}', ')', ']', 'unquote', 'heredoc-end', 'sequence-end']);

function nameOf(kind: TokenKind): string {
  return NAMES[kind] ?? `\`${kind}\``;
}

import type { Comment } from '../ast/module.ts';
import type { Source } from '../source/source.ts';
import type { Kind } from './token.ts';

/** White space before the token. */
export const SPACE_BEFORE = 1;
/** A line break before the token. */
export const NEWLINE_BEFORE = 2;
/** The first white space character before the token is a line break. */
export const NEWLINE_FIRST = 4;
/** A comment before the token. */
export const COMMENT_BEFORE = 8;

/**
 * The tokens of one text, one column each.
 * Shape:  index i of every column is token i; the last is always `eof`. `errors` holds what is wrong with a token,
 *         whose kind is then `illegal`.
 * Units:  start and end are 0-based UTF-16 offsets, end exclusive; row and col 1-based, col in code points. An `eof`
 *         has the col of the last character, as in OPA.
 */
export type Scanned = {
  readonly source: Source;
  readonly length: number;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly rows: Int32Array;
  readonly cols: Int32Array;
  readonly flags: Uint8Array;
  readonly errors: ReadonlyMap<number, readonly string[]>;
  readonly comments: readonly Comment[];
};

/** How much is told of one token, such as a string full of null characters. */
const MAX_ERRORS = 100;

/** Grows the columns of a `Scanned` token by token. */
export class TokenBuilder {
  length = 0;
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  rows: Int32Array;
  cols: Int32Array;
  flags: Uint8Array;
  readonly errors = new Map<number, string[]>();
  readonly comments: Comment[] = [];

  constructor(expected: number) {
    this.kinds = new Uint8Array(expected);
    this.starts = new Int32Array(expected);
    this.ends = new Int32Array(expected);
    this.rows = new Int32Array(expected);
    this.cols = new Int32Array(expected);
    this.flags = new Uint8Array(expected);
  }

  push(kind: Kind, start: number, end: number, row: number, col: number, flags: number): void {
    if (this.length === this.kinds.length) this.grow();
    const at = this.length++;
    this.kinds[at] = kind;
    this.starts[at] = start;
    this.ends[at] = end;
    this.rows[at] = row;
    this.cols[at] = col;
    this.flags[at] = flags;
  }

  /** Notes an error of the token that will be pushed next. */
  error(message: string): void {
    const noted = this.errors.get(this.length);
    if (noted === undefined) this.errors.set(this.length, [message]);
    else if (noted.length < MAX_ERRORS) noted.push(message);
  }

  private grow(): void {
    const size = this.kinds.length * 2;
    this.kinds = copyInto(new Uint8Array(size), this.kinds);
    this.starts = copyInto(new Int32Array(size), this.starts);
    this.ends = copyInto(new Int32Array(size), this.ends);
    this.rows = copyInto(new Int32Array(size), this.rows);
    this.cols = copyInto(new Int32Array(size), this.cols);
    this.flags = copyInto(new Uint8Array(size), this.flags);
  }
}

function copyInto<T extends Uint8Array | Int32Array>(target: T, from: T): T {
  target.set(from);
  return target;
}

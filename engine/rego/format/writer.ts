import type { Comment, Expr } from '../ast/index.ts';
import type { Layout } from './layout.ts';
import type { Places } from './places.ts';

/**
 * Two comments want the end of one line. What is being written is then given up, and the term around it is written as it
 * stands in the source. Thrown inside the formatter only.
 */
export class CommentClash extends Error {
  override name = 'CommentClash';
}

/**
 * The text written so far, with the comments that are still to come.
 * Shape:  `comments` are in source order and shrink from the front. `atEnd` is the comment that the current line ends with.
 * INVARIANT: lines, indents and comments come out as OPA's writer gives them; so does what it forgets on a clash.
 * Source: OPA v1/format format.go.
 */
export class Writer {
  readonly layout: Layout;
  readonly places: Places;
  comments: readonly Comment[];
  text = '';
  level = 0;
  /** In the middle of a line. */
  inline = false;
  atEnd: Comment | undefined;
  /** The next line break leaves `atEnd` for the line after it. */
  delayed = false;
  /** The expression that is to be written in parentheses. */
  inParens: Expr | undefined;
  /** A comment on the last line of text that is copied is written there. */
  keepsLastComment = false;

  constructor(layout: Layout, places: Places, comments: readonly Comment[]) {
    this.layout = layout;
    this.places = places;
    this.comments = comments;
  }

  write(text: string): void {
    this.text += text;
  }

  startLine(): void {
    this.inline = true;
    this.text += '\t'.repeat(this.level);
  }

  endLine(): void {
    this.inline = false;
    if (this.atEnd !== undefined && !this.delayed) {
      this.text += ` ${commentText(this.atEnd)}`;
      this.atEnd = undefined;
    }
    this.delayed = false;
    this.text += '\n';
  }

  blankLine(): void {
    if (this.inline) this.endLine();
    this.text += '\n';
  }

  writeLine(text: string): void {
    if (!this.inline) this.startLine();
    this.text += text;
    this.endLine();
  }

  /** Goes on on a new line, one level deeper; a comment at the end of this line moves along. */
  startSequence(): void {
    this.delayed = true;
    this.endLine();
    this.level++;
    this.startLine();
  }

  /** Writes the comments above a row; the one in that row is kept for the end of its line. */
  insertComments(row: number): void {
    const [next] = this.comments;
    if (next === undefined || next.span.row > row) {
      this.keepForEnd(undefined);
      return;
    }
    const count = countUpTo(this.comments, row);
    const taken = this.comments.slice(0, count);
    const before = taken.filter((comment) => comment.span.row < row);
    const at = taken.findLast((comment) => comment.span.row === row);
    this.comments = this.comments.slice(count);
    this.writeComments(before);
    const last = before.at(-1);
    if (last !== undefined && row - last.span.row > 1) this.blankLine();
    this.keepForEnd(at);
  }

  /** Writes comments a line each; where the source parts them by a blank line, or metadata blocks follow, so does this. */
  writeComments(comments: readonly Comment[]): void {
    let inMetadata = false;
    let above: Comment | undefined;
    for (const comment of comments) {
      const distance = above === undefined ? 0 : comment.span.row - above.span.row || comment.span.col - above.span.col;
      if (distance > 1) {
        this.blankLine();
        inMetadata = false;
      } else if (distance === 1 && inMetadata && isMetadata(comment)) this.blankLine();
      if (isMetadata(comment)) inMetadata = true;
      this.writeLine(commentText(comment));
      above = comment;
    }
  }

  private keepForEnd(comment: Comment | undefined): void {
    if (this.atEnd === undefined) {
      this.atEnd = comment;
      return;
    }
    if (comment === undefined) return;
    this.atEnd = undefined;
    throw new CommentClash();
  }
}

/** How many comments from the front stand in a row or above it; they are in the order of rows. */
function countUpTo(comments: readonly Comment[], row: number): number {
  const index = comments.findIndex((comment) => comment.span.row > row);
  return index < 0 ? comments.length : index;
}

/** Runs `write`; on a clash the comments that are left are forgotten, as OPA does. */
export function losing(w: Writer, write: () => void): void {
  try {
    write();
  } catch (error) {
    w.comments = [];
    throw error;
  }
}

/** Runs `write`; says whether comments clashed in it. */
export function clashes(write: () => void): boolean {
  try {
    write();
    return false;
  } catch (error) {
    if (error instanceof CommentClash) return true;
    throw error;
  }
}

export function commentText(comment: Comment): string {
  return `#${comment.text.trimEnd()}`;
}

function isMetadata(comment: Comment): boolean {
  return comment.text.trim() === 'METADATA';
}

import type { Term } from '../ast/index.ts';
import { refText, walkTerm } from '../ast/index.ts';
import { type Span, spanText } from '../source/index.ts';
import { placeOf } from './places.ts';
import { writeTerm } from './term.ts';
import { CommentClash, losing, type Writer } from './writer.ts';

/** An item of a list, or an entry of an object. */
export type Item = Term | readonly [Term, Term];

/**
 * Writes items between brackets: those of one source line stay on one line, and items over several lines are indented,
 * with a comma after the last.
 * Units: `closing` is the row of the closing bracket.
 */
export function writeItems<T extends Item>(
  w: Writer,
  items: readonly T[],
  place: Span,
  closing: number,
  write: (w: Writer, item: T) => void,
): void {
  const lines =
    w.layout.generated && items.some(holdsGenerated)
      ? [items]
      : groupByLine(items, (item) => itemPlace(w, item), place);
  const isMultiline = lines.length > 1 || startsLower(w, lines[0]!, place, closing);
  if (isMultiline) w.startSequence();
  losing(w, () => {
    for (const [index, line] of lines.entries()) {
      if (index > 0) {
        w.write(',');
        w.endLine();
        w.startLine();
      }
      for (const [position, item] of line.entries()) {
        if (position > 0) w.write(', ');
        write(w, item);
      }
    }
    if (!isMultiline) return;
    w.write(',');
    w.endLine();
    w.insertComments(closing);
    w.level--;
    w.startLine();
  });
}

/** Whether the first of items that share a line stands below the opening bracket; a comment between them is a clash. */
function startsLower(w: Writer, [first]: readonly Item[], place: Span, closing: number): boolean {
  for (const { span } of w.comments) {
    if (span.row >= closing) break;
    if (span.row > place.row) throw new CommentClash();
  }
  if (first === undefined) return false;
  const text = spanText(place);
  const before = text.slice(0, Math.max(0, text.indexOf(spanText(itemPlace(w, first)))));
  return before.indexOf('\n') > 0;
}

/** Sorts items by their place and parts them by line. */
export function groupByLine<T>(items: readonly T[], where: (item: T) => Span, start: Span): readonly (readonly T[])[] {
  const sorted = [...items].sort((a, b) => where(a).row - where(b).row || where(a).col - where(b).col);
  const lines: T[][] = [[]];
  let { row } = start;
  for (const [index, item] of sorted.entries()) {
    const next = where(item).row;
    if (next > row && index > 0) lines.push([]);
    row = next;
    lines.at(-1)!.push(item);
  }
  return lines;
}

function itemPlace(w: Writer, item: Item): Span {
  return placeOf(w.places, 'kind' in item ? item : item[0]);
}

/** Writes items of lists and arguments; a union is put in parentheses where it would be read as a comprehension. */
export function listItem(parensForUnions: boolean): (w: Writer, item: Term) => void {
  return (w, item) => {
    const parens = isUnion(item) && (parensForUnions || spanText(placeOf(w.places, item)).startsWith('('));
    inParens(w, parens, () => writeTerm(w, item));
  };
}

export function writeEntry(w: Writer, [key, value]: readonly [Term, Term]): void {
  losing(w, () => inParens(w, isUnion(key), () => writeTerm(w, key)));
  w.write(': ');
  inParens(w, isUnion(value), () => writeTerm(w, value));
}

export function isUnion(term: Term): boolean {
  return term.kind === 'call' && refText(term.operator) === 'or';
}

function inParens(w: Writer, parens: boolean, write: () => void): void {
  if (parens) w.write('(');
  try {
    write();
  } finally {
    if (parens) w.write(')');
  }
}

/** A list with a var that a compiler made is left on one line, since its place is not to be trusted; objects are not. */
function holdsGenerated(item: Item): boolean {
  let found = false;
  const term = (child: Term): undefined => {
    if (child.kind === 'var' && child.name.startsWith('__local')) found = true;
  };
  if ('kind' in item) walkTerm(item, { term });
  return found;
}

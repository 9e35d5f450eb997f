import type { Term } from '../ast/index.ts';
import { type Span, spanText } from '../source/index.ts';

/**
 * Where OPA says that a node stands, where this differs from the node's own span.
 * Shape:  `terms` are terms in parentheses (their text has the parentheses, row and col are the term's) and terms that
 *         are moved before they are written. `spans` are whole clauses that stand at one place (`else` without braces).
 */
export type Places = { readonly terms: Map<Term, Span>; readonly spans: Map<Span, Span> };

/** A row that is above every comment. */
export const NO_ROW = -1;

/** The place of a term: what is moved or in parentheses, and whatever starts with a term in parentheses, starts there. */
export function placeOf(places: Places, term: Term): Span {
  const known = places.terms.get(term);
  if (known !== undefined) return known;
  const moved = places.spans.get(term.span);
  if (moved !== undefined) return moved;
  const first = leftmost(term);
  if (first === undefined) return term.span;
  const { start } = placeOf(places, first);
  return start < term.span.start ? { ...term.span, start } : term.span;
}

/** The child that a term's text starts with, where that may stand in parentheses. */
function leftmost(term: Term): Term | undefined {
  if (term.kind === 'ref') return term.path[0];
  if (term.kind !== 'call') return undefined;
  const [first] = term.args;
  const isInfix = first !== undefined && first.span.start <= term.operator.span.start;
  return isInfix ? first : term.operator;
}

/** The row of the last line that a span's text touches. */
export function endRow(span: Span): number {
  return span.row + countNewlines(spanText(span));
}

export function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/**
 * The row of the bracket that closes the first opening one of a span's text; `NO_ROW` where there is none.
 * Shape:  `skip` is a pair of brackets that is passed over first, as the arguments of a rule head are.
 *         Brackets in strings and comments count, and line breaks before the opening one do not, as in OPA.
 */
export function closingRow(pair: string, span: Span, skip?: string): number {
  const text = spanText(span);
  const after = skip === undefined ? { at: 0, rows: 0 } : pastPair(text, skip, 0);
  const end = after === undefined ? undefined : pastPair(text, pair, after.at);
  return end === undefined || after === undefined || end.open === false ? NO_ROW : span.row + after.rows + end.rows;
}

type Past = { readonly at: number; readonly rows: number; readonly open?: boolean };

function pastPair(text: string, pair: string, from: number): Past | undefined {
  let at = text.indexOf(pair.charAt(0), from);
  if (at < 0) return { at: text.length, rows: 0, open: false };
  let rows = 0;
  for (let depth = 1; depth > 0; ) {
    at++;
    if (at >= text.length) return { at, rows, open: false };
    const character = text[at];
    if (character === pair.charAt(0)) depth++;
    else if (character === pair.charAt(1)) depth--;
    else if (character === '\n') rows++;
  }
  return { at, rows };
}

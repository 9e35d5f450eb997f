import { type Body, type Expr, type Term, walkExpr } from '../ast/index.ts';
import { type Span, spanText } from '../source/index.ts';
import { exprPlace, writeExpr, writeExprs } from './expr.ts';
import { groupByLine, isUnion } from './items.ts';
import { closingRow, placeOf } from './places.ts';
import { writeBare, writeTerm } from './term.ts';
import { losing, type Writer } from './writer.ts';

/** Writes `term | body` of an array or set comprehension. */
export function writeComprehension(w: Writer, brackets: string, term: Term, body: Body, place: Span): void {
  const termPlace = placeOf(w.places, term);
  if (termPlace.row > place.row) {
    w.endLine();
    w.startLine();
  }
  const parens = term.kind === 'call' && (isUnion(term) || spanText(termPlace).startsWith('('));
  writeBare(w, term, parens);
  w.write(' |');
  writeBraced(w, brackets, body, termPlace, place);
}

/** Writes `key: value | body`. */
export function writeObjectComprehension(w: Writer, key: Term, value: Term, body: Body, place: Span): void {
  const keyPlace = placeOf(w.places, key);
  // The value stays in the key's line.
  w.places.terms.set(value, keyPlace);
  if (keyPlace.row - place.row > 1) {
    w.endLine();
    w.startLine();
  }
  const parens = isUnion(key);
  if (parens) w.write('(');
  writeTerm(w, key);
  if (parens) w.write(')');
  w.write(': ');
  writeComprehension(w, '{}', value, body, place);
}

/** Writes a body inside of brackets: on the line of `start` where all of it stands there, else on lines of its own. */
export function writeBraced(w: Writer, brackets: string, body: Body, start: Span, place: Span): void {
  const lines =
    w.layout.generated && body.some(holdsGenerated) ? [body] : groupByLine(body, (expr) => exprPlace(w, expr), start);
  const first = exprPlace(w, body[0]!);
  if (first.row > start.row || lines.length > 1) {
    w.endLine();
    w.level++;
    try {
      writeExprs(w, body);
      losing(w, () => w.insertComments(closingRow(brackets, place)));
    } finally {
      w.level--;
      w.startLine();
    }
    return;
  }
  for (const [index, expr] of body.entries()) {
    w.write(index === 0 ? ' ' : '; ');
    writeExpr(w, expr);
  }
  w.insertComments(closingRow(brackets, place));
}

function holdsGenerated(expr: Expr): boolean {
  let found = false;
  const term = (child: Term): undefined => {
    if (child.kind === 'var' && child.name.startsWith('__local')) found = true;
  };
  walkExpr(expr, { term });
  return found;
}

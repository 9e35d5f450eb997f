import { type Body, type Expr, refText, type Term, type With } from '../ast/index.ts';
import { type Span, spanText } from '../source/index.ts';
import { writeBraced } from './comprehension.ts';
import { isMember, writeIn, writeInfixExpr } from './operators.ts';
import { countNewlines, placeOf } from './places.ts';
import { writeTerm } from './term.ts';
import { clashes, losing, type Writer } from './writer.ts';

/** Where an expression stands. */
export function exprPlace(w: Writer, expr: Expr): Span {
  return w.places.spans.get(expr.span) ?? expr.span;
}

/** Writes the expressions of a body a line each; blank lines between them stay. */
export function writeExprs(w: Writer, body: Body): void {
  w.insertComments(exprPlace(w, body[0]!).row);
  for (const [index, expr] of body.entries()) {
    const above = body[index - 1];
    if (above !== undefined) {
      const place = exprPlace(w, above);
      if (exprPlace(w, expr).row > place.row + countNewlines(spanText(place)) + 1) w.blankLine();
    }
    w.startLine();
    clashes(() => writeExpr(w, expr));
    w.endLine();
  }
}

/** Writes one expression with its `not` and `with`. */
export function writeExpr(w: Writer, expr: Expr): void {
  if (w.inParens !== expr) {
    writeOpenExpr(w, expr);
    return;
  }
  w.inParens = undefined;
  w.write('(');
  try {
    writeOpenExpr(w, expr);
  } finally {
    w.write(')');
  }
}

function writeOpenExpr(w: Writer, expr: Expr): void {
  w.insertComments(exprPlace(w, expr).row);
  if (!w.inline) w.startLine();
  if (expr.negated) w.write('not ');
  writeUnmodified(w, expr);
  if (expr.with.length > 0) writeModifiers(w, expr);
}

function writeUnmodified(w: Writer, expr: Expr): void {
  switch (expr.kind) {
    case 'some':
      losing(w, () => writeSome(w, expr.symbols, exprPlace(w, expr)));
      break;
    case 'every':
      losing(w, () => writeEvery(w, expr));
      break;
    case 'not':
      losing(w, () => writeNot(w, expr));
      break;
    case 'call':
      writeInfixExpr(w, expr.operator, expr.args);
      break;
    case 'term':
      writeTerm(w, expr.term);
      break;
  }
}

/** A first `with` in the line where the terms end stays there; others stand in lines of their own, where they did so. */
function writeModifiers(w: Writer, expr: Expr): void {
  const [first, ...rest] = expr.with as [With, ...With[]];
  let row = termsEndRow(w, expr, first);
  const firstRow = withPlace(w, first).row;
  const startsHere = firstRow === row;
  if (startsHere) writeWith(w, first, false);
  const remaining = startsHere ? rest : expr.with;
  const { level } = w;
  try {
    for (const modifier of remaining) {
      const place = withPlace(w, modifier);
      const isLower = place.row > row;
      if (isLower) {
        w.level = level + 1;
        w.endLine();
        w.startLine();
        row = place.row;
      }
      writeWith(w, modifier, isLower);
    }
  } finally {
    w.level = level;
  }
}

function withPlace(w: Writer, modifier: With): Span {
  return w.places.spans.get(modifier.span) ?? modifier.span;
}

/** The row in which an expression ends, its `with` modifiers left out. */
function termsEndRow(w: Writer, expr: Expr, first: With): number {
  const place = exprPlace(w, expr);
  const length = withPlace(w, first).start - place.start;
  const text = spanText(place);
  const terms = length > 0 && length <= text.length ? text.slice(0, length) : text;
  return place.row + countNewlines(terms.replace(/[ \t\r\n]+$/, ''));
}

function writeWith(w: Writer, modifier: With, isLower: boolean): void {
  losing(w, () => {
    w.insertComments(withPlace(w, modifier).row);
    if (!isLower) w.write(' ');
    w.write('with ');
    writeTerm(w, modifier.target);
  });
  w.write(' as ');
  clashes(() => writeTerm(w, modifier.value));
}

function writeSome(w: Writer, symbols: readonly Term[], place: Span): void {
  w.insertComments(place.row);
  w.write('some ');
  let { row } = place;
  for (const [index, symbol] of symbols.entries()) {
    if (symbol.kind === 'call' && isMember(symbol.operator)) {
      writeIn(w, symbol.operator, symbol.args, false);
      continue;
    }
    const symbolRow = placeOf(w.places, symbol).row;
    if (symbolRow > row) {
      w.endLine();
      w.startLine();
      w.write('\t');
      row = symbolRow;
    } else if (index > 0) w.write(' ');
    writeTerm(w, symbol);
    if (index < symbols.length - 1) w.write(',');
  }
}

function writeEvery(w: Writer, expr: Expr & { readonly kind: 'every' }): void {
  const place = exprPlace(w, expr);
  w.insertComments(place.row);
  w.write('every ');
  if (expr.key !== undefined) {
    writeTerm(w, expr.key);
    w.write(', ');
  }
  writeTerm(w, expr.value);
  w.write(' in ');
  writeTerm(w, expr.domain);
  w.write(' {');
  clashes(() => writeBraced(w, '{}', expr.body, place, place));
  if (expr.body.length === 1 && exprPlace(w, expr.body[0]!).row === place.row) w.write(' ');
  w.write('}');
}

function writeNot(w: Writer, expr: Expr & { readonly kind: 'not' }): void {
  const place = exprPlace(w, expr);
  const [first] = expr.body as [Expr, ...Expr[]];
  w.insertComments(place.row);
  w.write('not ');
  if (!expr.explicit && expr.body.length === 1) {
    // What starts with a brace would be read as a body.
    const parens = startsWithBrace(first);
    if (parens) w.write('(');
    clashes(() => writeExpr(w, first));
    if (parens) w.write(')');
    return;
  }
  // A union behind the brace would be read as a comprehension.
  if (first.kind === 'call' && refText(first.operator) === 'or') w.inParens = first;
  w.write('{');
  clashes(() => writeBraced(w, '{}', expr.body, place, place));
  if (expr.body.length === 1 && exprPlace(w, first).row === place.row) w.write(' ');
  w.write('}');
}

function startsWithBrace(expr: Expr): boolean {
  if (expr.kind === 'term') return termStartsWithBrace(expr.term);
  if (expr.kind !== 'call') return false;
  const [head] = expr.operator.path;
  const first = expr.args.length === 3 ? expr.args[2] : expr.args[0];
  return head.kind === 'var' && expr.operator.path.length === 1 && first !== undefined && termStartsWithBrace(first);
}

function termStartsWithBrace(term: Term): boolean {
  switch (term.kind) {
    case 'set':
      return term.items.length > 0;
    case 'object':
    case 'setcomprehension':
    case 'objectcomprehension':
      return true;
    case 'ref':
      return termStartsWithBrace(term.path[0]);
    default:
      return false;
  }
}

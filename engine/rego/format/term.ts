import type { Comment, Expr, RefTerm, StringTerm, Term } from '../ast/index.ts';
import { type Span, spanText } from '../source/index.ts';
import { quote } from '../value/text.ts';
import { distinctEntries, distinctItems } from './compare.ts';
import { writeComprehension, writeObjectComprehension } from './comprehension.ts';
import { exprPlace, writeExpr } from './expr.ts';
import { listItem, writeEntry, writeItems } from './items.ts';
import { writeCallTerm } from './operators.ts';
import { closingRow, countNewlines, endRow, placeOf } from './places.ts';
import { CommentClash, clashes, losing, type Writer } from './writer.ts';

/** Writes a term; where its comments clash it is copied from the source and the clash is passed on. */
export function writeTerm(w: Writer, term: Term): void {
  if (w.comments.length === 0) {
    writeBare(w, term, false);
    return;
  }
  const { text, level, comments } = w;
  try {
    writeBare(w, term, false);
  } catch (error) {
    if (!(error instanceof CommentClash)) throw error;
    w.text = text;
    w.level = level;
    const place = placeOf(w.places, term);
    const row = w.atEnd?.span.row;
    if (row !== undefined && row >= place.row && row <= endRow(place)) w.atEnd = undefined;
    copySource(w, place, comments);
    throw error;
  }
}

/** Writes text as it stands in the source; the comments in it are done with. */
export function copySource(w: Writer, place: Span, comments: readonly Comment[]): void {
  const text = spanText(place);
  const last = place.row + countNewlines(text);
  w.write(text);
  const left: Comment[] = [];
  for (const comment of comments) {
    const { row } = comment.span;
    if (w.keepsLastComment && row === last) w.write(` ${spanText(comment.span)}`);
    else if (row >= last) left.push(comment);
  }
  w.comments = left;
}

/** Writes a term without the way back of `writeTerm`; `parens` puts parentheses around an infix call. */
export function writeBare(w: Writer, term: Term, parens: boolean): void {
  losing(w, () => {
    const place = placeOf(w.places, term);
    w.insertComments(place.row);
    if (!w.inline) w.startLine();
    writeKind(w, term, place, parens);
    if (!w.inline) w.startLine();
  });
}

function writeKind(w: Writer, term: Term, place: Span, parens: boolean): void {
  switch (term.kind) {
    case 'null':
      w.write('null');
      break;
    case 'boolean':
      w.write(String(term.value));
      break;
    case 'number':
      w.write(term.text);
      break;
    case 'string':
      w.write(stringText(term, spanText(place)));
      break;
    case 'templatestring':
      writeTemplate(w, term.parts, term.multiline);
      break;
    case 'var':
      w.write(term.wildcard === true ? (w.layout.named.get(term.name) ?? '_') : term.name);
      break;
    case 'ref':
      writeRef(w, term);
      break;
    case 'array':
      bracketed(w, '[]', () => writeItems(w, term.items, place, closingRow('[]', place), listItem(true)));
      break;
    case 'set':
      if (term.items.length === 0) {
        w.write('set()');
        w.insertComments(closingRow('()', place));
      } else
        bracketed(w, '{}', () =>
          writeItems(w, distinctItems(term.items), place, closingRow('{}', place), listItem(true)),
        );
      break;
    case 'object':
      bracketed(w, '{}', () =>
        writeItems(w, distinctEntries(term.entries), place, closingRow('{}', place), writeEntry),
      );
      break;
    case 'arraycomprehension':
      bracketed(w, '[]', () => writeComprehension(w, '[]', term.term, term.body, place));
      break;
    case 'setcomprehension':
      bracketed(w, '{}', () => writeComprehension(w, '{}', term.term, term.body, place));
      break;
    case 'objectcomprehension':
      bracketed(w, '{}', () => writeObjectComprehension(w, term.key, term.value, term.body, place));
      break;
    case 'call':
      writeCallTerm(w, term.operator, term.args, parens);
      break;
  }
}

function bracketed(w: Writer, brackets: string, write: () => void): void {
  w.write(brackets.charAt(0));
  try {
    write();
  } finally {
    w.write(brackets.charAt(1));
  }
}

/** A string as it is written in the source, whose text may have something before the quote. */
function stringText(term: StringTerm, text: string): string {
  if (text.startsWith('`')) return text;
  const last = text.at(-1);
  if (last !== '"' && last !== '`') return quote(term.value);
  return text.slice(text.indexOf(last));
}

/** Writes a ref: names with dots; all else, and keywords that were written so, in brackets. */
export function writeRef(w: Writer, ref: RefTerm): void {
  const [head, ...parts] = ref.path;
  const parens = head.kind === 'call' && spanText(placeOf(w.places, head)).startsWith('(');
  losing(w, () => writeBare(w, head, parens));
  for (const part of parts) {
    if (part.kind === 'string') w.write(partText(w, part));
    else if (part.kind === 'var')
      w.write(`[${part.wildcard === true ? (w.layout.named.get(part.name) ?? '_') : part.name}]`);
    else {
      w.write('[');
      // A comment may end what is copied, so that the bracket goes on a new line.
      if (clashes(() => writeTerm(w, part))) w.write('\n');
      w.write(']');
    }
  }
}

function partText(w: Writer, part: StringTerm): string {
  const { value } = part;
  const isName = /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value);
  const isQuotedKeyword = w.layout.keywords.has(value) && spanText(placeOf(w.places, part)).startsWith('"');
  return isName && !isQuotedKeyword ? `.${value}` : `[${quote(value)}]`;
}

function writeTemplate(w: Writer, parts: readonly (StringTerm | Expr)[], multiline: boolean): void {
  const delimiter = multiline ? '`' : '"';
  w.write(`$${delimiter}`);
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'string') w.write(templateText(part.value, multiline));
    else writeTemplateExpr(w, part, parts[index + 1]);
  }
  w.write(delimiter);
}

function writeTemplateExpr(w: Writer, expr: Expr, next: StringTerm | Expr | undefined): void {
  w.write('{');
  w.level++;
  if (w.atEnd !== undefined) {
    w.endLine();
    w.startLine();
  } else {
    const before = takeBefore(w, exprPlace(w, expr).row);
    if (before.length > 0) {
      w.write(' ');
      w.inline = true;
      w.writeComments(before);
    }
  }
  writeExpr(w, expr);
  const after = next === undefined ? [] : takeBefore(w, next.span.row);
  if (after.length > 0) {
    w.endLine();
    w.writeComments(after);
    w.startLine();
  }
  w.write('}');
  w.level--;
}

/** Takes the comments above a row off the list. */
function takeBefore(w: Writer, row: number): readonly Comment[] {
  const before = w.comments.filter((comment) => comment.span.row < row);
  w.comments = w.comments.slice(before.length);
  return before;
}

function templateText(value: string, multiline: boolean): string {
  const text = multiline ? value : quote(value).slice(1, -1);
  return text.replaceAll('{', '\\{');
}

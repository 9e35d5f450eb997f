import type { Term } from '../ast/term.ts';
import { K, type Kind, SPELLING } from '../scanner/index.ts';
import type { Span } from '../source/source.ts';
import { parseBody } from './body.ts';
import { parseInfixInList } from './infix.ts';
import { type Parser, type ParserState, spanTo } from './parser.ts';
import { parseTerm } from './term.ts';

/** Reads `[...]`, list or comprehension; the closing bracket stays current. */
export function parseArray(p: Parser): Term | undefined {
  const start = p.here();
  p.advance();
  if (p.kind === K.rbrack) return { kind: 'array', items: [], span: closed(p, start) };
  // A leading comma is allowed for old policies, but then it is no comprehension.
  const leadingComma = p.kind === K.comma;
  if (leadingComma) p.advance();
  const before = p.save();
  const head = parseTerm(p);
  if (head === undefined) return undefined;
  let items: Term[] | undefined = [];
  if (p.kind === K.rbrack) items = [head];
  else if (p.kind === K.comma) {
    p.advance();
    items = parseTermList(p, K.rbrack, [head]);
  } else {
    if (p.kind === K.or && !leadingComma) {
      p.advance();
      const body = parseBody(p, K.rbrack);
      if (body !== undefined) return { kind: 'arraycomprehension', term: head, body, span: closed(p, start) };
      if (p.kind !== K.comma) return undefined;
    }
    p.restore(before);
    items = parseTermList(p, K.rbrack, []);
  }
  return items === undefined ? undefined : { kind: 'array', items, span: closed(p, start) };
}

/** Reads `{...}`: set, object or a comprehension of either; the closing brace stays current. */
export function parseSetOrObject(p: Parser): Term | undefined {
  const start = p.here();
  p.advance();
  if (p.kind === K.rbrace) return { kind: 'object', entries: [], span: closed(p, start) };
  const leadingComma = p.kind === K.comma;
  if (leadingComma) p.advance();
  const before = p.save();
  // A single term comes first, so that `{a | b}` is a comprehension and not a union.
  const head = parseTerm(p);
  if (head === undefined) return undefined;
  if ((p.kind === K.or && !leadingComma) || p.kind === K.rbrace || p.kind === K.comma)
    return parseSet(p, start, before, head, !leadingComma);
  if (p.kind === K.colon) return parseObject(p, start, head, !leadingComma);

  p.restore(before);
  const infix = parseInfixInList(p);
  if (infix === undefined) return undefined;
  if (p.kind === K.rbrace || p.kind === K.comma) return parseSet(p, start, before, infix, false);
  if (p.kind === K.colon) return parseObject(p, start, infix, !leadingComma);
  p.illegal('non-terminated set');
  return undefined;
}

/** Reads list items up to `end`, which stays current; a trailing comma is allowed. */
export function parseTermList(p: Parser, end: Kind, items: Term[]): Term[] | undefined {
  if (p.kind === end) return items;
  for (;;) {
    const item = parseInfixInList(p);
    if (item === undefined) return undefined;
    items.push(item);
    const more = nextItem(p, end);
    if (more === undefined) return undefined;
    if (!more) return items.slice();
  }
}

function parseSet(p: Parser, start: Span, before: ParserState, head: Term, comprehension: boolean): Term | undefined {
  if (p.kind === K.rbrace) return { kind: 'set', items: [head], span: closed(p, start) };
  let items: Term[] | undefined;
  if (p.kind === K.comma) {
    p.advance();
    items = parseTermList(p, K.rbrace, [head]);
  } else {
    if (comprehension) {
      p.advance();
      const body = parseBody(p, K.rbrace);
      if (body !== undefined) return { kind: 'setcomprehension', term: head, body, span: closed(p, start) };
      if (p.kind !== K.comma) return undefined;
    }
    p.restore(before);
    items = parseTermList(p, K.rbrace, []);
  }
  return items === undefined ? undefined : { kind: 'set', items, span: closed(p, start) };
}

/** Reads an object whose first key has been read; the colon is current. */
function parseObject(p: Parser, start: Span, key: Term, comprehension: boolean): Term | undefined {
  p.advance();
  const before = p.save();
  const value = parseTerm(p);
  if (value === undefined) return undefined;
  let infixValue = true;
  if (comprehension && (p.kind === K.rbrace || p.kind === K.comma || p.kind === K.or)) {
    infixValue = p.kind === K.or;
    const object = finishObject(p, start, key, value, true);
    if (object !== undefined) return object;
  }
  p.restore(before);
  if (infixValue) {
    const infix = parseInfixInList(p);
    if (infix === undefined) return undefined;
    if (p.kind === K.rbrace || p.kind === K.comma) return finishObject(p, start, key, infix, false);
  }
  p.illegal('non-terminated object');
  return undefined;
}

function finishObject(p: Parser, start: Span, key: Term, value: Term, comprehension: boolean): Term | undefined {
  if (p.kind === K.rbrace) return { kind: 'object', entries: [[key, value]], span: closed(p, start) };
  if (p.kind === K.comma) {
    p.advance();
    const entries = parseEntries(p, [[key, value]]);
    return entries === undefined ? undefined : { kind: 'object', entries, span: closed(p, start) };
  }
  if (!comprehension) {
    p.illegal('non-terminated object');
    return undefined;
  }
  p.advance();
  const body = parseBody(p, K.rbrace);
  return body === undefined ? undefined : { kind: 'objectcomprehension', key, value, body, span: closed(p, start) };
}

function parseEntries(p: Parser, entries: [Term, Term][]): [Term, Term][] | undefined {
  if (p.kind === K.rbrace) return entries;
  for (;;) {
    const key = parseInfixInList(p);
    if (key === undefined) return undefined;
    if (p.kind !== K.colon) {
      p.illegal('expected ":"');
      return undefined;
    }
    p.advance();
    const value = parseInfixInList(p);
    if (value === undefined) return undefined;
    entries.push([key, value]);
    const more = nextItem(p, K.rbrace);
    if (more === undefined) return undefined;
    if (!more) return entries.slice();
  }
}

/** After an item: false at the end, true with the next item current, undefined with an error noted. */
function nextItem(p: Parser, end: Kind): boolean | undefined {
  if (p.kind === end) return false;
  if (p.kind !== K.comma) {
    p.illegal(`expected "," or "${SPELLING[end]}"`);
    return undefined;
  }
  p.advance();
  return p.kind !== end;
}

function closed(p: Parser, start: Span): Span {
  return spanTo(start, p.tokenEnd());
}

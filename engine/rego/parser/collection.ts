import type { Term } from '../ast/term.ts';
import { termText } from '../ast/text.ts';
import { K, type Kind, SPELLING } from '../scanner/index.ts';
import type { Span } from '../source/source.ts';
import { keyOf, parseNumber } from '../value/index.ts';
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
    return entries === undefined
      ? undefined
      : { kind: 'object', entries: withoutRepeats(entries), span: closed(p, start) };
  }
  if (!comprehension) {
    p.illegal('non-terminated object');
    return undefined;
  }
  p.advance();
  const body = parseBody(p, K.rbrace);
  return body === undefined ? undefined : { kind: 'objectcomprehension', key, value, body, span: closed(p, start) };
}

/** Of entries whose keys are written alike the last value counts, as in OPA: the others are never evaluated. */
function withoutRepeats(entries: readonly [Term, Term][]): readonly [Term, Term][] {
  const places = new Map<string, number>();
  const kept: [Term, Term][] = [];
  for (const [key, value] of entries) {
    const text = keyText(key);
    const at = text === undefined ? undefined : places.get(text);
    if (at !== undefined) kept[at] = [kept[at]![0], value];
    else {
      if (text !== undefined) places.set(text, kept.length);
      kept.push([key, value]);
    }
  }
  return kept;
}

/** One text for keys that are the same term; undefined for those with a wildcard, each of which is a var of its own. */
function keyText(key: Term): string | undefined {
  if (key.kind === 'string') return JSON.stringify(key.value);
  if (key.kind === 'number') return `number ${keyOf(parseNumber(key.text))}`;
  const text = termText(key);
  return /(?:^|\W)_(?:\W|$)/.test(text) ? undefined : text;
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

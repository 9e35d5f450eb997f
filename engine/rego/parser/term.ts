import type { Term, VarTerm } from '../ast/term.ts';
import { K } from '../scanner/index.ts';
import type { Span } from '../source/source.ts';
import { parseArray, parseSetOrObject } from './collection.ts';
import { operatorRef, parseInfix } from './infix.ts';
import { parseNumber } from './number.ts';
import { type Parser, spanTo } from './parser.ts';
import { parseRef } from './ref.ts';
import { parseString, parseTemplateString } from './string.ts';

/** How many tokens a term must have to be worth keeping for backtracking. */
const WORTH_CACHING = 8;

/** Reads a term without infix operators, with the dots, brackets and calls that follow it. */
export function parseTerm(p: Parser): Term | undefined {
  const { depth } = p;
  if (!p.enter()) return undefined;
  const start = p.position;
  const cached = p.cache.find(start);
  if (cached !== undefined) {
    p.restore(cached.after);
    p.depth = depth;
    return cached.term;
  }
  const term = p.kind === K.sub ? parseMinus(p) : parseTail(p, parseHead(p));
  // One that fails is always kept: met again, it tells its errors once, as in OPA.
  if (term === undefined || p.position - start > WORTH_CACHING) p.remember(start, term);
  p.depth = depth;
  return term;
}

/** Reads the current token as a var; `_` becomes a fresh one. */
export function parseVar(p: Parser): VarTerm {
  const name = p.text();
  if (name === '_') return { kind: 'var', name: p.wildcardName(), wildcard: true, span: p.here() };
  return { kind: 'var', name, span: p.here() };
}

/** `input` and `data` stand for themselves as refs. */
export function rootAsRef(term: Term): Term {
  if (term.kind !== 'var' || (term.name !== 'input' && term.name !== 'data')) return term;
  return { kind: 'ref', path: [term], span: term.span };
}

/** Reads what a term starts with; the last token of it stays current. */
function parseHead(p: Parser): Term | undefined {
  switch (p.kind) {
    case K.ident:
    case K.contains:
      return parseVar(p);
    case K.string:
      return parseString(p);
    case K.number:
    case K.dot:
      return parseNumber(p);
    case K.lbrack:
      return parseArray(p);
    case K.lbrace:
      return parseSetOrObject(p);
    case K.lparen:
      return parseParenthesized(p);
    case K.true:
    case K.false:
      return { kind: 'boolean', value: p.kind === K.true, span: p.here() };
    case K.null:
      return { kind: 'null', span: p.here() };
    case K.templatePart:
    case K.templateEnd:
      return parseTemplateString(p, false);
    case K.rawTemplatePart:
    case K.rawTemplateEnd:
      return parseTemplateString(p, true);
    default:
      p.illegal();
      return undefined;
  }
}

function parseTail(p: Parser, head: Term | undefined): Term | undefined {
  if (head === undefined) return undefined;
  p.advanceToSpace();
  switch (p.kind) {
    case K.lparen:
    case K.dot:
    case K.lbrack:
      return parseRef(p, head);
    case K.whitespace:
      p.advance();
  }
  return rootAsRef(head);
}

/** `-1` is a number; `-x` is `minus(0, x)`. */
function parseMinus(p: Parser): Term | undefined {
  const span = p.here();
  const before = p.save();
  p.advance();
  if (p.kind !== K.ident && p.kind !== K.contains) {
    p.restore(before);
    return parseTail(p, parseNumber(p));
  }
  const term = parseTail(p, parseVar(p));
  return term === undefined ? undefined : negate(term, span, p.lastEnd());
}

function negate(term: Term, minus: Span, end: number): Term {
  const zero: Term = { kind: 'number', text: '0', span: minus };
  return { kind: 'call', operator: operatorRef('minus', minus), args: [zero, term], span: spanTo(minus, end) };
}

function parseParenthesized(p: Parser): Term | undefined {
  const { start } = p.here();
  p.advance();
  const term = parseInfix(p);
  if (term === undefined) return undefined;
  if (p.kind === K.rparen) {
    p.options.parens?.set(term, { ...term.span, start, end: p.tokenEnd() });
    return term;
  }
  p.error(p.here(), 'non-terminated expression');
  return undefined;
}

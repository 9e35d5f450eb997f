import type { Body, Expr } from '../ast/body.ts';
import { K, type Kind, SPELLING } from '../scanner/index.ts';
import { parseLiteral } from './literal.ts';
import type { Parser } from './parser.ts';

/** Reads the expressions of a body up to `end`, which stays current. */
export function parseBody(p: Parser, end: Kind): Body | undefined {
  const { depth } = p;
  if (!p.enter()) return undefined;
  const body = parseExprs(p, false, end);
  p.depth = depth;
  return body;
}

/** Reads one expression, and more where `;` follows: a statement of a module or query that is no rule. */
export function parseStatementBody(p: Parser): Body | undefined {
  return parseExprs(p, true, K.eof);
}

function parseExprs(p: Parser, single: boolean, end: Kind): Body | undefined {
  if (p.kind === end) {
    p.error(p.here(), 'found empty body');
    return undefined;
  }
  const body: Expr[] = [];
  for (;;) {
    const expr = parseLiteral(p);
    if (expr === undefined) return undefined;
    body.push(expr);
    if (p.kind === K.semicolon) {
      p.advance();
      continue;
    }
    if (p.kind === end || single) return body.length === 1 ? [expr] : body.slice();
    if (!p.skippedNewline()) {
      if (p.errors === undefined) p.illegal(`expected \\n or ${SPELLING[K.semicolon]} or ${SPELLING[end]}`);
      return undefined;
    }
  }
}

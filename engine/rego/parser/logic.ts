import type { Body, Expr } from '../ast/body.ts';
import { K } from '../scanner/index.ts';
import type { Span } from '../source/source.ts';
import { parseBody } from './body.ts';
import { attachWith, isNegation, negate, parseExpr, rejectWithOnOperand } from './literal.ts';
import { type Parser, spanTo } from './parser.ts';

/** One side of `and`/`or`, or what `not` applies to; `explicit` when it is written in braces. */
export type Operand = { readonly body: Body; readonly explicit: boolean; readonly span: Span };

/** Says whether `and` or `or` has been imported. */
export function hasLogicalKeywords(p: Parser): boolean {
  return p.active[K.logicalAnd] === 1 || p.active[K.logicalOr] === 1;
}

export function isLogicalOperator(p: Parser): boolean {
  return p.kind === K.logicalAnd || p.kind === K.logicalOr;
}

/** Reads `{ body } and ...`; 'no' where the braces are no operand but a term. */
export function parseBracedOperand(p: Parser): Expr | undefined | 'no' {
  const before = p.save();
  if (p.failedOperands.has(before.position)) return 'no';
  const span = p.here();
  p.advance();
  const body = parseBody(p, K.rbrace);
  if (body !== undefined) {
    p.advance();
    if (isLogicalOperator(p)) return afterOperand(p, { body, explicit: true, span });
  }
  p.failedOperands.add(before.position);
  p.restore(before);
  return 'no';
}

/** Reads `not { body }`; the brace is current. */
export function parseNotBody(p: Parser, negation: Span): Expr | undefined {
  p.advance();
  const body = parseBody(p, K.rbrace);
  if (body === undefined) return undefined;
  p.advance();
  return { kind: 'not', body, explicit: true, negated: false, with: [], span: p.spanFrom(negation) };
}

/** Reads the `and`, `or` and `with` that follow an operand. */
export function afterOperand(p: Parser, operand: Operand): Expr | undefined {
  const expr = isLogicalOperator(p) ? parseOrChain(p, operand) : operand.body[0];
  return expr === undefined ? undefined : attachWith(p, expr);
}

function parseOrChain(p: Parser, first: Operand): Expr | undefined {
  const chain = parseAndChain(p, first);
  if (chain === undefined) return undefined;
  let left = chain;
  const { depth } = p;
  while (p.kind === K.logicalOr && p.enter()) {
    p.advance();
    const operand = parseOperand(p);
    const right = operand === undefined ? undefined : parseAndChain(p, operand);
    if (right === undefined) return undefined;
    left = join(p, 'or', left, right);
  }
  p.depth = depth;
  return p.kind === K.logicalOr ? undefined : left.body[0];
}

function parseAndChain(p: Parser, first: Operand): Operand | undefined {
  let left = first;
  const { depth } = p;
  while (p.kind === K.logicalAnd && p.enter()) {
    p.advance();
    const right = parseOperand(p);
    if (right === undefined) return undefined;
    left = join(p, 'and', left, right);
  }
  p.depth = depth;
  return p.kind === K.logicalAnd ? undefined : left;
}

function join(p: Parser, kind: 'and' | 'or', left: Operand, right: Operand): Operand {
  const span = p.spanFrom(left.span);
  const expr: Expr = {
    kind,
    lhs: left.body,
    rhs: right.body,
    explicitLhs: left.explicit,
    explicitRhs: right.explicit,
    negated: false,
    with: [],
    span,
  };
  return { body: [expr], explicit: false, span };
}

function parseOperand(p: Parser): Operand | undefined {
  if (p.kind === K.lbrace) {
    const span = p.here();
    p.advance();
    const body = parseBody(p, K.rbrace);
    if (body === undefined) return undefined;
    p.advance();
    return { body, explicit: true, span };
  }
  const negation = isNegation(p) ? p.here() : undefined;
  if (negation !== undefined) {
    p.advance();
    if (p.notBodies && p.kind === K.lbrace) return single(parseNotBody(p, negation));
  }
  if (p.kind === K.lparen && hasLogicalKeywords(p) && (negation === undefined || p.notBodies)) {
    const group = parseGroup(p, true);
    if (group === undefined) return undefined;
    if (group !== 'no') return negation === undefined ? group : single(negateGroup(p, group, negation));
  }
  const expr = parseExpr(p);
  return single(expr === undefined || negation === undefined ? expr : negate(p, expr, negation));
}

function negateGroup(p: Parser, group: Operand, negation: Span): Expr {
  const span = p.spanFrom(negation);
  return { kind: 'not', body: group.body, explicit: group.explicit, negated: false, with: [], span };
}

function single(expr: Expr | undefined): Operand | undefined {
  return expr === undefined ? undefined : { body: [expr], explicit: false, span: expr.span };
}

/**
 * Reads a group in parentheses as an operand; `operand` says that it already stands beside `and`, `or` or `not`.
 * Shape:  'no' where the parentheses hold a plain term; undefined with an error noted where they hold a broken group.
 */
export function parseGroup(p: Parser, operand: boolean): Operand | undefined | 'no' {
  const { depth } = p;
  if (!p.enter()) return undefined;
  const group = parseGroupInside(p, operand);
  p.depth = depth;
  return group;
}

function parseGroupInside(p: Parser, operand: boolean): Operand | undefined | 'no' {
  const before = p.save();
  const key = before.position * 2 + (operand ? 1 : 0);
  if (p.failedGroups.has(key)) return 'no';
  const back = (): 'no' => {
    p.failedGroups.add(key);
    p.restore(before);
    return 'no';
  };
  const open = p.here();
  p.advance();
  if (p.kind === K.rparen) {
    if (!operand) return back();
    p.error(open, 'empty parenthesized group');
    return undefined;
  }
  const braced = p.kind === K.lbrace;
  const first = parseOperand(p);
  if (first === undefined) return operand && braced ? undefined : back();

  if (isLogicalOperator(p)) {
    const chain = parseOrChain(p, first);
    const expr = chain === undefined ? undefined : attachWith(p, chain);
    return expr === undefined ? undefined : close(p, { body: [expr], explicit: false, span: open });
  }
  if (p.kind === K.with && !first.explicit && first.body.length === 1) {
    const withSpan = p.here();
    const expr = attachWith(p, first.body[0]!);
    if (expr === undefined) return undefined;
    if (isLogicalOperator(p)) {
      rejectWithOnOperand(p, withSpan);
      return undefined;
    }
    const group = close(p, { body: [expr], explicit: false, span: open });
    return group === undefined || operand || isLogicalOperator(p) ? group : back();
  }
  if (first.explicit) {
    const group = close(p, { ...first, span: open });
    return group === undefined || operand || isLogicalOperator(p) ? group : back();
  }
  const [only] = first.body;
  const isGroup = only!.negated || only!.kind === 'not' || only!.kind === 'and' || only!.kind === 'or';
  return isGroup ? close(p, { ...first, span: open }) : back();
}

function close(p: Parser, operand: Operand): Operand | undefined {
  if (p.kind !== K.rparen) {
    p.error(p.here(), 'expected ) to close parenthesized group');
    return undefined;
  }
  p.advance();
  return { ...operand, span: spanTo(operand.span, p.lastEnd()) };
}

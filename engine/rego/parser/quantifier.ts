import type { Expr } from '../ast/body.ts';
import type { CallTerm, Term } from '../ast/term.ts';
import { K } from '../scanner/index.ts';
import { parseBody } from './body.ts';
import { isMember, parseInfix } from './infix.ts';
import { withFutureKeywords } from './keywords.ts';
import { attachWith } from './literal.ts';
import type { Parser, ParserState } from './parser.ts';
import { parseVar } from './term.ts';

/** Reads `some x, y` or `some k, v in xs`. */
export function parseSome(p: Parser): Expr | undefined {
  const start = p.here();
  const before = p.save();
  p.advance();
  const term = parseInfix(p);
  if (term?.kind === 'call') {
    if (!checkMember(p, term, 'expected `x in xs` or `x, y in xs` expression')) return undefined;
    return attachWith(p, { kind: 'some', symbols: [term], negated: false, with: [], span: p.spanFrom(start) });
  }
  p.restore(before);
  if (p.options.regoVersion === 'v0') hintFutureIn(p);

  const symbols: Term[] = [];
  do {
    p.advance();
    if (p.kind !== K.ident) {
      p.illegal('expected var');
      return undefined;
    }
    symbols.push(parseVar(p));
    p.advance();
  } while (p.kind === K.comma);
  return { kind: 'some', symbols, negated: false, with: [], span: p.spanFrom(start) };
}

/** Reads `every x in xs { ... }` or `every k, v in xs { ... }`. */
export function parseEvery(p: Parser): Expr | undefined {
  const start = p.here();
  p.advance();
  const term = parseInfix(p);
  if (term === undefined) return undefined;
  if (term.kind !== 'call') return fail(p, 'expected `x[, y] in xs { ... }` expression');
  if (!checkMember(p, term, 'expected `x[, y] in xs { ... }` expression')) return undefined;
  const [key, value, domain] = (term.args.length === 3 ? term.args : [undefined, ...term.args]) as [
    Term | undefined,
    Term,
    Term,
  ];
  if (key !== undefined && key.kind !== 'var') return fail(p, 'expected key to be a variable');
  if (value.kind !== 'var') return fail(p, 'expected value to be a variable');
  if (p.kind !== K.lbrace) return fail(p, 'missing body');
  p.advance();
  const { depth } = p;
  p.depth += 1;
  const body = parseBody(p, K.rbrace);
  p.depth = depth;
  if (body === undefined) return undefined;
  p.advance();
  const span = p.spanFrom(start);
  return attachWith(p, { kind: 'every', key, value, domain, body, negated: false, with: [], span });
}

/** In v0 an `every x in xs {...}` without import reads as the var `every`; a hint tells. */
export function tryFutureEvery(p: Parser, term: Term, before: ParserState): void {
  if (p.options.regoVersion !== 'v0' || term.kind !== 'var' || term.name !== 'every') return;
  if (inTheFuture(p, before, () => parseEvery(p)?.kind === 'every'))
    p.hint('`import future.keywords.every` for `every x in xs { ... }` expressions');
}

function hintFutureIn(p: Parser): void {
  const isIn = inTheFuture(p, p.save(), () => {
    p.advance();
    const term = parseInfix(p);
    return term?.kind === 'call' && (isMember(term, 'member_2') || isMember(term, 'member_3'));
  });
  if (isIn) p.hint('`import future.keywords.in` for `some x in xs` expressions');
}

/** Tries something at `from` with all keywords switched on, then goes back to where the parser was. */
function inTheFuture(p: Parser, from: ParserState, attempt: () => boolean): boolean {
  const after = p.save();
  const { active } = p;
  p.restore(from);
  p.active = withFutureKeywords(active, 1);
  const worked = p.withoutCache(attempt);
  p.active = active;
  p.restore(after);
  return worked;
}

function checkMember(p: Parser, term: CallTerm, expected: string): boolean {
  const arity = isMember(term, 'member_2') ? 2 : isMember(term, 'member_3') ? 3 : 0;
  if (arity > 0 && term.args.length === arity) return true;
  p.illegal(arity > 0 ? 'illegal domain' : expected);
  return false;
}

function fail(p: Parser, note: string): undefined {
  p.illegal(note);
  return undefined;
}

import type { CallTerm, RefTerm, SetTerm, Term } from '../ast/term.ts';
import { K } from '../scanner/index.ts';
import { parseTermList } from './collection.ts';
import { parseInfix } from './infix.ts';
import { type Parser, spanTo } from './parser.ts';

const HEADS: ReadonlySet<Term['kind']> = new Set([
  'var',
  'array',
  'object',
  'set',
  'arraycomprehension',
  'objectcomprehension',
  'setcomprehension',
  'call',
]);

/** Reads the dots, brackets and argument lists that follow `head`; the current token is the first of them. */
export function parseRef(p: Parser, head: Term): Term | undefined {
  let first: Term = head;
  const { depth } = p;
  let result: Term | undefined;
  for (;;) {
    if (!HEADS.has(first.kind)) p.error(first.span, `illegal ref (head cannot be ${first.kind})`);
    const path: [Term, ...Term[]] = [first];
    if (!parseParts(p, path)) break;
    // A list that grew keeps room to spare; the copy has none.
    const ref: RefTerm = { kind: 'ref', path: path.slice() as typeof path, span: p.spanFrom(head.span) };
    if (p.kind !== K.lparen) {
      if (p.atSpace) p.advance();
      result = ref;
      break;
    }
    const term = parseCall(p, ref);
    if (term === undefined) break;
    if (p.kind !== K.dot && p.kind !== K.lbrack) {
      if (p.atSpace) p.advance();
      result = term;
      break;
    }
    if (!p.enter()) break;
    first = term;
  }
  p.depth = depth;
  return result;
}

/** Reads `.name` and `[term]` until something else comes. */
function parseParts(p: Parser, path: Term[]): boolean {
  for (;;) {
    if (p.kind === K.dot) {
      p.advanceToSpace();
      if (p.kind !== K.ident && !p.isRefKeyword(p.kind)) {
        p.illegal('expected identifier');
        return false;
      }
      path.push({ kind: 'string', value: p.text(), span: p.here() });
      p.advanceToSpace();
    } else if (p.kind === K.lbrack) {
      p.advance();
      const term = parseInfix(p);
      if (term === undefined) return false;
      if (p.kind !== K.rbrack) {
        p.illegal('expected [');
        return false;
      }
      path.push(term);
      p.advanceToSpace();
    } else return true;
  }
}

/** Reads an argument list; `set()` is the empty set. */
function parseCall(p: Parser, operator: RefTerm): CallTerm | SetTerm | undefined {
  p.advance();
  const args = p.kind === K.rparen ? [] : parseTermList(p, K.rparen, []);
  if (args === undefined) return undefined;
  const span = spanTo(operator.span, p.tokenEnd());
  const isEmpty = p.scanned.kinds[p.position - 1] === K.lparen;
  p.advanceToSpace();
  const [head] = operator.path;
  if (isEmpty && operator.path.length === 1 && head.kind === 'var' && head.name === 'set')
    return { kind: 'set', items: [], span };
  return { kind: 'call', operator, args, span };
}

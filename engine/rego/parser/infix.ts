import type { CallTerm, RefTerm, Term } from '../ast/term.ts';
import { K, KIND_COUNT, type Kind, SPELLING } from '../scanner/index.ts';
import type { Span } from '../source/source.ts';
import { CHAIN_LINK, type Parser } from './parser.ts';
import { parseTerm } from './term.ts';

const RELATION = 1;
const LEVELS = operatorLevels();

/** Reads a term with infix operators, `k, v in xs` included. */
export function parseInfix(p: Parser): Term | undefined {
  return parseIn(p, true);
}

/** Reads a term with infix operators where a comma separates list items. */
export function parseInfixInList(p: Parser): Term | undefined {
  return parseIn(p, false);
}

/** Takes one of the given operators, giving the ref to its builtin. */
export function takeOperator(p: Parser): RefTerm {
  const span = p.here();
  const operator = operatorRef(SPELLING[p.kind]!, span);
  p.advance();
  return operator;
}

export function operatorRef(name: string, span: Span): RefTerm {
  return { kind: 'ref', path: [{ kind: 'var', name, span }], span };
}

/** Says whether a call is of `internal.member_2` (`x in xs`) or `internal.member_3` (`k, v in xs`). */
export function isMember(call: CallTerm, name: 'member_2' | 'member_3'): boolean {
  const [head, last, ...more] = call.operator.path;
  if (more.length > 0 || last === undefined || head.kind !== 'var' || last.kind !== 'string') return false;
  return head.name === 'internal' && last.value === name;
}

function parseIn(p: Parser, keyed: boolean): Term | undefined {
  const first = parseLevel(p, RELATION);
  if (first === undefined) return undefined;
  const member = (keyed && p.kind === K.comma ? parseKeyedMember(p, first) : undefined) ?? parseMember(p, first);
  if (member === undefined) return first;
  let term: Term = member;
  const { depth } = p;
  while (p.kind === K.in && p.enter(CHAIN_LINK)) {
    const next = parseMember(p, term);
    if (next === undefined) break;
    term = next;
  }
  p.depth = depth;
  return term;
}

function parseKeyedMember(p: Parser, key: Term): Term | undefined {
  const before = p.save();
  p.advance();
  const value = parseLevel(p, RELATION);
  if (value !== undefined && p.kind === K.in) {
    const operator = takeMember(p, 'member_3');
    const domain = parseLevel(p, RELATION);
    if (domain !== undefined) return call(p, operator, [key, value, domain]);
  }
  p.restore(before);
  return undefined;
}

function parseMember(p: Parser, value: Term): Term | undefined {
  p.takeKeywordAsRefHead();
  if (p.kind !== K.in) return undefined;
  const operator = takeMember(p, 'member_2');
  const domain = parseLevel(p, RELATION);
  return domain === undefined ? undefined : call(p, operator, [value, domain]);
}

function takeMember(p: Parser, name: 'member_2' | 'member_3'): RefTerm {
  const span = p.here();
  p.advance();
  return {
    kind: 'ref',
    path: [
      { kind: 'var', name: 'internal', span },
      { kind: 'string', value: name, span },
    ],
    span,
  };
}

/**
 * Reads operators of `lowest` level and above, each binding to the left.
 * Where an operand is missing, what stands before the operator is kept and looser operators are read on, as OPA's
 * one function a level does, so that the same errors come up.
 */
function parseLevel(p: Parser, lowest: number): Term | undefined {
  let term = parseTerm(p);
  if (term === undefined) return undefined;
  let highest = 5;
  const { depth } = p;
  for (;;) {
    const level = LEVELS[p.kind]!;
    if (level < lowest || level > highest) break;
    const operator = takeOperator(p);
    const right = level === 5 ? parseTerm(p) : parseLevel(p, level + 1);
    if (right === undefined) {
      highest = level - 1;
      continue;
    }
    term = call(p, operator, [term, right]);
    highest = level;
    if (!p.enter(CHAIN_LINK)) break;
  }
  p.depth = depth;
  return term;
}

function call(p: Parser, operator: RefTerm, args: readonly [Term, ...Term[]]): CallTerm {
  return { kind: 'call', operator, args, span: p.spanFrom(args[0].span) };
}

function operatorLevels(): Uint8Array {
  const levels = new Uint8Array(KIND_COUNT);
  const table: readonly (readonly Kind[])[] = [
    [K.equal, K.neq, K.lt, K.gt, K.lte, K.gte],
    [K.or],
    [K.and],
    [K.add, K.sub],
    [K.mul, K.quo, K.rem],
  ];
  for (const [index, kinds] of table.entries()) for (const kind of kinds) levels[kind] = index + 1;
  return levels;
}

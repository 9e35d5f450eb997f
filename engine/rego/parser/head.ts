import type { Head } from '../ast/module.ts';
import type { RefTerm, Term } from '../ast/term.ts';
import { refText } from '../ast/text.ts';
import { K } from '../scanner/index.ts';
import { parseInfix } from './infix.ts';
import type { Parser } from './parser.ts';
import { parseRef } from './ref.ts';
import { parseVar, rootAsRef } from './term.ts';

/** Reads a rule head from its name on: ref, arguments, `contains` key, `=` or `:=` value. */
export function parseHead(p: Parser, isDefault: boolean): Head | undefined {
  const start = p.here();
  const name = parseName(p);
  if (name === undefined) {
    p.illegal('expected rule head name');
    return undefined;
  }
  const parts = splitName(p, name);
  if (parts === undefined) return undefined;
  const { ref, args } = parts;

  if (p.kind === K.contains) {
    const example = `(e.g., ${refText(ref)} contains <VALUE> { ... })`;
    if (args !== undefined)
      p.illegal(`the contains keyword can only be used with multi-value rule definitions ${example}`);
    p.advance();
    const key = parseInfix(p);
    if (key === undefined) p.illegal(`expected rule key term ${example}`);
    return { ref, args, key, value: undefined, assign: false, contains: true, span: p.spanFrom(start) };
  }

  const assign = p.kind === K.assign;
  let value: Term | undefined;
  if (assign || p.kind === K.unify) {
    p.advance();
    value = parseInfix(p);
    if (value === undefined) p.illegal(missingValue(refText(ref), assign, (args?.length ?? 0) > 0, isDefault));
  }
  const span = p.spanFrom(start);
  if (value === undefined && (ref.path.length !== 2 || (args?.length ?? 0) > 0))
    return { ref, args, key: undefined, value: trueTerm(span), assign, contains: false, generatedValue: true, span };
  return { ref, args, key: undefined, value, assign, contains: false, span };
}

/** The value of a head that names none. */
export function trueTerm(span: RefTerm['span']): Term {
  return { kind: 'boolean', value: true, span };
}

function missingValue(name: string, assign: boolean, isFunction: boolean, isDefault: boolean): string {
  if (!assign) return `expected rule value term (e.g., ${name}[<nil>] = <VALUE> { ... })`;
  if (isFunction) return `expected function value term (e.g., ${name}(...) := <VALUE> { ... })`;
  if (isDefault) return `expected default rule value term (e.g., default ${name} := <VALUE>)`;
  return `expected rule value term (e.g., ${name} := <VALUE> { ... })`;
}

function parseName(p: Parser): Term | undefined {
  const term = parseVar(p);
  p.advanceToSpace();
  if (p.kind >= K.add && p.kind <= K.or) p.illegal();
  else if (p.kind >= K.equal && p.kind <= K.lte) p.illegal();
  else if (p.kind === K.whitespace) p.advance();
  if (p.kind === K.lparen || p.kind === K.dot || p.kind === K.lbrack) return parseRef(p, term);
  return rootAsRef(term);
}

/** Splits what was read into the ref and, for a function, its arguments. */
function splitName(p: Parser, name: Term): { ref: RefTerm; args: readonly Term[] | undefined } | undefined {
  if (name.kind === 'var') return { ref: { kind: 'ref', path: [name], span: name.span }, args: undefined };
  if (name.kind === 'ref') return { ref: name, args: undefined };
  if (name.kind !== 'call') return undefined;
  if (name.operator.path[0].kind === 'var') return { ref: name.operator, args: name.args };
  p.illegal(`rule head ref ${refText(name.operator)} invalid`);
  return undefined;
}

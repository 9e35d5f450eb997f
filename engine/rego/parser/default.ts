import type { Head } from '../ast/module.ts';
import type { Term } from '../ast/term.ts';
import { termText } from '../ast/text.ts';
import { childTerms, exprTerms } from '../ast/visit.ts';
import type { Span } from '../source/source.ts';
import type { Parser } from './parser.ts';

/** Checks that a default rule has a constant value and, as a function, distinct plain arguments. */
export function checkDefault(p: Parser, head: Head, start: Span): boolean {
  const { value, args } = head;
  if (value === undefined) {
    p.error(start, 'illegal default rule (must have a value)');
    return false;
  }
  return checkValue(p, value, start) && checkArgs(p, args ?? [], start);
}

function checkValue(p: Parser, value: Term, start: Span): boolean {
  switch (value.kind) {
    case 'ref':
    case 'var':
    case 'call':
      p.error(start, `illegal default rule (value cannot contain ${value.kind})`);
      return false;
    case 'arraycomprehension':
    case 'setcomprehension':
    case 'objectcomprehension':
      return true;
    default: {
      let valid = true;
      for (const child of constituents(value)) if (!checkValue(p, child, start)) valid = false;
      return valid;
    }
  }
}

function constituents(value: Term): readonly Term[] {
  if (value.kind !== 'templatestring') return childTerms(value);
  return value.parts.flatMap((part) => (part.kind === 'string' ? [] : exprTerms(part)));
}

function checkArgs(p: Parser, args: readonly Term[], start: Span): boolean {
  const names = new Set<string>();
  let valid = true;
  for (const arg of args) {
    if (arg.kind !== 'var') {
      p.error(start, `illegal default rule (arguments cannot contain ${arg.kind})`);
      valid = false;
    } else if (names.has(arg.name)) {
      p.error(start, `illegal default rule (arguments cannot be repeated ${termText(arg)})`);
      valid = false;
    } else names.add(arg.name);
  }
  return valid;
}

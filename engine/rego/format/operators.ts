import { errorDiagnostic } from '../../diagnostics/index.ts';
import { type RefTerm, refText, type Term } from '../ast/index.ts';
import { FormatError } from './error.ts';
import { listItem, writeItems } from './items.ts';
import { closingRow, placeOf } from './places.ts';
import { writeBare, writeRef, writeTerm } from './term.ts';
import { losing, type Writer } from './writer.ts';

const INFIX: ReadonlyMap<string, string> = new Map(
  Object.entries({
    assign: ':=',
    eq: '=',
    equal: '==',
    neq: '!=',
    lt: '<',
    lte: '<=',
    gt: '>',
    gte: '>=',
    plus: '+',
    minus: '-',
    mul: '*',
    div: '/',
    rem: '%',
    and: '&',
    or: '|',
  }),
);

/** `x in xs` and `k, v in xs`. */
export function isMember(operator: RefTerm): boolean {
  const name = refText(operator);
  return name === 'internal.member_2' || name === 'internal.member_3';
}

/** Writes a call that is an expression; a third operand of an infix operator is its result. */
export function writeInfixExpr(w: Writer, operator: RefTerm, args: readonly Term[]): void {
  if (isMember(operator)) {
    losing(w, () => writeIn(w, operator, args, false));
    return;
  }
  const infix = INFIX.get(refText(operator));
  if (infix === undefined) {
    losing(w, () => writeCall(w, operator, args));
    return;
  }
  if (args.length < 2 || args.length > 3) throw arityError(w, operator, args);
  const [left, right, result] = args as [Term, Term, Term | undefined];
  losing(w, () => {
    if (result !== undefined) {
      writeTerm(w, result);
      w.write(' = ');
    }
    writeTerm(w, left);
  });
  w.write(` ${infix} `);
  writeTerm(w, right);
}

/** Writes a call inside of a term; `parens` puts parentheses around an infix one. */
export function writeCallTerm(w: Writer, operator: RefTerm, args: readonly Term[], parens: boolean): void {
  if (isMember(operator)) {
    writeIn(w, operator, args, true);
    return;
  }
  const infix = INFIX.get(refText(operator));
  if (infix === undefined) {
    writeCall(w, operator, args);
    return;
  }
  if (args.length !== 2) throw arityError(w, operator, args);
  const [left, right] = args as [Term, Term];
  if (parens) w.write('(');
  writeBare(w, left, true);
  w.write(` ${infix} `);
  writeBare(w, right, true);
  if (parens) w.write(')');
}

/** Writes `x in xs` or `k, v in xs`; the latter in parentheses where it stands inside of a term. */
export function writeIn(w: Writer, operator: RefTerm, args: readonly Term[], isTerm: boolean): void {
  const arity = refText(operator) === 'internal.member_3' ? 3 : 2;
  if (args.length !== arity) throw arityError(w, operator, args);
  const [first, second, third] = args as [Term, Term, Term | undefined];
  const parens = isTerm && third !== undefined;
  if (parens) w.write('(');
  try {
    writeBare(w, first, true);
    w.write(third === undefined ? ' in ' : ', ');
    writeBare(w, second, true);
    if (third !== undefined) {
      w.write(' in ');
      writeBare(w, third, true);
    }
  } finally {
    if (parens) w.write(')');
  }
}

function writeCall(w: Writer, operator: RefTerm, args: readonly Term[]): void {
  const place = placeOf(w.places, operator);
  losing(w, () => writeRef(w, operator));
  w.write('(');
  try {
    losing(w, () => writeItems(w, args, place, closingRow('()', place), listItem(false)));
  } finally {
    w.write(')');
  }
}

function arityError(w: Writer, operator: RefTerm, args: readonly Term[]): FormatError {
  const { source, row, col } = placeOf(w.places, operator);
  const place = { file: source.name, row, col };
  const have = args.map((arg) => arg.kind).join(', ');
  return new FormatError(
    errorDiagnostic('rego_type_error', `${refText(operator)}: arity mismatch`, {
      place,
      hint: `${args.length} operands are given (${have})`,
    }),
  );
}

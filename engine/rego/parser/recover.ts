import { K } from '../scanner/index.ts';
import type { ErrorNode, Parser } from './parser.ts';
import { parseStatements, type Statement } from './statements.ts';

/**
 * What was read.
 * Shape:  `errors` are those of the first statement that fails, `laterErrors` those of the ones after it.
 * Units:  `reached` is the offset up to which the text was read when the first error came, else its length.
 */
export type Read = {
  readonly statements: readonly Statement[];
  readonly errors: readonly ErrorNode[];
  readonly laterErrors: readonly ErrorNode[];
  readonly reached: number;
};

/**
 * Reads all statements. After a statement that fails, stops, or with `allErrors` goes on with the next that starts a
 * line at its first column.
 * INVARIANT: `errors` are those of OPA, which stops there.
 */
export function readStatements(p: Parser, skipRules: boolean): Read {
  const statements = parseStatements(p, skipRules);
  const reached = p.errors === undefined ? p.scanned.source.text.length : p.here().start;
  const errors = takeErrors(p);
  const laterErrors: ErrorNode[] = [];
  if (p.options.allErrors === true && errors.length > 0) {
    while (skipToStatement(p)) {
      statements.push(...parseStatements(p, skipRules));
      laterErrors.push(...takeErrors(p));
    }
  }
  return { statements, errors, laterErrors, reached };
}

function takeErrors(p: Parser): ErrorNode[] {
  const errors: ErrorNode[] = [];
  for (let node = p.errors; node !== undefined; node = node.before) errors.push(node);
  p.errors = undefined;
  return errors.reverse();
}

/** Goes to the next token in the first column that can start a statement; false at the end of the text. */
function skipToStatement(p: Parser): boolean {
  const { kinds, cols, length } = p.scanned;
  p.cache.clear();
  for (let at = p.position + 1; at < length; at++) {
    if (cols[at] !== 1 || !startsStatement(kinds[at]!)) continue;
    p.depth = 0;
    p.load(at);
    return true;
  }
  return false;
}

function startsStatement(kind: number): boolean {
  return kind === K.ident || kind >= K.package;
}

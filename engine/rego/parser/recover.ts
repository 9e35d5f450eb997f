import { K } from '../scanner/index.ts';
import type { ErrorNode, Parser } from './parser.ts';
import { parseStatements, type Statement } from './statements.ts';

/** What was read, with the errors in the order of the text, by statement. */
export type Read = {
  readonly statements: readonly Statement[];
  readonly errors: readonly ErrorNode[];
};

/**
 * Reads all statements. After a statement that fails, stops, or with `allErrors` goes on with the next that starts a
 * line at its first column.
 * INVARIANT: the errors of the first failing statement come first, so that they are those of OPA, which stops there.
 */
export function readStatements(p: Parser, skipRules: boolean): Read {
  const statements = parseStatements(p, skipRules);
  const errors = takeErrors(p);
  if (p.options.allErrors !== true) return { statements, errors };
  while (errors.length > 0 && skipToStatement(p)) {
    statements.push(...parseStatements(p, skipRules));
    errors.push(...takeErrors(p));
  }
  return { statements, errors };
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

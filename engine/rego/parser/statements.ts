import type { Body } from '../ast/body.ts';
import type { Import, Package, Rule } from '../ast/module.ts';
import { K } from '../scanner/index.ts';
import { parseStatementBody } from './body.ts';
import { parseImport, parsePackage } from './package.ts';
import type { Parser } from './parser.ts';
import { parseRules } from './rule.ts';

/** One statement of a text, before it is known whether it is a module or a query. */
export type Statement =
  | { readonly kind: 'package'; readonly node: Package }
  | { readonly kind: 'import'; readonly node: Import }
  | { readonly kind: 'rule'; readonly node: Rule }
  | { readonly kind: 'body'; readonly node: Body };

/**
 * Reads statements to the end of the text or the first that fails, whose errors are then on the parser.
 * Shape:  each statement is tried as package, import, rule (unless `skipRules`) and expression, in this order.
 */
export function parseStatements(p: Parser, skipRules: boolean): Statement[] {
  const statements: Statement[] = [];
  while (p.kind !== K.eof) {
    const found = parseStatement(p, skipRules);
    if (found === undefined) break;
    for (const statement of found) statements.push(statement);
    p.cache.clear();
    p.failedOperands.clear();
    p.failedGroups.clear();
  }
  return statements;
}

function parseStatement(p: Parser, skipRules: boolean): Statement[] | undefined {
  const before = p.save();
  const { depth } = p;
  const clause = parsePackage(p);
  if (clause !== undefined) return [{ kind: 'package', node: clause }];
  if (p.errors !== undefined) return undefined;
  p.restore(before);

  const imported = parseImport(p);
  if (imported !== undefined) return [{ kind: 'import', node: imported }];
  if (p.errors !== undefined) return undefined;
  p.restore(before);

  if (!skipRules) {
    const rules = parseRules(p);
    if (rules !== undefined) return rules.map((node) => ({ kind: 'rule', node }));
    if (p.errors !== undefined) return undefined;
    p.restore(before);
    p.depth = depth;
  }
  const body = parseStatementBody(p);
  return body === undefined ? undefined : [{ kind: 'body', node: body }];
}

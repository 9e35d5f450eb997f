import { type Body, walkBody } from '../ast/index.ts';
import { dottedName } from './calls.ts';

/** Builtins that take anything. */
const TOTAL: ReadonlySet<string> = new Set([
  'eq',
  'assign',
  'equal',
  'neq',
  'lt',
  'lte',
  'gt',
  'gte',
  'internal.member_2',
  'internal.member_3',
]);

/** Whether a body can only hold or not: it calls nothing that may fail, asks no rules and makes no objects of solutions. */
export function cannotFail(body: Body): boolean {
  let isSafe = true;
  walkBody(body, {
    expr: (expr) => {
      if (expr.kind === 'call' && !TOTAL.has(dottedName(expr.operator))) isSafe = false;
      return isSafe;
    },
    term: (term) => {
      if (term.kind === 'call' && !TOTAL.has(dottedName(term.operator))) isSafe = false;
      if (term.kind === 'objectcomprehension') isSafe = false;
      if (term.kind === 'var' && term.name === 'data') isSafe = false;
      return isSafe;
    },
  });
  return isSafe;
}

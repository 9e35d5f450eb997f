import { describe, expect, it } from 'vitest';
import { type Policy, printPolicy, type Stmt, validatePolicy } from '../../../engine/rego/ir/index.ts';

const at = { file: 0, row: 1, col: 1 };

function policyOf(...stmts: readonly Stmt[]): Policy {
  return {
    static: { strings: ['a'], builtinFuncs: [{ name: 'count', arity: 1 }], files: [], constants: [] },
    plans: [{ name: 'p', blocks: [{ stmts }] }],
    funcs: [],
  };
}

const FAULTS: readonly { readonly note: string; readonly stmt: Stmt; readonly fault: string }[] = [
  {
    note: 'string that is not there',
    stmt: { kind: 'DotStmt', source: { kind: 'local', local: 0 }, key: { kind: 'string', index: 1 }, target: 2, at },
    fault: 'p: bad string index 1',
  },
  {
    note: 'local that would be code',
    stmt: { kind: 'ReturnLocalStmt', source: '2; evil()' as unknown as number, at },
    fault: 'p: bad local 2; evil()',
  },
  {
    note: 'unknown function',
    stmt: { kind: 'CallStmt', func: 'f', args: [], result: 2, at },
    fault: 'p: unknown function `f`',
  },
  {
    note: 'arguments',
    stmt: { kind: 'CallStmt', func: 'count', args: [], result: 2, at },
    fault: 'p: `count` takes 1 arguments',
  },
  { note: 'break too far', stmt: { kind: 'BreakStmt', index: 1, at }, fault: 'p: bad break' },
  {
    note: 'restore without with',
    stmt: { kind: 'RestoreStmt', levels: 1, block: { stmts: [] }, at },
    fault: 'p: bad restore',
  },
];

describe('validatePolicy', () => {
  it.each(FAULTS)('$note', ({ stmt, fault }) => {
    expect(validatePolicy(policyOf(stmt))).toContain(fault);
  });

  it('accepts and prints a sound plan', () => {
    const policy = policyOf(
      { kind: 'DotStmt', source: { kind: 'local', local: 0 }, key: { kind: 'string', index: 0 }, target: 2, at },
      { kind: 'ReturnLocalStmt', source: 2, at },
    );
    expect(validatePolicy(policy)).toEqual([]);
    expect(printPolicy(policy)).toBe(
      'plan p\n  block\n    DotStmt source=l0 key="a" target=2\n    ReturnLocalStmt source=2\n',
    );
  });
});

import { BUILTINS, isBuiltin } from '../builtins/table.ts';
import { type Func, INPUT, type Operand, type Policy, type Stmt } from '../ir/index.ts';
import { TELLING } from './memory.ts';
import { walkStmts } from './walk.ts';

/**
 * The rules whose value rests on the base documents alone: on neither input, clock, chance nor the world outside.
 * Shape: names of functions without arguments. A rule with `with` in it is left out.
 */
export function stableRules(policy: Policy): ReadonlySet<string> {
  const funcs = new Map(policy.funcs.map((func) => [func.name, func]));
  const unstable = new Set<string>();
  const callers = new Map<string, string[]>();
  for (const func of policy.funcs) {
    walkStmts(func.blocks, (stmt) => {
      if (isUnstable(stmt, funcs)) unstable.add(func.name);
      for (const called of calledBy(stmt)) callers.set(called, [...(callers.get(called) ?? []), func.name]);
    });
  }
  const spread = [...unstable];
  for (let name = spread.pop(); name !== undefined; name = spread.pop()) {
    for (const caller of callers.get(name) ?? []) {
      if (!unstable.has(caller)) spread.push(caller);
      unstable.add(caller);
    }
  }
  return new Set(
    [...funcs.values()]
      .filter(isRule)
      .map(({ name }) => name)
      .filter((name) => !unstable.has(name)),
  );
}

function isRule({ params }: Func): boolean {
  return params.length === 2;
}

function calledBy(stmt: Stmt): readonly string[] {
  if (stmt.kind === 'CallKeyedStmt') return [stmt.func, stmt.keyed];
  return stmt.kind === 'CallStmt' ? [stmt.func] : [];
}

function isUnstable(stmt: Stmt, funcs: ReadonlyMap<string, Func>): boolean {
  switch (stmt.kind) {
    case 'WithStmt':
    case 'MockStmt':
    case 'MockValueStmt':
    case 'RestoreStmt':
    case 'CallDynamicStmt':
      return true;
    case 'CallStmt': {
      const [first, ...rest] = stmt.args;
      // A planned function is handed input as its first argument, whether it reads it or not.
      if (funcs.has(stmt.func)) return rest.some(isInput);
      return [first, ...rest].some(isInput) || !isPure(stmt.func);
    }
    case 'CallKeyedStmt':
      return stmt.keys.some(isInput);
    default:
      return Object.entries(stmt).some(([field, value]) =>
        typeof value === 'number' ? READS.has(field) && value === INPUT : isInput(value as Operand),
      );
  }
}

/** Fields that hold the number of a local that is read. */
const READS: ReadonlySet<string> = new Set(['source', 'a', 'b', 'array', 'object', 'set', 'tree', 'value']);

function isInput(value: Operand | undefined): boolean {
  return typeof value === 'object' && value !== null && value.kind === 'local' && value.local === INPUT;
}

function isPure(name: string): boolean {
  return isBuiltin(name) && !('nondeterministic' in BUILTINS[name]) && !TELLING.has(name);
}

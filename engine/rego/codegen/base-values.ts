import { BUILTINS, isBuiltin } from '../builtins/table.ts';
import { type Block, DATA, INPUT, type Local, type Operand, type Policy, type Stmt } from '../ir/index.ts';
import { walkStmts } from './walk.ts';

/** Whether a policy replaces parts of input or data by `with`: what is read from them may then hold anything. */
export function isReplacing(policy: Policy): boolean {
  let found = false;
  for (const owner of [...policy.funcs, ...policy.plans]) {
    walkStmts(owner.blocks, (stmt) => {
      found ||= stmt.kind === 'WithStmt';
    });
  }
  return found;
}

/**
 * The locals of a function that only ever hold values of input and data as they are, or constants.
 * Shape: parameters, results of calls and values that the function makes are left out.
 */
export function baseLocals(blocks: readonly Block[]): ReadonlySet<Local> {
  const sources = new Map<Local, (Local | undefined)[]>();
  const define = (local: Local, source: Local | undefined) => {
    const known = sources.get(local);
    if (known === undefined) sources.set(local, [source]);
    else known.push(source);
  };
  const others = new Set<Local>();
  walkStmts(blocks, (stmt) => {
    if (stmt.kind === 'ScanStmt') {
      define(stmt.key, stmt.source);
      define(stmt.value, stmt.source);
      return;
    }
    const written = 'target' in stmt ? stmt.target : 'result' in stmt ? stmt.result : undefined;
    if (written === undefined) return;
    const source = sourceOf(stmt);
    if (source === 'other') others.add(written);
    else define(written, source);
  });
  const base = new Set([INPUT, DATA, ...[...sources.keys()].filter((local) => !others.has(local))]);
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const [local, from] of sources) {
      if (!base.has(local) || from.every((source) => source === undefined || base.has(source))) continue;
      base.delete(local);
      isStable = false;
    }
  }
  return base;
}

/** Where a statement takes the value from that it writes; undefined for a constant. */
function sourceOf(stmt: Stmt): Local | undefined | 'other' {
  switch (stmt.kind) {
    case 'DotStmt':
    case 'AssignVarStmt':
    case 'AssignVarOnceStmt':
      return operandSource(stmt.source);
    case 'AssignIntStmt':
    case 'MakeNumberIntStmt':
    case 'MakeNumberRefStmt':
    case 'MakeNullStmt':
    case 'LenStmt':
    case 'ResetLocalStmt':
      return undefined;
    case 'CallStmt':
      return isScalarBuiltin(stmt.func) ? undefined : 'other';
    default:
      return 'other';
  }
}

function isScalarBuiltin(name: string): boolean {
  const result = isBuiltin(name) ? BUILTINS[name].result?.type : undefined;
  return result === 'boolean' || result === 'string' || result === 'number';
}

function operandSource(operand: Operand): Local | undefined {
  return operand.kind === 'local' ? operand.local : undefined;
}

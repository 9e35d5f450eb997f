import type { Block, Local, Operand, Policy, Stmt, SwitchStmt } from '../ir/index.ts';
import { nestedBlocks } from '../ir/print.ts';

/** Visits every statement, outer ones first; `loops` is how many scans of the same function are around it. */
export function walkStmts(blocks: readonly Block[], visit: (stmt: Stmt, loops: number) => void, loops = 0): void {
  for (const block of blocks) {
    for (const stmt of block.stmts) {
      visit(stmt, loops);
      walkStmts(nestedBlocks(stmt), visit, stmt.kind === 'ScanStmt' ? loops + 1 : loops);
    }
  }
}

/** In how many loops each local gets its values; for several the most. */
export function definitionDepths(blocks: readonly Block[]): ReadonlyMap<Local, number> {
  const depths = new Map<Local, number>();
  const define = (local: Local, depth: number) => depths.set(local, Math.max(depth, depths.get(local) ?? 0));
  walkStmts(blocks, (stmt, loops) => {
    if ('target' in stmt) define(stmt.target, loops);
    if ('result' in stmt) define(stmt.result, loops);
    if (stmt.kind === 'ScanStmt') {
      define(stmt.key, loops + 1);
      define(stmt.value, loops + 1);
    }
  });
  return depths;
}

/** What the statements of a function do with its locals. */
export type LocalUse = {
  readonly written: ReadonlySet<Local>;
  readonly read: ReadonlySet<Local>;
  /** Objects that are made here and only ever get constant string keys. */
  readonly plainObjects: ReadonlySet<Local>;
};

/** Looks through all statements of a function once. */
export function localUse(blocks: readonly Block[]): LocalUse {
  const written = new Set<Local>();
  const read = new Set<Local>();
  const plainObjects = new Set<Local>();
  const others = new Set<Local>();
  walkStmts(blocks, (stmt) => {
    addRead(stmt, read);
    if ('target' in stmt) written.add(stmt.target);
    if ('result' in stmt) written.add(stmt.result);
    if (stmt.kind === 'ScanStmt') {
      written.add(stmt.key);
      written.add(stmt.value);
      others.add(stmt.key);
      others.add(stmt.value);
    }
    if (stmt.kind === 'MakeObjectStmt') plainObjects.add(stmt.target);
    else if ('target' in stmt) others.add(stmt.target);
    else if ('result' in stmt) others.add(stmt.result);
    if (stmt.kind === 'ObjectInsertStmt' && stmt.key.kind !== 'string') others.add(stmt.object);
    if (stmt.kind === 'ObjectInsertOnceStmt') others.add(stmt.object);
  });
  for (const local of others) plainObjects.delete(local);
  return { written, read, plainObjects };
}

export type Used = Pick<LocalUse, 'written' | 'read'>;

/** What of its locals a function uses by itself, outside of the cases that become functions of their own. */
export function usedOutside(blocks: readonly Block[], isOutlined: (stmt: SwitchStmt) => boolean): Used {
  const flat = (items: readonly Block[]): readonly Block[] =>
    items.map(({ stmts }) => ({
      stmts: stmts.flatMap((stmt): Stmt[] => {
        if (stmt.kind !== 'SwitchStmt') return [{ ...stmt, ...nestedFlat(stmt) } as Stmt];
        return [
          { ...stmt, cases: isOutlined(stmt) ? [] : stmt.cases.map((one) => ({ ...one, blocks: flat(one.blocks) })) },
        ];
      }),
    }));
  const nestedFlat = (stmt: Stmt) => ('blocks' in stmt ? { blocks: flat(stmt.blocks) } : {});
  return localUse(flat(blocks));
}

/** Adds the locals whose values a statement reads. */
function addRead(stmt: Stmt, read: Set<Local>): undefined {
  const operand = (item: Operand): undefined => {
    if (item.kind === 'local') read.add(item.local);
  };
  switch (stmt.kind) {
    case 'CallStmt':
      for (const arg of stmt.args) operand(arg);
      return;
    case 'CallKeyedStmt':
      for (const key of stmt.keys) operand(key);
      return;
    case 'CallDynamicStmt':
      for (const arg of stmt.args) read.add(arg);
      for (const part of stmt.path) operand(part);
      return;
    case 'DotStmt':
      operand(stmt.source);
      operand(stmt.key);
      return;
    case 'LenStmt':
    case 'AssignVarStmt':
    case 'AssignVarOnceStmt':
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt':
      operand(stmt.source);
      return;
    case 'ReturnLocalStmt':
    case 'ScanStmt':
    case 'IsDefinedStmt':
    case 'IsUndefinedStmt':
      read.add(stmt.source);
      return;
    case 'SwitchStmt':
      operand(stmt.key);
      return;
    case 'EqualStmt':
    case 'NotEqualStmt':
      operand(stmt.a);
      operand(stmt.b);
      return;
    case 'ObjectMergeStmt':
      read.add(stmt.a);
      read.add(stmt.b);
      return;
    case 'ArrayAppendStmt':
      read.add(stmt.array);
      operand(stmt.value);
      return;
    case 'SetAddStmt':
      read.add(stmt.set);
      operand(stmt.value);
      return;
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt':
      read.add(stmt.object);
      operand(stmt.key);
      operand(stmt.value);
      return;
    case 'WithStmt':
    case 'MockStmt':
      operand(stmt.value);
      return;
    case 'ResultSetAddStmt':
      read.add(stmt.value);
      return;
    case 'TreePutStmt':
    case 'TreeAddStmt':
      read.add(stmt.tree);
      for (const part of stmt.path) operand(part);
      operand(stmt.value);
      return;
    case 'TreeDoneStmt':
      read.add(stmt.tree);
      return;
    default:
  }
}

/**
 * The policy with all clauses of rules one after the other: what a clause looks at is to be seen clause by clause.
 * A clause checks what its index has checked, so that the values are the same.
 */
export function withoutIndexes(policy: Policy): Policy {
  return { ...policy, funcs: policy.funcs.map((func) => ({ ...func, blocks: func.blocks.flatMap(clausesOf) })) };
}

function clausesOf(block: Block): readonly Block[] {
  const last = block.stmts[block.stmts.length - 1];
  if (last?.kind !== 'SwitchStmt') return [block];
  return last.cases.flatMap(({ blocks }) => blocks.flatMap(clausesOf));
}

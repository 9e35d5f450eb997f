import type { Block, Stmt } from '../ir/index.ts';
import { nestedBlocks } from '../ir/print.ts';

/** Visits every statement, outer ones first. */
export function walkStmts(blocks: readonly Block[], visit: (stmt: Stmt) => void): void {
  for (const block of blocks) {
    for (const stmt of block.stmts) {
      visit(stmt);
      walkStmts(nestedBlocks(stmt), visit);
    }
  }
}

/** Fields that name a local to write, or no local at all. */
const OTHER_FIELDS: ReadonlySet<string> = new Set([
  'kind',
  'at',
  'target',
  'result',
  'block',
  'blocks',
  'func',
  'index',
  'levels',
  'slot',
  'capacity',
  'sorted',
  'local',
]);

/** The locals whose values some statement of the blocks reads. */
export function localsRead(blocks: readonly Block[]): ReadonlySet<number> {
  const read = new Set<number>();
  walkStmts(blocks, (stmt) => {
    if (stmt.kind === 'AssignIntStmt' || stmt.kind === 'MakeNumberIntStmt') return;
    for (const [name, value] of Object.entries(stmt)) {
      if (OTHER_FIELDS.has(name)) continue;
      if (stmt.kind === 'ScanStmt' && name !== 'source') continue;
      if (stmt.kind === 'WithStmt' && name === 'path') continue;
      for (const item of Array.isArray(value) ? value : [value]) addLocal(item, read);
    }
  });
  return read;
}

function addLocal(field: unknown, read: Set<number>): undefined {
  if (typeof field === 'number') read.add(field);
  else if (typeof field === 'object' && field !== null && 'local' in field && typeof field.local === 'number') {
    read.add(field.local);
  }
}

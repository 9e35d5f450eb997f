import type { Stmt } from './statements.ts';
import type { Block, Constant, Func, Operand, Plan, Policy, Static } from './types.ts';

/**
 * Text listing of a policy, one statement a line; used by goldens and by people.
 * Shape: functions first, then plans; nested blocks are indented; ends with a line break.
 */
export function printPolicy(policy: Policy): string {
  const lines: string[] = [];
  for (const func of policy.funcs) printFunc(func, policy.static, lines);
  for (const plan of policy.plans) printPlan(plan, policy.static, lines);
  return `${lines.join('\n')}\n`;
}

function printFunc(func: Func, pool: Static, lines: string[]): void {
  lines.push(`func ${func.name}(${func.params.map((local) => `l${local}`).join(', ')}) l${func.return}`);
  printBlocks(func.blocks, pool, lines, 1);
}

function printPlan(plan: Plan, pool: Static, lines: string[]): void {
  lines.push(`plan ${plan.name}`);
  printBlocks(plan.blocks, pool, lines, 1);
}

function printBlocks(blocks: readonly Block[], pool: Static, lines: string[], depth: number): void {
  for (const block of blocks) {
    lines.push(`${'  '.repeat(depth)}block`);
    for (const stmt of block.stmts) printStmt(stmt, pool, lines, depth + 1);
  }
}

function printStmt(stmt: Stmt, pool: Static, lines: string[], depth: number): void {
  const blocks = nestedBlocks(stmt);
  const fields = Object.entries(stmt)
    .filter(([name]) => !['kind', 'at', 'block', 'blocks', 'cases'].includes(name))
    .map(([name, value]) => `${name}=${printField(value, pool)}`);
  lines.push(`${'  '.repeat(depth)}${[stmt.kind, ...fields].join(' ')}`);
  if (stmt.kind === 'SwitchStmt') {
    for (const { value, blocks: inner } of stmt.cases) {
      lines.push(`${'  '.repeat(depth + 1)}case ${printOperand(value, pool)}`);
      printBlocks(inner, pool, lines, depth + 2);
    }
  } else printBlocks(blocks, pool, lines, depth + 1);
}

/** The blocks directly inside a statement. */
export function nestedBlocks(stmt: Stmt): readonly Block[] {
  switch (stmt.kind) {
    case 'BlockStmt':
      return stmt.blocks;
    case 'ScanStmt':
    case 'NotStmt':
    case 'WithStmt':
    case 'RestoreStmt':
    case 'MockStmt':
      return [stmt.block];
    case 'SwitchStmt':
      return stmt.cases.flatMap(({ blocks }) => blocks);
    default:
      return [];
  }
}

function printField(value: unknown, pool: Static): string {
  if (Array.isArray(value)) return `[${value.map((item) => printField(item, pool)).join(', ')}]`;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object' && value !== null && 'kind' in value) return printOperand(value as Operand, pool);
  return String(value);
}

function printOperand(operand: Operand, pool: Static): string {
  switch (operand.kind) {
    case 'local':
      return `l${operand.local}`;
    case 'string':
      return JSON.stringify(pool.strings[operand.index]);
    case 'bool':
      return String(operand.value);
    case 'constant':
      return printConstant(pool.constants[operand.index]!);
  }
}

function printConstant(constant: Constant): string {
  switch (constant.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(constant.value);
    case 'number':
      return constant.text;
    case 'string':
      return JSON.stringify(constant.value);
    case 'array':
      return `[${constant.items.map(printConstant).join(', ')}]`;
    case 'set':
      return constant.items.length === 0 ? 'set()' : `{${constant.items.map(printConstant).join(', ')}}`;
    case 'object':
      return `{${constant.entries.map(([key, value]) => `${printConstant(key)}: ${printConstant(value)}`).join(', ')}}`;
  }
}

import { nestedBlocks } from './print.ts';
import type { Stmt } from './statements.ts';
import type { Block, Func, Local, Operand, Plan, Policy } from './types.ts';

/**
 * Checks that a policy can be given to code generation: every index exists, every called function is there and takes
 * that many arguments, breaks and restores stay inside, locals are small whole numbers.
 * Shape: one sentence per fault; empty when there is none. Never throws, whatever the policy holds.
 */
export function validatePolicy(policy: Policy): readonly string[] {
  const faults: string[] = [];
  const names = new Map<string, number>();
  for (const func of policy.funcs) {
    if (names.has(func.name)) faults.push(`function \`${func.name}\` is defined twice`);
    names.set(func.name, func.params.length);
  }
  for (const builtin of policy.static.builtinFuncs) {
    if (!names.has(builtin.name)) names.set(builtin.name, builtin.arity);
  }
  for (const owner of [...policy.funcs, ...policy.plans]) validateOwner(owner, policy, names, faults);
  return faults;
}

/** Fields that hold a local or an operand, in whichever statement. */
const LOCALS_AND_OPERANDS = 'source key value target result array set object local tree a b'.split(' ');

type Frame = { readonly depth: number; readonly withs: number };

function validateOwner(owner: Func | Plan, policy: Policy, names: ReadonlyMap<string, number>, faults: string[]): void {
  const fault = (text: string) => faults.push(`${owner.name}: ${text}`);
  const checkLocal = (local: Local) => {
    if (!Number.isSafeInteger(local) || local < 0 || local > 1e7) fault(`bad local ${String(local)}`);
  };
  const checkIndex = (index: number, length: number, what: string) => {
    if (!Number.isSafeInteger(index) || index < 0 || index >= length) fault(`bad ${what} index ${String(index)}`);
  };
  const checkInteger = (value: unknown, what: string) => {
    if (!Number.isSafeInteger(value)) fault(`bad ${what} ${String(value)}`);
  };
  const checkOperand = (operand: Operand) => {
    if (operand.kind === 'local') checkLocal(operand.local);
    else if (operand.kind === 'string') checkIndex(operand.index, policy.static.strings.length, 'string');
    else if (operand.kind === 'constant') checkIndex(operand.index, policy.static.constants.length, 'constant');
    else if (operand.kind !== 'bool' || typeof operand.value !== 'boolean') fault('bad operand');
  };
  const checkFields = (stmt: Stmt) => {
    const fields = stmt as unknown as Record<string, unknown>;
    for (const name of LOCALS_AND_OPERANDS) {
      const field = fields[name];
      if (field === undefined) continue;
      if (name === 'value' && /Int/.test(stmt.kind)) checkInteger(field, 'value');
      else if (typeof field === 'object' && field !== null) checkOperand(field as Operand);
      else checkLocal(field as Local);
    }
    for (const name of ['slot', 'levels', 'index']) if (fields[name] !== undefined) checkInteger(fields[name], name);
    if (stmt.kind === 'ScanStmt' && typeof stmt.sorted !== 'boolean') fault('bad sorted');
    for (const part of [stmt.at.file, stmt.at.row, stmt.at.col]) checkInteger(part, 'place');
  };
  const checkBlock = (block: Block, frame: Frame): void => {
    for (const stmt of block.stmts) {
      checkFields(stmt);
      if (stmt.kind === 'CallStmt') {
        stmt.args.forEach(checkOperand);
        const arity = names.get(stmt.func);
        if (arity === undefined) fault(`unknown function \`${stmt.func}\``);
        else if (arity !== stmt.args.length) fault(`\`${stmt.func}\` takes ${arity} arguments`);
      } else if (stmt.kind === 'CallKeyedStmt') {
        stmt.keys.forEach(checkOperand);
        if (names.get(stmt.func) !== 2) fault(`\`${stmt.func}\` is no rule`);
        if (names.get(stmt.keyed) !== 2 + stmt.keys.length) fault(`\`${stmt.keyed}\` takes no such keys`);
      } else if (stmt.kind === 'SwitchStmt') {
        for (const { value } of stmt.cases) checkOperand(value);
      } else if (stmt.kind === 'CallDynamicStmt') {
        stmt.args.forEach(checkLocal);
        stmt.path.forEach(checkOperand);
      } else if (stmt.kind === 'TreePutStmt' || stmt.kind === 'TreeAddStmt') stmt.path.forEach(checkOperand);
      else if (stmt.kind === 'MakeNumberRefStmt') checkIndex(stmt.index, policy.static.strings.length, 'string');
      else if (stmt.kind === 'BreakStmt' && !(stmt.index >= 0 && stmt.index < frame.depth)) fault('bad break');
      else if (stmt.kind === 'WithStmt') {
        stmt.path.forEach((index) => {
          checkIndex(index, policy.static.strings.length, 'string');
        });
        if (stmt.local !== 0 && stmt.local !== 1) fault('with on a local');
      } else if (stmt.kind === 'RestoreStmt' && !(stmt.levels > 0 && stmt.levels <= frame.withs)) fault('bad restore');
      const withs =
        frame.withs +
        (stmt.kind === 'WithStmt' || stmt.kind === 'MockStmt' ? 1 : stmt.kind === 'RestoreStmt' ? -stmt.levels : 0);
      for (const nested of nestedBlocks(stmt)) checkBlock(nested, { depth: frame.depth + 1, withs });
    }
  };
  if ('params' in owner) [...owner.params, owner.return].forEach(checkLocal);
  for (const block of owner.blocks) checkBlock(block, { depth: 1, withs: 0 });
}

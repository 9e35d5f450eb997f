import type { Operand, Stmt } from '../ir/index.ts';
import type { CallDynamicStmt, CallKeyedStmt, CallStmt } from '../ir/statements.ts';
import { recall } from './emit.ts';
import { quoteJs } from './names.ts';
import type { FuncScope } from './scope.ts';
import { emitEquality, observed, useOperands } from './statements.ts';

const ORDER: Readonly<Record<string, string>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };

/** A comparison builtin as a condition; undefined for every other builtin. */
export function emitTest(scope: FuncScope, stmt: CallStmt): string | undefined {
  const [a, b] = stmt.args;
  if (a === undefined || b === undefined || stmt.args.length !== 2 || scope.program.funcs.has(stmt.func))
    return undefined;
  if (stmt.func === 'equal') return emitEquality(scope, a, b);
  if (stmt.func === 'neq') return `!(${emitEquality(scope, a, b)})`;
  const sign = Object.hasOwn(ORDER, stmt.func) ? ORDER[stmt.func] : undefined;
  return sign === undefined ? undefined : emitOrder(scope, sign, a, b);
}

function emitOrder(scope: FuncScope, sign: string, a: Operand, b: Operand): string {
  const [left, right] = [scope.operand(a), scope.operand(b)];
  const tests = [a, b].flatMap((operand) =>
    scope.known(operand)?.kind === 'integer' ? [] : [`typeof ${scope.operand(operand)} === "number"`],
  );
  const slow = `compare(${left}, ${right}) ${sign} 0`;
  return tests.length === 0 ? `${left} ${sign} ${right}` : `${tests.join(' && ')} ? ${left} ${sign} ${right} : ${slow}`;
}

/** A call of a planned function or of a builtin; undefined results end the block. */
export function emitCall(scope: FuncScope, stmt: (CallStmt | CallDynamicStmt) & Pick<Stmt, 'at'>): readonly string[] {
  const result = scope.local(stmt.result);
  const check = `if (${result} === undefined) ${scope.fail()}`;
  if (stmt.kind === 'CallDynamicStmt') {
    const path = stmt.path.map((operand) => scope.operand(operand)).join(', ');
    const [input, data, ...rest] = stmt.args.map((local) => scope.local(local));
    const args = [input, data, scope.environment.memo, ...rest].join(', ');
    return [`${result} = callDynamic(dynamic, [${path}], [${args}]);`, check];
  }
  const index = scope.program.funcs.get(stmt.func);
  if (index !== undefined) {
    const [input, data, ...rest] = stmt.args.map((operand) => scope.operand(operand));
    return [`${result} = f${index}(${[input, data, scope.environment.memo, ...rest].join(', ')});`, check];
  }
  return [...useArguments(scope, stmt), ...emitBuiltin(scope, stmt, result), check];
}

/**
 * A look-up in a set or object that rules make: in all of it, which is made once, or in what is made for the keys alone.
 * What is remembered comes first, then what costs less over many look-ups; rules that fail as a whole are asked by key.
 */
export function emitKeyed(scope: FuncScope, stmt: CallKeyedStmt): readonly string[] {
  const { input, data, memo } = scope.environment;
  const { memory, funcs } = scope.program;
  const result = scope.local(stmt.result);
  const [whole, keyed] = [stmt.func, stmt.keyed].map((name) => `f${funcs.get(name)}`);
  const byKey = `${result} = ${keyed}(${[input, data, memo, ...stmt.keys.map((key) => scope.operand(key))].join(', ')});`;
  const check = `if (${result} === undefined) ${scope.fail()}`;
  if (memory.keyedFirst.has(stmt.keyed)) {
    const known = scope.fresh('w');
    return [
      `const ${known} = ${memo}[${memory.rules.get(stmt.func)}];`,
      `if (${known} !== undefined) ${result} = ${recall(scope.program, known)};`,
      `else ${byKey}`,
      check,
    ];
  }
  const saved = scope.fresh('u');
  const failure = memory.failures.get(stmt.func);
  return [
    `if (${memo}[${failure}] !== undefined) ${byKey}`,
    'else {',
    `const ${saved} = S.save();`,
    `try { ${result} = ${whole}(${input}, ${data}, ${memo}); }`,
    `catch (error) { recover(S, error, ${saved}); setFailed(S, ${memo}, ${failure}); ${byKey} }`,
    '}',
    check,
  ];
}

/** Builtins whose usual case is short: a helper does it and leaves the rest to the builtin. */
const SHORTCUTS: Readonly<Record<string, string>> = { count: 'count', plus: 'add', minus: 'sub' };

function emitBuiltin(scope: FuncScope, stmt: CallStmt & Pick<Stmt, 'at'>, result: string): readonly string[] {
  const test = emitTest(scope, stmt);
  if (test !== undefined) return [`${result} = ${test};`];
  const args = stmt.args.map((operand) => scope.operand(operand));
  const builtin = `b${scope.program.builtins.get(stmt.func)}`;
  const shortcut = Object.hasOwn(SHORTCUTS, stmt.func) ? SHORTCUTS[stmt.func] : undefined;
  const call =
    shortcut === undefined
      ? `${builtin}(${['S.context', ...args].join(', ')})`
      : `${shortcut}(${[builtin, 'S.context', ...args].join(', ')})`;
  const { file, row, col } = stmt.at;
  const budget = scope.program.options.budget ? 'if (--S.steps < 0) S.refill(); ' : '';
  return [
    `${budget}try { ${result} = ${call}; }`,
    `catch (error) { ${result} = caught(S, error, ${quoteJs(stmt.func)}, ${file}, ${row}, ${col}); }`,
  ];
}

/** Builtins that look at less than all of their first operand: at its type, or at which entries it has. */
const SHALLOW: Readonly<Record<string, 'type' | 'keys'>> = {
  count: 'keys',
  is_array: 'type',
  is_boolean: 'type',
  is_null: 'type',
  is_number: 'type',
  is_object: 'type',
  is_set: 'type',
  is_string: 'type',
  'object.keys': 'keys',
  type_name: 'type',
};

/** What a builtin looks at. */
function useArguments(scope: FuncScope, stmt: CallStmt): readonly string[] {
  const [first, second] = stmt.args;
  if (stmt.func === 'object.get' && first?.kind === 'local' && second !== undefined) {
    const path = observed(scope, [`S.usePath(${scope.operand(first)}, ${scope.operand(second)});`], true);
    return [...useOperands(scope, [second]), ...path];
  }
  const depth = Object.hasOwn(SHALLOW, stmt.func) ? SHALLOW[stmt.func] : undefined;
  if (depth === undefined || first?.kind !== 'local') return useOperands(scope, stmt.args);
  return depth === 'keys' ? observed(scope, [`S.useKeys(${scope.operand(first)});`]) : [];
}

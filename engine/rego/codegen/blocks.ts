import type { Block, NotStmt, RestoreStmt, ScanStmt, Stmt, WithStmt } from '../ir/index.ts';
import type { MockStmt } from '../ir/statements.ts';
import { quoteJs } from './names.ts';
import type { Exit, FuncScope } from './scope.ts';
import { emitPair, emitSimple, observed } from './statements.ts';
import { emitSwitch } from './switches.ts';

/** Blocks one after the other: what is undefined in one of them ends that one only. */
export function emitBlocks(scope: FuncScope, blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block) =>
    block.stmts.length === 0 ? [] : labelled(scope, () => emitStmts(scope, block.stmts)),
  );
}

/** The blocks of a function: the clauses of a rule. What one clause read is nothing to the next. */
export function emitClauses(scope: FuncScope, blocks: readonly Block[]): readonly string[] {
  if (scope.program.options.mode !== 'provenance' || !('params' in scope.owner)) return emitBlocks(scope, blocks);
  return blocks.flatMap((block) => [...emitBlocks(scope, [block]), back('e0')]);
}

/** Blocks inside of a block are alternatives, or fill a collection: all that they read counts. */
function emitNested(scope: FuncScope, blocks: readonly Block[]): readonly string[] {
  const code = emitBlocks(scope, blocks);
  return scope.program.options.mode === 'provenance' ? ['S.held++;', ...code, 'S.held--;'] : code;
}

/** Takes the reads of a branch that is left off the trail again. */
function back(mark: string): string {
  return `if (S.held === 0) S.trail = ${mark};`;
}

/** Code in a block of its own, with a label if it is ever left early. */
function labelled(scope: FuncScope, build: () => readonly string[]): readonly string[] {
  const exit: Exit = { label: scope.fresh('B'), used: false };
  scope.exits.push(exit);
  const code = build();
  scope.exits.pop();
  return [exit.used ? `${exit.label}: {` : '{', ...code, '}'];
}

export function emitStmts(scope: FuncScope, stmts: readonly Stmt[]): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index < stmts.length; index++) {
    const stmt = stmts[index]!;
    const next = stmts[index + 1];
    const pair = next === undefined ? undefined : emitPair(scope, stmt, next);
    if (pair !== undefined) {
      lines.push(...pair);
      index++;
    } else lines.push(...emitStmt(scope, stmt));
    if (stmt.kind === 'BreakStmt' || stmt.kind === 'ReturnLocalStmt') break;
  }
  return lines;
}

function emitStmt(scope: FuncScope, stmt: Stmt): readonly string[] {
  switch (stmt.kind) {
    case 'BlockStmt':
      return emitNested(scope, stmt.blocks);
    case 'SwitchStmt':
      return emitSwitch(scope, stmt);
    case 'ScanStmt':
      return emitScan(scope, stmt);
    case 'NotStmt':
      return emitNot(scope, stmt);
    case 'WithStmt':
      return emitWith(scope, stmt);
    case 'MockStmt':
      return emitMock(scope, stmt);
    case 'RestoreStmt':
      return emitRestore(scope, stmt);
    default:
      return emitSimple(scope, stmt);
  }
}

/**
 * One loop for arrays, objects and sets; the kind is found once before it.
 * Kinds: 0 array, 1 plain object, 2 set, 3 object with other keys.
 */
function emitScan(scope: FuncScope, stmt: ScanStmt): readonly string[] {
  const { budget, mode } = scope.program.options;
  const [from, kind, keys, index] = ['s', 'h', 'y', 'j'].map((prefix) => scope.fresh(prefix)) as [
    string,
    string,
    string,
    string,
  ];
  const key = scope.local(stmt.key);
  const value = scope.local(stmt.value);
  const mark = mode === 'provenance' ? scope.fresh('t') : undefined;
  const body = labelled(scope, () => emitStmts(scope, stmt.block.stmts));
  const { read } = scope.use;
  const keyed = mode === 'provenance' || read.has(stmt.key);
  const valued = read.has(stmt.value);
  const assign = (k: string, v: string) => `${keyed ? `${key} = ${k};` : ''} ${valued ? `${value} = ${v};` : ''}`;
  return [
    `const ${from} = ${scope.local(stmt.source)};`,
    `if (typeof ${from} === "object" && ${from} !== null) {`,
    `const ${kind} = Array.isArray(${from}) ? 0 : scanKind(${from});`,
    `const ${keys} = ${kind} === 0 ? ${from} : scanKeys(${from}, ${kind}, ${stmt.sorted});`,
    ...observed(scope, [`S.scan(${from});`]),
    ...(mark === undefined ? [] : [`const ${mark} = S.trail;`]),
    `for (let ${index} = 0; ${index} < ${keys}.length; ${index}++) {`,
    ...(budget ? ['if (--S.steps < 0) S.refill();'] : []),
    ...(mark === undefined ? [] : [back(mark)]),
    ...(keyed || valued
      ? [
          `if (${kind} === 0) { ${assign(index, `${keys}[${index}]`)} }`,
          `else if (${kind} === 1) { ${keyed ? `${key} = ${keys}[${index}];` : ''} ${valued ? `${value} = ${from}[${keys}[${index}]];` : ''} }`,
          `else if (${kind} === 2) { ${assign(`${keys}[${index}]`, `${keys}[${index}]`)} }`,
          `else { ${assign(`${keys}[${index}][0]`, `${keys}[${index}][1]`)} }`,
        ]
      : []),
    ...(mark === undefined ? [] : [`if (S.noting) S.item(${from}, ${key});`]),
    ...body,
    '}',
    ...(mark === undefined ? [] : [back(mark)]),
    '}',
  ];
}

function emitNot(scope: FuncScope, stmt: NotStmt): readonly string[] {
  const holds = scope.fresh('n');
  const provenance = scope.program.options.mode === 'provenance';
  const inner = labelled(scope, () => [...emitStmts(scope, stmt.block.stmts), `${holds} = true;`]);
  return [
    `let ${holds} = false;`,
    ...(provenance ? ['S.held++;'] : []),
    ...inner,
    ...(provenance ? ['S.held--;'] : []),
    `if (${holds}) ${scope.fail()}`,
  ];
}

function emitWith(scope: FuncScope, stmt: WithStmt): readonly string[] {
  const { strings } = scope.program.policy.static;
  const outer = scope.environment;
  const path = stmt.path.map((index) => quoteJs(strings[index]!)).join(', ');
  const replaced = scope.fresh(stmt.local === 0 ? 'i' : 'd');
  const memo = scope.fresh('m');
  const lines = [
    `const ${replaced} = withPath(${scope.local(stmt.local)}, [${path}], ${scope.operand(stmt.value)});`,
    ...observed(scope, [`S.copied(${scope.local(stmt.local)}, ${replaced}, [${path}]);`]),
    `const ${memo} = frame(${outer.memo});`,
  ];
  const environment = stmt.local === 0 ? { ...outer, input: replaced, memo } : { ...outer, data: replaced, memo };
  return [...lines, ...inEnvironment(scope, environment, stmt.block)];
}

function emitMock(scope: FuncScope, stmt: MockStmt): readonly string[] {
  const outer = scope.environment;
  const memo = scope.fresh('m');
  return [
    `const ${memo} = mockFrame(${outer.memo}, ${stmt.slot}, ${scope.operand(stmt.value)});`,
    ...inEnvironment(scope, { ...outer, memo }, stmt.block),
  ];
}

function inEnvironment(scope: FuncScope, environment: FuncScope['environment'], block: Block): readonly string[] {
  scope.environments.push(environment);
  const code = nestedLike(scope, () => emitStmts(scope, block.stmts));
  scope.environments.pop();
  return code;
}

/** The block as it would run outside of the innermost replacements. */
function emitRestore(scope: FuncScope, stmt: RestoreStmt): readonly string[] {
  const set = scope.environments.splice(scope.environments.length - stmt.levels);
  const code = nestedLike(scope, () => emitStmts(scope, stmt.block.stmts));
  scope.environments.push(...set);
  return code;
}

/** A block whose failure is the failure of the block around it. */
function nestedLike(scope: FuncScope, build: () => readonly string[]): readonly string[] {
  const exit = scope.exits[scope.exits.length - 1]!;
  scope.exits.push(exit);
  const code = build();
  scope.exits.pop();
  return ['{', ...code, '}'];
}

import type { Block, Local, SwitchStmt } from '../ir/index.ts';
import { emitBlocks } from './blocks.ts';
import { FuncScope } from './scope.ts';
import { localUse, type Used, usedOutside } from './walk.ts';

/** A switch of more cases has a function for each: one for all would be too large for V8 to optimise, and slow to enter. */
export const MAX_INLINE_CASES = 16;

/** Finds the case by a table that is made once; JavaScript's own switch compares strings one by one. */
export function emitSwitch(scope: FuncScope, stmt: SwitchStmt): readonly string[] {
  const values = stmt.cases.map(({ value }) => scope.operand(value));
  const table = scope.program.table(`caseTable([${values.join(', ')}])`);
  const found = `caseOf(${table}, ${scope.operand(stmt.key)})`;
  const outlined = isOutlined(stmt) ? outline(scope, stmt) : undefined;
  if (outlined !== undefined) {
    const chosen = scope.fresh('v');
    const names = scope.program.table(`[${outlined.functions.join(', ')}]`);
    const call = `${names}[${chosen}](${outlined.args.join(', ')});`;
    return [
      `const ${chosen} = ${found};`,
      `if (${chosen} !== undefined) ${outlined.target === undefined ? '' : `${outlined.target} = `}${call}`,
    ];
  }
  const cases = stmt.cases.flatMap(({ blocks }, index) => [
    `case ${index}: {`,
    ...emitBlocks(scope, blocks),
    'break; }',
  ]);
  return [`switch (${found}) {`, ...cases, '}'];
}

export function isOutlined(stmt: SwitchStmt): boolean {
  return stmt.cases.length > MAX_INLINE_CASES;
}

type Outlined = {
  readonly functions: readonly string[];
  readonly args: readonly string[];
  /** The local of the rule's value, which the functions give back. */
  readonly target: string | undefined;
};

/** A function for each case; undefined where a case gives values to locals of the function around it. */
function outline(scope: FuncScope, stmt: SwitchStmt): Outlined | undefined {
  const { owner } = scope;
  if (!('params' in owner)) return undefined;
  const uses = stmt.cases.map(({ blocks }) => localUse(blocks));
  const shared = [...scope.visible].filter((local) =>
    uses.some(({ read, written }) => read.has(local) || written.has(local)),
  );
  const changed = shared.filter((local) => uses.some(({ written }) => written.has(local)));
  if (changed.some((local) => local !== owner.return)) return undefined;
  const target = changed.length === 0 ? undefined : `l${owner.return}`;
  const names = shared.map((local) => `l${local}`);
  const functions = stmt.cases.map(({ blocks }) => emitCase(scope, blocks, shared, target));
  const { input, data, memo } = scope.environment;
  return { functions, args: [input, data, memo, ...names], target };
}

/** The function of a case: it gives back the rule's value as it is then. */
function emitCase(
  scope: FuncScope,
  blocks: readonly Block[],
  shared: readonly Local[],
  target: string | undefined,
): string {
  const own = usedOutside(blocks, isOutlined);
  const inner = new FuncScope(scope.program, scope.owner, scope.use, { shared, own, isCase: true });
  const locals = declared(own, shared);
  return scope.program.outline([
    `(i0, d0, m0${shared.map((local) => `, l${local}`).join('')}) {`,
    ...(locals.length === 0 ? [] : [`let ${locals.map((local) => `l${local}`).join(', ')};`]),
    ...emitBlocks(inner, blocks),
    ...(target === undefined ? [] : [`return ${target};`]),
    '}',
  ]);
}

/** The locals that a function has to declare: what is only read too, since what gives it a value may have no code. */
export function declared({ written, read }: Used, given: readonly Local[]): readonly Local[] {
  return [...new Set([...written, ...read])].filter((local) => local > 1 && !given.includes(local));
}

import type { Func, Local, Plan, Policy } from '../ir/index.ts';
import { isReplacing } from './base-values.ts';
import { emitClauses } from './blocks.ts';
import { emitConstant } from './constants.ts';
import { planMemory } from './memory.ts';
import { quoteJs } from './names.ts';
import type { CodegenOptions } from './options.ts';
import { FuncScope, type ProgramScope } from './scope.ts';
import { stableRules } from './stable.ts';
import { declared, isOutlined } from './switches.ts';
import { localUse, type Used, usedOutside, walkStmts, withoutIndexes } from './walk.ts';

/** Names that the generated code takes from the runtime; see runtime.ts. */
export const RUNTIME_NAMES = [
  'missing',
  'getKey',
  'equals',
  'compare',
  'scanKind',
  'scanKeys',
  'caught',
  'conflict',
  'insert',
  'insertOnce',
  'merge',
  'makeSet',
  'newSet',
  'makeObject',
  'newObject',
  'parseNumber',
  'lengthOf',
  'withPath',
  'frame',
  'isPlain',
  'isSet',
  'mockFrame',
  'mockValue',
  'newTree',
  'putTree',
  'addTree',
  'callDynamic',
  'tooDeep',
  'recover',
  'caseOf',
  'caseTable',
  'tableOf',
  'below',
  'setFailed',
  'UNDEFINED',
  'count',
  'add',
  'sub',
  'hooked',
] as const;

/** Generated code, and the memo indexes of the rules that rest on the base documents alone (fast mode only). */
export type Emitted = { readonly code: string; readonly stable: readonly number[] };

/**
 * Turns a planned policy into the text of a JavaScript function body.
 * Shape:  `new Function('R', 'S', 'B', text)` gives the plans in order, each `(input, data, memo, out) => value`: R is the
 *         runtime, S the state of the evaluation, B the builtins in the order of `policy.static.builtinFuncs`.
 *         The same policy and options give the same text.
 * INVARIANT: text of the policy appears only inside string literals made by `quoteJs`.
 */
export function emitPolicy(planned: Policy, options: CodegenOptions): Emitted {
  const policy = options.mode === 'provenance' ? withoutIndexes(planned) : planned;
  const memory = planMemory(policy, options);
  const tables: string[] = [];
  const outlined: string[] = [];
  const program: ProgramScope = {
    policy,
    options,
    memory,
    table: (code) => `q${tables.push(code) - 1}`,
    outline: (code) => `x${outlined.push(code.join('\n')) - 1}`,
    stable: options.mode === 'fast' ? stableRules(policy) : new Set(),
    funcs: new Map(policy.funcs.map((func, index) => [func.name, index])),
    builtins: new Map(policy.static.builtinFuncs.map((builtin, index) => [builtin.name, index])),
    isReplacing: isReplacing(policy),
  };
  const funcs = policy.funcs.map((func, index) => emitFunc(program, func, index));
  const plans = policy.plans.map((plan, index) => emitPlan(program, plan, index));
  const lines = [
    '"use strict";',
    ...namesFrom(options),
    ...policy.static.builtinFuncs.map((_, index) => `const b${index} = B[${index}];`),
    ...policy.static.constants.map((constant, index) => `const k${index} = ${emitConstant(constant)};`),
    ...outlined.map((code, index) => `function x${index}${code}`),
    ...tables.map((code, index) => `const q${index} = ${code};`),
    ...funcs,
    ...plans,
    ...emitDynamic(policy),
    `return {plans: [${policy.plans.map((_, index) => `p${index}`).join(', ')}]};`,
  ];
  const stable = [...program.stable].map((name) => memory.rules.get(name)!);
  return { code: `${lines.join('\n')}\n`, stable };
}

/** Where the state sees what is missing, the look-ups are its own. */
function namesFrom({ mode }: CodegenOptions): readonly string[] {
  const own: readonly string[] = mode === 'coverage' ? [] : ['missing', 'getKey'];
  const names = RUNTIME_NAMES.filter((name) => !own.includes(name));
  return [`const {${names.join(', ')}} = R;`, ...own.map((name) => `const ${name} = S.${name};`)];
}

function emitFunc(program: ProgramScope, func: Func, index: number): string {
  const use = localUse(func.blocks);
  const own = usedOutside(func.blocks, isOutlined);
  const scope = new FuncScope(program, func, use, { shared: func.params, own, isCase: false });
  const params = func.params.slice(2).map((local) => `l${local}`);
  const lines = [`function f${index}(${['i0', 'd0', 'm0', ...params].join(', ')}) {`];
  const { memoIndex, tableIndex } = scope;
  if (tableIndex !== undefined) {
    const table = params
      .slice(0, -1)
      .reduce((outer, param) => `below(${outer}, ${param})`, `tableOf(S, m0, ${tableIndex})`);
    lines.push(`const table = ${table};`);
  }
  if (memoIndex !== undefined || tableIndex !== undefined) {
    const known = memoIndex === undefined ? `table.get(${params.at(-1)})` : `m0[${memoIndex}]`;
    lines.push(`const memo = ${known};`, `if (memo !== undefined) return ${recall(program)};`);
  }
  if (program.options.mode === 'provenance') {
    const held = func.what === 'partial-object' ? 1 : 0;
    lines.push(`const e0 = S.trail, g0 = S.logged, h0 = S.held; let c0; S.held = ${held};`);
  }
  if (program.options.budget) lines.push('if (--S.steps < 0) S.refill();', 'if (++S.depth > S.maxDepth) tooDeep(S);');
  lines.push(...declarations(own, func.params), ...emitClauses(scope, func.blocks), leaveFunc(scope, undefined), '}');
  return lines.join('\n');
}

/** The value that a memo stands for. */
export function recall(program: ProgramScope, memo = 'memo'): string {
  return program.options.mode === 'provenance' ? `S.recall(${memo})` : `(${memo} === UNDEFINED ? undefined : ${memo})`;
}

/** The statements that end a function with a value, or without one. */
export function leaveFunc(scope: FuncScope, value: string | undefined): string {
  const { options } = scope.program;
  const parts: string[] = [];
  const { owner } = scope;
  if (!('params' in owner) || scope.isCase) return `return ${value ?? 'undefined'};`;
  if (options.budget) parts.push('--S.depth;');
  const { memoIndex, tableIndex } = scope;
  const keep = (kept: string) => {
    if (memoIndex !== undefined) return `m0[${memoIndex}] = ${kept};`;
    return tableIndex === undefined ? undefined : `table.set(l${owner.params.at(-1)}, ${kept});`;
  };
  const isTabled = tableIndex !== undefined;
  if (isTabled && options.budget) parts.push('if ((S.steps -= 10) < 0) S.refill();');
  if (options.mode === 'provenance') {
    const isSet = value !== undefined && owner.what === 'partial-set';
    const end = isSet ? `S.rememberSet(e0, g0, h0, ${value})` : `S.remember(e0, g0, h0, c0, ${value})`;
    parts.push(
      keep(`S.logged === g0 ? (S.held = h0, ${value ?? 'UNDEFINED'}) : ${end}`) ??
        `if (S.logged === g0) S.held = h0; else S.leave(e0, g0, h0, c0, ${value});`,
    );
  } else parts.push(keep(value ?? 'UNDEFINED') ?? '');
  const isKept = memoIndex === undefined || scope.program.stable.has(owner.name);
  if (!isKept) parts.push(`if (m0 === S.top) S.touched[S.touchedCount++] = ${memoIndex};`);
  return [...parts.filter((part) => part !== ''), `return ${value ?? 'undefined'};`].join(' ');
}

function emitPlan(program: ProgramScope, plan: Plan, index: number): string {
  const use = localUse(plan.blocks);
  const scope = new FuncScope(program, plan, use, { shared: [], own: use, isCase: false });
  return [
    `function p${index}(i0, d0, m0, out) {`,
    ...declarations(use, [0, 1]),
    ...emitClauses(scope, plan.blocks),
    'return undefined;',
    '}',
  ].join('\n');
}

function emitDynamic(policy: Policy): readonly string[] {
  let used = false;
  for (const owner of [...policy.funcs, ...policy.plans]) {
    walkStmts(owner.blocks, (stmt) => {
      used ||= stmt.kind === 'CallDynamicStmt';
    });
  }
  if (!used) return [];
  const rows = policy.funcs.map((func, index) => `[${quoteJs(JSON.stringify(func.path))}, f${index}]`);
  return [`const dynamic = new Map([${rows.join(', ')}]);`];
}

function declarations(own: Used, params: readonly Local[]): readonly string[] {
  const locals = declared(own, params);
  return locals.length === 0 ? [] : [`let ${locals.map((local) => `l${local}`).join(', ')};`];
}

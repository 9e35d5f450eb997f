import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtin } from '../../../engine/rego/builtin-lookup.ts';
import { Executable, type JsonValue, toJson } from '../../../engine/rego/index.ts';
import { readPlan } from '../../../engine/rego/ir/index.ts';
import { programText } from '../../../engine/rego/program.ts';

const COMMAND = process.env.OPA ?? 'opa';
const HAS_OPA = spawnSync(COMMAND, ['version'], { encoding: 'utf8' }).stdout?.includes('Version: 1.19.1') === true;
if (!HAS_OPA) console.warn('SKIPPED: opa is not installed, plans that it builds are not read');

const RUN = { mode: 'fast', budget: true } as const;

/** A plan with one function in OPA's format: `f` gives the double of `input.n`, or what `block` says. */
function planOf(stmts: readonly object[], strings: readonly string[] = []): string {
  const place = { file: 0, row: 1, col: 1 };
  const typed = stmts.map(({ type, ...stmt }: { type?: string }) => ({ type, stmt: { ...stmt, ...place } }));
  return JSON.stringify({
    static: {
      strings: ['n', '2', 'result', ...strings].map((value) => ({ value })),
      builtin_funcs: [{ name: 'mul', decl: { type: 'function', args: [{ type: 'number' }, { type: 'number' }] } }],
      files: [{ value: 'a.rego' }],
    },
    plans: { plans: [{ name: 'a/p', blocks: [{ stmts: typed }] }] },
    funcs: { funcs: null },
  });
}

const local = (value: number) => ({ type: 'local', value });
const DOUBLE = [
  { type: 'DotStmt', source: local(0), key: { type: 'string_index', value: 0 }, target: 2 },
  { type: 'MakeNumberRefStmt', Index: 1, target: 3 },
  { type: 'CallStmt', func: 'mul', args: [local(2), local(3)], result: 4 },
  { type: 'MakeObjectStmt', target: 5 },
  { type: 'ObjectInsertStmt', key: { type: 'string_index', value: 2 }, value: local(4), object: 5 },
  { type: 'ResultSetAddStmt', value: 5 },
];

describe('a plan in OPA format', () => {
  it('is read and run', () => {
    const plan = readPlan(planOf(DOUBLE));
    if (!plan.ok) throw new Error(plan.diagnostics[0]?.message);
    const executable = new Executable(programText(plan.value, RUN), builtin);
    expect(executable.text.plans).toEqual(['a/p']);
    expect(executable.solutions(0, { n: 21 }, {})).toEqual({ ok: true, value: [{ result: 42 }] });
    expect(executable.solutions(0, {}, {})).toEqual({ ok: true, value: [] });
  });

  it.each([
    ['', 'it is no JSON'],
    ['[]', 'plan is no object'],
    [planOf([{ type: 'EvilStmt' }]), 'the kind of statement `EvilStmt` is not known'],
    [planOf([{ type: 'constructor' }]), 'the kind of statement `constructor` is not known'],
    [planOf([{ type: 'ReturnLocalStmt', source: 'x); evil(' }]), 'stmt.source is no whole number'],
    [planOf([{ type: 'ReturnLocalStmt', source: -1 }]), 'a/p: bad local -1'],
    [planOf([{ type: 'BreakStmt', index: 7 }]), 'a/p: bad break'],
    [planOf([{ type: 'CallStmt', func: 'nope', args: [], result: 2 }]), 'a/p: unknown function `nope`'],
    [
      planOf([{ type: 'EqualStmt', a: { type: 'code', value: 1 }, b: local(1) }]),
      'the kind of operand `code` is not known',
    ],
    [
      planOf([{ type: 'DotStmt', source: local(0), key: { type: 'string_index', value: 99 }, target: 2 }]),
      'bad string index 99',
    ],
  ])('is refused: %#', (text, message) => {
    const plan = readPlan(text);
    expect(plan.diagnostics.map(({ code }) => code)).toEqual(['bundle_invalid']);
    expect(plan.diagnostics[0]?.message).toContain(message);
  });

  it('is refused when it nests too deeply', () => {
    const [open, close] = ['{"stmts":[{"type":"NotStmt","stmt":{"file":0,"row":1,"col":1,"block":', '}}]}'];
    const block = `${open.repeat(400)}{"stmts":[]}${close.repeat(400)}`;
    const text = `{"plans":{"plans":[{"name":"p","blocks":[${block}]}]}}`;
    expect(readPlan(text).diagnostics[0]?.message).toContain('more than 300 blocks inside each other');
  });
});

type BundleCase = {
  readonly note: string;
  readonly module: string;
  readonly input: JsonValue;
  readonly data?: JsonValue;
};

const BUNDLES: readonly BundleCase[] = [
  {
    note: 'sets, counts and functions',
    module: 'q contains f(x) if some x in input.xs\nf(x) := x + 1 if x > 1 else := 0\np := {"q": q, "n": count(q)}',
    input: { xs: [1, 2, 3, 3] },
  },
  {
    note: 'partial objects, defaults and conflicts of none',
    module: 'default d := "no"\nd := "yes" if input.yes\no[k] := v if some k, v in input.o\np := [d, o]',
    input: { yes: false, o: { a: 1, b: null } },
  },
  {
    note: 'every, not and comprehensions',
    module:
      'all_even if every x in input.xs { x % 2 == 0 }\np := [x | some x in input.xs; not all_even; x != data.skip]',
    input: { xs: [2, 3, 4] },
    data: { skip: 4 },
  },
  {
    note: 'with, on input, data and a function',
    module:
      'q := [input.a, data.b.c, count(input.xs)]\np := [r, q] if r := q with input.a as 7 with data.b as {"c": 8} with count as 9',
    input: { a: 1, xs: [1] },
    data: { b: { c: 2 } },
  },
  {
    note: 'rules chosen by a key',
    module: 'r.a := 1\nr.b := 2\np := {k: v | some k in input.ks; v := data.t.r[k]}',
    input: { ks: ['a', 'b', 'c'] },
  },
  {
    note: 'general ref heads and walk',
    module: 'o[x][y] contains z if some [x, y, z] in input.rows\np := [o, [path | walk(input, [path, "z"])]]',
    input: {
      rows: [
        ['a', 'b', 1],
        ['a', 'b', 2],
        ['a', 'c', 'z'],
      ],
    },
  },
];

describe.skipIf(!HAS_OPA)('a plan that OPA built', () => {
  it.each(BUNDLES)('$note', ({ module, input, data = {} }) => {
    const folder = mkdtempSync(join(tmpdir(), 'probity-plan-'));
    const opa = (...args: readonly string[]) => spawnSync(COMMAND, args, { cwd: folder, encoding: 'utf8' });
    try {
      writeFileSync(join(folder, 't.rego'), `package t\nimport rego.v1\n${module}\n`);
      writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
      writeFileSync(join(folder, 'input.json'), JSON.stringify(input));
      expect(opa('build', '-t', 'plan', '-e', 't/p', '-o', 'b.tar.gz', 't.rego').stderr).toBe('');
      spawnSync('tar', ['xzf', 'b.tar.gz', '/plan.json'], { cwd: folder });
      const plan = readPlan(readFileSync(join(folder, 'plan.json'), 'utf8'));
      if (!plan.ok) throw new Error(plan.diagnostics[0]?.message);
      const executable = new Executable(programText(plan.value, RUN), builtin);
      const got = executable.solutions(0, input, data);
      if (!got.ok) throw new Error(got.failure.message);
      const { stdout } = opa('eval', '-d', 't.rego', '-d', 'data.json', '-i', 'input.json', '-f', 'json', 'data.t.p');
      const want = JSON.parse(stdout) as { readonly result?: readonly { expressions: { value: JsonValue }[] }[] };
      const values = (want.result ?? []).map(({ expressions }) => ({ result: expressions[0]?.value }));
      expect(got.value.map((solution) => toJson(solution))).toEqual(values);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

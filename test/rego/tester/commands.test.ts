import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runHere, writeFiles } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'probity-rego-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = {
  'p.rego': 'package p\n\nallow if input.x == data.sub.limit\n\nf(x) := x + 1\n',
  'sub/data.json': '{"limit": 12345678901234567890}',
  'p_test.rego': 'package p_test\n\ntest_f if data.p.f(1) == 2\n',
  'bad/t_test.rego': 'package t\n\ntest_bad if 1 == 2\n\ntodo_test_x if false\n',
  'todo/t_test.rego': 'package t\n\ntodo_test_x if false\n',
  'broken/b.rego': 'package b\n\np if q\n',
  'parse/b.rego': 'package b\n\np if {\n\nq := [\n',
  'input.yaml': 'x: 1\n',
  'schema.json': '{"type": "object", "properties": {"y": {"type": "number"}}, "additionalProperties": false}',
  'messy/m.rego': 'package m\np:=1\n',
  'v0/o.rego': 'package o\n\np[x] {\n\tx := 1\n}\n',
} as const;
writeFiles(folder, FILES);

const run = (args: readonly string[], stdin = '') => runHere(args, folder, stdin);

type CommandCase = {
  readonly note: string;
  readonly args: readonly string[];
  readonly exit: number;
  readonly out?: string;
  readonly err?: string;
  readonly stdin?: string;
};

const CASES: readonly CommandCase[] = [
  { note: 'tests that pass', args: ['test', 'p.rego', 'p_test.rego'], exit: 0, out: 'PASS: 1/1' },
  { note: 'a test that fails', args: ['test', 'bad'], exit: 2, out: 'FAIL: 1/2\nSKIPPED: 1/2' },
  { note: 'a test put off', args: ['test', 'todo'], exit: 2, out: 'SKIPPED: 1/1' },
  { note: 'a test put off, excused', args: ['test', 'todo', '-z'], exit: 0, out: 'SKIPPED: 1/1' },
  { note: 'no test', args: ['test', 'p.rego', '--fail-on-empty'], exit: 1, err: 'no tests were run' },
  { note: 'selected tests', args: ['test', 'bad', '-r', 'nothing'], exit: 0 },
  { note: 'selection that is no pattern', args: ['test', 'bad', '-r', '('], exit: 2, err: 'no regular expression' },
  { note: 'modules that do not compile', args: ['test', 'broken'], exit: 1, err: 'rego_unsafe_var_error' },
  { note: 'coverage', args: ['test', 'p.rego', 'p_test.rego', '--coverage'], exit: 0, out: '"covered_lines": 2' },
  { note: 'coverage too low', args: ['test', 'p.rego', 'p_test.rego', '--threshold', '90'], exit: 2, err: 'not met' },
  {
    note: 'ignored folders',
    args: [
      'test',
      '.',
      '--ignore',
      'b*',
      '--ignore',
      'parse',
      '--ignore',
      '*.json',
      '--ignore',
      'v0',
      '--ignore',
      'input.*',
      '-z',
    ],
    exit: 0,
    out: 'PASS: 1/2',
  },
  { note: 'bundle', args: ['test', '-b', 'sub'], exit: 0 },
  { note: 'a path that is not there', args: ['test', 'nowhere'], exit: 1, err: 'input_not_found' },
  { note: 'check: fine', args: ['rego', 'check', 'p.rego'], exit: 0 },
  {
    note: 'check: errors',
    args: ['rego', 'check', 'broken'],
    exit: 1,
    err: 'broken/b.rego:3:6: rego_unsafe_var_error',
  },
  {
    note: 'check: as JSON',
    args: ['rego', 'check', 'broken', '-f', 'json'],
    exit: 1,
    out: '"code": "rego_unsafe_var_error"',
  },
  {
    note: 'check: schema',
    args: ['rego', 'check', 'p.rego', '-s', 'schema.json'],
    exit: 1,
    err: 'undefined ref: input.x',
  },
  { note: 'check: v0', args: ['rego', 'check', 'v0', '--v0-compatible'], exit: 0 },
  { note: 'check: v0 as v1', args: ['rego', 'check', 'v0'], exit: 1, err: '`if` keyword is required' },
  { note: 'check: all errors', args: ['rego', 'check', 'parse', '--all-errors'], exit: 1, err: 'rego_parse_error' },
  {
    note: 'eval: exact numbers',
    args: ['rego', 'eval', '-d', 'sub', 'data.limit', '-f', 'raw'],
    exit: 0,
    out: '12345678901234567890\n',
  },
  {
    note: 'eval: input',
    args: ['rego', 'eval', '-i', 'input.yaml', 'input.x + 1', '-f', 'values'],
    exit: 0,
    out: '[\n  2\n]\n',
  },
  { note: 'eval: stdin', args: ['rego', 'eval', '-I', 'input.x', '-f', 'raw'], stdin: '{"x": 3}', exit: 0, out: '3\n' },
  { note: 'eval: undefined, failing', args: ['rego', 'eval', '--fail', 'data.x'], exit: 1, out: '{}\n' },
  {
    note: 'eval: function',
    args: ['rego', 'eval', '-d', 'p.rego', 'data.p.f(1)', '-f', 'pretty'],
    exit: 0,
    out: '2\n',
  },
  {
    note: 'eval: strict builtin errors',
    args: ['rego', 'eval', '--strict-builtin-errors', '1/0'],
    exit: 2,
    out: 'divide by zero',
  },
  { note: 'eval: not a query', args: ['rego', 'eval', 'x ='], exit: 2, out: 'unexpected eof token' },
  { note: 'fmt: to stdout', args: ['rego', 'fmt', 'messy'], exit: 0, out: 'package m\n\np := 1\n' },
  { note: 'fmt: list', args: ['rego', 'fmt', '-l', '.', '--v0-v1'], exit: 2, err: 'rego_parse_error' },
  { note: 'fmt: list, failing', args: ['rego', 'fmt', '-l', '--fail', 'messy'], exit: 2, out: 'messy/m.rego\n' },
  { note: 'fmt: diff', args: ['rego', 'fmt', '-d', 'messy'], exit: 0, out: '-p:=1\n+\n+p := 1\n' },
  { note: 'fmt: stdin', args: ['rego', 'fmt'], stdin: 'package a\np:=1', exit: 0, out: 'package a\n\np := 1\n' },
  {
    note: 'fmt: stdin that does not parse',
    args: ['rego', 'fmt'],
    stdin: 'package a\np if\n',
    exit: 1,
    err: 'rego_parse_error',
  },
  {
    note: 'fmt: v0 for both',
    args: ['rego', 'fmt', '--v0-v1', 'v0'],
    exit: 0,
    out: 'package o\n\nimport rego.v1\n\np contains x if {\n',
  },
];

describe('commands', () => {
  test.each(CASES)('$note', async ({ args, stdin, exit, out, err }) => {
    const ran = await run(args, stdin);
    expect(ran).toMatchObject({ exit });
    expect(ran.stdout).toContain(out ?? '');
    expect(ran.stderr).toContain(err ?? '');
    if (err === undefined && out === undefined) expect(ran.stdout + ran.stderr).toBe('');
  });

  test('fmt -w writes the file', async () => {
    writeFileSync(join(folder, 'messy', 'w.rego'), 'package w\np:=1\n');
    expect(await run(['rego', 'fmt', '-w', 'messy/w.rego'])).toMatchObject({ exit: 0, stdout: '' });
    expect(readFileSync(join(folder, 'messy', 'w.rego'), 'utf8')).toBe('package w\n\np := 1\n');
  });
});

const opa = [
  join(homedir(), '.peers', 'bin', 'opa'),
  ...(process.env.PATH ?? '').split(':').map((dir) => join(dir, 'opa')),
].find((path) => existsSync(path));

const QUERIES: readonly (readonly string[])[] = [
  ['x := [1,2][_]; y := {"a": x}'],
  ['-f', 'pretty', 'x := [1,2][_]; y := {"a": x}'],
  ['-f', 'bindings', 'x := [1,2][_]; y := 2'],
  ['-f', 'raw', 'x := 1; y := "a"'],
  ['-f', 'pretty', '[1,2][i]'],
  ['-f', 'values', '[1,2][i]'],
  ['-f', 'pretty', 'data.x'],
  ['-f', 'pretty', '1 == 1; 2 > 1'],
  ['1/0'],
  ['1/0', '--strict-builtin-errors'],
  ['false'],
  ['false; true'],
  ['x := {"é": "<&>"}; [1,2]'],
  ['x = 1; not x == 2; some y in [1]; walk([1], [p, v])'],
  ['1e3; 1.0; 12345678901234567890'],
  ['x := {"a": [], "b": {}, "c": [{}, []], "d": {1: set()}}'],
  ['-d', 'p.rego', 'f(3)', '--package', 'p'],
  ['-d', 'p.rego', 'p.f(3)', '--import', 'data.p'],
  [
    '-d',
    '.',
    '--ignore',
    'b*',
    '--ignore',
    'parse',
    '--ignore',
    'v0',
    '--ignore',
    '*.json',
    '--ignore',
    'input*',
    'data.p',
  ],
];

describe.skipIf(opa === undefined)('the same as opa eval', () => {
  test.each(QUERIES.map((args) => ({ args })))('$args', async ({ args }) => {
    const ours = await run(['rego', 'eval', ...args]);
    const theirs = spawnSync(opa ?? '', ['eval', ...args], { cwd: folder, encoding: 'utf8' });
    expect({ exit: ours.exit, stdout: ours.stdout }).toEqual({ exit: theirs.status, stdout: theirs.stdout });
  });
});

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CLI, isBuilt } from '../../cli/run.ts';
import { runHere, writeFiles } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'probity-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const POLICY = `package p

deny contains "small" if input.size < 3

deny contains "old" if input.age > 9

not_applicable contains "a copy" if input.copy
`;

const TESTS = `package p_test

import data.p

test_pass if {
	trace("looked")
	print("hello")
	count(p.deny) == 0 with input as {"size": 5, "age": 1}
}

test_small if p.deny == {"small"} with input as {"size": 1, "age": 1}
`;

const TABLE = `package t

test_tab[name] if {
	trace("a case")
	some name, c in {"a": 1, "b": 2}
	c == 1
}
`;

writeFiles(folder, {
  'p/p.rego': POLICY,
  'p/p_test.rego': TESTS,
  'p/data.json': '{"x": 1}',
  't/t_test.rego': TABLE,
  'old/.manifest': '{"roots": ["old"], "rego_version": 0}',
  'old/o_test.rego': 'package old\n\ntest_x {\n\ttrue\n}\n',
  'caps/t_test.rego': 'package t\n\ntest_x if startswith("ab", "a")\n\ntest_tab[x] if some x in ["a"]\n',
  'slow/t_test.rego':
    'package t\n\ntest_x if {\n\tsome a in numbers.range(1, 9000)\n\tsome b in numbers.range(1, 9000)\n\ta + b < 0\n}\n',
});
const run = (args: readonly string[]) => runHere(args, folder);

type Case = {
  readonly note: string;
  readonly args: readonly string[];
  readonly exit?: number;
  readonly out?: readonly (string | RegExp)[];
  readonly err?: readonly (string | RegExp)[];
};

const CASES: readonly Case[] = [
  {
    note: 'a packed bundle',
    args: ['bundle.tar.gz', '-v'],
    out: ['data.p_test.test_pass: PASS', 'PASS: 2/2', '  hello\n'],
  },
  { note: 'a packed bundle with -b', args: ['-b', 'bundle.tar.gz', 'old'], out: ['PASS: 3/3'] },
  { note: 'a bundle of the older language', args: ['-b', 'old'], out: ['PASS: 1/1'] },
  { note: 'data below a prefix', args: ['a.b:p'], out: ['PASS: 2/2'] },
  {
    note: 'notes of passed tests',
    args: ['p', '-v', '--explain', 'notes'],
    out: ['p/p_test.rego:6     | | Note "looked"'],
  },
  {
    note: 'steps that lead to a failure, with values',
    args: ['t', '--explain', 'fails', '--var-values'],
    exit: 2,
    out: [/t\/t_test\.rego:6 +\| \| Fail c = 1 +\{c: 2\}/, '    t/t_test.rego:6:2:\n      c == 1\n      |\n      2\n'],
  },
  {
    note: 'JUnit tells the values',
    args: ['t', '-f', 'junit'],
    exit: 2,
    out: ['<failure message="t/t_test.rego:6:2: c == 1">c: 2</failure>', 'name="test_tab / a"'],
  },
  { note: 'slowest first', args: ['p', '-f', 'json', '--sort', 'duration'], out: ['"name": "test_small"'] },
  { note: 'several times', args: ['p', '--count', '2'], out: [/PASS: 2\/2\nPASS: 2\/2\n$/] },
  { note: 'no time at all', args: ['slow', '--timeout', '20ms'], exit: 2, out: ['ERROR: 1/1', 'took too long'] },
  {
    note: 'what capabilities leave out',
    args: ['caps', '--capabilities', 'caps.json'],
    exit: 1,
    err: ['rego_type_error: undefined function startswith'],
  },
  { note: 'capabilities that suffice', args: ['t', '--capabilities', 'caps.json'], exit: 2, out: ['FAIL: 1/2'] },
  {
    note: 'coverage of rules and verdicts',
    args: ['p', '--coverage'],
    out: [
      '"rules": {\n    "held": 3,\n    "never_held": [\n      {\n        "rule": "data.p.deny",\n        "file": "p/p.rego",\n        "row": 5,',
      '"data.p": {\n      "pass": 1,\n      "fail": 1,\n      "not-applicable": 0,\n      "missing": [\n        "not-applicable"\n      ]',
    ],
  },
  {
    note: 'coverage that is too low says what no test shows',
    args: ['p', '--threshold', '100', '-v'],
    exit: 2,
    err: [
      'Lines not covered:\n\tp/p.rego:7\n',
      'Rules that never held:\n\tp/p.rego:5 data.p.deny\n\tp/p.rego:7 data.p.not_applicable\n',
      'Verdicts that no test shows:\n\tdata.p: not-applicable\n',
    ],
  },
  {
    note: 'bench',
    args: ['p', '--bench', '-r', 'small'],
    out: [/^data\.p_test\.test_small\t +\d+\t +\S+ ns\/op\t +\d+ B\/op\n/],
  },
  {
    note: 'bench for benchstat, without memory',
    args: ['p', '--bench', '-f', 'gobench', '--no-benchmem', '-r', 'small'],
    out: [/^BenchmarkDataPTestTestSmall\t +\d+\t +\S+ ns\/op\n/],
  },
  {
    note: 'bench as JSON',
    args: ['p', '--bench', '-f', 'json', '-r', 'small'],
    out: ['"benchmark_result": {\n      "N": '],
  },
  { note: 'bench of a test that fails', args: ['t', '--bench'], exit: 2, out: ['data.t.test_tab: FAIL', 'FAIL: 1/2'] },
  { note: 'bench as JUnit', args: ['p', '--bench', '-f', 'junit'], exit: 2, err: ['prints pretty, json or gobench'] },
  { note: 'gobench without bench', args: ['p', '-f', 'gobench'], exit: 2, err: ['needs `--bench`'] },
  { note: 'bench and coverage', args: ['p', '--bench', '-c'], exit: 2, err: ['not measured together'] },
];

describe('test', () => {
  test.each(CASES)('$note', async ({ args, exit = 0, out = [], err = [] }) => {
    if (args.includes('bundle.tar.gz')) await run(['rego', 'build', '-b', 'p', '-o', 'bundle.tar.gz']);
    if (args.includes('caps.json')) {
      const { stdout } = await run(['rego', 'capabilities']);
      const all = JSON.parse(stdout) as { builtins: { name: string }[] };
      const builtins = all.builtins.filter(({ name }) => name !== 'startswith' && name !== 'internal.test_case');
      writeFileSync(join(folder, 'caps.json'), JSON.stringify({ ...all, builtins }));
    }
    const ran = await run(['test', ...args]);
    expect({ exit: ran.exit, text: ran.exit === exit ? '' : ran.stdout + ran.stderr }).toEqual({ exit, text: '' });
    for (const part of out) expect(ran.stdout).toMatch(part);
    for (const part of err) expect(ran.stderr).toMatch(part);
  });
});

describe.skipIf(!isBuilt)(isBuilt ? 'test --watch' : 'test --watch (skipped: run `npm run build` first)', () => {
  test('runs again when a file changes, and ends on Ctrl-C', { timeout: 40_000 }, async () => {
    writeFiles(folder, { 'w/w_test.rego': 'package w\n\ntest_x if 1 == 2\n' });
    const child = spawn(process.execPath, [CLI, 'test', 'w', '--watch'], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', PROBITY_CACHE_DIR: '' },
      timeout: 35_000,
      killSignal: 'SIGKILL',
    });
    let text = '';
    const listeners = new Set<() => void>();
    const take = (chunk: Buffer) => {
      text += chunk.toString();
      for (const listener of listeners) listener();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const until = (wanted: RegExp) =>
      new Promise<void>((done) => {
        const look = () => {
          if (wanted.test(text)) done();
        };
        listeners.add(look);
        look();
      });
    await until(/FAIL: 1\/1[\s\S]*Watching for changes/);
    text = '';
    writeFileSync(join(folder, 'w', 'w_test.rego'), 'package w\n\ntest_x if 1 == 1\n');
    await until(/PASS: 1\/1[\s\S]*Watching for changes/);
    text = '';
    writeFileSync(join(folder, 'w', 'w_test.rego'), 'package w\n\ntest_x if {\n');
    await until(/rego_parse_error[\s\S]*Watching for changes/);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWithOpa, opa } from '../bundle/opa.ts';
import { runHere, writeFiles } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'probity-eval-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const POLICY = `package p

default allow := false

allow if {
	input.x == data.sub.limit
	some r in input.roles
	startswith(r, "ad")
	trace("found it")
	print("role", r)
}

f(x) := y if {
	y := x + 1
}

names contains name if {
	some name in input.roles
	not name == "user"
}

deep[x] := count([r | some r in input.roles; r != x]) if some x in input.roles
`;

writeFiles(folder, {
  'p.rego': POLICY,
  'lim.json': '{"limit": 1}',
  'in.json': '{"x": 1, "roles": ["user", "admin"]}',
  'slow.rego': 'package slow\nx if { some a in numbers.range(1, 9000); some b in numbers.range(1, 9000); a + b < 0 }\n',
});
const LOADED = ['-d', 'p.rego', '-d', 'sub:lim.json', '-i', 'in.json'];
const run = (args: readonly string[], stdin = '') => runHere(['rego', 'eval', ...args], folder, stdin);

type EvalCase = {
  readonly note: string;
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly exit?: number;
  readonly out?: readonly (string | RegExp)[];
  readonly err?: readonly (string | RegExp)[];
};

const CASES: readonly EvalCase[] = [
  { note: 'query from stdin', args: ['--stdin', '-f', 'raw'], stdin: '1 + 1\n', out: [/^2\n$/] },
  { note: 'no query', args: [], exit: 2, err: ['a query is missing'] },
  { note: 'two queries', args: ['--stdin', '1'], exit: 2, err: ['not both'] },
  { note: 'two things on stdin', args: ['--stdin', '-I'], exit: 2, err: ['cannot be used together'] },
  {
    note: 'data below a prefix',
    args: ['-d', 'a.b:lim.json', '-f', 'raw', 'data'],
    out: ['{"a":{"b":{"limit":1}}}'],
  },
  { note: 'modules below a prefix', args: ['-d', 'a.b:p.rego', '-f', 'raw', 'data.p.f(1)'], out: [/^2\n$/] },
  { note: 'a URL of a file', args: ['-d', `file://${folder}/p.rego`, '-f', 'raw', 'data.p.f(1)'], out: [/^2\n$/] },
  {
    note: 'metrics',
    args: ['--metrics', '-d', 'p.rego', 'data.p.f(1)'],
    out: ['"metrics": {\n    "timer_rego_load_files_ns": ', /"timer_rego_query_eval_ns": \d+\n/],
  },
  {
    note: 'metrics of several rounds',
    args: ['--metrics', '--count', '3', '1'],
    out: ['"aggregated_metrics"', '"count": 3', '"99.99%"'],
  },
  { note: 'count that is no number', args: ['--count', 'x', '1'], exit: 2, err: ['not a number from 1 to 1000'] },
  {
    note: 'profile',
    args: [...LOADED, '--profile', '--profile-sort', 'line', 'data.p.allow'],
    out: [
      /"num_eval": 2,\n {6}"num_gen_expr": 1,\n {6}"location": \{\n {8}"file": "p.rego",\n {8}"row": 8,/,
      /"file": "",\n {8}"row": 1/,
    ],
  },
  {
    note: 'profile of several rounds, as a table',
    args: [...LOADED, '--profile', '--count', '2', '--profile-limit', '1', '-f', 'pretty', 'data.p.allow'],
    out: ['│ Num Eval │ Num Gen Expr │', /Min +│ +Max/],
  },
  {
    note: 'profile sorted by nothing',
    args: ['--profile', '--profile-sort', 'x', '1'],
    exit: 2,
    err: ['is not one of'],
  },
  { note: 'profile without limit', args: ['--profile', '--profile-limit', '-1', '1'], exit: 2, err: ['is no number'] },
  {
    note: 'coverage',
    args: [...LOADED, '--coverage', 'data.p.allow'],
    out: ['"coverage": {\n    "files": {\n      "p.rego": {', '"covered_lines": 6', '"not_covered_lines": 6'],
  },
  {
    note: 'coverage and profile',
    args: [...LOADED, '--coverage', '--profile', '-f', 'pretty', 'data.p.allow'],
    out: ['Overall Coverage │ 50.00', 'Num Eval'],
  },
  {
    note: 'time that runs out',
    args: ['-d', 'slow.rego', '--timeout', '50ms', 'data.slow.x'],
    exit: 2,
    out: ['took too long'],
  },
  { note: 'time that is none', args: ['--timeout', 'soon', '1'], exit: 2, err: ['is no duration'] },
  {
    note: 'steps that lead to notes',
    args: [...LOADED, '--explain', 'notes', '-f', 'pretty', 'data.p.allow'],
    out: [
      'query:1      Enter data.p.allow = _\np.rego:5     | Enter data.p.allow\np.rego:9     | | Note "found it"\ntrue\n',
    ],
    err: ['role admin\n'],
  },
  {
    note: 'steps with values',
    args: [...LOADED, '--explain', 'fails', '--var-values', '-f', 'pretty', 'data.p.allow'],
    out: [/p\.rego:8 +\| \| Fail startswith\(r, "ad"\) +\{r: "user"\}\n/],
  },
  {
    note: 'steps as JSON',
    args: [...LOADED, '--explain', 'notes', 'data.p.allow'],
    out: ['"Op": "Note"', '"Message": "found it"', '"QueryID": 1'],
  },
  {
    note: 'other formats have the result alone',
    args: [...LOADED, '--explain', 'full', '--metrics', '-f', 'raw', 'data.p.allow'],
    out: [/^true\n$/],
  },
  {
    note: 'what is thrown away',
    args: ['--metrics', '-f', 'discard', '1'],
    out: ['"result": "discarded"', '"metrics"'],
  },
];

describe('rego eval', () => {
  test.each(CASES)('$note', async ({ args, stdin, exit = 0, out = [], err = [] }) => {
    const ran = await run(args, stdin);
    expect({ exit: ran.exit, stderr: ran.exit === exit ? '' : ran.stderr }).toEqual({ exit, stderr: '' });
    for (const part of out) expect(ran.stdout).toMatch(part);
    for (const part of err) expect(ran.stderr).toMatch(part);
  });
});

/** The forward steps of a trace: ours does not tell rule indexing, nor which search ended early and was redone. */
function comparable(trace: string): string {
  const lines = trace.split('\n').filter((line) => !/^\S+ +(?:\| )*(?:Index|Redo) /.test(line));
  return lines.map((line) => line.replace(/ early$/, '').trimEnd()).join('\n');
}

describeWithOpa('the same as opa eval', () => {
  test.each([
    ['notes', 'data.p.allow'],
    ['fails', 'data.p.allow'],
    ['full', 'data.p.allow'],
    ['full', 'x := data.p.f(2)'],
  ])('--explain %s %s', async (what, query) => {
    const args = [...LOADED, '--explain', what, '-f', 'pretty', query];
    const ours = await run(args);
    const theirs = opa(['eval', ...args], folder);
    expect(theirs.failed).toBeUndefined();
    expect(comparable(ours.stdout)).toBe(comparable(theirs.out));
  });

  // The ranges are not compared: those of opa are of the rewritten modules, with the parts of a `print` by themselves.
  test.each(['data.p.allow', 'data.p.names', 'data.p'])('--coverage %s', async (query) => {
    const args = [...LOADED, '--coverage', query];
    const lines = (json: string) => json.match(/"(?:(?:not_)?covered_lines|coverage)": [\d.]+/g);
    expect(lines((await run(args)).stdout)).toEqual(lines(opa(['eval', ...args], folder).out));
  });
});

import { runScenarios } from './run.ts';

/** Every name doubles the one before: forty lines that stand for a trillion values. */
const LAUGHS = ['f0 := ["x"]', ...Array.from({ length: 40 }, (_, at) => `f${at + 1} := [f${at}, f${at}]`)].join('\n');

const HOSTILE = `package h

objects := [x | some i in numbers.range(1, 3000); some j in numbers.range(1, 3000); x := {"i": i, "j": [i, j]}]

endless if {
	some a in numbers.range(1, 3000)
	some b in numbers.range(1, 3000)
	some c in numbers.range(1, 3000)
	a + b + c == -1
}

names := {"__proto__": 1, "constructor": 2, "toString": 3}

sent := http.send({"method": "get", "url": "http://127.0.0.1:1"})

${LAUGHS}
`;

const TESTS = `package h_test

test_objects if count(data.h.objects) > 0

test_endless if data.h.endless

test_names if data.h.names["__proto__"] == 1

test_inherited if not input.hasOwnProperty with input as {}

test_laughs if count(json.marshal(data.h.f40)) > 0
`;

const evaluate = (...args: readonly string[]) => ['rego', 'eval', '-d', 'h.rego', ...args];
/** Less memory than any machine has by default: a policy must not bring the process down. */
const SMALL = { files: { 'h.rego': HOSTILE, 'h_test.rego': TESTS }, node: ['--max-old-space-size=1024'], within: 45 };

runScenarios('a hostile policy by hand', [
  { ...SMALL, note: 'memory', args: evaluate('data.h.objects'), exit: 2, stdout: ['budget_error'] },
  { ...SMALL, note: 'time', args: evaluate('data.h.endless'), exit: 2, stdout: ['budget_error'] },
  {
    ...SMALL,
    note: 'time that is limited',
    args: evaluate('--timeout', '1s', 'data.h.endless'),
    exit: 2,
    stdout: ['evaluation took too'],
  },
  {
    ...SMALL,
    note: 'steps that are told',
    args: evaluate('--explain', 'full', '--timeout', '1s', 'data.h.endless'),
    exit: 2,
    stdout: ['budget_error'],
  },
  { ...SMALL, note: 'a huge output', args: evaluate('data.h.f40'), exit: 2, stdout: ['budget_error'] },
  {
    ...SMALL,
    note: 'names that JavaScript knows',
    args: evaluate('-f', 'raw', 'data.h.names'),
    exit: 0,
    stdout: ['{"__proto__":1,"constructor":2,"toString":3}'],
  },
  {
    ...SMALL,
    note: 'what JavaScript inherits',
    args: evaluate('-f', 'raw', 'n := "hasOwnProperty"; data.h.names[n]'),
    exit: 0,
  },
  {
    ...SMALL,
    note: 'the network',
    args: evaluate('--strict-builtin-errors', 'data.h.sent'),
    exit: 2,
    stdout: ['http.send: the capability http.send is not granted'],
  },
  {
    ...SMALL,
    note: 'tests',
    args: ['test', 'h.rego', 'h_test.rego', '--timeout', '3s'],
    exit: 2,
    stdout: ['test_objects: ERROR', 'test_endless: ERROR', 'test_laughs: ERROR', 'PASS: 2/5'],
  },
]);

runScenarios('build', [
  {
    note: 'an optimisation that is not there',
    args: ['rego', 'build', 'p.rego', '-O', '1'],
    files: { 'p.rego': 'package p\n' },
    exit: 2,
    stderr: ['Allowed choices are 0'],
  },
  {
    note: 'a target that is not there',
    args: ['rego', 'build', 'p.rego', '-t', 'wasm'],
    files: { 'p.rego': 'package p\n' },
    exit: 2,
    stderr: ['Allowed choices are rego'],
  },
]);

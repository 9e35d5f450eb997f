import { describe, expect, test } from 'vitest';
import {
  Coverage,
  compileTests,
  explainFailure,
  loadTests,
  reportJson,
  reportJunit,
  reportPretty,
  runTests,
  type TestOptions,
  type TestResult,
} from '../../../engine/rego/tester/index.ts';
import { parseJson } from '../../../engine/rego/value/index.ts';

const POLICY = `package a

allow if {
	input.x == 1
	input.y > 3
}

f(x) := x + 1
`;

const DATA = parseJson('{"limits": {"max": 3}}');

/** Runs tests of one file beside the policy; each test takes 1000 ns. */
function run(tests: string, options: Partial<TestOptions> = {}) {
  const testOptions: TestOptions = {
    modules: { 'a.rego': POLICY, 'a_test.rego': `package a_test\n\nimport data.a\n\n${tests}` },
    ...options,
  };
  const suite = compileTests(testOptions);
  if (!suite.ok) throw new Error(suite.diagnostics.map((item) => item.message).join('; '));
  let time = 0;
  const coverage = new Coverage();
  const clock = () => (time += 1000);
  const results = [...runTests(suite.value, { data: DATA, now: 0n, clock, coverage: coverage.hit })];
  const loaded = loadTests(testOptions, DATA);
  if (!loaded.ok) throw new Error('does not load');
  const explain = (result: TestResult, path: readonly string[]) => explainFailure(loaded.value, result.test, path, 0n);
  return { results, explain, report: coverage.report(suite.value) };
}

describe('status of a test', () => {
  const CASES = [
    { note: 'true', text: 'test_x if a.f(1) == 2', want: 'test_x passed' },
    { note: 'undefined', text: 'test_x if a.f(1) == 3', want: 'test_x failed' },
    { note: 'another value', text: 'test_x := 1', want: 'test_x failed' },
    { note: 'a set', text: 'test_x contains 1', want: 'test_x failed' },
    { note: 'with input', text: 'test_x if a.allow with input as {"x": 1, "y": 4}', want: 'test_x passed' },
    { note: 'data', text: 'test_x if data.limits.max == 3', want: 'test_x passed' },
    { note: 'todo', text: 'todo_test_x if false', want: 'todo_test_x skipped' },
    { note: 'two of a name', text: 'test_x if true\ntest_x if false', want: 'test_x passed, test_x#01 failed' },
    { note: 'name within a ref', text: 'g.test_x.y if true', want: 'g.test_x failed' },
    { note: 'conflict', text: 'test_x if c == 1\nc := 1\nc := 2', want: 'test_x error' },
    { note: 'builtin error', text: 'test_x if 1 / 0 == 1', want: 'test_x failed' },
    { note: 'no test', text: 'testing if true', want: '' },
  ];
  test.each(CASES)('$note', ({ text, want }) => {
    const { results } = run(text);
    expect(results.map(({ test: { name }, status }) => `${name} ${status}`).join(', ')).toBe(want);
  });
});

describe('table-style tests', () => {
  const TABLE = `test_t[tc.note] if {
	some tc in [
		{"note": "one", "in": 1, "want": 2},
		{"note": "two", "in": 2, "want": 4},
	]
	a.f(tc.in) == tc.want
}`;

  test('a case that does not hold is failed', () => {
    const [result] = run(TABLE).results;
    expect(result?.status).toBe('failed');
    expect(result?.cases).toEqual([
      { name: 'one', failed: false, cases: [] },
      { name: 'two', failed: true, cases: [] },
    ]);
  });

  test('cases within cases', () => {
    const [result] = run('test_t[x][y] if {\n\tsome x in ["p", "q"]\n\tsome y in [1, 2]\n\ty < 2\n}').results;
    expect(result?.cases.map(({ name, failed, cases }) => [name, failed, cases.map((item) => item.failed)])).toEqual([
      ['p', true, [false, true]],
      ['q', true, [false, true]],
    ]);
  });

  test('the expression that failed one case, with its values', () => {
    const { results, explain } = run(TABLE);
    expect(explain(results[0]!, ['two'])).toMatchObject({
      text: 'a.f(tc.in) == tc.want',
      values: [{ value: '3' }, { value: '2' }, { value: '4' }],
    });
  });
});

describe('the expression that failed', () => {
  const CASES = [
    { note: 'vars', body: 'x := a.f(1)\n\ty := 3\n\tx == y', text: 'x == y', values: { x: '2', y: '3' } },
    { note: 'last of a loop', body: 'some z in [1, 2, 3]\n\tz > 5', text: 'z > 5', values: { z: '3' } },
    { note: 'inside of every', body: 'every x in [1, 2] {\n\t\tx < 2\n\t}', text: 'x < 2', values: { x: '2' } },
    {
      note: 'not in a comprehension',
      body: 'count([x | some x in [1, 2]; x > 9]) == 1',
      text: 'count([x | some x in [1, 2]; x > 9]) == 1',
      values: { 'count([x | some x in [1, 2]; x > 9])': '0' },
    },
    {
      note: 'undefined under with',
      body: 'a.allow with input as {"x": 1}',
      text: 'a.allow with input as {"x": 1}',
      values: { 'a.allow': undefined },
    },
    { note: 'a constant', body: 'false', text: 'false', values: {} },
  ];
  test.each(CASES)('$note', ({ body, text, values }) => {
    const { results, explain } = run(`test_x if {\n\t${body}\n}`);
    const failure = explain(results[0]!, []);
    expect(failure?.text).toBe(text);
    expect(Object.fromEntries(failure?.values.map(({ term, value }) => [term, value]) ?? [])).toEqual(values);
  });
});

describe('reports', () => {
  const { results, explain } = run('test_a if a.f(1) == 2\n\ntest_b if {\n\tx := 1\n\tprint("x is", x)\n\tx > 2\n}\n');

  test('pretty', () => {
    expect([...reportPretty(results, { verbose: true, explain })].join('')).toBe(`a_test.rego:5:1:
data.a_test.test_a: PASS (1µs)
a_test.rego:7:1:
data.a_test.test_b: FAIL (1µs)

  x is 1

--------------------------------------------------------------------------------
FAILURES
--------------------------------------------------------------------------------
data.a_test.test_b: FAIL (1µs)

  a_test.rego:10:2:
    x > 2
    |
    1

--------------------------------------------------------------------------------
PASS: 1/2
FAIL: 1/2
`);
  });

  test('json', () => {
    expect(JSON.parse(reportJson(results))).toEqual([
      { location: { file: 'a_test.rego', row: 5, col: 1 }, package: 'data.a_test', name: 'test_a', duration: 1000 },
      {
        location: { file: 'a_test.rego', row: 7, col: 1 },
        package: 'data.a_test',
        name: 'test_b',
        output: Buffer.from('x is 1\n').toString('base64'),
        duration: 1000,
        fail: true,
      },
    ]);
  });

  test('junit', () => {
    const text = [...reportJunit(results)].join('');
    expect(text).toContain(
      '<testsuite name="data.a_test" tests="2" failures="1" errors="0" skipped="0" time="0.000002">',
    );
    expect(text).toContain('<failure message="a_test.rego:7: the test is not true"/>');
    expect(text).toContain('<system-out>x is 1&#10;</system-out>');
  });
});

test('coverage counts rules whose body holds and expressions that were reached', () => {
  const { report } = run('test_x if a.f(1) == 2\n', { coverage: true });
  const policy = report.files['a.rego'];
  expect(policy?.covered?.map(({ start, end }) => [start.row, start.col, end.row, end.col])).toEqual([
    [8, 1, 8, 14],
    [8, 9, 8, 14],
  ]);
  expect(policy?.not_covered?.map(({ start }) => start.row)).toEqual([3, 4, 5]);
  expect(policy).toMatchObject({ covered_lines: 1, not_covered_lines: 3, coverage: 25 });
});

test('a test that takes too long ends with an error', () => {
  const suite = compileTests({
    modules: { 't_test.rego': 'package t\n\ntest_x if count([1 | some x in numbers.range(1, 99999); x > 0]) < 0' },
  });
  if (!suite.ok) throw new Error('does not compile');
  let time = 0;
  const [result] = [...runTests(suite.value, { data: DATA, now: 0n, clock: () => (time += 1e9), timeout: 2e9 })];
  expect(result).toMatchObject({ status: 'error', error: { code: 'budget_error' } });
});

test('errors of all modules are told', () => {
  const suite = compileTests({ modules: { 'a.rego': 'package a\np if', 'b.rego': 'package b\nq if' } });
  expect(suite.diagnostics.map(({ place }) => place?.file)).toEqual(expect.arrayContaining(['a.rego', 'b.rego']));
});

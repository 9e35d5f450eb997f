import { type Files, runScenarios, type Scenario } from './run.ts';
import { BAD_POD } from './samples.ts';

/** Rules whose values share their parts: twenty lines that stand for a trillion values. */
function laughs(prefix: string): string {
  const lines = Array.from({ length: 40 }, (_, at) => `${prefix}${at + 1} := [${prefix}${at}, ${prefix}${at}]`);
  return [`${prefix}0 := ["x"]`, ...lines].join('\n');
}

type Hostile = { readonly note: string; readonly rego: string; readonly code?: string };

const BUDGET: readonly Hostile[] = [
  {
    note: 'a cross product',
    rego: 'deny contains "x" if {\n  some a in numbers.range(1, 3000)\n  some b in numbers.range(1, 3000)\n  some c in numbers.range(1, 3000)\n  a + b + c == -1\n}',
  },
  { note: 'a range', rego: 'deny contains "x" if count(numbers.range(1, 100000000000)) > 1' },
  {
    note: 'arrays of objects',
    rego: 'a := [x | some i in numbers.range(1, 3000); some j in numbers.range(1, 3000); x := {"i": i, "j": [i, j]}]\ndeny contains "x" if count(a) > 0',
  },
  {
    note: 'a set',
    rego: 'a := {x | some i in numbers.range(1, 9000); some j in numbers.range(1, 9000); x := [i, j]}\ndeny contains "x" if count(a) > 0',
  },
  {
    note: 'long texts',
    rego: 'a := concat("", ["xxxxxxxxxxxxxxxx" | some _ in numbers.range(1, 10000)])\nb := concat("", [a | some _ in numbers.range(1, 10000)])\ndeny contains "x" if count(b) > 0',
  },
  {
    note: 'widths of sprintf',
    rego: 'deny contains m if {\n  some i in numbers.range(1, 1000000)\n  m := sprintf("%1000000d", [i])\n}',
  },
  {
    note: 'replace over and over',
    rego: 'a := "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"\nb := replace(a, "x", a)\nc := replace(b, "x", b)\nd := replace(c, "x", c)\ndeny contains "x" if count(d) > 0',
  },
  { note: 'every address of IPv4', rego: 'deny contains "x" if count(net.cidr_expand("0.0.0.0/0")) > 0' },
  { note: 'a large shift', rego: 'deny contains "x" if bits.lsh(1, 100000000000) > 0' },
  {
    note: 'unions of a large set',
    rego: 's := {x | some x in numbers.range(1, 200000)}\ndeny contains "x" if {\n  some i in numbers.range(1, 100000)\n  count(s | {-i}) == 3\n}',
  },
  { note: 'shared values written out', rego: `${laughs('f')}\ndeny contains json.marshal(f40)` },
  { note: 'shared values as a key', rego: `${laughs('f')}\ndeny contains "x" if count({f40: 1, "b": 2}) == 1000` },
  { note: 'shared values as a message', rego: `${laughs('f')}\ndeny contains f40`, code: 'eval_type_error' },
  { note: 'shared values printed', rego: `${laughs('f')}\ndeny contains sprintf("%v", [f40])` },
  { note: 'shared values walked', rego: `${laughs('f')}\ndeny contains "x" if walk(f40, [_, "y"])` },
  {
    note: 'more denials than a report can hold',
    rego: 'deny contains m if {\n  some i in numbers.range(1, 200000)\n  m := sprintf("%d", [i])\n}',
  },
  {
    note: 'millions of denials',
    rego: 'deny contains m if {\n  some i in numbers.range(1, 3000000)\n  m := sprintf("%d", [i])\n}',
  },
];

/** A policy of its own beside the hostile one, and the shipped ones: they are evaluated all the same. */
const OTHER = 'package fine\ndeny contains "the fine policy ran" if input.kind == "Pod"\n';

function filesOf(rego: string): Files {
  return { 'pod.yaml': BAD_POD, 'bad/p.rego': `package main\n\n${rego}\n`, 'fine/p.rego': OTHER };
}

runScenarios(
  'a policy that would not end, or fill the memory',
  BUDGET.flatMap(({ note, rego, code = 'budget_error' }): readonly Scenario[] => [
    {
      note,
      args: ['check', 'pod.yaml', '--policy', 'bad', '--no-shipped'],
      files: filesOf(rego),
      // Less memory than any machine has by default: a policy must not bring the process down.
      node: ['--max-old-space-size=1024'],
      exit: 3,
      stdout: [new RegExp(`error +high +document/main/deny: ${code}`), 'could not be evaluated'],
      within: 10,
    },
  ]),
);

runScenarios('the others are judged', [
  {
    note: 'beside a policy without end',
    args: ['check', 'pod.yaml', '--policy', 'bad', '--policy', 'fine'],
    files: filesOf(BUDGET[0]?.rego ?? ''),
    exit: 1,
    stdout: ['the fine policy ran', 'kubernetes/no-privileged', 'budget_error', 'indeterminate: '],
    within: 10,
  },
  {
    note: 'a policy without end costs little, however many documents there are',
    args: ['check', 'pod.yaml', '--policy', 'bad', '--no-shipped'],
    files: { ...filesOf(BUDGET[0]?.rego ?? ''), 'pod.yaml': Array(50).fill(BAD_POD).join('---\n') },
    exit: 3,
    stdout: ['was not evaluated again'],
    within: 15,
  },
]);

const WRONG: readonly (Hostile & { readonly at: string; readonly hint?: string })[] = [
  { note: 'a syntax error', rego: 'deny contains "x" if { x := }', code: 'rego_parse_error', at: '3:29' },
  { note: 'an unsafe variable', rego: 'deny contains "x" if z > 1', code: 'rego_unsafe_var_error', at: '3:22' },
  { note: 'recursion', rego: 'deny contains "x" if deny["y"]', code: 'rego_recursion_error', at: '3:1' },
  { note: 'an unknown function', rego: 'deny contains "x" if no_such(1)', code: 'rego_type_error', at: '3:22' },
  {
    note: 'the network',
    rego: 'deny contains "x" if http.send({"method": "get", "url": "http://127.0.0.1"})',
    code: 'rego_type_error: undefined function http.send',
    at: '3:22',
    hint: 'hint: a policy may not reach the network',
  },
  {
    note: 'the environment',
    rego: 'deny contains "x" if opa.runtime().env.PATH',
    code: 'rego_type_error: undefined function opa.runtime',
    at: '3:22',
    hint: 'hint: a policy may not reach the network',
  },
];

runScenarios(
  'a policy that does not compile',
  WRONG.flatMap(({ note, rego, code, at, hint }): readonly Scenario[] => [
    {
      note: `${note}, alone`,
      args: ['check', 'pod.yaml', '--policy', 'bad', '--no-shipped'],
      files: filesOf(rego),
      exit: 2,
      stderr: [`bad/p.rego:${at}: ${code}`, hint ?? ''],
      stdout: ['no policy was loaded'],
    },
    {
      note: `${note}, beside others`,
      args: ['check', 'pod.yaml', '--policy', 'bad', '--policy', 'fine'],
      files: filesOf(rego),
      exit: 2,
      stderr: [`bad/p.rego:${at}: ${code}`],
      stdout: ['the fine policy ran', 'kubernetes/no-privileged'],
    },
  ]),
);

runScenarios('policy folders', [
  {
    note: 'without policies',
    args: ['check', 'pod.yaml', '--policy', 'd', '--no-shipped'],
    files: { 'pod.yaml': BAD_POD, 'd/x.rego': 'package main\nx := 1\n' },
    exit: 3,
    stderr: ['policy_none'],
  },
  {
    note: 'without a file',
    args: ['check', 'pod.yaml', '--policy', 'd'],
    files: { 'pod.yaml': BAD_POD, 'd/x.txt': '' },
    exit: 1,
    stderr: ['policy_none'],
  },
  {
    note: 'a denial without a message',
    args: ['check', 'pod.yaml', '--policy', 'd', '--no-shipped'],
    files: { 'pod.yaml': BAD_POD, 'd/x.rego': 'package main\ndeny contains {"a": 1}\n' },
    exit: 3,
    stdout: ['a denial has no message'],
  },
  {
    note: 'data that is no JSON',
    args: ['check', 'pod.yaml', '--policy', 'd', '--no-shipped'],
    files: {
      'pod.yaml': BAD_POD,
      'd/x.rego': 'package main\ndeny contains "x" if data.a == 2\n',
      'd/data.json': '{"a"',
    },
    exit: 2,
    stderr: ['d/data.json:1:', 'input_json_invalid'],
  },
  {
    note: 'metadata that is wrong',
    args: ['check', 'pod.yaml', '--policy', 'd', '--no-shipped'],
    files: { 'pod.yaml': BAD_POD, 'd/x.rego': 'package probity.team.mine\ndeny contains {"message": "m"}\n' },
    exit: 2,
    stderr: ['d/x.rego:1:1: policy_metadata', 'hint: '],
  },
]);

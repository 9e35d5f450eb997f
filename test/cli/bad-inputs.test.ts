import { gzipSync } from 'node:zlib';
import { runScenarios, type Scenario } from './run.ts';
import { BAD_POD, EMPTY_PLAN } from './samples.ts';

const deep = (open: string, close: string, inner = '1') => `${open.repeat(10_000)}${inner}${close.repeat(10_000)}`;

const BOMB = `${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  .map(
    (name, at, all) =>
      `${name}: &${name} [${Array(9)
        .fill(at === 0 ? 'x' : `*${all[at - 1]}`)
        .join(',')}]`,
  )
  .join('\n')}\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: bomb }\n`;

type BadInput = {
  readonly note: string;
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly code: string;
  /** Row and column that the error names. */
  readonly at: string;
  readonly exit?: number;
};

const BAD: readonly BadInput[] = [
  { note: 'truncated JSON', name: 'x.json', content: '{"a": {"b": 1}', code: 'input_json_invalid', at: '1:15' },
  { note: 'JSON with a stray word', name: 'x.json', content: '{"a": yes}', code: 'input_json_invalid', at: '1:7' },
  { note: 'invalid YAML', name: 'x.yaml', content: 'a: [b\nc: d\n', code: 'input_yaml_invalid', at: '2:2' },
  { note: 'a YAML bomb', name: 'x.yaml', content: BOMB, code: 'input_yaml_invalid', at: '4:17' },
  { note: 'deep JSON arrays', name: 'x.json', content: deep('[', ']'), code: 'input_too_deep', at: '1:501' },
  { note: 'deep JSON objects', name: 'x.json', content: deep('{"a":', '}'), code: 'input_too_deep', at: '1:2501' },
  { note: 'deep YAML', name: 'x.yaml', content: `a: ${deep('[', ']')}`, code: 'input_too_deep', at: '1:503' },
  { note: 'a key twice in JSON', name: 'x.json', content: '{"a":1,"a":2}', code: 'input_duplicate_key', at: '1:8' },
  { note: 'a key twice in YAML', name: 'x.yaml', content: 'a: 1\na: 2\n', code: 'input_duplicate_key', at: '2:1' },
  { note: 'a file of 0 bytes', name: 'x.json', content: '', code: 'input_empty', at: '1:1' },
  { note: 'a binary file', name: 'x.json', content: gzipSync('{}'), code: 'input_', at: '1:1' },
  { note: 'NUL bytes', name: 'x.yaml', content: 'a: \0\n', code: 'input_binary', at: '1:1' },
  {
    note: 'bytes that are no UTF-8',
    name: 'x.json',
    content: Buffer.from([0x22, 0xff, 0xfe, 0x22]),
    code: 'input_encoding',
    at: '1:',
  },
  { note: 'a link to itself', name: 'x.json', content: '-> x.json', code: 'input_symlink_loop', at: '1:1' },
  { note: 'a link to nothing', name: 'x.json', content: '-> y.json', code: 'input_not_found', at: '1:1' },
  {
    note: 'a file that cannot be read',
    name: 'x.json',
    content: '-> /proc/self/mem',
    code: 'input_unreadable',
    at: '1:1',
  },
  {
    note: 'an unknown format version',
    name: 'x.json',
    content: EMPTY_PLAN.replace('"1.2"', '"7.0"'),
    code: 'plan_format_version',
    at: '1:19',
  },
  {
    note: 'a plan that stopped with an error',
    name: 'x.json',
    content: `{"errored":true,${EMPTY_PLAN.slice(1)}`,
    code: 'plan_errored',
    at: '1:1',
    exit: 3,
  },
];

runScenarios(
  'a bad input alone',
  BAD.map(
    ({ note, name, content, code, at, exit }): Scenario => ({
      note,
      args: ['check', name],
      files: { [name]: content },
      exit: exit ?? 2,
      stdout: [/^Gate {6}(bad-input|indeterminate)/m],
      stderr: [`${name}:${at}`, code, 'hint: '],
      within: 10,
    }),
  ),
);

runScenarios(
  'a bad input beside a good one: the other is judged all the same',
  BAD.map(
    ({ note, name, content, code, exit }): Scenario => ({
      note,
      args: ['check', 'pod.yml', name],
      files: { [name]: content, 'pod.yml': BAD_POD },
      // A finding of severity high comes before indeterminate, and after bad input.
      exit: exit === 3 ? 1 : 2,
      stdout: ['kubernetes/no-privileged', 'fail '],
      stderr: [code],
      within: 10,
    }),
  ),
);

runScenarios('folders and names', [
  {
    note: 'a folder without files',
    args: ['check', 'd'],
    files: { 'd/x.txt': '' },
    exit: 3,
    stderr: ['input_nothing'],
  },
  {
    note: 'a folder with nothing recognisable',
    args: ['check', 'd'],
    files: { 'd/a.yaml': 'a: 1\n', 'd/b.json': '{"b": 1}' },
    exit: 3,
    stdout: ['d/a.yaml: of no kind that holds resources', 'd/b.json: of no kind', 'nothing was evaluated'],
  },
  {
    note: 'a file of no kind beside a plan is listed',
    args: ['check', 'd'],
    files: { 'd/plan.json': EMPTY_PLAN, 'd/package.json': '{"name": "x"}' },
    exit: 0,
    stdout: ['d/package.json: of no kind that holds resources', '1 document without resources'],
  },
  { note: 'a file that is not there', args: ['check', 'no.json'], exit: 2, stderr: ['input_not_found', 'no.json'] },
  { note: 'a glob that matches nothing', args: ['check', '*.json'], exit: 2, stdout: ['nothing was evaluated'] },
  {
    note: 'a glob',
    args: ['check', 'k8s/*.yaml'],
    files: { 'k8s/a.yaml': BAD_POD, 'k8s/b.json': '{' },
    exit: 1,
    stdout: ['k8s/a.yaml'],
  },
  {
    note: 'a loop of folders',
    args: ['check', 'd'],
    files: { 'd/pod.yaml': BAD_POD, 'd/e': '-> .' },
    exit: 1,
    stdout: ['leads back'],
  },
  {
    note: '__proto__ and constructor keys change nothing',
    args: ['check', 'x.json', '--format', 'json'],
    files: {
      'x.json':
        '{"apiVersion":"v1","kind":"Pod","__proto__":{"spec":{"hostNetwork":true}},"metadata":{"name":"a","namespace":"n","constructor":{"prototype":{"polluted":1}}},"spec":{"__proto__":{"hostPID":true},"containers":[]}}',
    },
    exit: 0,
    stdout: ['"exitCode": 0'],
    never: ['host namespace'],
  },
]);

const HOSTILE = '\u001b[31m::error::x\r\n##[error]y <script>alert(1)</script> [z](javascript:a) =cmd() @team';
const HOSTILE_POD = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: HOSTILE, namespace: '=1+1' },
  spec: { containers: [{ name: HOSTILE, image: 'x', securityContext: { privileged: true } }] },
});

runScenarios('hostile names in every format', [
  ...(['text', 'github', 'junit', 'sarif', 'gitlab', 'json'] as const).map(
    (format): Scenario => ({
      note: format,
      args: ['check', 'x.json', '--format', format],
      files: { 'x.json': HOSTILE_POD },
      exit: 1,
      never: ['\u001b', '\r', /^::error::x/m, /^##\[error\]/m],
    }),
  ),
  {
    note: 'html',
    args: ['check', 'x.json', '--format', 'html'],
    files: { 'x.json': HOSTILE_POD },
    exit: 1,
    never: ['<script>alert', 'href="javascript:', '\u001b'],
  },
  {
    note: 'markdown',
    args: ['check', 'x.json', '--format', 'markdown'],
    files: { 'x.json': HOSTILE_POD },
    exit: 1,
    // Between backticks it is text.
    never: [/^[^`]*(`[^`]*`[^`]*)*<script>/m, /^[^`]*(`[^`]*`[^`]*)*\]\(javascript:/m, /[^\u200b\w]@team/, '\u001b'],
  },
  {
    note: 'csv',
    args: ['check', 'x.json', '--format', 'csv'],
    files: { 'x.json': HOSTILE_POD },
    exit: 1,
    never: [/(^|,)"?[=+@]/m, '\u001b'],
  },
  {
    note: 'a file name',
    args: ['check', '.'],
    files: { '\u001b[2J::error::.json': '{' },
    exit: 2,
    never: ['\u001b', /^::error/m],
  },
]);

import { gzipSync } from 'node:zlib';
import { runScenarios, type Scenario } from './run.ts';
import { BAD_POD, EMPTY_PLAN, planOf } from './samples.ts';

const deep = (open: string, close: string, inner = '1') => `${open.repeat(10_000)}${inner}${close.repeat(10_000)}`;

const BOMB = `${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  .map(
    (name, at, all) =>
      `${name}: &${name} [${Array(9)
        .fill(at === 0 ? 'x' : `*${all[at - 1]}`)
        .join(',')}]`,
  )
  .join('\n')}\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: bomb }\n`;

type Edit = readonly [at: readonly (string | number)[], value: unknown];

const OPEN = { identifier: 'shop', publicly_accessible: true };
const RESOURCE = ['planned_values', 'root_module', 'resources', 0] as const;
const CHANGE = ['resource_changes', 0] as const;

/** A plan of one public database, with one part replaced; undefined takes it out. */
function edited(...edits: readonly Edit[]): string {
  const plan = planOf('aws_db_instance', OPEN) as Record<string, unknown>;
  for (const [at, value] of edits) {
    let part = plan;
    for (const step of at.slice(0, -1)) part = part[step] as Record<string, unknown>;
    part[at.at(-1) ?? ''] = value;
  }
  return JSON.stringify(plan);
}

/** Parts of a plan that would leave a resource out, or empty, if they were passed over. */
const MALFORMED: readonly (readonly [note: string, at: string, ...edits: Edit[]])[] = [
  ['the planned values are a list', '1:70', [['planned_values'], []]],
  ['the planned values are a text', '1:70', [['planned_values'], 'x']],
  ['the planned values are empty, and a resource is made', '1:', [['planned_values'], {}]],
  ['the root module is a list', '1:85', [['planned_values', 'root_module'], []]],
  ['the resources are an object', '1:', [['planned_values', 'root_module', 'resources'], {}]],
  ['the resources are a text', '1:', [['planned_values', 'root_module', 'resources'], 'x']],
  [
    'the resources are numbers',
    '1:',
    [
      ['planned_values', 'root_module', 'resources'],
      [1, null],
    ],
  ],
  ['a resource that changes is not planned', '1:', [['planned_values', 'root_module', 'resources'], []]],
  ['the modules are an object', '1:', [['planned_values', 'root_module', 'child_modules'], { a: 1 }]],
  ['a module is a text', '1:', [['planned_values', 'root_module', 'child_modules'], ['x']]],
  ['an address is a number', '1:', [[...RESOURCE, 'address'], 3]],
  ['an address is missing', '1:', [[...RESOURCE, 'address'], undefined]],
  ['a type is missing', '1:', [[...RESOURCE, 'type'], undefined]],
  ['a mode is of no kind', '1:', [[...RESOURCE, 'mode'], 'alien']],
  ['the values are a list', '1:', [[...RESOURCE, 'values'], []]],
  ['the values are null', '1:', [[...RESOURCE, 'values'], null]],
  ['the values are missing', '1:', [[...RESOURCE, 'values'], undefined]],
  ['the changes are missing: nothing tells what is not known', '1:', [['resource_changes'], undefined]],
  ['the changes are an object', '1:', [['resource_changes'], {}]],
  ['the changes are a text', '1:', [['resource_changes'], 'x']],
  ['a change is a number', '1:', [['resource_changes'], [1]]],
  ['a change is null', '1:', [[...CHANGE, 'change'], null]],
  ['the actions are a text', '1:', [[...CHANGE, 'change', 'actions'], 'create']],
  ['there are no actions', '1:', [[...CHANGE, 'change', 'actions'], []]],
  ['nothing is there after a creation', '1:', [[...CHANGE, 'change', 'after'], null]],
  [
    'nothing is there after a creation, and no planned values',
    '1:',
    [[...CHANGE, 'change', 'after'], null],
    [['planned_values'], undefined],
  ],
  ['`errored` is a text', '1:', [['errored'], 'true']],
  ['`complete` is a text', '1:', [['complete'], 'false']],
];

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
  {
    note: 'a plan that leaves changes for the next one',
    name: 'x.json',
    content: `{"complete":false,${EMPTY_PLAN.slice(1)}`,
    code: 'plan_incomplete',
    at: '1:1',
    exit: 3,
  },
  {
    note: 'a plan of the next major format',
    name: 'x.json',
    content: EMPTY_PLAN.replace('"1.2"', '"2.0"'),
    code: 'plan_format_version',
    at: '1:19',
  },
  {
    note: 'a gzip that breaks off',
    name: 'x.json',
    content: gzipSync(EMPTY_PLAN).subarray(0, 60),
    code: 'input_binary',
    at: '1:1',
  },
  { note: 'half a plan', name: 'x.json', content: edited().slice(0, 400), code: 'input_json_invalid', at: '1:' },
  ...MALFORMED.map(
    ([note, at, ...edits]): BadInput => ({
      note,
      name: 'x.json',
      content: edited(...edits),
      code: 'plan_malformed',
      at,
    }),
  ),
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

/** Odd plans that can be read all the same: the public database is found in each of them. */
const ODD: readonly (readonly [note: string, content: string, ...stdout: string[]])[] = [
  ['a newer minor format', edited([['format_version'], '1.99'])],
  ['no planned values', edited([['planned_values'], undefined])],
  ['no configuration', edited([['configuration'], undefined])],
  ['a configuration that is a number', edited([['configuration'], 3])],
  ['a configuration with a list for its root', edited([['configuration', 'root_module'], []])],
  [
    'a configuration of junk',
    edited([['configuration', 'root_module'], { resources: [null, 3, { address: 3 }], module_calls: [1], outputs: 3 }]),
  ],
  ['actions that are not known', edited([[...CHANGE, 'change', 'actions'], ['explode']])],
  ['a change of nothing that is known', edited([[...CHANGE, 'change', 'after_sensitive'], 'x'])],
  [
    'two resources of one address',
    edited([
      ['planned_values', 'root_module', 'resources'],
      [{ publicly_accessible: false }, OPEN].map((values) => ({
        address: 'aws_db_instance.one',
        mode: 'managed',
        type: 'aws_db_instance',
        name: 'one',
        values,
      })),
    ]),
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map(
    (name) =>
      [
        `a resource called ${name}`,
        edited().replaceAll('"one"', `"${name}"`).replaceAll('.one"', `.${name}"`),
      ] as const,
  ),
  [
    'a key of the prototype among the values',
    edited().replaceAll('"identifier"', '"__proto__":{"publicly_accessible":false},"identifier"'),
  ],
  [
    'modules that refer to each other in a circle',
    edited(
      [[...CHANGE, 'change', 'after_unknown'], { kms_key_id: true }],
      [
        ['configuration', 'root_module', 'module_calls'],
        {
          a: {
            expressions: { x: { references: ['module.a.y', 'module.a'] } },
            module: { outputs: { y: { expression: { references: ['var.x'] } } }, variables: { x: {} } },
          },
        },
      ],
      [
        ['configuration', 'root_module', 'resources', 0, 'expressions', 'kms_key_id'],
        { references: ['module.a.y', 'module.a'] },
      ],
    ),
  ],
];

runScenarios(
  'odd plans',
  ODD.map(
    ([note, content]): Scenario => ({
      note,
      args: ['check', 'x.json'],
      files: { 'x.json': content },
      exit: 1,
      stdout: ['aws/rds-public-access', /^Gate {6}failed/m],
      within: 10,
    }),
  ),
);

runScenarios('plans of which too little is known', [
  {
    note: 'everything is unknown: nothing passes',
    args: ['check', 'x.json', '--format', 'json'],
    files: {
      'x.json': edited(
        [[...CHANGE, 'change', 'after_unknown'], true],
        [[...CHANGE, 'change', 'after'], {}],
        [[...RESOURCE, 'values'], {}],
        [['configuration'], undefined],
      ),
    },
    exit: 0,
    stdout: ['"unknown"'],
    never: ['"verdict": "pass"'],
  },
  {
    note: 'neither planned values nor changes',
    args: ['check', 'x.json'],
    files: { 'x.json': edited([['planned_values'], undefined], [['resource_changes'], undefined]) },
    exit: 3,
    stdout: ['of no kind that holds resources'],
  },
  {
    note: 'no format version',
    args: ['check', 'x.json'],
    files: { 'x.json': edited([['format_version'], undefined]) },
    exit: 3,
    stdout: ['without its format_version', 'terraform show -json'],
  },
]);

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

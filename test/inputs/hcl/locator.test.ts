// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are HCL
import { describe, expect, test } from 'vitest';
import type { JsonPath, JsonValue } from '../../../engine/inputs/document.ts';
import { createLocator, loadConfiguration, parseAddress } from '../../../engine/inputs/hcl/index.ts';

type Files = { readonly [path: string]: string };

function load(files: Files, root = '.', modulesJson?: string) {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
  return loadConfiguration(texts, root, modulesJson);
}

/** A path, where it is said to be and what is reached there; `values` are the planned values. */
type Row = {
  readonly note: string;
  readonly files: Files;
  readonly address: string;
  readonly path: JsonPath;
  readonly values?: JsonValue;
  readonly want: string | undefined;
  readonly modulesJson?: string;
};

const GROUP = `resource "aws_security_group" "g" {
  ingress {
    from_port = var.unknown
  }
  ingress {
    from_port = 22
    tags      = { a = "b" }
  }
}
`;

const ROWS: readonly Row[] = [
  {
    note: 'the resource',
    files: { 'a.tf': 'resource "a" "b" {\n  c = 1\n}\n' },
    address: 'a.b',
    path: [],
    want: 'a.tf:1:1 resource',
  },
  {
    note: 'an attribute',
    files: { 'a.tf': 'resource "a" "b" {\n  c = 1\n}\n' },
    address: 'a.b',
    path: ['c'],
    want: 'a.tf:2:3 attribute',
  },
  {
    note: 'an attribute that is not there',
    files: { 'a.tf': 'resource "a" "b" {}\n' },
    address: 'a.b',
    path: ['c'],
    want: 'a.tf:1:1 resource',
  },
  {
    note: 'a resource that is not there',
    files: { 'a.tf': 'resource "a" "b" {}\n' },
    address: 'a.c',
    path: [],
    want: undefined,
  },
  {
    note: 'a data source',
    files: { 'a.tf': 'data "a" "b" {\n  c = 1\n}\n' },
    address: 'data.a.b',
    path: ['c'],
    want: 'a.tf:2:3 attribute',
  },
  {
    note: 'a block by index',
    files: { 'a.tf': GROUP },
    address: 'aws_security_group.g',
    path: ['ingress', 1, 'from_port'],
    want: 'a.tf:6:5 attribute',
  },
  {
    note: 'an element of a set by its values',
    files: { 'a.tf': GROUP },
    address: 'aws_security_group.g',
    path: ['ingress', 0, 'from_port'],
    values: { ingress: [{ from_port: 22 }, { from_port: 80 }] },
    want: 'a.tf:6:5 attribute',
  },
  {
    note: 'a member of a map',
    files: { 'a.tf': GROUP },
    address: 'aws_security_group.g',
    path: ['ingress', 1, 'tags', 'a'],
    want: 'a.tf:7:19 attribute',
  },
  {
    note: 'a block around what is not there',
    files: { 'a.tf': GROUP },
    address: 'aws_security_group.g',
    path: ['ingress', 1, 'to_port'],
    want: 'a.tf:5:3 block',
  },
  {
    note: 'a dynamic block of unknown size',
    files: {
      'a.tf':
        'resource "a" "b" {\n  dynamic "c" {\n    for_each = var.x\n    content {\n      d = c.value\n    }\n  }\n}\n',
    },
    address: 'a.b',
    path: ['c', 3, 'd'],
    want: 'a.tf:5:7 attribute',
  },
  {
    note: 'blocks within dynamic blocks',
    files: {
      'a.tf':
        'resource "a" "b" {\n  dynamic "c" {\n    for_each = [1, 2]\n    content {\n      d {\n        e = c.value\n      }\n    }\n  }\n}\n',
    },
    address: 'a.b',
    path: ['c', 1, 'd', 0, 'e'],
    want: 'a.tf:6:9 attribute',
  },
  {
    note: 'a conditional chooses',
    files: {
      'a.tf': 'resource "a" "b" {\n  c = false ? jsonencode({\n    d = 1 }) : jsonencode({\n    d = 2\n  })\n}\n',
    },
    address: 'a.b',
    path: ['c', 'd'],
    want: 'a.tf:4:5 attribute',
  },
  {
    note: 'merge: the last one wins',
    files: { 'a.tf': 'locals {\n  x = {\n    k = 1\n  }\n}\nresource "a" "b" {\n  t = merge({ k = 0 }, local.x)\n}\n' },
    address: 'a.b',
    path: ['t', 'k'],
    want: 'a.tf:3:5 attribute',
  },
  {
    note: 'a variable is followed to the call',
    files: {
      'a.tf':
        'module "m" {\n  source = "./m"\n  policy = jsonencode({\n    Statement = [{\n      Action = "*"\n    }]\n  })\n}\n',
      'm/a.tf': 'variable "policy" {}\nresource "a" "b" {\n  p = var.policy\n}\n',
    },
    address: 'module.m.a.b',
    path: ['p', 'Statement', 0, 'Action'],
    want: 'a.tf:5:7 attribute via m a.tf:1:1',
  },
  {
    note: 'a root variable is followed to its file of values',
    files: { 'a.tf': 'variable "t" {}\nresource "a" "b" {\n  t = var.t\n}\n', 'x.auto.tfvars': 't = {\n  k = 1\n}\n' },
    address: 'a.b',
    path: ['t', 'k'],
    want: 'x.auto.tfvars:2:3 attribute',
  },
  {
    note: 'a scalar that is a variable stays where it is set',
    files: { 'a.tf': 'variable "t" { default = 1 }\nresource "a" "b" {\n  t = var.t\n}\n' },
    address: 'a.b',
    path: ['t'],
    want: 'a.tf:3:3 attribute',
  },
  {
    note: 'a module without source: the call',
    files: { 'a.tf': '\n  module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n' },
    address: 'module.vpc[0].module.inner.aws_vpc.this["x.y"]',
    path: ['cidr_block'],
    want: 'a.tf:2:3 module via vpc a.tf:2:3',
  },
  {
    note: 'an installed module',
    files: {
      'r/a.tf': 'module "vpc" {\n  source = "x/vpc/aws"\n}\n',
      'r/.terraform/modules/vpc/m.tf': 'resource "a" "b" {\n  c = 1\n}\n',
    },
    address: 'module.vpc.a.b',
    path: ['c'],
    modulesJson: '{"Modules":[{"Key":"vpc","Source":"x/vpc/aws","Dir":".terraform/modules/vpc"}]}',
    want: 'r/.terraform/modules/vpc/m.tf:2:3 attribute via vpc r/a.tf:1:1',
  },
  {
    note: 'override files',
    files: { 'a.tf': 'resource "a" "b" {\n  c = 1\n  d = 1\n}\n', 'x_override.tf': 'resource "a" "b" {\n  c = 2\n}\n' },
    address: 'a.b',
    path: ['c'],
    want: 'x_override.tf:2:3 attribute',
  },
  {
    note: 'columns count code points',
    files: { 'a.tf': 'resource "a" "b" { /* 😀é */ c = 1 }\n' },
    address: 'a.b',
    path: ['c'],
    want: 'a.tf:1:29 attribute',
  },
  {
    note: 'after a byte order mark',
    files: { 'a.tf': '\ufeffresource "a" "b" {}\n' },
    address: 'a.b',
    path: [],
    want: 'a.tf:1:1 resource',
  },
  {
    note: 'what is written around a fault',
    files: { 'a.tf': 'resource "a" "b" {\n  c = = 1\n  d = 2\n}\n' },
    address: 'a.b',
    path: ['d'],
    want: 'a.tf:3:3 attribute',
  },
  {
    note: 'JSON within a heredoc with something filled in',
    files: {
      'a.tf':
        'resource "a" "b" {\n  p = <<-E\n    {"Statement": [\n      {"Resource": "${a.c["x"].arn}/*",\n       "Action": "*"}\n    ]}\n  E\n}\n',
    },
    address: 'a.b',
    path: ['p', 'Statement', 0, 'Action'],
    want: 'a.tf:5:18 attribute',
  },
];

describe('places', () => {
  test.each(ROWS)('$note', ({ files, address, path, values, want, modulesJson }) => {
    const root = modulesJson === undefined ? '.' : 'r';
    const found = createLocator(load(files, root, modulesJson)).locate(address, path, values);
    const shown = ({ file, row, col }: { file: string; row: number; col: number }) => `${file}:${row}:${col}`;
    const calls = found?.modules.map((call) => ` via ${call.name} ${shown(call.place)}`).join('') ?? '';
    expect(found === undefined ? undefined : `${shown(found.place)} ${found.reached}${calls}`).toBe(want);
  });
});

const ADDRESSES: readonly (readonly [text: string, read: unknown])[] = [
  ['a.b', { modules: [], mode: 'managed', type: 'a', name: 'b', key: undefined }],
  ['data.a.b[1]', { modules: [], mode: 'data', type: 'a', name: 'b', key: 1 }],
  [
    'module.m["a.b\\"]"].module.n[0].a.b["x[0].y"]',
    {
      modules: [
        { name: 'm', key: 'a.b"]' },
        { name: 'n', key: 0 },
      ],
      mode: 'managed',
      type: 'a',
      name: 'b',
      key: 'x[0].y',
    },
  ],
  ['module.m', undefined],
  ['a', undefined],
  ['', undefined],
  ['a.b.c', undefined],
  ['__proto__.constructor', { modules: [], mode: 'managed', type: '__proto__', name: 'constructor', key: undefined }],
];

test.each(ADDRESSES)('address %s', (text, read) => {
  expect(parseAddress(text)).toEqual(read);
});

const REFUSED: readonly {
  readonly note: string;
  readonly files: Files;
  readonly modulesJson?: string;
  readonly want: string;
}[] = [
  {
    note: 'a source above what was read',
    files: { 'a.tf': 'module "m" {\n  source = "../../etc"\n}\n' },
    want: 'a.tf:1:1 module `m` is not read: its folder `../../etc` holds no .tf file below the source root',
  },
  {
    note: 'a module that calls itself',
    files: { 'a.tf': 'module "m" {\n  source = "./m"\n}\n', 'm/a.tf': 'module "n" {\n  source = "../m"\n}\n' },
    want: 'm/a.tf:1:1 module `n` is not read: it calls itself',
  },
  {
    note: 'an installed module with an absolute folder',
    files: { 'a.tf': 'module "m" {\n  source = "x/y/z"\n}\n' },
    modulesJson: '{"Modules":[{"Key":"m","Source":"x/y/z","Dir":"/etc"}]}',
    want: '.terraform/modules/modules.json:1:1 module `m` is installed outside of the source root',
  },
  {
    note: 'a list of modules that is none',
    files: { 'a.tf': '' },
    modulesJson: '{"Modules":',
    want: '.terraform/modules/modules.json:1:1 the list of installed modules is not valid JSON',
  },
];

test.each(REFUSED)('refused: $note', ({ files, modulesJson, want }) => {
  const { diagnostics } = load(files, '.', modulesJson);
  expect(diagnostics.map(({ place, message }) => `${place?.file}:${place?.row}:${place?.col} ${message}`)).toEqual([
    want,
  ]);
});

test('calls that multiply are bounded', () => {
  const files: Record<string, string> = {};
  for (let level = 0; level < 30; level += 1)
    files[`${level}/a.tf`] = `module "a" { source = "../${level + 1}" }\nmodule "b" { source = "../${level + 1}" }\n`;
  files['30/a.tf'] = 'resource "a" "b" {}\n';
  const started = performance.now();
  const configuration = load(files, '0');
  expect(performance.now() - started).toBeLessThan(3000);
  expect(configuration.diagnostics.some(({ message }) => message.includes('too many modules'))).toBe(true);
});

test('values that double are bounded', () => {
  const locals = Array.from(
    { length: 60 },
    (_, at) => `  l${at + 1} = [local.l${at}, local.l${at}]\n  t${at + 1} = "\${local.t${at}}\${local.t${at}}"\n`,
  );
  const text = `locals {\n  l0 = [1, 2]\n  t0 = "ab"\n${locals.join('')}}\nresource "a" "b" {\n  c { d = local.l60 }\n  c { d = local.t60 }\n}\n`;
  const started = performance.now();
  const found = createLocator(load({ 'a.tf': text })).locate('a.b', ['c', 1, 'd'], { c: [{ d: 1 }, { d: 2 }] });
  expect(found?.reached).toBe('attribute');
  expect(performance.now() - started).toBeLessThan(3000);
});

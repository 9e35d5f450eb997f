import { describe, expect, test } from 'vitest';
import { MAX_DEPTH } from '../../engine/inputs/index.ts';
import { file, parse, parseInputs, told } from './support.ts';

type Row = {
  readonly note: string;
  readonly text: string | Uint8Array;
  /** Diagnostics as `row:col code: message | hint: ...`. */
  readonly want?: readonly string[];
  readonly unrecognised?: string;
  readonly documents?: number;
};

const CUT = 'the file seems to be cut off: write it again';
const TWICE = 'readers differ in which one they take: leave one';
const utf16 = (text: string, mark: readonly number[], swap = false): Uint8Array => {
  const body = Buffer.from(text, 'utf16le');
  return Buffer.concat([Buffer.from(mark), swap ? body.swap16() : body]);
};

const FILES: readonly Row[] = [
  {
    note: 'no bytes',
    text: '',
    want: ['1:1 input_empty: the file has no content | hint: was the command that writes it stopped by an error?'],
  },
  {
    note: 'white space',
    text: ' \n\t\n',
    want: ['1:1 input_empty: the file has no content | hint: was the command that writes it stopped by an error?'],
  },
  {
    note: 'a byte order mark alone',
    text: Uint8Array.of(0xef, 0xbb, 0xbf),
    want: ['1:1 input_empty: the file has no content | hint: was the command that writes it stopped by an error?'],
  },
  {
    note: 'NUL bytes',
    text: Uint8Array.of(1, 2, 3, 4, 0, 9, 9, 9),
    want: ['1:1 input_binary: the file is not text: it holds NUL bytes'],
  },
  {
    note: 'UTF-16 without its mark',
    text: Buffer.from('{"a":1}', 'utf16le'),
    want: [
      '1:1 input_binary: the file is not text: it holds NUL bytes | hint: UTF-16 without a byte order mark? save it as UTF-8',
    ],
  },
  {
    note: 'a binary plan',
    text: Uint8Array.of(0x50, 0x4b, 3, 4, 0),
    want: [
      '1:1 input_binary: the file is not text but a zip archive | hint: a binary Terraform plan? type `terraform show -json PLAN > plan.json` and check that file',
    ],
  },
  {
    note: 'gzip',
    text: Uint8Array.of(0x1f, 0x8b, 8),
    want: ['1:1 input_binary: the file is not text but compressed with gzip | hint: type `gunzip FILE` first'],
  },
  {
    note: 'Latin-1',
    text: Buffer.from('{\n "a": "\xe9"}', 'latin1'),
    want: ['2:8 input_encoding: the file is neither UTF-8 nor UTF-16 with a byte order mark | hint: save it as UTF-8'],
  },
  {
    note: 'half a character',
    text: Buffer.from('{"a":"é"}').subarray(0, 7),
    want: ['1:7 input_encoding: the file is neither UTF-8 nor UTF-16 with a byte order mark | hint: save it as UTF-8'],
  },
  {
    note: 'broken UTF-16',
    text: Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x00, 0xd8, 0x7d),
    want: ['1:1 input_encoding: the file begins as UTF-16 but is not | hint: save it as UTF-8'],
  },
  { note: 'UTF-8 with a mark', text: '\ufeff{"a":1}', documents: 1 },
  { note: 'UTF-16 little end first', text: utf16('{"a":"é"}', [0xff, 0xfe]), documents: 1 },
  { note: 'UTF-16 big end first', text: utf16('a: é', [0xfe, 0xff], true), documents: 1 },
];

const JSONS: readonly Row[] = [
  {
    note: 'cut off in an object',
    text: '{"a": 1,\n "b": {"c": 2',
    want: [`2:14 input_json_invalid: the text ends inside an object | hint: ${CUT}`],
  },
  {
    note: 'cut off in an array',
    text: '[1, 2',
    want: [`1:6 input_json_invalid: the text ends inside an array | hint: ${CUT}`],
  },
  {
    note: 'cut off in a string',
    text: '{"a": "bc',
    want: [`1:10 input_json_invalid: the text ends inside a string | hint: ${CUT}`],
  },
  {
    note: 'cut off in a word',
    text: '{"a": tr',
    want: [`1:9 input_json_invalid: the text ends inside a value | hint: ${CUT}`],
  },
  {
    note: 'cut off after a key',
    text: '{"a"',
    want: [`1:5 input_json_invalid: the text ends after a key | hint: ${CUT}`],
  },
  {
    note: 'last comma',
    text: '{"a": 1,}',
    want: ['1:9 input_json_invalid: a `,` comes before the closing `}` | hint: take the last `,` out'],
  },
  {
    note: 'missing comma',
    text: '{"a": 1 "b": 2}',
    want: ['1:9 input_json_invalid: `"` follows a value of an object | hint: put a `,` or `}` before it'],
  },
  {
    note: 'missing colon',
    text: '{"a" 1}',
    want: ['1:6 input_json_invalid: a key is followed by `1` | hint: put a `:` between key and value'],
  },
  { note: 'wrong bracket', text: '{"a": [1}', want: ['1:9 input_json_invalid: `}` closes what `]` should close'] },
  {
    note: 'line break in a string',
    text: '{"a": "b\nc"}',
    want: ['1:7 input_json_invalid: a string is not closed on its line | hint: add a closing `"`'],
  },
  {
    note: 'bad escape',
    text: '{"a": "\\x"}',
    want: ['1:8 input_json_invalid: `\\x` is no escape of JSON | hint: write a backslash as `\\\\`'],
  },
  {
    note: 'word of Python',
    text: '{"a": None}',
    want: ['1:7 input_json_invalid: `None` is no value of JSON | hint: write `null`'],
  },
  { note: 'leading zero', text: '{"a": 01}', want: ['1:7 input_json_invalid: `01` is no number of JSON'] },
  {
    note: 'a comment',
    text: '{"a": 1, // b\n"c": 2}',
    want: ['1:10 input_json_invalid: JSON has no comments | hint: take the comment out'],
  },
  {
    note: 'something after the end',
    text: '{"a": 1} x',
    want: ['1:10 input_json_invalid: `x` follows the end of the value'],
  },
  {
    note: 'columns count code points',
    text: '{"é😀": x}',
    want: ['1:8 input_json_invalid: `x` is no value of JSON | hint: write strings in `"`'],
  },
  {
    note: 'a key twice',
    text: '{"a": 1,\n "b": 2,\n "a": 3}',
    documents: 1,
    want: [`3:2 input_duplicate_key: key \`a\` stands twice in one object, the first time in line 1 | hint: ${TWICE}`],
  },
  {
    note: 'a key twice, once with an escape',
    text: '{"a": 1, "\\u0061": 3}',
    documents: 1,
    want: [`1:10 input_duplicate_key: key \`a\` stands twice in one object, the first time in line 1 | hint: ${TWICE}`],
  },
  { note: 'one key in two objects', text: '[{"a": {"a": 1}}, {"a": 2}]', documents: 1 },
  {
    note: 'too deep',
    text: '['.repeat(10_000) + ']'.repeat(10_000),
    want: [`1:${MAX_DEPTH + 1} input_too_deep: the text nests deeper than ${MAX_DEPTH} levels`],
  },
  { note: 'as deep as may be', text: '['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH), documents: 1 },
  {
    note: 'objects too deep',
    text: '{"a":'.repeat(100_000),
    want: [`1:${MAX_DEPTH * 5 + 1} input_too_deep: the text nests deeper than ${MAX_DEPTH} levels`],
  },
];

const YAMLS: readonly Row[] = [
  {
    note: 'a key twice',
    text: 'a: 1\nb:\n  c: 1\n  c: 2\n',
    documents: 1,
    want: [`4:3 input_duplicate_key: key \`c\` stands twice in one object, the first time in line 3 | hint: ${TWICE}`],
  },
  {
    note: 'one key in two spellings',
    text: 'yes: 1\n"true": 2\n',
    documents: 1,
    want: [
      `2:1 input_duplicate_key: key \`true\` stands twice in one object, the first time in line 1 | hint: ${TWICE}`,
    ],
  },
  { note: 'too deep in brackets', text: `a: ${'['.repeat(10_000)}`, want: ['input_too_deep'] },
  {
    note: 'too deep in blocks',
    text: Array.from({ length: 10_000 }, (_, at) => `${' '.repeat(Math.min(at, 900))}a:`).join('\n'),
    want: ['input_too_deep'],
  },
  { note: 'too deep in dashes', text: '- '.repeat(10_000), want: ['input_too_deep'] },
  { note: 'tabs as indentation', text: 'a:\n\tb: 1\n', want: ['input_yaml_invalid'] },
  { note: 'two colons', text: 'a: b: c\n', want: ['input_yaml_invalid'] },
  {
    note: 'a key that is a list',
    text: '? [a]\n: b\n',
    want: ['1:3 input_yaml_invalid: a key is an object or a list'],
  },
  { note: 'infinity', text: 'a: .inf\n', want: ['1:4 input_yaml_invalid: JSON has no infinity and no NaN'] },
  {
    note: 'an alias of nothing',
    text: 'a: *b\n',
    want: ['1:4 input_yaml_invalid: alias `*b` has no anchor before it'],
  },
  {
    note: 'an alias of itself',
    text: 'a: &a [*a]\n',
    want: ['1:8 input_yaml_invalid: alias `*a` stands inside its own anchor'],
  },
  {
    note: 'an alias bomb',
    text: bomb(40),
    want: ['input_yaml_invalid: the aliases of this document expand to too much'],
  },
  { note: 'a bomb of merges', text: mergeBomb(), want: ['input_yaml_invalid'] },
  { note: 'a tag that lies', text: 'a: !!int x\n', want: ['1:4 input_yaml_invalid: `x` is not what `!!int` says'] },
  { note: 'only comments', text: '# a\n---\n# b\n', unrecognised: 'it holds nothing but comments' },
  { note: 'plain text', text: 'hello world\n', unrecognised: 'plain text, neither JSON nor YAML of structure' },
  { note: 'HCL', text: 'resource "aws_s3_bucket" "a" {\n  bucket = "x"\n}\n', unrecognised: 'Terraform configuration' },
  { note: 'Rego', text: 'package a\n\nx := 1\n', unrecognised: 'a Rego policy' },
];

const TEMPLATES: readonly Row[] = [
  { note: 'Helm value', text: 'kind: {{ .Values.kind }}\n', unrecognised: 'a template' },
  { note: 'Helm control line', text: 'a: 1\n{{- if .Values.x }}\nb: 2\n{{- end }}\n', unrecognised: 'a template' },
  {
    note: 'Helm in quotes',
    text: 'kind: Pod\napiVersion: v1\nmetadata:\n  name: "{{ .Release.Name }}-x"\n',
    unrecognised: 'a template',
  },
  { note: 'helpers', text: '{{- define "a" -}}\nx\n{{- end -}}\n', unrecognised: 'a template' },
  { note: 'Jinja', text: '{% for a in b %}\n- {{ a }}\n{% endfor %}\n', unrecognised: 'a template' },
  { note: 'JSON', text: '{"a": {{ .Values.a }}}', unrecognised: 'a template' },
  { note: 'an alert is none', text: 'a: "{{ $labels.pod }} down"\n', documents: 1 },
  { note: 'values of a chart within text are none', text: 'a: |\n  {{ .Values.x }}\n  b\n', documents: 1 },
];

function bomb(levels: number): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let at = 1; at < levels; at += 1)
    lines.push(
      `a${at}: &a${at} [${Array(10)
        .fill(`*a${at - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}

function mergeBomb(): string {
  const wide = Array.from({ length: 1000 }, (_, at) => `k${at}: 1`).join(', ');
  return `a: &a {${wide}}\nb:\n${'- <<: *a\n'.repeat(5000)}`;
}

const GROUPS = { files: FILES, JSON: JSONS, YAML: YAMLS, templates: TEMPLATES } as const;
describe.each(Object.entries(GROUPS))('%s', (_, rows) => {
  test.each(rows)('$note', ({ text, want = [], unrecognised, documents = 0 }) => {
    const parsed = parse(text);
    const said = told(parsed).filter((line) => !line.includes('input_template'));
    expect(said.length, said.join('\n')).toBe(want.length);
    want.forEach((line, at) => {
      if (/^\d/.test(line) && line.includes(': ')) expect(said[at]?.slice(0, line.length)).toBe(line);
      else expect(said[at]).toContain(line.replace(/^1:\d+ /, ''));
    });
    expect(parsed.documents.length).toBe(documents);
    expect(parsed.unrecognised.map(({ reason }) => reason.slice(0, unrecognised?.length))).toEqual(
      unrecognised === undefined ? [] : [unrecognised],
    );
  });
});

test('a bad file leaves the others alone', () => {
  const parsed = parseInputs([
    file('{', 'a'),
    file('{"a": 1}', 'b'),
    file('', 'c'),
    file('a: [', 'd'),
    file('b: 1', 'e'),
  ]);
  expect(parsed.documents.map(({ path }) => path)).toEqual(['b', 'e']);
  expect(parsed.diagnostics.map(({ place }) => place?.file)).toEqual(['a', 'c', 'd']);
});

test.each([
  '{"__proto__": {"x": 1}, "constructor": 2}',
  '__proto__:\n  x: 1\nconstructor: 2\n',
  'a: &a {__proto__: {x: 1}}\n<<: *a\n',
])('`__proto__` is data: %s', (text) => {
  const root = parse(text).documents[0]?.root as object;
  expect(Object.getPrototypeOf(root)).toBe(Object.prototype);
  expect(Object.getOwnPropertyDescriptor(root, '__proto__')?.value).toEqual({ x: 1 });
  expect(({} as { x?: number }).x).toBeUndefined();
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are HCL
import { describe, expect, test } from 'vitest';
import { parseHcl } from '../../../engine/inputs/hcl/parse.ts';
import { show, showBody, showDiagnostics } from './support.ts';

/** Expressions with the tree that they are read as. */
const EXPRESSIONS: readonly (readonly [text: string, tree: string])[] = [
  ['1', '1'],
  ['-1.5e3', '(-1500)'],
  ['true', 'true'],
  ['null', 'null'],
  ['"a"', 'T<"a">'],
  ['""', 'T<>'],
  ['"a\\n\\"b\\" \\u00e4 \\U0001F600"', 'T<"a\\n\\"b\\" ä 😀">'],
  ['"$${a} %%{b} $5 100%"', 'T<"${a} %{b} $5 100%">'],
  ['"a${b}c"', 'T<"a" ${b} "c">'],
  ['"${"${a}"}"', 'T<${T<${a}>}>'],
  ['"${ {a = "}"} }"', 'T<${{"a": T<"}">}}>'],
  ['"a ${~ b ~} c"', 'T<"a" ${b} "c">'],
  ['"%{ if a }x%{ else }y%{ endif }"', 'T<(if a <"x"> <"y">)>'],
  ['"%{ for k, v in m ~} ${k}%{ endfor }"', 'T<(for k, v in m <"" ${k}>)>'],
  ['a', 'a'],
  ['a-b', 'a-b'],
  ['a - b', '(a - b)'],
  ['a.b.c', 'a.b.c'],
  ['a[0].b["c"]', 'a[0].b[T<"c">]'],
  ['a.0.b', 'a[0].b'],
  ['a.0.1.b', 'a[0][1].b'],
  ['a[*].b[0].c', '(splat a @.b[0].c)'],
  ['a.*.b[0]', '(splat a @.b)[0]'],
  ['a.*.b.*.c', '(splat a (splat @.b @.c))'],
  ['!a', '(!a)'],
  ['!a.b && -c > 1', '((!a.b) && ((-c) > 1))'],
  ['a + b * c - d', '((a + (b * c)) - d)'],
  ['a == b || c != d && e', '((a == b) || ((c != d) && e))'],
  ['a % 2 == 0 ? b : c ? d : e', '(((a % 2) == 0) ? b : (c ? d : e))'],
  ['(a + b) * c', '(((a + b)) * c)'],
  ['(\na\n+\nb\n)', '((a + b))'],
  ['f()', 'f()'],
  ['f(a, b...)', 'f(a, b...)'],
  ['f(\n  a,\n  b,\n)', 'f(a, b)'],
  ['provider::aws::arn_parse(a).region', 'provider::aws::arn_parse(a).region'],
  ['core::max(1, 2)', 'core::max(1, 2)'],
  ['[]', '[]'],
  ['[1, 2,\n # three\n 3,]', '[1, 2, 3]'],
  ['{}', '{}'],
  ['{ a = 1, "b" : 2\n (c) = 3\n d.e = 4 }', '{"a": 1, T<"b">: 2, (c): 3, d.e: 4}'],
  ['{\n  for = 1\n}', '{"for": 1}'],
  ['[for a in b : a.c if a.d]', '(for a in b : a.c if a.d)'],
  ['{for k, v in b : k => v... if v != null}', '(for k, v in b : k => v... if (v != null))'],
  ['{\n  for k, v in b :\n  k => {\n    a = v\n    b = 1\n  }\n}', '(for k, v in b : k => {"a": v, "b": 1})'],
  ['<<EOT\na\n  b ${c}\nEOT\n', 'H<"a\\n  b " ${c} "\\n">'],
  ['<<-EOT\n    a\n      b ${c}\n    d\n    EOT\n', 'H<"a\\n  b " ${c} "\\nd\\n">'],
  ['<<-EOT\n    ${a}\n      b\n  EOT\n', 'H<"" ${a} "\\n  b\\n">'],
  ['<<EOT\n%{ for a in b ~}\n${a}\n%{ endfor ~}\nEOT\n', 'H<(for a in b <"" ${a} "\\n">) "">'],
  ['<<EOT\n$${a} "b" \\n\nEOT\n', 'H<"${a} \\"b\\" \\\\n\\n">'],
  ['<<EOT\r\na\r\nEOT\r\n', 'H<"a\\n">'],
  ['jsonencode({\n  a = [{\n    b = "c"\n  }]\n})', 'jsonencode({"a": [{"b": T<"c">}]})'],
  ['var.a[var.b ? 0 : 1]', 'var.a[(var.b ? 0 : 1)]'],
  ['/* c */ a /* d */ + // e\n', '<missing>'],
  ['naïve.größe', 'naïve.größe'],
];

describe('expressions', () => {
  test.each(EXPRESSIONS.filter(([, tree]) => tree !== '<missing>'))('%s', (text, tree) => {
    const file = parseHcl({ path: 'a.tf', text: `x = ${text}\ny = 1\n` });
    expect(showDiagnostics(file)).toEqual([]);
    expect(show(file.body.attributes[0]!.value)).toBe(tree);
    expect(file.body.attributes[1]?.name).toBe('y');
  });
});

const BODIES: readonly { readonly note: string; readonly text: string; readonly tree: string }[] = [
  { note: 'empty', text: '', tree: '' },
  { note: 'comments only', text: '# a\n// b\n/* c\n d */', tree: '' },
  { note: 'one-line block', text: 'a "b" c { d = 1 }\n', tree: 'a "b" "c" {d = 1}' },
  { note: 'nested blocks', text: 'a {\n  b {\n    c = 1\n  }\n  b {}\n}', tree: 'a {b {c = 1}; b {}}' },
  { note: 'CRLF', text: 'a {\r\n  b = 1\r\n\r\n  c = 2 # d\r\n}\r\n', tree: 'a {b = 1; c = 2}' },
  { note: 'byte order mark', text: '\ufeffa = 1\n', tree: 'a = 1' },
  { note: 'heredoc in a block', text: 'a {\n  b = <<X\n}\nX\n  c = 1\n}\n', tree: 'a {b = H<"}\\n">; c = 1}' },
  { note: 'no line end at the end', text: 'a = <<X\nb\nX', tree: 'a = H<"b\\n">' },
];

test.each(BODIES)('body: $note', ({ text, tree }) => {
  const file = parseHcl({ path: 'a.tf', text });
  expect(showDiagnostics(file)).toEqual([]);
  expect(showBody(file.body)).toBe(tree);
});

/** What is wrong, where it is said to be, what to do, and what is still read. */
const FAULTS: readonly {
  readonly note: string;
  readonly text: string;
  readonly diagnostics: readonly string[];
  readonly tree: string;
}[] = [
  {
    note: 'open string',
    text: 'a = "b\nc = 1\n',
    diagnostics: ['1:5 hcl_invalid: the string is not closed | hint: add a closing `"`'],
    tree: 'a = T<"b">; c = 1',
  },
  {
    note: 'no value',
    text: 'a {\n  b =\n  c = 1\n}\nd = 2\n',
    diagnostics: [
      '2:6 hcl_invalid: expected a value, not the end of the line | hint: write a value, for instance a string',
    ],
    tree: 'a {c = 1}; d = 2',
  },
  {
    note: 'single quotes',
    text: "a = 'b'\nc = 1\n",
    diagnostics: [
      "1:5 hcl_invalid: stray `'` | hint: strings are written in double quotes",
      "1:7 hcl_invalid: stray `'` | hint: strings are written in double quotes",
    ],
    tree: 'c = 1',
  },
  {
    note: 'set twice',
    text: 'a = 1\na = 2\n',
    diagnostics: ['2:1 hcl_invalid: `a` is set twice | hint: keep one of them'],
    tree: 'a = 1',
  },
  {
    note: 'block not closed',
    text: 'a {\n  b = 1\n',
    diagnostics: ['1:1 hcl_invalid: the block `a` is not closed | hint: add `}`'],
    tree: 'a {b = 1}',
  },
  {
    note: 'brace too many',
    text: 'a = 1\n}\nb = 2\n',
    diagnostics: [
      '2:1 hcl_invalid: expected a name, not `}` | hint: a line starts with the name of an argument or block',
    ],
    tree: 'a = 1; b = 2',
  },
  {
    note: 'heredoc not closed',
    text: 'a = 1\nb = <<X\nc\n',
    diagnostics: ['2:5 hcl_invalid: the heredoc `X` is not closed | hint: end it by a line with `X` alone'],
    tree: 'a = 1; b = H<"c\\n">',
  },
  {
    note: 'two on a line',
    text: 'a = 1 b = 2\nc = 3\n',
    diagnostics: [
      '1:7 hcl_invalid: expected the end of the line after the value, not `b` | hint: write each argument on its own line',
    ],
    tree: 'a = 1; c = 3',
  },
  {
    note: 'the place counts code points',
    text: 'a = "😀ä" b\n',
    diagnostics: [
      '1:10 hcl_invalid: expected the end of the line after the value, not `b` | hint: write each argument on its own line',
    ],
    tree: 'a = T<"😀ä">',
  },
  {
    note: 'list not closed',
    text: 'a {\n  b = [1, 2\n}\nc = 1\n',
    diagnostics: [
      '3:1 hcl_invalid: expected `]`, not `}` | hint: separate the elements by commas and close the list by `]`',
    ],
    tree: 'a {}; c = 1',
  },
  {
    note: 'bad escape',
    text: 'a = "\\d"\nb = 1\n',
    diagnostics: ['1:6 hcl_invalid: not an escape | hint: write a backslash as `\\\\`'],
    tree: 'a = T<"\\\\d">; b = 1',
  },
  {
    note: 'directive not closed',
    text: 'a = "%{ if b }c"\nd = 1\n',
    diagnostics: ['1:6 hcl_invalid: a template directive is not closed | hint: end it by `%{ endif }`'],
    tree: 'a = T<>; d = 1',
  },
];

test.each(FAULTS)('fault: $note', ({ text, diagnostics, tree }) => {
  const file = parseHcl({ path: 'a.tf', text });
  expect(showDiagnostics(file)).toEqual(diagnostics);
  expect(showBody(file.body)).toBe(tree);
});

const JSON_SYNTAX: readonly {
  readonly note: string;
  readonly text: string;
  readonly tree: string;
  readonly diagnostics?: readonly string[];
}[] = [
  {
    note: 'a resource',
    text: '{"resource": {"aws_a": {"b": {"c": "d", "e": {"f": 1}}}}}',
    tree: 'resource "aws_a" "b" {c = "d"; e = {"f": 1}}',
  },
  {
    note: 'lists of bodies and of resources',
    text: '{"resource": [{"a": {"b": [{"c": 1}]}}, {"a": {"d": {}}}], "locals": {"x": "${var.y}"}}',
    tree: 'resource "a" "b" {c = 1}; resource "a" "d" {}; locals {x = T<${var.y}>}',
  },
  {
    note: 'comments',
    text: '{"//": "note", "module": {"m": {"//": 1, "source": "./m"}}}',
    tree: 'module "m" {source = "./m"}',
  },
  {
    note: 'escapes and templates',
    text: '{"locals": {"a": "\\u00e4\\"", "b": "$${c}", "d": "x%{ if e }y%{ endif }"}}',
    tree: 'locals {a = "ä\\""; b = T<"${c}">; d = T<"x" (if e <"y"> <>)>}',
  },
  {
    note: 'a fault leaves what was read before it',
    text: '{"locals": {"a": 1},\n "module": {"m" 1}}',
    tree: 'locals {a = 1}',
    diagnostics: ['2:17 hcl_invalid: expected `:` after the key | hint: add `:`'],
  },
];

test.each(JSON_SYNTAX)('JSON syntax: $note', ({ text, tree, diagnostics = [] }) => {
  const file = parseHcl({ path: 'a.tf.json', text });
  expect(showDiagnostics(file)).toEqual(diagnostics);
  expect(showBody(file.body)).toBe(tree);
});

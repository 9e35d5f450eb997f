// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are HCL
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHcl } from '../../../engine/inputs/hcl/parse.ts';
import { showBody } from './support.ts';

// One seed for every run: what is found once is found again.
fc.configureGlobal({ seed: 20_261_123 });

const SEED = `resource "aws_s3_bucket" "b" {
  count  = var.on ? 1 : 0
  bucket = "a-\${var.x}-%{ if a }b%{ endif }"
  policy = <<-EOT
    {"a": "\${b[*].c}"}
  EOT
  tags = { for k, v in local.tags : k => upper(v)... if v != null }
  dynamic "rule" {
    for_each = [1, { a = 2 }]
    content { d = provider::aws::f(rule.value, x...) }
  }
}
`;
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '"',
  '\n',
  '\r\n',
  '${',
  '%{',
  '~}',
  '<<E\n',
  '<<-E\n',
  'E\n',
  '=',
  '=>',
  '?',
  ':',
  '::',
  '.',
  '...',
  '*',
  '-',
  '!',
  '#',
  '/*',
  '*/',
  '\\',
  '\\u00',
  'for',
  'in',
  'if',
  ' a ',
  '1',
  ',',
  "'",
  'é',
  '😀',
  '\u0000',
  '\ufeff',
];

/** Reading gives a file, whatever it was given, and says sensible things of it. */
function holds(text: string, path: string): void {
  const file = parseHcl({ path, text });
  showBody(file.body);
  for (const { place, message, hint } of file.diagnostics) {
    expect(`${message}${hint ?? ''}`).not.toMatch(/undefined|\[object/);
    expect(place?.row).toBeGreaterThan(0);
    expect(place?.col).toBeGreaterThan(0);
  }
  expect(file.diagnostics.length).toBeLessThanOrEqual(100);
}

describe('parsing never throws', () => {
  test('on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        holds(text, 'a.tf');
        holds(text, 'a.tf.json');
      }),
    );
  });
  test('on pieces of HCL in any order', () => {
    const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, (text) => holds(text, 'a.tf')),
      { numRuns: 3000 },
    );
  });
  test('on a real file with a change anywhere', () => {
    const change = fc.tuple(fc.nat(SEED.length), fc.nat(8), fc.constantFrom('', ...PIECES));
    fc.assert(
      fc.property(change, ([at, cut, piece]) => holds(SEED.slice(0, at) + piece + SEED.slice(at + cut), 'a.tf')),
      { numRuns: 3000 },
    );
  });
});

const MANY = 100_000;
const HARD: readonly (readonly [note: string, text: string])[] = [
  ['parentheses', `a = ${'('.repeat(MANY)}`],
  ['lists', `a = ${'['.repeat(MANY)}`],
  ['objects', `a = ${'{a='.repeat(MANY)}`],
  ['blocks', 'a {\n'.repeat(MANY)],
  ['templates', `a = ${'"${'.repeat(MANY)}`],
  ['operators', `a = 1${' + 1'.repeat(MANY)}`],
  ['not', `a = ${'!'.repeat(MANY)}b`],
  ['conditionals', `a = ${'b ? c : '.repeat(MANY)}d`],
  ['traversals', `a = b${'.c'.repeat(MANY)}`],
  ['indexes', `a = b${'[0'.repeat(MANY)}`],
  ['splats', `a = b${'[*]'.repeat(MANY)}`],
  ['directives', `a = "${'%{ if b }'.repeat(MANY)}"`],
  ['stray characters', '`\n'.repeat(MANY)],
  ['stray characters in one line', '` a '.repeat(MANY)],
  ['open strings', 'a = "\n'.repeat(MANY)],
  ['open heredocs', 'a = <<E\n'.repeat(MANY)],
  ['closing braces', '}'.repeat(MANY)],
  ['comments', '/*'.repeat(MANY)],
  ['blank lines', `a = [${'\n'.repeat(MANY)}]`],
  ['a long heredoc', `a = <<E\n${' b\n'.repeat(MANY)}E\n`],
  ['many lines of one string', `a = "${'b'.repeat(MANY * 10)}"`],
  ['dollars', `a = "${'$'.repeat(MANY)}{"`],
];

test.each(HARD)('no depth or length hangs it: %s', (_, text) => {
  const started = performance.now();
  parseHcl({ path: 'a.tf', text });
  expect(performance.now() - started).toBeLessThan(20_000);
});

test.each([
  ['lists', `{"a": ${'['.repeat(MANY)}`],
  ['objects', '{"a":'.repeat(MANY)],
])('nor JSON syntax: %s', (_, text) => {
  const { diagnostics } = parseHcl({ path: 'a.tf.json', text });
  expect(diagnostics.map(({ code }) => code)).toEqual(['input_too_deep']);
});

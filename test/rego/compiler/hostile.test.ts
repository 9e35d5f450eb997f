import { describe, expect, test } from 'vitest';
import { compileTexts } from './support.ts';

/** A module that somebody made to hang or crash the compiler; `want` is the code and the start of its first error. */
type HostileCase = { readonly note: string; readonly body: () => string; readonly want?: string };

function rows(count: number, row: (index: number) => string): string {
  return Array.from({ length: count }, (_, i) => row(i)).join('\n');
}

/** Two rules that grow alike, each twice the one before, and a comparison of the last. */
function doubling(levels: number, first: string, next: (name: string) => string): string {
  const grown = ['f', 'g'].map(
    (name) => `${name}0 := ${first}\n${rows(levels, (i) => `${name}${i + 1} := ${next(`${name}${i}`)}`)}`,
  );
  return `${grown.join('\n')}\np if f${levels} == g${levels}`;
}

const CASES: readonly HostileCase[] = [
  { note: 'arrays of arrays that double', body: () => doubling(60, '[1, "x"]', (name) => `[${name}, ${name}]`) },
  { note: 'objects that double', body: () => doubling(60, '{"a": 1}', (name) => `{"a": ${name}, "b": ${name}}`) },
  { note: 'sets that double', body: () => doubling(40, '{1, "a"}', (name) => `[${name}, {${name}}, [${name}]]`) },
  {
    note: 'arrays that double, one from a builtin',
    body: () =>
      doubling(40, 'split(input.x, ",")', (name) => `[${name}, ${name}]`).replace(
        'g0 := split(input.x, ",")',
        'g0 := [x | x := "a"]',
      ),
  },
  { note: 'nested comprehensions', body: () => `p := ${'[x | x := '.repeat(150)}1${']'.repeat(150)}` },
  { note: 'nested templates', body: () => `p := ${'$"{'.repeat(80)}1${'}"'.repeat(80)}` },
  {
    note: 'rules of many types',
    body: () => `${rows(5000, (i) => `p := {"k${i}": ${i}} if input.x == ${i}`)}\nq := p.k1\nr if p == 3`,
    want: 'rego_type_error match error',
  },
  {
    note: 'sets of many types',
    body: () =>
      `p := {${rows(2000, (i) => `{"k${i}": 1},`)}}\nq := {${rows(2000, (i) => `{"j${i}": 1},`)}}\nr if p == q`,
    want: 'rego_type_error match error',
  },
  {
    note: 'unions of unions',
    body: () =>
      `${['f', 'g'].map((name) => rows(9000, (i) => `${name} := {"${name}${i}": {"a": ${i}}, "x": [[1, 2, 3, 4]]} if input.x == ${i}`)).join('\n')}\np if f == g`,
    want: 'budget_error checking the types of rule `data.a.p` takes more steps than it may',
  },
  {
    note: 'wide objects',
    body: () =>
      `p := {${rows(10_000, (i) => `"k${i}": ${i},`)}}\nq := {${rows(10_000, (i) => `"k${i}": ${i},`)}}\nr if p == q`,
  },
  {
    note: 'a long circle',
    body: () => rows(3000, (i) => `r${i} := r${(i + 1) % 3000}`),
    want: 'rego_recursion_error rule data.a.r0 is recursive',
  },
  { note: 'a long chain', body: () => `r0 := 1\n${rows(5000, (i) => `r${i + 1} := r${i}`)}` },
  {
    note: 'many rules below one',
    body: () => `p := 1\n${rows(3000, (i) => `p.k${i} := 1`)}`,
    want: 'rego_type_error rule data.a.p conflicts with:',
  },
  { note: 'a long sum', body: () => `p := 1${' + 1'.repeat(1400)}` },
  { note: 'a number that is too big', body: () => 'p := 1e999999999', want: 'rego_parse_error number too big' },
  {
    note: 'a string of null characters',
    body: () => `p := "${'\0'.repeat(100_000)}"`,
    want: 'rego_parse_error illegal null character',
  },
  {
    note: 'a line of names',
    body: () => 'a '.repeat(20_000),
    want: 'rego_parse_error var cannot be used for rule name',
  },
  {
    note: 'aliases of aliases',
    body: () =>
      `# METADATA\n# custom:\n#  a0: &a0 [1, 1]\n${rows(30, (i) => `#  a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)}\np := 1`,
    want: 'rego_parse_error yaml: document contains excessive aliasing',
  },
];

describe('hostile modules end soon, with a result or an error', () => {
  test.each(CASES)('$note', { timeout: 120_000 }, ({ body, want }) => {
    const started = process.cpuUsage().user;
    const { diagnostics } = compileTexts({ 'a.rego': `package a\n${body()}\n` });
    expect((process.cpuUsage().user - started) / 1e6).toBeLessThan(40);
    const [first] = diagnostics;
    if (want === undefined) expect(diagnostics).toEqual([]);
    else expect(first && `${first.code} ${first.message}`.slice(0, want.length)).toBe(want);
    if (first?.code === 'budget_error') expect([first.place?.file, first.hint]).toEqual(['a.rego', expect.any(String)]);
  });

  test('a package of any depth compiles', () => {
    const { diagnostics } = compileTexts({ 'a.rego': `package ${'a.'.repeat(5000)}b\np := 1\nq := p\n` });
    expect(diagnostics).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { mapBody, print, walkRule } from '../../../engine/rego/ast/index.ts';
import { DEFAULT_MAX_DEPTH, type ParseOptions, parseModule } from '../../../engine/rego/parser/index.ts';

const TOO_DEEP = 'max parsing recursion depth exceeded';
const OPTIONS: ParseOptions = { regoVersion: 'v1', experimentalKeywords: true };

/** Texts that nest `depth` times. */
const NESTINGS: Readonly<Record<string, (depth: number) => string>> = {
  arrays: (depth) => `p := ${'['.repeat(depth)}${']'.repeat(depth)}`,
  sets: (depth) => `p := ${'{'.repeat(depth)}1${'}'.repeat(depth)}`,
  objects: (depth) => `p := ${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  'object keys': (depth) => `p := ${'{'.repeat(depth)}1${':1}'.repeat(depth)}`,
  parentheses: (depth) => `p := ${'('.repeat(depth)}1${')'.repeat(depth)}`,
  calls: (depth) => `p := ${'f('.repeat(depth)}1${')'.repeat(depth)}`,
  'calls of results': (depth) => `p := f${'(1).x'.repeat(depth)}`,
  refs: (depth) => `p := ${'a['.repeat(depth)}1${']'.repeat(depth)}`,
  comprehensions: (depth) => `p := ${'[x | x := '.repeat(depth)}1${']'.repeat(depth)}`,
  every: (depth) => `p if { ${'every x in y { '.repeat(depth)}1${'}'.repeat(depth)}}`,
  sums: (depth) => `p := 1${' + 1'.repeat(depth)}`,
  unions: (depth) => `p := a${' | a'.repeat(depth)}`,
  members: (depth) => `p := a${' in a'.repeat(depth)}`,
  templates: (depth) => `p := ${'$"{'.repeat(depth)}1${'}"'.repeat(depth)}`,
  'not bodies': (depth) => `import future.keywords.not\np if { ${'not { '.repeat(depth)}1${'}'.repeat(depth)}}`,
  'logic bodies': (depth) => `import future.keywords\np if { ${'{ '.repeat(depth)}1${'}'.repeat(depth)}}`,
  'logic chains': (depth) => `import future.keywords\np if { a${' and a or a'.repeat(depth)}}`,
  'logic groups': (depth) => `import future.keywords\np if { ${'('.repeat(depth)}a or b${')'.repeat(depth)}}`,
};

describe('nesting', () => {
  test.each(Object.entries(NESTINGS))('100000 %s are told of', (_, nest) => {
    const outcome = parseModule({ name: 'a.rego', text: `package a\n${nest(100_000)}` }, OPTIONS);
    expect(outcome.diagnostics.map(({ message }) => message)).toContain(TOO_DEEP);
  });

  test.each(Object.entries(NESTINGS))('%s to a fifth of the limit parse, print and can be walked', (_, nest) => {
    const outcome = parseModule({ name: 'a.rego', text: `package a\n${nest(DEFAULT_MAX_DEPTH / 5)}` }, OPTIONS);
    if (!outcome.ok) throw new Error(outcome.diagnostics[0]?.message);
    let terms = 0;
    for (const rule of outcome.value.rules) {
      walkRule(rule, { term: () => void terms++ });
      expect(mapBody(rule.body, {})).toEqual(rule.body);
    }
    expect(terms).toBeGreaterThan(0);
    expect(parseModule({ name: 'b.rego', text: print(outcome.value) }, OPTIONS).ok).toBe(true);
  });

  test('what only grows in length has no limit', () => {
    const long = (part: string): string => part.repeat(20_000);
    const text = `package a\np := a${long('.x')}\nq if { x ${long(' with input as 1')}}\nr := 1 if x ${long('else := 2 if y ')}`;
    const outcome = parseModule({ name: 'a.rego', text }, OPTIONS);
    expect(outcome.diagnostics).toEqual([]);
    if (outcome.ok) expect(print(outcome.value).length).toBeGreaterThan(text.length / 2);
  });
});

describe('time', () => {
  const millis = (text: string): number => {
    const start = process.cpuUsage().user;
    parseModule({ name: 'a.rego', text }, OPTIONS);
    return (process.cpuUsage().user - start) / 1000;
  };
  /** Texts that make a parser which backtracks start over again and again. */
  const TRAPS: Readonly<Record<string, string>> = {
    'bodies that may be terms': `package a\nimport future.keywords\np if ${'{ x == '.repeat(40)}`,
    'groups that may be terms': `package a\nimport future.keywords\np if { ${'(a == '.repeat(60)}`,
    'comprehensions that are unions': `package a\np := ${'[a | {b | '.repeat(60)}1${', 1}, 1]'.repeat(60)}`,
    'objects that are unions': `package a\np := ${'{a: b | '.repeat(100)}1${', "c": 2}'.repeat(100)}`,
    'open templates': `package a\np := ${'$"{'.repeat(20_000)}`,
    'open strings': `package a\n${'p := "\n'.repeat(50_000)}`,
    'commas in queries': `package a\np if { ${'x, '.repeat(20_000)} }`,
  };

  test.each(Object.entries(TRAPS))('%s take no time', (_, text) => {
    expect(millis(text)).toBeLessThan(2000);
  });

  test('ten megabytes parse', () => {
    const row = `\t{"name": "bucket", "tags": ["a", "b"], "size": 123456}, # ${'.'.repeat(150)}\n`;
    const text = `package a\np := [\n${row.repeat(Math.ceil(10_000_000 / row.length))}]\n`;
    expect(parseModule({ name: 'a.rego', text }, OPTIONS).ok).toBe(true);
  });
});

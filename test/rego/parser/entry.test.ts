import { describe, expect, test } from 'vitest';
import { bodyText, termText } from '../../../engine/rego/ast/index.ts';
import { parseModule, parseQuery, parseRef, parseTerm } from '../../../engine/rego/parser/index.ts';

const V1 = { regoVersion: 'v1' } as const;

describe('parseQuery', () => {
  const CASES: readonly {
    readonly note: string;
    readonly query: string;
    readonly want: string;
    readonly imports?: number;
  }[] = [
    { note: 'conjunction', query: 'data.a.b = x; x > 1', want: 'data.a.b = x; x > 1' },
    { note: 'over lines', query: 'x := 1\ny := x', want: 'x := 1; y := x' },
    { note: 'rule-like text is an expression', query: 'p := {1, 2}', want: 'p := {1, 2}' },
    { note: 'some and every', query: 'some x in xs; every y in x { y }', want: 'some x in xs; every y in x { y }' },
    { note: 'imports before', query: 'import data.lib as l\nl.f(1) == 2', want: 'l.f(1) == 2', imports: 1 },
    { note: 'nothing', query: '', want: 'expected body' },
    { note: 'comment alone', query: '# x', want: 'expected body' },
    { note: 'package', query: 'package a', want: 'expected body but got *ast.Package' },
    { note: 'broken', query: 'x == ', want: 'unexpected eof token' },
  ];
  test.each(CASES)('$note', ({ query, want, imports = 0 }) => {
    const outcome = parseQuery({ name: 'q', text: query }, V1);
    expect(outcome.ok ? bodyText(outcome.value.body) : outcome.diagnostics[0]?.message).toBe(want);
    if (outcome.ok) expect(outcome.value.imports.length).toBe(imports);
  });
});

describe('parseTerm and parseRef', () => {
  test.each([
    ['data.a.b', 'data.a.b'],
    ['data.a["b c"][0]', 'data.a["b c"][0]'],
    ['input', 'input'],
  ])('ref %s', (text, want) => {
    const outcome = parseRef({ name: 'r', text }, V1);
    expect(outcome.ok && termText(outcome.value)).toBe(want);
  });

  test.each([
    ['x', 'expected ref but got var'],
    ['f(x)', 'expected ref but got call'],
    ['data.a; data.b', 'expected exactly one term'],
    ['data.', 'unexpected eof token: expected identifier'],
  ])('no ref: %s', (text, message) => {
    const outcome = parseRef({ name: 'r', text }, V1);
    expect(outcome.ok ? '' : outcome.diagnostics[0]?.message).toBe(message);
  });

  test('a call is a term', () => {
    const outcome = parseTerm({ name: 't', text: 'f(x) + 1' }, V1);
    expect(outcome.ok && termText(outcome.value)).toBe('plus(f(x), 1)');
  });
});

describe('annotations', () => {
  const text = `# METADATA
# title: about a
# scope: subpackages
package a

# METADATA
# title: p
# authors:
# - Jane Doe <jane@example.com>
# - name: John
# related_resources:
# - https://example.com
# - {ref: https://example.org, description: more}
# custom: {severity: high, __proto__: {x: 1}, since: 2024-01-02}
# unknown: dropped
p := 1

# METADATA
# scope: document
# entrypoint: true
q if true

# METADATA
# title: second q
q if false
`;

  test('are read with scope, target and OPA shapes', () => {
    const outcome = parseModule({ name: 'a.rego', text }, V1);
    if (!outcome.ok) throw new Error(outcome.diagnostics[0]?.message);
    const { annotations, rules } = outcome.value;
    expect(annotations.map(({ scope, target, span }) => [scope, target, span.row])).toEqual([
      ['subpackages', 'package', 1],
      ['rule', { rule: 0 }, 6],
      ['document', { rule: 1 }, 18],
      ['rule', { rule: 2 }, 23],
    ]);
    expect(JSON.parse(JSON.stringify(annotations[1]?.entries))).toMatchObject({
      scope: 'rule',
      authors: [{ name: 'Jane Doe', email: 'jane@example.com' }, { name: 'John' }],
      related_resources: [{ ref: 'https://example.com' }, { ref: 'https://example.org', description: 'more' }],
    });
    expect(annotations[1]?.entries).not.toHaveProperty('unknown');
    expect(rules.map((rule) => rule.annotations.map(({ entries }) => entries.title ?? entries.scope))).toEqual([
      ['p'],
      ['document'],
      ['document', 'second q'],
    ]);
  });

  test('foreign keys cannot reach a prototype', () => {
    const outcome = parseModule({ name: 'a.rego', text }, V1);
    const custom = outcome.ok ? (outcome.value.annotations[1]?.entries.custom as object) : {};
    expect(Object.getPrototypeOf(custom)).toBeNull();
    expect('x' in custom).toBe(false);
  });

  test('can be left alone', () => {
    const broken = '# METADATA\n# title: [\npackage a\np := 1';
    expect(parseModule({ name: 'a.rego', text: broken }, V1).ok).toBe(false);
    expect(parseModule({ name: 'a.rego', text: broken }, { ...V1, annotations: false }).ok).toBe(true);
  });
});

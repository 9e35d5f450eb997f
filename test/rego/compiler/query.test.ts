import { describe, expect, test } from 'vitest';
import { compileQuery } from '../../../engine/rego/compiler/index.ts';
import { parseQuery } from '../../../engine/rego/parser/index.ts';
import { compileTexts, shown } from './support.ts';

type QueryCase = {
  readonly note: string;
  readonly query: string;
  readonly want: readonly string[];
  readonly hint?: string;
};

const MODULE = 'package t\nf(x) := x + 1\nq := {"alpha": 1}\n';
const CASES: readonly QueryCase[] = [
  { note: 'a ref', query: 'data.t.q', want: [] },
  { note: 'assignment and call', query: 'x := data.t.f(1); x > 1', want: [] },
  { note: 'iteration', query: 'some k; data.t.q[k] = v', want: [] },
  { note: 'unsafe var', query: 'x = 1; y', want: ['rego_unsafe_var_error :1:8 var y is unsafe'] },
  {
    note: 'undefined function',
    query: 'cuont([1])',
    want: ['rego_type_error :1:1 undefined function cuont'],
    hint: 'did you mean `count`?',
  },
  {
    note: 'undefined ref',
    query: 'data.t.q.alhpa',
    want: ['rego_type_error :1:1 undefined ref: data.t.q.alhpa'],
    hint: 'did you mean `alpha`?',
  },
  { note: 'declared twice', query: 'x := 1; x := 2', want: ['rego_compile_error :1:9 var x assigned above'] },
  { note: 'wrong operand', query: 'upper(1)', want: ['rego_type_error :1:1 upper: invalid argument(s)'] },
];

describe('queries', () => {
  const compiled = compileTexts({ 't.rego': MODULE });
  test.each(CASES)('$note', ({ query, want, hint }) => {
    if (!compiled.ok) throw new Error('the module does not compile');
    const parsed = parseQuery({ name: '', text: query }, { regoVersion: 'v1' });
    if (!parsed.ok) throw new Error('the query does not parse');
    const { diagnostics } = compileQuery(parsed.value.body, compiled.value);
    expect(diagnostics.map(shown)).toEqual(want);
    expect(diagnostics[0]?.hint).toBe(hint);
  });

  test('says which local stands for which var', () => {
    if (!compiled.ok) throw new Error('the module does not compile');
    const parsed = parseQuery({ name: '', text: 'x := 1' }, { regoVersion: 'v1' });
    const result = parsed.ok ? compileQuery(parsed.value.body, compiled.value) : parsed;
    expect(result.ok && [...result.value.rewritten.values()]).toEqual(['x']);
  });
});

describe('diagnostics', () => {
  test('keep the source line and the width to underline', () => {
    const { diagnostics } = compileTexts({ 'a.rego': 'package t\np if {\n  bucket := input.b\n  not bukcet.x\n}\n' });
    expect(diagnostics[0]).toMatchObject({ line: '  not bukcet.x', hint: 'did you mean `bucket`?' });
  });
  test('end after ten and say so', () => {
    const rules = Array.from({ length: 12 }, (_, i) => `p${i} := x${i} if true`).join('\n');
    const { diagnostics } = compileTexts({ 'a.rego': `package t\n${rules}\n` });
    expect(diagnostics.length).toBe(11);
    expect(diagnostics[10]?.message).toBe('error limit reached');
  });
});

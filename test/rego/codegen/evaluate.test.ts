import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../engine/rego/index.ts';
import { compile, compileModules, RegoErrors } from '../../../engine/rego/index.ts';

type EvaluateCase = {
  readonly note: string;
  readonly module: string;
  readonly path?: string;
  readonly input?: JsonValue;
  readonly data?: JsonValue;
  readonly want: JsonValue | undefined;
};

const CASES: readonly EvaluateCase[] = [
  { note: 'complete rule', module: 'p := 1 if input.a == 2', input: { a: 2 }, want: 1 },
  { note: 'complete rule, undefined', module: 'p := 1 if input.a == 2', input: { a: 3 }, want: undefined },
  { note: 'a body that can never hold', module: 'p if [v, {"b": "b", "c": ""}] = [[], {}]', want: undefined },
  {
    note: 'a body that can never hold, asked with a default',
    module: 'default p := 3\np if {"a": input.x} == {}',
    want: 3,
  },
  { note: 'default', module: 'default p := "no"\np := "yes" if input.a', input: {}, want: 'no' },
  {
    note: 'else chain',
    module: 'p := 1 if { input.a } else := 2 if { input.b } else := 3',
    input: { b: true },
    want: 2,
  },
  { note: 'set comes out sorted', module: 'p contains x if some x in input', input: [3, 1, 2, 3], want: [1, 2, 3] },
  {
    note: 'object with keys that are no strings',
    module: 'p := {1: "a", [2]: "b"}',
    want: { '1': 'a', '[2]': 'b' },
  },
  { note: 'function with patterns', module: 'p := f([1, {"k": 2}])\nf([a, {"k": b}]) := a + b', want: 3 },
  { note: 'default function', module: 'default f(_) := 0\nf(1) := 5\np := [f(1), f(2)]', want: [5, 0] },
  {
    note: 'ref head with vars',
    module: 'p[x].n contains 1 if some x in ["a", "b"]',
    want: { a: { n: [1] }, b: { n: [1] } },
  },
  { note: 'every over nothing', module: 'p if every x in [] { x == 1 }', want: true },
  { note: 'every in a loop inside', module: 'p if every x in [1, 4] { some y in [1, 2]; x == y }', want: undefined },
  { note: 'every, undefined domain', module: 'p if every x in input.none { x }', input: {}, want: undefined },
  { note: 'not of a loop', module: 'p if not q\nq if input[_] == 2', input: [1, 3], want: true },
  { note: 'with on input', module: 'p := x if x := q with input.a as 7\nq := input.a', input: { a: 1 }, want: 7 },
  {
    note: 'with is over afterwards',
    module: 'p := [x, input.a] if { x := q with input.a as 7 }\nq := input.a',
    input: { a: 1 },
    want: [7, 1],
  },
  { note: 'with on a rule', module: 'p := x if x := q with data.t.r as 7\nq := r\nr := 1', want: 7 },
  {
    note: 'with on a function, by a loop var',
    module: 'p := [x | some i in [1, 2]; x := g(1) with f as i]\nf(_) := 0\ng(x) := f(x) * 10',
    want: [10, 20],
  },
  { note: 'with on a builtin', module: 'p := x if x := count([1]) with count as f\nf(x) := count(x) + 41', want: 42 },
  {
    note: 'base and virtual documents',
    module: 'q := 1',
    path: 'data.t',
    data: { t: { base: true } },
    want: { base: true, q: 1 },
  },
  {
    note: 'dynamic rule name',
    module: 'p := data.t.sub[input.which]\nsub.a := 1\nsub.b := 2',
    input: { which: 'b' },
    want: 2,
  },
  {
    note: 'iteration over rules',
    module: 'p contains [k, v] if some k, v in data.u',
    data: { u: { x: 1 } },
    want: [['x', 1]],
  },
  {
    note: 'array comprehension over an object goes by key',
    module: 'p := [k | some k, _ in input]',
    input: { b: 1, a: 2, 10: 3, 9: 4 },
    want: ['10', '9', 'a', 'b'],
  },
  {
    note: 'own properties only',
    module: 'p := [x | some k in ["constructor", "__proto__", "toString", "length"]; x := input[k]]',
    input: {},
    want: [],
  },
  {
    note: 'inherited names as constants',
    module:
      'p contains 1 if input.constructor\np contains 2 if input.toString\np contains 3 if input.s.length\np contains 4 if input.a.length\np contains 5 if { x := {y | some y in input.a}; x.size }',
    input: { s: 'abc', a: [1] },
    want: [],
  },
  {
    note: 'keys that JavaScript treats specially',
    module: 'p := {"__proto__": 1, "constructor": 2}.constructor',
    want: 2,
  },
  { note: 'a null value is a value', module: 'p := [input.a]', input: { a: null }, want: [null] },
  {
    note: 'a string that looks like code',
    module: 'p := "\\"); process.exit(1); (\\u2028</script>"',
    want: '"); process.exit(1); (\u2028</script>',
  },
];

describe('generated code', () => {
  it.each(CASES)('$note', ({ module, path = 'data.t.p', input, data = {}, want }) => {
    const policy = compile({ modules: { 't.rego': `package t\n${module}\n` }, data: data as never });
    expect(policy.evaluate(path, input)).toEqual(want);
  });

  it.each(CASES)('in provenance and coverage mode: $note', ({ module, path = 'data.t.p', input, data = {}, want }) => {
    const compiled = compileModules({ modules: { 't.rego': `package t\n${module}\n` }, data: data as never });
    if (!compiled.ok) throw new Error('does not compile');
    const plain = compiled.value.prepare([path]).evaluate(0, input as never, data as never);
    const covered = compiled.value.prepare([path], { mode: 'coverage', budget: true });
    expect(covered.evaluate(0, input as never, data as never)).toEqual(plain);
    const marks = { unknown: new Map(), carriers: new Set<object>() };
    const derived = compiled.value.prepare([path], { mode: 'provenance', budget: true });
    const outcome = derived.derive(0, input as never, data as never, marks);
    expect(outcome.ok && outcome.value.value).toEqual(plain.ok && plain.value);
    expect(want === undefined).toBe(plain.ok && plain.value === undefined);
  });

  it('says where a conflict is', () => {
    const policy = compile({ modules: { 't.rego': 'package t\np := x if some x in [1, 2]\n' } });
    try {
      policy.evaluate('data.t.p');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(RegoErrors);
      expect((error as RegoErrors).errors).toEqual([
        {
          code: 'eval_conflict_error',
          message: 'complete rules must not produce multiple outputs',
          file: 't.rego',
          row: 2,
          col: 1,
        },
      ]);
    }
  });

  it('does not run while Object.prototype is changed', () => {
    const policy = compile({ modules: { 't.rego': 'package t\np := input.polluted\n' } });
    const prototype = Object.prototype as { polluted?: unknown };
    prototype.polluted = 1;
    try {
      expect(() => policy.evaluate('data.t.p', {})).toThrow('Object.prototype has the property polluted');
    } finally {
      delete prototype.polluted;
    }
  });

  it('keeps numbers exact in text', () => {
    const policy = compile({ modules: { 't.rego': 'package t\np := [input.n, input.n + 1]\n' } });
    expect(policy.evaluateText('data.t.p', '{"n": 9007199254740993}')).toBe('[9007199254740993,9007199254740994]');
  });

  it('gives the solutions of a query', () => {
    const policy = compile({ modules: { 't.rego': 'package t\np contains 1\np contains 2\n' } });
    expect(policy.query('x := 3; data.t.p[y]')).toEqual([
      { x: 3, y: 1 },
      { x: 3, y: 2 },
    ]);
  });
});

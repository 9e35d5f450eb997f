import { describe, expect, it } from 'vitest';
import { compileModules, toJson } from '../../../engine/rego/index.ts';

const MODULE = `package t
o[k] := v if some [k, v] in input.rows
n[a][b] := v if some [a, b, v] in input.deep
s contains x if { some y in input.nums; x := 10 / y }
a := o.a
b := o.b
c := n.x.y
d := n.x
e := n.z
f := s[5]
g := s[7]
h := [v | some k in ["a", "c"]; v := o[k]]
i := n.x[_]
j.a := j.b
j.b := 1
j[x] := 2 if x := "c"
l.a.b.c.d.e.f := l.a.b.c.d.e.g + 1
l.a.b.c.d.e.g := 1
l.a.b.c.d[x].h := 3 if x := "e"
twice.a := [twice.b, twice.b]
twice.b := [twice.c, twice.c]
twice.c := 0
twice[x] := y if [x, y] := ["d", 1]
`;

const INPUT = {
  rows: [
    ['a', 1],
    ['b', 1],
    ['b', 2],
    ['c', 3],
  ],
  deep: [
    ['x', 'y', 1],
    ['x', 'w', 1],
    ['x', 'w', 2],
    ['z', 'q', 7],
  ],
  nums: [2, 0, 1],
};

const CONFLICT = 'object keys must be unique';

const TWICE = {
  a: [
    [0, 0],
    [0, 0],
  ],
  b: [0, 0],
  c: 0,
  d: 1,
};

/** What OPA 1.19.1 gives; an Error where it fails, with strict builtin errors in the last column. */
const CASES = [
  ['a', 1, 1],
  ['b', new Error(CONFLICT), new Error(CONFLICT)],
  ['c', 1, 1],
  ['d', new Error(CONFLICT), new Error(CONFLICT)],
  ['e', { q: 7 }, { q: 7 }],
  ['f', 5, new Error('div: divide by zero')],
  ['g', undefined, new Error('div: divide by zero')],
  ['h', [1, 3], [1, 3]],
  ['i', new Error(CONFLICT), new Error(CONFLICT)],
  ['j', { a: 1, b: 1, c: 2 }, { a: 1, b: 1, c: 2 }],
  ['j.a', 1, 1],
  [
    'l',
    { a: { b: { c: { d: { e: { f: 2, g: 1, h: 3 } } } } } },
    { a: { b: { c: { d: { e: { f: 2, g: 1, h: 3 } } } } } },
  ],
  ['twice', TWICE, TWICE],
] as const;

describe.each(['fast', 'coverage', 'provenance'] as const)(
  'entries that nobody asks for do not fail in mode %s',
  (mode) => {
    const compiled = compileModules({ modules: { 't.rego': MODULE } });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));

    it.each(CASES)('data.t.%s', (rule, lenient, strict) => {
      const executable = compiled.value.prepare([`data.t.${rule}`], { mode, budget: true });
      for (const [want, strictBuiltinErrors] of [
        [lenient, false],
        [strict, true],
      ] as const) {
        const marks = { unknown: new Map(), carriers: new Set<object>() };
        const got =
          mode === 'provenance'
            ? executable.derive(0, INPUT, {}, marks, { strictBuiltinErrors })
            : executable.evaluate(0, INPUT, {}, { strictBuiltinErrors });
        if (want instanceof Error) expect(got.ok ? 'a value' : got.failure.message).toBe(want.message);
        else {
          if (!got.ok) throw new Error(got.failure.message);
          const value = mode === 'provenance' ? (got.value as { value?: unknown }).value : got.value;
          expect(value === undefined ? undefined : toJson(value as never)).toEqual(want);
        }
      }
    });
  },
);

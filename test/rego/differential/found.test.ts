import { describe, expect, it } from 'vitest';
import { compileModules, type JsonValue, toJson } from '../../../engine/rego/index.ts';
import { interpret } from '../../../engine/rego/interpreter/index.ts';

type Found = {
  readonly note: string;
  readonly module: string;
  readonly input?: JsonValue;
  readonly strict?: true;
  /** What OPA 1.19.1 gives for `data.p`, or the code of its error. */
  readonly want: JsonValue | { readonly error: string };
};

/** Programs on which random programs found the back ends and OPA apart, made small. */
const FOUND: readonly Found[] = [
  {
    note: 'entries of one object that look at each other',
    module: 'q.a := q.b\nq.b := 1\nq[x] := 2 if x := "c"',
    want: { q: { a: 1, b: 1, c: 2 } },
  },
  {
    note: '1 and 1.0 are one case',
    module: [
      'q contains "a" if 1.0 == input.n',
      'q contains "b" if input.n == 1',
      'q contains "c" if input.n == 0.1',
      'q contains "d" if input.n = 12345678901234567890',
    ].join('\n'),
    input: { n: 1 },
    want: { q: ['a', 'b'] },
  },
  {
    note: 'a clause that a comparison leaves out does not fail before it',
    module: 'q := 1 if {\n{"k": x | some x in [1, 2]}.k\ninput.s == "a"\n}',
    input: { s: 'b' },
    want: {},
  },
  {
    note: 'a comparison of what is bound further on leaves nothing out',
    module: 'q := 1 if {\n{"k": x | some x in [1, 2]}.k\ninput.n == 3\narray.slice([], input.n, 1)\n}',
    input: { n: 0 },
    want: { error: 'eval_conflict_error' },
  },
  {
    note: 'of two keys that are written alike the last value counts',
    module: [
      'a := {input.k: input.missing, input.k: 2}',
      'b := {1: input.missing, 1.0: 2}',
      'c := {[input.k]: input.missing, [input.k]: 3}',
      'd := {"a": input.missing, "a": 6}',
      'e := {x: y | some x in ["k"]; y := {x: input.missing, x: 1}}',
      'f if count({input.l[_]: 1, input.l[_]: 2}) == 2',
    ].join('\n'),
    input: { k: 'q', l: ['x', 'y'] },
    want: { a: { q: 2 }, b: { '1': 2 }, c: { '["q"]': 3 }, d: { a: 6 }, e: { k: { k: 1 } }, f: true },
  },
  {
    note: '`every` looks at no more than the first entry that fails',
    module: 'q if every x in {2, 1} { x != 1; object.remove([], input.k) }\nr := 1',
    strict: true,
    want: { r: 1 },
  },
  {
    note: 'one clause of a constant goes on after its first solution where others give other values',
    module:
      'q := input.x if {\ninput.x > 2\n} else := [1] if {\nsome x in [2, 0]\n{"k": y | some y in [1, 2]; y > x}\n}',
    want: { error: 'eval_conflict_error' },
  },
  {
    note: 'clauses of one constant stop at the first solution',
    module: 'q := [1] if {\nsome x in [2, 0]\n{"k": y | some y in [1, 2]; y > x}\n}',
    want: { q: [1] },
  },
  {
    note: 'a key whose value is null is there',
    module:
      'a := object.get({"k": null}, "k", 3)\nb := object.get({1: null}, 1, 3)\nc := object.get({"k": {"l": null}}, ["k", "l"], 3)',
    want: { a: null, b: null, c: null },
  },
];

describe.each(FOUND)('$note', ({ module, input, strict, want }) => {
  const compiled = compileModules({ modules: { 'p.rego': `package p\n\n${module}\n` } });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  const program = compiled.value;

  it.each([
    ['JavaScript', program],
    ['interpreter', interpret(program.compiled, program.data)],
  ] as const)('%s', (_, evaluator) => {
    const options = { strictBuiltinErrors: strict === true };
    const got = evaluator.evaluatePath('data.p', (input ?? {}) as never, options);
    expect(got.ok ? toJson(got.value!) : { error: got.failure.code }).toEqual(want);
  });
});

import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../engine/rego/index.ts';
import { compileModules, type RegoValue, toJsonText } from '../../engine/rego/index.ts';
import { interpret } from '../../engine/rego/interpreter/index.ts';

/** A program on which the back ends or opa once differed, made small; `want` is opa's value of `data.t` or error code. */
type BackEndCase = {
  readonly note: string;
  readonly module: string;
  readonly input?: JsonValue;
  readonly want: string;
};

const CASES: readonly BackEndCase[] = [
  {
    note: 'patterns that wait for each other',
    module: 'p := [x, y, z] if { {"a": x, "b": [y, z]} = {"a": [z, y], "b": [1, 2]} }',
    want: '{"p":[[2,1],1,2]}',
  },
  {
    note: 'what follows a replaced function in a ref that iterates',
    module: 'd.a := 0\ns contains sum(input) if 0 == d[_] with sum as count',
    input: [0],
    want: '{"d":{"a":0},"s":[0]}',
  },
  {
    note: 'rule whose body can never hold',
    module: 'd.b := input.n if { {} = {"a": ""} }',
    input: {},
    want: '{"d":{}}',
  },
  {
    note: 'every whose body can never hold',
    module: 'p if every x in [1] { x > 0; some y in input; y > 0; {"a": 1} = {} }',
    input: [],
    want: '{}',
  },
  {
    note: 'every over what is no collection',
    module: 'p if every x in input.n { x }\nq if every x in input.s { x }\nr if every x in input.z { x }',
    input: { n: 1, s: 'ab', z: null },
    want: '{}',
  },
  {
    note: 'comparison that is a value and a condition',
    module: 's contains v if { v := 1 < input.n; v }',
    input: { n: {} },
    want: '{"s":[true]}',
  },
  {
    note: 'set without members beside open keys',
    module: 'p[k] contains 1 if k := "a"\np.b contains 2 if false',
    want: '{"p":{"a":[1]}}',
  },
  {
    note: 'default and else beside open keys',
    module: 'p[k] := 1 if k := "a"\ndefault p.b := 5\np.c := 6 if { false } else := 7',
    want: '{"p":{"a":1}}',
  },
  { note: 'two sets under one key', module: 'p.b := {1}\np[x] := {2} if x := "b"', want: 'eval_conflict_error' },
  {
    note: 'member added to a set that is a value',
    module: 'p.b contains 1\np[x] := {2} if x := "b"',
    want: '{"p":{"b":[1,2]}}',
  },
];

describe.each(['js', 'interpreter'] as const)('%s', (backEnd) => {
  it.each(CASES)('$note', ({ module, input, want }) => {
    const compiled = compileModules({ modules: { 't.rego': `package t\n\n${module}\n` } });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const program = compiled.value;
    const evaluator = backEnd === 'js' ? program : interpret(program.compiled, program.data);
    const result = evaluator.evaluatePath('data.t', input as RegoValue | undefined);
    expect(result.ok ? toJsonText(result.value ?? null) : result.failure.code).toBe(want);
  });
});

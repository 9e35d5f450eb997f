import { describe, expect, it } from 'vitest';
import { compileModules, type JsonValue, toJson } from '../../../engine/rego/index.ts';
import { interpret } from '../../../engine/rego/interpreter/index.ts';
import { printPolicy } from '../../../engine/rego/ir/index.ts';
import { planPolicy } from '../../../engine/rego/planner/index.ts';

const MODULE = `package t

p := 1 if input.x == "a"
p := 1 if {
	y := input.x
	y == "b"
}
p := 2 if {
	input.x == "c"
	input.y == 1
}
p := 3 if {
	input.y == 2
	"c" = input.x
}
p := 4 if input.x == 1.0
p := 5 if input.x == null
p := 6 if input.z

same := 7 if input.x == 1
same := 7 if input.x == 1.0
same := 7 if input.x == "a"
same := 7 if input.w[_] / 0 == 1

numbers contains "integer" if input.x == 1
numbers contains "decimal" if input.x == 1.0
numbers contains "power" if input.x == 10e-1
numbers contains "text" if input.x == "1"
numbers contains "any"

o[k] := "a" if {
	some k in input.keys
	input.x == "a"
}
o.fixed := "b" if input.x == "b"
o[k] := "c" if {
	k := "c"
	input.x == "c"
}
o["d"] := "d" if input.x == "d"

f("a", x) := 1 if x > 0
f("b", x) := x
f("c", 2) := 3
f(y, _) := 4 if y == "d"
f(y, x) := 5 if {
	y == "e"
	x == 1
} else := 6 if [y, x] == ["e", 2]
fs := [f(a, b) | some a in ["a", "b", "c", "d", "e", 1]; some b in [1, 2]]

mocked contains "a" if f("a", 1) == 1 with input.x as "a"
outer contains v if some v in numbers with input.x as 1.0
odd contains 1 if input.x == "\\u0000c{}"
odd contains 2 if input.x == {}
odd contains 3 if input.x == "a"
odd contains 4 if input.x == true
odd contains 5 if input.x == "true"
`;

const FS = [1, 1, 1, 2, 3, 4, 4, 5, 6];

/** What OPA 1.19.1 gives for all of the package; sets as lists in their order. */
const CASES: readonly (readonly [JsonValue, Readonly<Record<string, JsonValue>>])[] = [
  [
    { x: 'a', keys: ['k'] },
    { p: 1, same: 7, o: { k: 'a' }, numbers: ['any'], odd: [3] },
  ],
  [
    { x: 'b', keys: ['k'] },
    { p: 1, o: { fixed: 'b' }, numbers: ['any'], odd: [] },
  ],
  [
    { x: 'c', y: 1 },
    { p: 2, o: { c: 'c' }, numbers: ['any'], odd: [] },
  ],
  [
    { x: 'c', y: 2 },
    { p: 3, o: { c: 'c' }, numbers: ['any'], odd: [] },
  ],
  [
    { x: 'c', y: 3 },
    { o: { c: 'c' }, numbers: ['any'], odd: [] },
  ],
  [{ x: 1 }, { p: 4, same: 7, o: {}, numbers: ['any', 'decimal', 'integer', 'power'], odd: [] }],
  [
    { x: '1', z: true },
    { p: 6, o: {}, numbers: ['any', 'text'], odd: [] },
  ],
  [{ x: null }, { p: 5, o: {}, numbers: ['any'], odd: [] }],
  [{ x: {} }, { o: {}, numbers: ['any'], odd: [2] }],
  [{ x: true }, { o: {}, numbers: ['any'], odd: [4] }],
  [{ x: 'true' }, { o: {}, numbers: ['any'], odd: [5] }],
  [{ x: '\u0000c{}' }, { o: {}, numbers: ['any'], odd: [1] }],
  [{}, { o: {}, numbers: ['any'], odd: [] }],
];

describe.each(['fast', 'coverage', 'provenance'] as const)('clauses behind an index, mode %s', (mode) => {
  const compiled = compileModules({ modules: { 't.rego': MODULE } });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  const executable = compiled.value.prepare(['data.t'], { mode, budget: true });

  it.each(CASES)('input %j', (input, want) => {
    const marks = { unknown: new Map(), carriers: new Set<object>() };
    const got =
      mode === 'provenance'
        ? executable.derive(0, input as never, {}, marks)
        : executable.evaluate(0, input as never, {});
    if (!got.ok) throw new Error(got.failure.message);
    const value = mode === 'provenance' ? (got.value as { value?: unknown }).value : got.value;
    const always = { fs: FS, mocked: ['a'], outer: ['any', 'decimal', 'integer', 'power'] };
    expect(toJson(value as never)).toEqual({ ...always, ...want });
  });
});

/** What a clause would fail at does not matter where a comparison further on leaves it out, nor after the first that holds. */
const SPARED = `package s

few := 1 if {
	{"k": x | some x in [1, 2]}.k == 1
	input.x == "other"
}

early := 1 if {
	{"k": x | some x in [1, 2]}.k == 1
	input.x == "a"
}
early := 1 if input.y

alias := 1 if {
	{"k": x | some x in [1, 2]}.k == 1
	y := input.x
	"other" = y
}

member contains 1 if {
	{"k": x | some x in [1, 2]}.k == 1
	input.x == "other"
}

entry[k] := 1 if {
	some k in ["a"]
	{"k": x | some x in [1, 2]}.k == 1
	input.x == "other"
}

call(v) := 1 if {
	{"k": x | some x in [1, 2]}.k == 1
	v == "other"
}
called := [call("a") | true]

chain := 1 if {
	{"k": x | some x in [1, 2]}.k == 1
	input.x == "other"
} else := 2
`;

describe('a clause that the index leaves out', () => {
  const compiled = compileModules({ modules: { 's.rego': SPARED } });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  const { compiled: modules, data } = compiled.value;
  const want = { alias: undefined, called: [], chain: 2, early: 1, entry: {}, few: undefined, member: [] };

  it.each(Object.entries(want))('does not fail: %s', (rule, value) => {
    const input = { x: 'a', y: true };
    for (const evaluator of [compiled.value, interpret(modules, data)]) {
      const got = evaluator.evaluatePath(`data.s.${rule}`, input as never);
      if (!got.ok) throw new Error(got.failure.message);
      expect(got.value === undefined ? undefined : toJson(got.value)).toEqual(value);
    }
  });
});

describe('the index of a rule', () => {
  it('is one switch with a case for each value, equal numbers in one', () => {
    const compiled = compileModules({ modules: { 't.rego': MODULE } });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const request = { kind: 'path', name: 'numbers', path: ['t', 'numbers'] } as const;
    const shape = { builtins: () => undefined, coverage: false };
    const listing = printPolicy(planPolicy(compiled.value.compiled, [request], shape));
    const lines = listing.split('\n').map((line) => line.trim());
    expect(lines.filter((line) => /^(SwitchStmt|case)/.test(line))).toEqual([
      'SwitchStmt key=l3',
      'case 1',
      'case "1"',
    ]);
  });
});

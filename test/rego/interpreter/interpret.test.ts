import { describe, expect, it } from 'vitest';
import { type CompileOptions, compileModules } from '../../../engine/rego/compile.ts';
import type { EvaluationOptions, JsonValue, Program, RegoValue } from '../../../engine/rego/index.ts';
import { interpret } from '../../../engine/rego/interpreter/index.ts';
import { toJsonText } from '../../../engine/rego/value/index.ts';

/** `want` is the value of `data.t` as opa gives it, or place, code and text of the error. */
type InterpretCase = {
  readonly note: string;
  readonly module: string;
  readonly input?: JsonValue;
  readonly data?: JsonValue;
  readonly options?: EvaluationOptions;
  readonly want: string;
};

const CASES: readonly InterpretCase[] = [
  { note: 'patterns that wait for each other', module: 'p := x if { [x, y] = [y, 1] }', want: '{"p":1}' },
  {
    note: 'patterns inside patterns',
    module: 'p := [x, y] if { {"a": x, "b": [y, z]} = {"a": [z, y], "b": [1, 2]} }',
    want: '{"p":[[2,1],1]}',
  },
  { note: 'patterns of different length', module: 'p if [x] = input', input: [1, 2], want: '{}' },
  { note: 'every over what is no collection', module: 'p if every x in input.n { x }', input: { n: 3 }, want: '{}' },
  { note: 'every over nothing', module: 'p if every x in input.n { x }', input: { n: [] }, want: '{"p":true}' },
  {
    note: 'only what is asked of an object is evaluated',
    module: 'p.a := p.b\np.b := 1\np[x] := 2 if x := "c"',
    want: '{"p":{"a":1,"b":1,"c":2}}',
  },
  {
    note: 'only what is asked of a set is evaluated',
    module: 'p contains x if { some x in input; f(x) }\nf(x) := y if some y in [x, 2]\nq if p[2]',
    input: [2],
    want: '{"p":[2],"q":true}',
  },
  {
    note: 'a member that cannot be matched before the body',
    module: 'p contains {x, 1} if some x in ["a", "b"]\nq if p[{"a", 1}]',
    want: '{"p":[[1,"a"],[1,"b"]],"q":true}',
  },
  {
    note: 'defaults and else have no part in an open object',
    module: 'p[k] := 1 if k := "a"\ndefault p.b := 5\np.c := 6 if { false } else := 7',
    want: '{"p":{"a":1}}',
  },
  {
    note: 'a name in base documents and rules comes twice',
    module: 'u.k.y := 2\np := [x | data.t.u[x]]',
    data: { t: { u: { j: 1, k: { z: 1 } } } },
    want: '{"p":["j","k","k"],"u":{"j":1,"k":{"y":2,"z":1}}}',
  },
  {
    note: 'base documents and rules of one name: the base document',
    module: 'k := "rule"',
    data: { t: { k: 'base' } },
    want: '{"k":"base"}',
  },
  {
    note: 'what stands in for a function may call it',
    module: 'f(x) := x\ng(x) := f(x) + 1\np := y if y := f(1) with f as g',
    want: '{"p":2}',
  },
  {
    note: 'with holds for one expression',
    module: 'q := input.a\np := [x, q] if x := q with input.a as 7',
    input: { a: 1 },
    want: '{"p":[7,1],"q":1}',
  },
  {
    note: 'with over a rule and below',
    module: 'q.r := 1\np := x if x := q with data.t.q as {"s": 2}',
    want: '{"p":{"s":2},"q":{"r":1}}',
  },
  { note: 'walk has many results', module: 'p := [x | walk([1], [x, 1])]', want: '{"p":[[0]]}' },
  { note: 'exact numbers', module: 'p := 9007199254740993 + 1', want: '{"p":9007199254740994}' },
  {
    note: 'two values of a rule',
    module: 'p := x if some x in [1, 2]',
    want: '3:1 eval_conflict_error: complete rules must not produce multiple outputs',
  },
  {
    note: 'two values of a function',
    module: 'f(_) := x if some x in [1, 2]\np := f(1)',
    want: '3:1 eval_conflict_error: functions must not produce multiple outputs for same inputs',
  },
  {
    note: 'two values of a key',
    module: 'p.a := 1\np[x] := 2 if x := "a"',
    want: '3:1 eval_conflict_error: object keys must be unique',
  },
  { note: 'failing builtin', module: 'p := 1 / 0', want: '{}' },
  {
    note: 'failing builtin, strict',
    module: 'p := 1 / 0',
    options: { strictBuiltinErrors: true },
    want: '3:6 eval_builtin_error: div: divide by zero',
  },
  {
    note: 'steps are counted',
    module: 'p := [x | some x in numbers.range(1, 1000)]',
    options: { budget: { steps: 100, depth: 10 } },
    want: 'budget_error: evaluation took too many steps',
  },
  {
    note: 'depth is counted',
    module: 'a := b\nb := c\nc := 1',
    options: { budget: { steps: 1000, depth: 2 } },
    want: 'budget_error: rules call each other too deeply',
  },
  {
    note: 'a body of any length',
    module: `p if {\n${Array.from({ length: 5000 }, () => 'input.a').join('\n')}\n}`,
    input: { a: 1 },
    want: '{"p":true}',
  },
];

function program(text: string, options: Partial<CompileOptions> = {}): Program {
  const compiled = compileModules({ modules: { 't.rego': `package t\n\n${text}\n` }, ...options });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.value;
}

describe('interpreter', () => {
  it.each(CASES)('$note', ({ module, input, data, options, want }) => {
    const { compiled, data: base } = program(module, data === undefined ? {} : { data: data as RegoValue });
    const result = interpret(compiled, base).evaluatePath('data.t', input as RegoValue | undefined, options);
    if (result.ok) expect(result.value === undefined ? undefined : toJsonText(result.value)).toBe(want);
    else {
      const { code, message, place } = result.failure;
      expect(`${place === undefined ? '' : `${place.row}:${place.col} `}${code}: ${message}`).toBe(want);
    }
  });

  it('leaves data.system out of data as a whole only', () => {
    const modules = { 's.rego': 'package system.x\n\np := 1', 't.rego': 'package t\n\nq := data.system' };
    const { compiled, data } = program('', { modules });
    const result = interpret(compiled, data).evaluatePath('data', undefined);
    expect(result.ok && toJsonText(result.value ?? null)).toBe('{"t":{"q":{"x":{"p":1}}}}');
  });

  it('gives the vars of a query', () => {
    const { compiled, data } = program('p contains x if some x in [1, 2]');
    const outcome = interpret(compiled, data).query('data.t.p[x]; y := x * 2; x > 1', undefined);
    expect(outcome.ok && outcome.value.ok ? outcome.value.value.map(toJsonText) : outcome).toEqual(['{"x":2,"y":4}']);
  });

  it('tells what is wrong with a query', () => {
    const { compiled, data } = program('p := 1');
    const outcome = interpret(compiled, data).query('x > 1', undefined);
    expect(outcome.diagnostics.map(({ code }) => code)).toEqual(['rego_unsafe_var_error']);
  });
});

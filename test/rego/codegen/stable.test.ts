import { describe, expect, it } from 'vitest';
import { compileModules, type EvaluateOptions, type JsonValue } from '../../../engine/rego/index.ts';

const MODULE = `package t
names := {x.name | some x in data.list}
total := count(names)
mixed := total + input.n
clocked := total + (time.now_ns() * 0)
under := x if x := total with data.list as []
looked := data.t.total
failing := 1 / data.zero
`;

function prepared(rule: string) {
  const compiled = compileModules({
    modules: {
      't.rego': MODULE.replace(
        'under := count(names) with data.list as []',
        'under := x if x := total with data.list as []',
      ),
    },
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.value.prepare([`data.t.${rule}`]);
}

const SAME: EvaluateOptions = { sameData: true };

/** The data grow between two evaluations; who says that they do not is given what was found before. */
describe('rules that rest on the base documents alone', () => {
  const CASES: readonly (readonly [string, JsonValue, EvaluateOptions, JsonValue])[] = [
    ['total', 1, SAME, 1],
    ['total', 1, {}, 2],
    ['looked', 1, SAME, 1],
    ['mixed', 11, SAME, 11],
    ['mixed', 11, {}, 12],
    ['clocked', 1, SAME, 1],
    ['under', 0, SAME, 0],
  ];

  it.each(CASES)('data.t.%s is %j first; with %j then %j', (rule, first, options, second) => {
    const executable = prepared(rule);
    const list = [{ name: 'a' }];
    const data = { list };
    expect(executable.evaluate(0, { n: 10 }, data, options)).toEqual({ ok: true, value: first });
    list.push({ name: 'b' });
    expect(executable.evaluate(0, { n: 10 }, data, options)).toEqual({ ok: true, value: second });
  });

  it('are evaluated again for other data', () => {
    const executable = prepared('total');
    expect(executable.evaluate(0, {}, { list: [{ name: 'a' }] }, SAME)).toEqual({ ok: true, value: 1 });
    expect(executable.evaluate(0, {}, { list: [] }, SAME)).toEqual({ ok: true, value: 0 });
  });

  it('are evaluated again where errors are strict', () => {
    const executable = prepared('failing');
    const data = { zero: 0 };
    expect(executable.evaluate(0, {}, data, SAME)).toEqual({ ok: true, value: undefined });
    expect(executable.evaluate(0, {}, data, { ...SAME, strictBuiltinErrors: true }).ok).toBe(false);
  });

  it('do not hide what is unknown from a probe', () => {
    const executable = prepared('total');
    const item = {};
    const data = { list: [item] };
    const marks = { unknown: new Map([[item, new Set(['name'])]]), carriers: new Set<object>([data, data.list, item]) };
    expect(executable.evaluate(0, {}, data, SAME)).toEqual({ ok: true, value: 0 });
    const probed = { ok: true, value: { value: 0, isCertain: false } };
    expect(executable.probe(0, {}, data, marks, SAME)).toEqual(probed);
    expect(executable.probe(0, {}, data, marks, SAME)).toEqual(probed);
    expect(executable.evaluate(0, {}, data, SAME)).toEqual({ ok: true, value: 0 });
  });
});

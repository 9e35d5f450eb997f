import { describe, expect, it } from 'vitest';
import { compileModules, toJson } from '../../../engine/rego/index.ts';

const COUNT = 60;
const names = Array.from({ length: COUNT }, (_, index) => `t${index}`);

/** Rules of so many clauses that each case of their switch is a function of its own. */
const MODULE = `package t

${names
  .map(
    (name, index) => `
value := ${index} if input.x == "${name}"
value := object.get(input, "y", 0) if { input.x == "${name}"; input.y }
once if { input.x == "${name}"; some v in input.list; v > ${index} }
members contains [v, ${index}] if { input.x == "${name}"; some v in input.list }
entries[v] := ${index} if { input.x == "${name}"; some v in input.list }
nested.a[k] contains ${index} if { input.x == "${name}"; some k, _ in input.list }
call("${name}", a) := a + ${index}
inner := b if { input.x == "t1"; input.z == ${index}; b := [input.z, input.list[_]] }
`,
  )
  .join('')}
default once := false
called := [call(n, 1) | some n in ["t0", "t30", "none", "t59"]]
picked := entries[2]
`;

const NEVER = { called: [1, 31, 60], entries: {}, members: [], nested: { a: {} }, once: false };

const CASES = [
  [{}, NEVER],
  [{ x: 'none', list: [1] }, NEVER],
  [
    { x: 't0', list: [1, 2] },
    {
      ...NEVER,
      value: 0,
      once: true,
      members: [
        [1, 0],
        [2, 0],
      ],
      entries: { '1': 0, '2': 0 },
      nested: { a: { '0': [0], '1': [0] } },
      picked: 0,
    },
  ],
  [
    { x: 't59', list: [2], y: 59 },
    { ...NEVER, value: 59, members: [[2, 59]], entries: { '2': 59 }, nested: { a: { '0': [59] } }, picked: 59 },
  ],
  [
    { x: 't1', list: [2], z: 31 },
    {
      ...NEVER,
      value: 1,
      once: true,
      members: [[2, 1]],
      entries: { '2': 1 },
      nested: { a: { '0': [1] } },
      picked: 1,
      inner: [31, 2],
    },
  ],
  [{ x: 't5', list: [], y: 6 }, new Error('complete rules must not produce multiple outputs')],
  [{ x: 't1', list: [2, 3], z: 3 }, new Error('complete rules must not produce multiple outputs')],
] as const;

describe.each(['fast', 'coverage', 'provenance'] as const)('switches of many cases, mode %s', (mode) => {
  const compiled = compileModules({ modules: { 't.rego': MODULE } });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));

  it.each([true, false])('budget %s', (budget) => {
    const executable = compiled.value.prepare(['data.t'], { mode, budget });
    for (const [input, want] of CASES) {
      const marks = { unknown: new Map(), carriers: new Set<object>() };
      const got =
        mode === 'provenance'
          ? executable.derive(0, input as never, {}, marks)
          : executable.evaluate(0, input as never, {});
      if (want instanceof Error) expect(got.ok ? 'a value' : got.failure.message).toBe(want.message);
      else {
        if (!got.ok) throw new Error(got.failure.message);
        const value = mode === 'provenance' ? (got.value as { value?: unknown }).value : got.value;
        expect(toJson(value as never)).toEqual(want);
      }
    }
  });
});

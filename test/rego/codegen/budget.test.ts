import { describe, expect, it } from 'vitest';
import { type Budget, compileModules } from '../../../engine/rego/index.ts';

const chain = Array.from({ length: 3000 }, (_, index) => `r${index} := r${index + 1} + 1`).join('\n');

type BudgetCase = { readonly note: string; readonly module: string; readonly budget: Budget; readonly want: string };

const CASES: readonly BudgetCase[] = [
  {
    note: 'steps',
    module: 'p := count([1 | some a in n; some b in n; some c in n; a + b == c])\nn := numbers.range(1, 1000)',
    budget: { steps: 100_000, depth: 100 },
    want: 'evaluation took too many steps',
  },
  {
    note: 'time',
    module: 'p := count([1 | some a in n; some b in n; some c in n; a + b == c])\nn := numbers.range(1, 1000)',
    budget: { steps: 1e9, depth: 100, expired: () => true },
    want: 'evaluation took too long',
  },
  {
    note: 'depth',
    module: `p := r0\n${chain}\nr3000 := 1 if input.x == 1`,
    budget: { steps: 1e9, depth: 1000 },
    want: 'rules call each other too deeply',
  },
  {
    note: 'size inside of a builtin',
    module: 'p := count(numbers.range(1, 100000000))',
    budget: { steps: 100_000, depth: 100 },
    want: 'evaluation took too many steps',
  },
];

describe('budget', () => {
  it.each(CASES)('$note', ({ module, budget, want }) => {
    const compiled = compileModules({ modules: { 't.rego': `package t\n${module}\n` } });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const executable = compiled.value.prepare(['data.t.p']);
    const outcome = executable.evaluate(0, { x: 1 }, {}, { budget });
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'budget_error', message: want } });
    const small = compiled.value.evaluatePath('data.t.none', {});
    expect(small).toEqual({ ok: true, value: undefined });
  });
});

import { describe, expect, it } from 'vitest';
import { compileModules, type JsonValue, toJson, type UnknownKeys } from '../../../engine/rego/index.ts';

/** `?` as a value marks an unknown key; it is taken out before the evaluation. */
type ProbeCase = {
  readonly note: string;
  readonly module: string;
  readonly input: JsonValue;
  readonly certain: boolean;
};

const CASES: readonly ProbeCase[] = [
  { note: 'nothing unknown', module: 'p := 1 if not input.x', input: {}, certain: true },
  { note: 'an unknown that is not read', module: 'p := 1 if not input.x', input: { y: '?' }, certain: true },
  { note: 'an unknown that is read', module: 'p := 1 if not input.x', input: { x: '?' }, certain: false },
  {
    note: 'behind a failed test',
    module: 'p := 1 if { input.a == 2; input.x }',
    input: { a: 1, x: '?' },
    certain: true,
  },
  {
    note: 'in a failed branch',
    module: 'p := 1 if input.x == 1\np := 2 if input.a',
    input: { a: 1, x: '?' },
    certain: false,
  },
  {
    note: 'by a var',
    module: 'p contains k if { some k in ["a", "x"]; input[k] }',
    input: { a: 1, x: '?' },
    certain: false,
  },
  {
    note: 'an open list',
    module: 'p contains r.n if some r in input.rs',
    input: { rs: [{ n: 'a' }, '?'] },
    certain: false,
  },
  { note: 'an entry of an open list', module: 'p := input.rs[0].n', input: { rs: [{ n: 'a' }, '?'] }, certain: true },
  {
    note: 'a later entry of an open list',
    module: 'p := input.rs[1].n',
    input: { rs: [{ n: 'a' }, '?'] },
    certain: false,
  },
  { note: 'the length of an open list', module: 'p := count(input.rs)', input: { rs: [1, '?'] }, certain: false },
  {
    note: 'the length of a list of containers',
    module: 'p := count(input.rs)',
    input: { rs: [{ x: '?' }] },
    certain: true,
  },
  { note: 'the type of a container', module: 'p if is_object(input.r)', input: { r: { x: '?' } }, certain: true },
  { note: 'a container put out', module: 'p := input.r', input: { r: { x: '?' } }, certain: false },
  { note: 'a container put out in an array', module: 'p := [1, input.r]', input: { r: { x: '?' } }, certain: false },
  { note: 'a container compared', module: 'p if input.r == {"x": 1}', input: { r: { x: '?' } }, certain: false },
  { note: 'a container compared with a text', module: 'p if input.r != "a"', input: { r: { x: '?' } }, certain: true },
  {
    note: 'a container in a set',
    module: 'p := count({r | some r in input.rs})',
    input: { rs: [{ a: 1, x: '?' }, { a: 1 }] },
    certain: false,
  },
  {
    note: 'a container given to a builtin',
    module: 'p := sprintf("%v", [input.r])',
    input: { r: { x: '?' } },
    certain: false,
  },
  { note: 'object.get beside', module: 'p := object.get(input.r, "a", 2)', input: { r: { x: '?' } }, certain: true },
  {
    note: 'object.get of it',
    module: 'p := object.get(input, ["r", "x"], 2)',
    input: { r: { x: '?' } },
    certain: false,
  },
  { note: 'under with', module: 'q := input.x\np := 1 if not q with input.a as 1', input: { x: '?' }, certain: false },
  {
    note: 'replaced by with',
    module: 'q := input.x\np := r if r := q with input as {"x": 3}',
    input: { x: '?' },
    certain: true,
  },
  {
    note: 'through a function',
    module: 'f(r) := r.x\np := 1 if not f(input.r)',
    input: { r: { x: '?' } },
    certain: false,
  },
];

function marksOf(value: JsonValue): { value: JsonValue; unknown: Map<object, UnknownKeys>; carriers: Set<object> } {
  const unknown = new Map<object, UnknownKeys>();
  const carriers = new Set<object>();
  const strip = (item: JsonValue): JsonValue => {
    if (typeof item !== 'object' || item === null) return item;
    const entries = Object.entries(item);
    const isOpen = entries.some(([, child]) => child === '?');
    const kept = entries.filter(([, child]) => child !== '?').map(([key, child]) => [key, strip(child)] as const);
    const copy = Array.isArray(item) ? kept.map(([, child]) => child) : Object.fromEntries(kept);
    const keys = entries.filter(([, child]) => child === '?').map(([key]) => key);
    if (isOpen) unknown.set(copy, Array.isArray(item) ? 'all' : new Set(keys));
    if (isOpen || kept.some(([, child]) => carriers.has(child as object))) carriers.add(copy);
    return copy;
  };
  return { value: strip(value), unknown, carriers };
}

function filled(value: JsonValue, choice: JsonValue | undefined): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, child]) => [key, child === '?' ? choice : filled(child, choice)] as const)
    .filter(([, child]) => child !== undefined);
  return Array.isArray(value) ? entries.map(([, child]) => child!) : (Object.fromEntries(entries) as JsonValue);
}

describe('a probe for what is unknown', () => {
  it.each(CASES)('$note: certain $certain', ({ module, input, certain }) => {
    const compiled = compileModules({ modules: { 't.rego': `package t\n${module}\n` } });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const executable = compiled.value.prepare(['data.t.p']);
    const { value, ...marks } = marksOf(input);
    const outcome = executable.probe(0, value, {}, marks);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    expect(outcome.value.isCertain).toBe(certain);
    if (!certain) return;
    for (const choice of [undefined, null, true, false, 0, 1, 'a', {}, { n: 'z' }, []]) {
      const evaluated = executable.evaluate(0, filled(input, choice), {});
      if (!evaluated.ok) throw new Error('failed');
      const text = (item: typeof evaluated.value) => item !== undefined && JSON.stringify(toJson(item));
      expect(text(evaluated.value)).toEqual(text(outcome.value.value));
    }
  });

  it('leaves nothing behind', () => {
    const compiled = compileModules({ modules: { 't.rego': 'package t\np := 1 if not input.x\n' } });
    if (!compiled.ok) throw new Error('does not compile');
    const executable = compiled.value.prepare(['data.t.p']);
    const input = {};
    const marks = { unknown: new Map([[input, new Set(['x'])]]), carriers: new Set([input]) };
    expect(executable.probe(0, input, {}, marks)).toEqual({ ok: true, value: { value: 1, isCertain: false } });
    const nothing = { unknown: new Map(), carriers: new Set<object>() };
    expect(executable.probe(0, input, {}, nothing)).toEqual({ ok: true, value: { value: 1, isCertain: true } });
  });
});

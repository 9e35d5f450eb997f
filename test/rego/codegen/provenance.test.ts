import { describe, expect, it } from 'vitest';
import { compileModules, type JsonValue, type Marks, toJson } from '../../../engine/rego/index.ts';

/** `?` as a value marks an unknown key; it is taken out before the evaluation. */
type ProvenanceCase = {
  readonly note: string;
  readonly module: string;
  readonly input: JsonValue;
  /** Elements of `deny` with `!` for definite and `?` for uncertain ones. */
  readonly elements: readonly string[];
  readonly unknownReads: number;
};

const CASES: readonly ProvenanceCase[] = [
  { note: 'nothing unknown', module: 'deny contains "a" if not input.x', input: {}, elements: ['a!'], unknownReads: 0 },
  {
    note: 'an unknown that is not read',
    module: 'deny contains "a" if not input.x',
    input: { y: '?' },
    elements: ['a!'],
    unknownReads: 0,
  },
  {
    note: 'absence of an unknown',
    module: 'deny contains "a" if not input.x',
    input: { x: '?' },
    elements: ['a?'],
    unknownReads: 1,
  },
  {
    note: 'a failed branch counts for the total only',
    module: 'deny contains "a" if input.x == 1\ndeny contains "b" if input.y == 1',
    input: { x: '?', y: 1 },
    elements: ['b!'],
    unknownReads: 1,
  },
  {
    note: 'each iteration on its own',
    module: 'deny contains r.n if { some r in input.rs; not r.ok }',
    input: { rs: [{ n: 'a' }, { n: 'b', ok: '?' }] },
    elements: ['a!', 'b?'],
    unknownReads: 1,
  },
  {
    note: 'an open collection',
    module: 'deny contains r.n if some r in input.rs',
    input: { rs: [{ n: 'a' }, '?'] },
    elements: ['a!'],
    unknownReads: 1,
  },
  {
    note: 'a comprehension over an open collection',
    module: 'deny contains "many" if count([1 | some r in input.rs]) > 0',
    input: { rs: [{ n: 'a' }, '?'] },
    elements: ['many?'],
    unknownReads: 1,
  },
  {
    note: 'through a function',
    module: 'deny contains "a" if open(input.x)\nopen(x) if x.y == 1\nopen(x) if not x.z',
    input: { x: { y: 1, z: '?' } },
    elements: ['a!'],
    unknownReads: 0,
  },
  {
    note: 'through a function, the unknown clause',
    module: 'deny contains "a" if open(input.x)\nopen(x) if not x.z',
    input: { x: { z: '?' } },
    elements: ['a?'],
    unknownReads: 1,
  },
  {
    note: 'through a default',
    module: 'default ok := false\nok if input.x\ndeny contains "a" if not ok',
    input: { x: '?' },
    elements: ['a?'],
    unknownReads: 1,
  },
  {
    note: 'through an else',
    module: 'v := 1 if { input.x } else := 2\ndeny contains "a" if v == 2',
    input: { x: '?' },
    elements: ['a?'],
    unknownReads: 1,
  },
  {
    note: 'through a remembered rule',
    module: 'bad if not input.x\ndeny contains "a" if bad\ndeny contains "b" if bad',
    input: { x: '?' },
    elements: ['a?', 'b?'],
    unknownReads: 1,
  },
  {
    note: 'through a rule that rests on a remembered one',
    module: 'b if input.x\na if b\ndeny contains "1" if b\ndeny contains "2" if not a',
    input: { x: '?' },
    elements: ['2?'],
    unknownReads: 1,
  },
  {
    note: 'through a default over a remembered rule',
    module: 'b if input.x\ndefault a := false\na if b\ndeny contains "1" if b\ndeny contains "2" if not a',
    input: { x: '?' },
    elements: ['2?'],
    unknownReads: 1,
  },
  {
    note: 'a certain solution beside an uncertain one',
    module: 'deny contains "a" if input.y\ndeny contains "b" if not input.x\ndeny contains "a" if not input.x',
    input: { x: '?', y: 1 },
    elements: ['a!', 'b?'],
    unknownReads: 1,
  },
  {
    note: 'a value of the input in a set that is put out',
    module: 'all contains r if some r in input.rs\ndeny contains json.marshal(all)',
    input: { rs: [{ n: 1, x: '?' }] },
    elements: ['[{"n":1}]?'],
    unknownReads: 1,
  },
  {
    note: 'a value of the input put into data',
    module: 'q := json.marshal(data.k)\ndeny contains m if m := q with data.k as [input.x]',
    input: { x: { a: '?' } },
    elements: ['[{}]?'],
    unknownReads: 1,
  },
  {
    note: 'a value given to a function',
    module: 'f(v) := json.marshal(v)\ndeny contains f([input.x])',
    input: { x: { a: '?' } },
    elements: ['[{}]?'],
    unknownReads: 1,
  },
  {
    note: 'through elements of another set',
    module: 'pub contains r.n if { some r in input.rs; not r.ok }\ndeny contains n if some n in pub',
    input: { rs: [{ n: 'a' }, { n: 'b', ok: '?' }] },
    elements: ['a!', 'b?'],
    unknownReads: 1,
  },
  {
    note: 'through another set as a whole',
    module: 'pub contains r.n if { some r in input.rs; not r.ok }\ndeny contains "n" if count(pub) > 0',
    input: { rs: [{ n: 'a' }, { n: 'b', ok: '?' }] },
    elements: ['n?'],
    unknownReads: 1,
  },
  {
    note: 'through another name of a set',
    module:
      'pub contains r.n if { some r in input.rs; not r.ok }\nalias := pub\ndeny contains "n" if count(pub) > 0\ndeny contains "m" if count(alias) > 0',
    input: { rs: [{ n: 'a' }, { n: 'b', ok: '?' }] },
    elements: ['m?', 'n?'],
    unknownReads: 1,
  },
  {
    note: 'a value put out as a whole',
    module: 'deny contains json.marshal(input.x)',
    input: { x: { a: '?' } },
    elements: ['{}?'],
    unknownReads: 1,
  },
  {
    note: 'object.get of a known key',
    module: 'deny contains "a" if object.get(input.x, "k", 0) == 1',
    input: { x: { k: 1, l: '?' } },
    elements: ['a!'],
    unknownReads: 0,
  },
  {
    note: 'object.get of an unknown key',
    module: 'deny contains "a" if object.get(input.x, "l", 0) == 0',
    input: { x: { k: 1, l: '?' } },
    elements: ['a?'],
    unknownReads: 1,
  },
  {
    note: 'under with',
    module: 'q if not input.x.b\ndeny contains "a" if q with input.x.a as 1',
    input: { x: { b: '?' } },
    elements: ['a?'],
    unknownReads: 1,
  },
  {
    note: 'with takes the place of an unknown',
    module: 'q if input.x.b == 1\ndeny contains "a" if q with input.x.b as 1',
    input: { x: { b: '?' } },
    elements: ['a!'],
    unknownReads: 0,
  },
  {
    note: 'every',
    module: 'deny contains "a" if every r in input.rs { not r.ok }',
    input: { rs: [{ n: 1 }, { ok: '?' }] },
    elements: ['a?'],
    unknownReads: 1,
  },
];

function marksOf(value: JsonValue): { readonly value: JsonValue; readonly marks: Marks } {
  const unknown = new Map<object, Set<string | number> | 'all'>();
  const carriers = new Set<object>();
  const strip = (node: JsonValue): JsonValue => {
    if (typeof node !== 'object' || node === null) return node;
    const copy: Record<string, JsonValue> | JsonValue[] = Array.isArray(node) ? [] : {};
    const keys = new Set<string | number>();
    let carries = false;
    for (const [key, item] of Object.entries(node)) {
      if (item === '?') keys.add(Array.isArray(node) ? Number(key) : key);
      else {
        const child = strip(item);
        if (typeof child === 'object' && child !== null && carriers.has(child)) carries = true;
        (copy as Record<string, JsonValue>)[key] = child;
      }
    }
    if (keys.size > 0) unknown.set(copy, keys);
    if (keys.size > 0 || carries) carriers.add(copy);
    return copy;
  };
  const stripped = strip(value);
  return { value: stripped, marks: { unknown, carriers } };
}

describe('provenance', () => {
  it.each(CASES)('$note', ({ module, input, elements, unknownReads }) => {
    const compiled = compileModules({ modules: { 't.rego': `package t\n${module}\n` } });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
    const executable = compiled.value.prepare(['data.t.deny'], { mode: 'provenance', budget: true });
    const { value, marks } = marksOf(input);
    const outcome = executable.derive(0, value as never, {}, marks);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { derivation } = outcome.value;
    expect(derivation.elements?.map((item) => `${item.value}${item.definite ? '!' : '?'}`)).toEqual(elements);
    expect(new Set(derivation.unknownReads.map((read) => read.container)).size).toBe(unknownReads);
  });

  /** Whatever the unknown turns out to be: definite elements stay, and without an unknown read nothing changes. */
  it.each(CASES)('is sound for every value: $note', ({ module, input }) => {
    const compiled = compileModules({ modules: { 't.rego': `package t\n${module}\n` } });
    if (!compiled.ok) throw new Error('does not compile');
    const { value, marks } = marksOf(input);
    const derived = compiled.value.prepare(['data.t.deny'], { mode: 'provenance', budget: true });
    const outcome = derived.derive(0, value as never, {}, marks);
    if (!outcome.ok) throw new Error('failed');
    const { elements = [], unknownReads } = outcome.value.derivation;
    const fast = compiled.value.prepare(['data.t.deny']);
    for (const choice of [undefined, null, true, false, 0, 1, 'a', {}, { n: 'z' }, { y: 1 }, []]) {
      const text = JSON.stringify(input, (_key, item) => (item === '?' ? choice : item));
      const filled = JSON.parse(choice === undefined ? text.replaceAll(',null', '') : text);
      const evaluated = fast.evaluate(0, filled, {});
      if (!evaluated.ok) throw new Error('failed');
      const got = new Set(
        (toJson(evaluated.value as never) as readonly JsonValue[]).map((item) => JSON.stringify(item)),
      );
      const want = elements.filter((item) => item.definite).map((item) => JSON.stringify(item.value));
      expect([...want].filter((item) => !got.has(item))).toEqual([]);
      if (unknownReads.length === 0) expect(got.size).toBe(elements.length);
    }
  });

  it('tells what a solution read', () => {
    const compiled = compileModules({
      modules: { 't.rego': 'package t\ndeny contains "a" if { some r in input.rs; r.port == 22; not r.ok }\n' },
    });
    if (!compiled.ok) throw new Error('does not compile');
    const input = { rs: [{ port: 80 }, { port: 22 }] };
    const tracked = new Set<object>([input, input.rs, ...input.rs]);
    const executable = compiled.value.prepare(['data.t.deny'], { mode: 'provenance', budget: true });
    const outcome = executable.derive(0, input, {}, { unknown: new Map(), carriers: new Set(), tracked });
    if (!outcome.ok) throw new Error('failed');
    const reads = outcome.value.derivation.elements?.[0]?.reads ?? [];
    expect(reads.map((read) => [read.container === input.rs[1], read.key])).toEqual([
      [false, 'rs'],
      [false, 1],
      [true, 'port'],
      [true, 'ok'],
    ]);
  });
});

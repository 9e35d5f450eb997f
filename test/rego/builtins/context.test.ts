import { describe, expect, it } from 'vitest';
import {
  BUILTINS,
  type Builtin,
  BuiltinError,
  IMPLEMENTATIONS,
  pureContext,
  seededRandom,
  walkPairs,
  walkValues,
} from '../../../engine/rego/builtins/index.ts';
import { BudgetError, RegoSet, type RegoValue, toText } from '../../../engine/rego/value/index.ts';

const TABLE: Readonly<Record<string, Builtin>> = IMPLEMENTATIONS;

function call(name: string, operands: readonly RegoValue[], context = pureContext()): RegoValue | undefined {
  return (TABLE[name] as Builtin)(context, ...operands);
}

const set = (...items: readonly RegoValue[]) => RegoSet.of(items);

/** Sets cannot be written in the JSON tables. */
const SETS: readonly (readonly [string, readonly RegoValue[], string | undefined])[] = [
  ['minus', [set(1, 2), set(2)], '{1}'],
  ['and', [set(1, 2), set(2, 3)], '{2}'],
  ['or', [set(1), set(2)], '{1, 2}'],
  ['union', [set(set(1), set(2))], '{1, 2}'],
  ['intersection', [set(set(1, 2), set(2, 3))], '{2}'],
  ['intersection', [set()], 'set()'],
  ['concat', [',', set('b', 'a')], '"a,b"'],
  ['max', [set(1, 'a')], '"a"'],
  ['min', [set()], undefined],
  ['sort', [set(3, 1)], '[1, 3]'],
  ['count', [set(1, 1)], '1'],
  ['sum', [set(1, 2)], '3'],
  ['json.marshal', [set(2, 1)], '"[1,2]"'],
  ['object.keys', [{ b: 1, a: 2 }], '{"a", "b"}'],
  ['object.subset', [set(1, 2), set(1)], 'true'],
  ['object.subset', [[1, 2], set(1)], 'true'],
  ['internal.member_2', [1, set(1)], 'true'],
  ['internal.member_3', [1, 1, set(1)], 'true'],
  ['internal.member_3', ['k', 'v', { k: 'v' }], 'true'],
  ['json.patch', [set('a'), [{ op: 'add', path: 'b', value: 'b' }]], '{"a", "b"}'],
  ['graph.reachable', [{ a: set('b'), b: [] }, set('a')], '{"a", "b"}'],
  ['internal.print', [[set('x')]], 'true'],
  ['internal.template_string', [['a ', set(1), set(), ' b']], '"a 1<undefined> b"'],
  ['type_name', [set()], '"set"'],
  ['cast_array', [set(2, 1)], '[1, 2]'],
  ['cast_set', [[1, 1]], '{1}'],
];

describe('sets', () => {
  it.each(SETS.map((row) => [row[0], toText(row[1]), ...row] as const))('%s %s', (_n, _t, name, operands, want) => {
    const result = call(name, operands);
    expect(result === undefined ? undefined : toText(result)).toBe(want);
  });
});

/** What could fill memory or run for ever is charged before it is made. */
const COSTLY: readonly (readonly [string, readonly RegoValue[]])[] = [
  ['numbers.range', [0, 1_000_000_000]],
  ['net.cidr_expand', ['10.0.0.0/8']],
  ['sprintf', ['%0900000d', [1]]],
  ['bits.lsh', [1, 900_000]],
  ['replace', ['a'.repeat(10_000), 'a', 'b'.repeat(100)]],
  ['strings.replace_n', [{ a: 'b'.repeat(1000) }, 'a'.repeat(1000)]],
  ['concat', ['x'.repeat(1000), new Array(1000).fill('') as RegoValue[]]],
  ['json.unmarshal', [`[${'1,'.repeat(60_000)}1]`]],
  ['split', ['a'.repeat(200_000), '']],
  ['graph.reachable_paths', [Object.fromEntries([...'abcdefghij'].map((n) => [n, [...'abcdefghij']])), ['a']]],
  ['regex.replace', ['a'.repeat(5000), 'a', 'b'.repeat(100)]],
  [
    'strings.render_template',
    ['{{range .x}}{{range $.x}}{{range $.x}}x{{end}}{{end}}{{end}}', { x: new Array(100).fill(1) as RegoValue[] }],
  ],
];

describe('budget', () => {
  it.each(COSTLY.map(([name, operands]) => [name, operands] as const))('%s is charged', (name, operands) => {
    let left = 50_000;
    const charge = (units: number) => {
      left -= units;
      if (left < 0) throw new BudgetError('size', 'spent');
    };
    expect(() => call(name, operands, pureContext({ charge }))).toThrow(BudgetError);
  });
  it('does not backtrack for ever', () => {
    const started = performance.now();
    expect(call('regex.match', ['^(a+)+$', `${'a'.repeat(50_000)}b`])).toBe(false);
    expect(call('glob.match', [`${'*a'.repeat(20)}b`, null, 'a'.repeat(2000)])).toBe(false);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('context', () => {
  it.each(['http.send', 'net.lookup_ip_addr', 'opa.runtime', 'rego.parse_module'])(
    '%s needs its capability',
    (name) => {
      const request = { method: 'get', url: 'http://x' };
      const operands = BUILTINS[name as keyof typeof BUILTINS].args.map(() => (name === 'http.send' ? request : 'x'));
      try {
        call(name, operands);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(BuiltinError);
        expect((error as BuiltinError).message).toBe(`the capability ${name} is not granted`);
      }
    },
  );
  it('repeats chance within an evaluation and for equal seeds', () => {
    const context = pureContext({ random: seededRandom(7) });
    const first = [call('rand.intn', ['a', 1000], context), call('uuid.rfc4122', ['k'], context)];
    expect([call('rand.intn', ['a', 1000], context), call('uuid.rfc4122', ['k'], context)]).toEqual(first);
    const again = pureContext({ random: seededRandom(7) });
    expect([call('rand.intn', ['a', 1000], again), call('uuid.rfc4122', ['k'], again)]).toEqual(first);
    expect(first[1]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
  it('prints every choice of a set', () => {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    call('internal.print', [['x', set(1, 2), set()]], pureContext({ print }));
    expect(lines).toEqual(['x 1 <undefined>', 'x 2 <undefined>']);
  });
  it('walks in order, deep documents included', () => {
    const value = { b: [1], a: set('x') };
    const want = '[[[], {"a": {"x"}, "b": [1]}], [["a"], {"x"}], [["a", "x"], "x"], [["b"], [1]], [["b", 0], 1]]';
    expect(toText(walkPairs(pureContext(), value) as RegoValue)).toBe(want);
    expect(walkValues(pureContext(), value)).toHaveLength(5);
    let deep: RegoValue = 1;
    for (let depth = 0; depth < 20_000; depth++) deep = [deep];
    expect(walkValues(pureContext(), deep)).toHaveLength(20_001);
  });
  it('has an implementation for every builtin', () => {
    expect(Object.keys(IMPLEMENTATIONS).sort()).toEqual(Object.keys(BUILTINS).sort());
  });
});

import { describe, expect, it } from 'vitest';
import {
  compare,
  compareStrings,
  equals,
  get,
  keyOf,
  needsExactNumbers,
  newObject,
  ObjectBuilder,
  parseJson,
  parseNumber,
  RegoSet,
  type RegoValue,
  sortedKeys,
  toJson,
  toJsonText,
  toText,
} from '../../../engine/rego/value/index.ts';

const object = (...entries: readonly (readonly [RegoValue, RegoValue])[]) => {
  const builder = new ObjectBuilder();
  for (const [key, value] of entries) builder.set(key, value);
  return builder.build();
};

/** Every value is less than the next. */
const ASCENDING: readonly RegoValue[] = [
  null,
  false,
  true,
  -1,
  0.5,
  1,
  parseNumber('1.5e400'),
  '',
  'a',
  'ab',
  '\uffff',
  '\u{1f600}',
  [],
  [1, 2],
  [2],
  {},
  object([1, 2]),
  object(['a', 1]),
  object(['a', 1], ['b', 0]),
  object(['a', 2]),
  RegoSet.of([]),
  RegoSet.of([1, 2]),
  RegoSet.of([2]),
];

describe('order', () => {
  it('is total', () => {
    for (let i = 0; i < ASCENDING.length; i++)
      for (let j = 0; j < ASCENDING.length; j++) {
        const [a, b] = [ASCENDING[i] as RegoValue, ASCENDING[j] as RegoValue];
        expect(Math.sign(compare(a, b)), `${toText(a)} against ${toText(b)}`).toBe(Math.sign(i - j));
        expect(equals(a, b)).toBe(i === j);
        expect(keyOf(a) === keyOf(b)).toBe(i === j);
      }
  });
  it('of keys is by code points', () => {
    expect(sortedKeys({ '\u{1f600}': 1, '\uffff': 2, b: 3, '10': 4, '9': 5 })).toEqual([
      '10',
      '9',
      'b',
      '\uffff',
      '\u{1f600}',
    ]);
    expect(compareStrings('a\ud83d\ude00', 'a\uff00')).toBeGreaterThan(0);
  });
});

const SAME: readonly (readonly [RegoValue, RegoValue])[] = [
  [1, parseNumber('1.0')],
  [
    [1, { a: parseNumber('2.0') }],
    [parseNumber('1e0'), { a: 2 }],
  ],
  [RegoSet.of([1, 2]), RegoSet.of([parseNumber('2.0'), 1])],
  [object([1, 'x']), object([parseNumber('1.0'), 'x'])],
  [{ a: 1, b: 2 }, object(['b', 2], ['a', 1])],
];

describe('equality', () => {
  it.each(SAME.map(([a, b]) => [toText(a), toText(b), a, b] as const))('%s == %s', (_a, _b, a, b) => {
    expect(equals(a, b)).toBe(true);
    expect(compare(a, b)).toBe(0);
    expect(keyOf(a)).toBe(keyOf(b));
  });
  it('keeps strings apart from the keys of composites', () => {
    expect(RegoSet.of([keyOf([1]) as string, [1], '\u0000', '\u0000s\u0000']).size).toBe(4);
  });
});

const LOOKUPS: readonly (readonly [RegoValue, RegoValue, RegoValue | undefined])[] = [
  [{ a: 1 }, 'a', 1],
  [{ a: 1 }, 'constructor', undefined],
  [{ a: 1 }, '__proto__', undefined],
  [JSON.parse('{"__proto__": 1}') as RegoValue, '__proto__', 1],
  [['x', 'y'], 1, 'y'],
  [['x', 'y'], -1, undefined],
  [['x', 'y'], 1.5, undefined],
  [['x', 'y'], parseNumber('1.0'), undefined],
  [['x', 'y'], 'length', undefined],
  [RegoSet.of([[1], 2]), [1], [1]],
  [RegoSet.of([[1], 2]), 3, undefined],
  [object([[1], 2]), [1], 2],
  ['text', 'length', undefined],
  [parseNumber('1.0'), 'text', undefined],
];

describe('get', () => {
  it.each(LOOKUPS.map(([c, k, want]) => [toText(c), toText(k), c, k, want] as const))(
    '%s[%s]',
    (_c, _k, c, k, want) => {
      expect(get(c, k)).toEqual(want);
    },
  );
});

describe('text', () => {
  const tricky = '<a>&\u2028\u007f\u0001é"\\/';
  it('of composites is as OPA prints it', () => {
    expect(toText([tricky])).toBe('["<a>&\\u2028\\x7f\\x01é\\"\\\\/"]');
    expect(toText({ b: RegoSet.of([]), a: RegoSet.of([2, 1]), d: parseNumber('1.50') })).toBe(
      '{"a": {1, 2}, "b": set(), "d": 1.50}',
    );
  });
  it('of JSON is as Go writes it', () => {
    expect(toJsonText(tricky)).toBe('"\\u003ca\\u003e\\u0026\\u2028\u007f\\u0001é\\"\\\\/"');
    const keyed = object([[1], 2], [RegoSet.of([1]), 3], [null, 4], [parseNumber('1.50'), 3]);
    expect(toJsonText(keyed)).toBe('{"1.50":3,"[1]":3,"null":4}');
    expect(toJson(keyed)).toEqual({ '1.50': 3, '[1]': 3, null: 4 });
  });
});

const EXACT: readonly (readonly [string, boolean])[] = [
  ['{"a": [1, 2, -3]}', false],
  ['[1.5, 0.1]', false],
  ['["1.0", "a\\"1.0", "-0"]', false],
  ['[1.0]', true],
  ['{"a":1e3}', true],
  ['[-0]', true],
  ['[12345678901234567890]', true],
  ['[1234567890123456]', false],
];

describe('JSON reader', () => {
  it.each(EXACT)('%s needs exact numbers: %s', (text, want) => {
    expect(needsExactNumbers(text)).toBe(want);
    expect(toJsonText(parseJson(text))).toBe(text.replaceAll(' ', ''));
  });
  it.each([
    ['{', 'unexpected end of JSON input'],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{a: 1}', "invalid character 'a' looking for beginning of object key string"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['nul', 'unexpected end of JSON input'],
    ['tru3', "invalid character '3' in literal true (expecting 'e')"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['"a\\x"', "invalid character 'x' in string escape code"],
    ['', 'unexpected end of JSON input'],
  ])('%s: %s', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });
  it('is not overflown by depth', () => {
    expect(() => parseJson(`${'['.repeat(20_000)}1.0`)).toThrow('exceeded max depth');
  });
  it('keeps foreign keys as data', () => {
    const read = parseJson('{"__proto__": {"x": 1.0}, "constructor": 2}');
    expect(toJsonText(read)).toBe('{"__proto__":{"x":1.0},"constructor":2}');
    expect('toString' in newObject()).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../engine/inputs/index.ts';
import { diagnoseJson } from '../../engine/inputs/json/diagnose.ts';
import { scanJson } from '../../engine/inputs/json/scan.ts';
import { parse } from './support.ts';

/** All paths of a value with the value at each. */
function* walk(value: JsonValue, path: (string | number)[] = []): Generator<[(string | number)[], JsonValue]> {
  yield [path, value];
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* walk(item, [...path, at]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* walk(item, [...path, key]);
}

/** The text from a place on; col counts code points. */
function textFrom(text: string, row: number, col: number): string {
  const lines = text.split('\n');
  return [[...(lines[row - 1] ?? '')].slice(col - 1).join(''), ...lines.slice(row)].join('\n');
}

describe('places', () => {
  test('every path of any value is found, in any order', () => {
    const value = fc.jsonValue({ noUnicodeString: false, maxDepth: 4 } as never);
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), fc.boolean(), (json, indent, isBackwards) => {
        const text = JSON.stringify({ root: json }, undefined, indent);
        const document = parse(text).documents[0];
        const all = [...walk({ root: JSON.parse(JSON.stringify(json)) as JsonValue })];
        for (const [path, want] of isBackwards ? all.reverse() : all) {
          const place = document?.locate(path) ?? { row: 0, col: 0 };
          const rest = textFrom(text, place.row, place.col);
          expect(rest.startsWith(JSON.stringify(want, undefined, indent).split('\n')[0] ?? ''), `${path}`).toBe(true);
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test('a path that leads nowhere gives the nearest ancestor', () => {
    const document = parse('{\n "a": [1, {"b": 2}]\n}').documents[0];
    expect(document?.locate(['a', 1, 'x', 'y'])).toEqual({ file: 'a', row: 2, col: 11 });
    expect(document?.locate(['a', 7])).toEqual({ file: 'a', row: 2, col: 7 });
    expect(document?.locate(['a', '0'])).toEqual({ file: 'a', row: 2, col: 7 });
    expect(document?.locate(['__proto__'])).toEqual({ file: 'a', row: 1, col: 1 });
  });
});

test('the text of a value keeps its numbers as written', () => {
  const list =
    '{"apiVersion":"v1","kind":"List","items":[ {"apiVersion":"v1","kind":"A","metadata":{"name":"a"},"n": 12345678901234567890.10 } ]}';
  const document = parse(list).documents[0];
  expect(document?.sourceText?.(['n'])).toBe('12345678901234567890.10');
  expect(document?.sourceText?.(['metadata'])).toBe('{"name":"a"}');
  expect(document?.sourceText?.(['none'])).toBeUndefined();
  expect(parse('a: 1').documents[0]?.sourceText).toBeUndefined();
});

describe('the scan', () => {
  const EXACT: readonly (readonly [string, boolean])[] = [
    ['[1, -1, 0, 123456789012345]', false],
    ['["1.5", "1e3", "12345678901234567890", "-0"]', false],
    ['{"a.b": "x-0", "1e5": 2}', false],
    ['[1.0]', true],
    ['{"a":1e3}', true],
    ['[1234567890123456]', true],
    ['[-0]', true],
    ['{"a":[{"b":0.1}]}', true],
  ];
  test.each(EXACT)('exact numbers: %s', (text, want) => {
    expect(parse(text).documents[0]?.exactNumbers).toBe(want);
  });

  test('finds a repeated key among few and many', () => {
    const key = fc.oneof(fc.constantFrom('a', 'b', 'ab', 'ba', '', 'aa', '__proto__', 'é', 'a"', '\\'), fc.string());
    fc.assert(
      fc.property(fc.array(key, { maxLength: 150 }), (keys) => {
        const seen = new Set<string>();
        const repeated = keys.filter((one) => seen.has(one) || !seen.add(one));
        const text = `{"o": {${keys.map((one) => `${JSON.stringify(one)}: {"a": [1, "}"]}`).join(', ')}}}`;
        expect(scanJson(Buffer.from(text)).duplicates.length).toBe(Math.min(repeated.length, 20));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test('keys that differ only in their middle are not taken for one another', () => {
    const keys = Array.from({ length: 500 }, (_, at) => `aaaa${String(at).padStart(6, '0')}bbbbbbbbbbb`);
    const text = `{${keys.map((key) => `"${key}": 1`).join(',')}, "${keys[250]}": 2}`;
    expect(parse(text).diagnostics.length).toBe(1);
  });

  test('text of any kind never throws, and a text that JSON.parse refuses gets a fault', () => {
    const pieces = fc.constantFrom(...'{}[]:,"\\ \n', '"a"', '1', '-', 'true', 'nul', '1.5e', '\\u12', '/', "'", 'é');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        scanJson(Buffer.from(text));
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(diagnoseJson(text) === undefined).toBe(isJson);
      }),
      { seed: 7, numRuns: 3000 },
    );
  });
});

test('values after one another are documents each', () => {
  const { documents } = parse('{"a": 1}\n{"a": "é}"} [2]\n');
  expect(documents.map(({ root }) => root)).toEqual([{ a: 1 }, { a: 'é}' }, [2]]);
  expect(documents.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(documents.map(({ locate }) => locate([]))).toEqual([
    { file: 'a', row: 1, col: 1 },
    { file: 'a', row: 2, col: 1 },
    { file: 'a', row: 2, col: 13 },
  ]);
});

import { describe, expect, it } from 'vitest';
import {
  access,
  guardReads,
  isInherited,
  namesSinceThen,
  quoteJs,
  readInPlace,
} from '../../../engine/rego/codegen/names.ts';
import { RegoNumber, RegoObject, RegoSet } from '../../../engine/rego/value/index.ts';

describe('names that generated code may read in place', () => {
  const values = [{}, [], 'text', 1, true, new RegoSet(), new RegoObject(), new RegoNumber('1.0')];

  it('exclude everything that a value has by itself', () => {
    const inherited = new Set<string>();
    for (const value of values) {
      for (let level: unknown = Object(value); level !== null; level = Object.getPrototypeOf(level)) {
        for (const name of Object.getOwnPropertyNames(level)) inherited.add(name);
      }
    }
    expect(
      [...inherited].filter((name) => !isInherited(name) && !namesSinceThen().has(name) && !/^[0-9]/.test(name)),
    ).toEqual([]);
  });

  it.each([
    ['name', '.name'],
    ['a-b', '["a-b"]'],
    ['"]; evil(); ["', '["\\"]; evil(); [\\""]'],
    ['\u2028', '["\\u2028"]'],
    ['', '[""]'],
  ])('%j is read as %s', (name, code) => {
    expect(access(name)).toBe(code);
  });

  it('are the same in every version of Node: names that came later are read with a check', () => {
    const code = [
      readInPlace('l3', 'l2', 'groupBy'),
      readInPlace('l4', 'l2', 'a-b"'),
      readInPlace('l5', 'l2', 'other'),
      `l6 = ${quoteJs('l3 = l2?.groupBy ?? missing(l2, "groupBy");')};`,
    ].join('\n');
    expect(guardReads(code, new Set())).toBe(code);
    expect(guardReads(code, new Set(['groupBy', 'a-b"'])).split('\n')).toEqual([
      'l3 = getKey(l2, "groupBy");',
      'l4 = getKey(l2, "a-b\\"");',
      'l5 = l2?.other ?? missing(l2, "other");',
      'l6 = "l3 = l2?.groupBy ?? missing(l2, \\"groupBy\\");";',
    ]);
  });

  it('are quoted so that the text comes back', () => {
    for (const text of ['</script>', '\u2029', '\\"', '\n', '\ud800', '`$' + '{x}`']) {
      expect(new Function(`return ${quoteJs(text)};`)()).toBe(text);
    }
  });
});

import type { JsonValue } from '../../../engine/rego/index.ts';
import { type Chooser, pick } from './choose.ts';
import type { RegoKind } from './types.ts';

const NUMBER: RegoKind = { kind: 'number' };
const STRING: RegoKind = { kind: 'string' };

const FIELDS: readonly (readonly [string, RegoKind])[] = [
  ['n', NUMBER],
  ['s', STRING],
  ['t', { kind: 'boolean' }],
  ['ns', { kind: 'array', of: NUMBER }],
  ['ss', { kind: 'array', of: STRING }],
  ['map', { kind: 'object', of: NUMBER }],
  ['rows', { kind: 'array', of: { kind: 'array', of: NUMBER } }],
  ['deep', { kind: 'object', of: { kind: 'array', of: STRING } }],
];

/** What refs into the documents are of which type: in `input`, and in the base document of the package. */
export const SCHEMA: readonly (readonly [string, RegoKind])[] = FIELDS.flatMap(
  ([name, type]): readonly (readonly [string, RegoKind])[] => [
    [`input.${name}`, type],
    [`data.PKG.base.${name}`, type],
  ],
);

/** A document that has most of the fields; one may be missing or of another type. */
export function inputDocument(choose: Chooser): JsonValue {
  const document: Record<string, JsonValue> = {};
  for (const [name, type] of FIELDS) {
    const fate = choose(12);
    if (fate === 0) continue;
    document[name] = fate === 1 ? pick<JsonValue>(choose, [null, 'odd', 7, [], {}]) : randomJson(choose, type);
  }
  return document;
}

export const KEYS = ['a', 'b', 'c'] as const;

function randomJson(choose: Chooser, type: RegoKind): JsonValue {
  switch (type.kind) {
    case 'number':
      return pick(choose, [0, 1, 2, 3, -1, 10]);
    case 'string':
      return pick(choose, ['', 'a', 'b', 'ab', 'c-d']);
    case 'boolean':
      return choose(2) === 0;
    case 'array':
    case 'set':
      return Array.from({ length: choose(4) }, () => randomJson(choose, type.of));
    case 'object':
      return Object.fromEntries(KEYS.slice(0, choose(4)).map((key) => [key, randomJson(choose, type.of)]));
  }
}

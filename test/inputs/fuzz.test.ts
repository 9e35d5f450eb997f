import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from './support.ts';

const SEEDS = [
  '{"format_version":"1.2","planned_values":{"root_module":{"resources":[{"values":{"a":1.5}}]}}}',
  'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: &a x}\n  spec: [*a, "q\n  r", |\n   text\n  ]\n',
  '{"configurationItems":[{"resourceType":"AWS::S3::Bucket","resourceId":"b","configuration":"{\\"a\\":\\"%7B%7D\\"}","tags":[{"key":"a"}]}]}',
  '{"Results":["{\\"resourceType\\":\\"AWS::S3::Bucket\\",\\"resourceId\\":\\"b\\",\\"configuration\\":{}}"],"QueryInfo":{}}',
  '{"invokingEvent":"{\\"configurationItem\\":{\\"resourceType\\":\\"AWS::S3::Bucket\\",\\"resourceId\\":\\"b\\"}}"}',
  'a: &a\n  b: 1\nc:\n  <<: [*a, *a]\n  ? d\n  : !!str 1\n---\n- - 0x1F\n  - 12:30\n...\n',
];
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  ':',
  ': ',
  ',',
  '\n',
  '  ',
  '\t',
  '- ',
  '&a',
  '*a',
  '!',
  '!!int ',
  '<<',
  '#',
  '|',
  '>',
  '%',
  '\u0000',
  '\ufeff',
  'é',
  '\\',
  '1e999',
  '{{',
  '---\n',
  '__proto__',
];

/** What every reading must keep to, whatever it was given. */
function holds(bytes: Uint8Array): void {
  const { documents, diagnostics, unrecognised } = parse(bytes);
  expect(documents.length + diagnostics.length + unrecognised.length).toBeGreaterThan(0);
  for (const { message, place, hint } of diagnostics) {
    expect(`${message}${hint ?? ''}`).not.toMatch(/undefined|\[object/);
    expect(place?.row).toBeGreaterThan(0);
    expect(place?.col).toBeGreaterThan(0);
  }
  for (const { root, locate } of documents) {
    JSON.stringify(root);
    expect(locate([]).row).toBeGreaterThan(0);
    expect(locate(['items', 0, 'a', '__proto__']).row).toBeGreaterThan(0);
  }
}

describe('reading never throws and never says nothing', () => {
  test('bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), holds), { seed: 7, numRuns: 500 });
  });

  test('files with something put in or taken out', () => {
    const change = fc.record({ at: fc.nat(400), remove: fc.nat(6), put: fc.constantFrom('', ...PIECES) });
    fc.assert(
      fc.property(fc.constantFrom(...SEEDS), fc.array(change, { minLength: 1, maxLength: 4 }), (seed, changes) => {
        const text = changes.reduce((now, { at, remove, put }) => {
          const from = at % (now.length + 1);
          return now.slice(0, from) + put + now.slice(from + remove);
        }, seed);
        holds(Buffer.from(text));
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

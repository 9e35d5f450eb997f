import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { BUNDLE_LIMITS, readBundle } from '../../../engine/rego/bundle/index.ts';
import { tarOf } from './archive.ts';
import { MALFORMED, manifest, POLICY } from './malformed-cases.ts';
import { describeWithOpa, opa } from './opa.ts';

const folder = mkdtempSync(join(tmpdir(), 'probity-malformed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(MALFORMED.map((row) => [row.note, row] as const))('%s', (_, row) => {
  const read = readBundle(row.bytes, { name: 'b', limits: { ...BUNDLE_LIMITS, ...row.limits } });
  const [first] = read.diagnostics;
  expect({ ok: read.ok, told: first && `${first.place?.file}: ${first.code}: ${first.message}` }).toEqual({
    ok: false,
    told: row.wants,
  });
});

/** OPA unpacks while it reads, and says where; it takes protobuf and delta bundles. */
const OTHERWISE = new Set(['truncated gzip', 'corrupt gzip', 'manifest in protobuf', 'delta bundle']);

describeWithOpa('opa says the same', () => {
  const rows = MALFORMED.filter(({ note, wants }) => wants.includes(': bundle_invalid: ') && !OTHERWISE.has(note));
  test.each(rows.map((row) => [row.note, row] as const))('%s', (_, { bytes, wants }) => {
    writeFileSync(join(folder, 'b'), bytes);
    const failed = opa(['eval', '-b', 'b', '1'], folder).failed ?? '{}';
    const told = (JSON.parse(failed) as { readonly errors?: readonly { readonly message: string }[] }).errors?.[0]
      ?.message;
    expect(told?.replace(/^loading error: bundle b: /, '')).toBe(wants.replace(/^.*?: bundle_invalid: /, ''));
  });
});

test('reading never throws, whatever the bytes', () => {
  const tar = tarOf([POLICY, manifest({ roots: ['a'] }), { path: '/a/data.json', content: '{"x":[1,2]}' }]);
  const edit = fc.tuple(fc.nat(tar.length - 1), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
      const bytes = Buffer.from(tar);
      for (const [at, byte] of edits) bytes[at] = byte;
      const read = readBundle(gzipSync(bytes), { name: 'b' });
      if (!read.ok) expect(read.diagnostics.length).toBeGreaterThan(0);
    }),
    { numRuns: 500, seed: 7 },
  );
});

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import {
  type Bundle,
  manifestText,
  mergeBundles,
  readBundle,
  readBundleFolder,
  signBundle,
  type VerificationConfig,
  writeBundle,
} from '../../../engine/rego/bundle/index.ts';
import { formatModule } from '../../../engine/rego/format/index.ts';
import { toJsonText } from '../../../engine/rego/value/index.ts';
import { describeWithOpa, filesOf, opa } from './opa.ts';

const FIXTURES = resolve('fixtures/rego/bundles');
const folder = mkdtempSync(join(tmpdir(), 'probity-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: typeof rsa, half: 'publicKey' | 'privateKey') =>
  key[half].export({ type: half === 'publicKey' ? 'spki' : 'pkcs8', format: 'pem' }).toString();
writeFileSync(join(folder, 'rsa.pem'), pem(rsa, 'privateKey'));
writeFileSync(join(folder, 'rsa.pub'), pem(rsa, 'publicKey'));
writeFileSync(join(folder, 'ec.pem'), pem(ec as typeof rsa, 'privateKey'));
writeFileSync(join(folder, 'ec.pub'), pem(ec as typeof rsa, 'publicKey'));
writeFileSync(join(folder, 'claims.json'), '{"scope": "write", "iss": "<me>", "n": 1.50}');

function bundleOfFixture(name: string): Bundle {
  const read = readBundleFolder(filesOf(join(FIXTURES, name)), { name });
  const merged = read.ok ? mergeBundles([read.value], 'v1') : read;
  if (!merged.ok) throw new Error(merged.diagnostics[0]?.message);
  const modules = merged.value.modules.map((module) => {
    const formatted = formatModule(module.text, { regoVersion: module.regoVersion, name: module.name });
    return { ...module, text: formatted.ok ? formatted.value : module.text };
  });
  return { ...merged.value, modules };
}

function tokenOf(packed: Uint8Array): string {
  const text = gunzipSync(packed).toString('utf8');
  return /"(eyJ[^"]*)"/.exec(text)?.[1] ?? '';
}

function verification(algorithm: string, text: string, rest: Partial<VerificationConfig> = {}): VerificationConfig {
  return {
    keys: new Map([['default', { text, algorithm, scope: '' }]]),
    keyId: 'default',
    scope: '',
    exclude: [],
    ...rest,
  };
}

describeWithOpa('bundles of `opa build`', () => {
  test.each(['rego', 'plan', 'wasm'])('-t %s is read', (target) => {
    const out = join(folder, `${target}.tar.gz`);
    const entry = ['-e', 'gate/ports/deny', '-e', 'gate/names'];
    expect(opa(['build', '-b', 'gate', '-t', target, ...entry, '-o', out], FIXTURES).failed).toBeUndefined();
    const read = readBundle(readFileSync(out), { name: out });
    expect(read.diagnostics).toEqual([]);
    if (!read.ok) return;
    const { value } = read;
    expect(value.manifest.revision).toBe('r1');
    expect(value.modules.map(({ path }) => path)).toEqual(['/gate/gate/names.rego', '/gate/gate/ports.rego']);
    expect(toJsonText(value.data)).toContain('"big":12345678901234567890,"factor":0.1,"highest":1024.0,');
    expect(value.plans.map(({ path }) => path)).toEqual(target === 'plan' ? ['/plan.json'] : []);
    expect(value.wasm.map(({ entrypoints }) => entrypoints.includes('gate/ports/deny'))).toEqual(
      target === 'wasm' ? [true] : [],
    );
  });

  test.each(['gate', 'legacy'])('our bundle of %s unpacks to the very bytes of theirs', (name) => {
    const out = join(folder, `${name}.tar.gz`);
    expect(opa(['build', '-b', name, '-o', out], FIXTURES).failed).toBeUndefined();
    const ours = writeBundle(bundleOfFixture(name));
    expect(gunzipSync(ours).toString('latin1')).toBe(gunzipSync(readFileSync(out)).toString('latin1'));
  });

  test('file versions survive', () => {
    const { modules, manifest } = bundleOfFixture('legacy');
    expect(modules.map(({ regoVersion }) => regoVersion)).toEqual(['v0', 'v1']);
    expect(manifestText(manifest)).toBe(
      '{"revision":"","roots":["old"],"rego_version":1,"file_rego_versions":{"/legacy/old/v0.rego":0}}\n',
    );
  });
});

type SignedCase = {
  readonly note: string;
  readonly flags: readonly string[];
  readonly algorithm: string;
  readonly sign: string;
  readonly verify: string;
  readonly scope?: string;
  readonly isRandom?: true;
};

const SIGNED: readonly SignedCase[] = [
  { note: 'HS256', flags: [], algorithm: 'HS256', sign: 'secret', verify: 'secret' },
  { note: 'HS512', flags: [], algorithm: 'HS512', sign: 'secret', verify: 'secret' },
  { note: 'RS256', flags: [], algorithm: 'RS256', sign: 'rsa.pem', verify: 'rsa.pub' },
  { note: 'PS256', flags: [], algorithm: 'PS256', sign: 'rsa.pem', verify: 'rsa.pub', isRandom: true },
  { note: 'ES256', flags: [], algorithm: 'ES256', sign: 'ec.pem', verify: 'ec.pub', isRandom: true },
  {
    note: 'claims',
    flags: ['--claims-file', 'claims.json'],
    algorithm: 'HS256',
    sign: 'k',
    verify: 'k',
    scope: 'write',
  },
];

describeWithOpa('signatures', () => {
  const keyText = (key: string) => (key.includes('.') ? readFileSync(join(folder, key), 'utf8') : key);

  test.each(SIGNED.map((row) => [row.note, row] as const))('theirs verifies here: %s', (_, row) => {
    const flags = ['--signing-key', row.sign, '--signing-alg', row.algorithm, ...row.flags];
    expect(
      opa(['build', '-b', join(FIXTURES, 'gate'), '-o', 'signed.tar.gz', ...flags], folder).failed,
    ).toBeUndefined();
    const bytes = readFileSync(join(folder, 'signed.tar.gz'));
    const config = verification(row.algorithm, keyText(row.verify), { scope: row.scope ?? '' });
    expect(readBundle(bytes, { name: 'signed.tar.gz', verification: config }).diagnostics).toEqual([]);
  });

  test.each(SIGNED.map((row) => [row.note, row] as const))('ours verifies there: %s', (_, row) => {
    const claims = row.flags.length === 0 ? undefined : { scope: 'write', iss: '<me>' };
    const key = { text: keyText(row.sign), algorithm: row.algorithm, scope: '' };
    const signed = signBundle(bundleOfFixture('gate'), { key, keyId: 'default', claims });
    expect(signed.diagnostics).toEqual([]);
    if (!signed.ok) return;
    const packed = writeBundle(signed.value);
    writeFileSync(join(folder, 'ours.tar.gz'), packed);
    const check = ['--verification-key', row.verify, '--signing-alg', row.algorithm, '--scope', row.scope ?? ''];
    expect(opa(['build', '-b', 'ours.tar.gz', '-o', 'again.tar.gz', ...check], folder).failed).toBeUndefined();
    if (row.isRandom || claims !== undefined) return;
    const flags = [
      '--signing-key',
      join(folder, row.sign).replace(/.*\/secret$/, 'secret'),
      '--signing-alg',
      row.algorithm,
    ];
    expect(opa(['build', '-b', 'gate', '-o', join(folder, 't.tar.gz'), ...flags], FIXTURES).failed).toBeUndefined();
    expect(tokenOf(packed)).toBe(tokenOf(readFileSync(join(folder, 't.tar.gz'))));
  });
});

type RefusedCase = {
  readonly note: string;
  readonly change?: (bundle: Bundle) => Bundle;
  readonly config: VerificationConfig | undefined;
  readonly wants: string;
};

const REFUSED: readonly RefusedCase[] = [
  { note: 'no key given', config: undefined, wants: 'verification key not provided' },
  {
    note: 'wrong secret',
    config: verification('HS256', 'other'),
    wants: 'failed to verify JWT signature: invalid HMAC signature',
  },
  {
    note: 'wrong algorithm',
    config: verification('RS256', pem(rsa, 'publicKey')),
    wants: 'failed to verify JWT signature: not an RS256 signature of this key',
  },
  {
    note: 'a public key as secret',
    config: verification('HS256', pem(rsa, 'publicKey')),
    wants: 'failed to verify JWT signature: invalid HMAC signature',
  },
  {
    note: 'key that is no PEM',
    config: verification('RS256', 'secret'),
    wants: 'failed to parse PEM block containing the key',
  },
  { note: 'unknown algorithm', config: verification('none', 'secret'), wants: 'unknown signature algorithm: none' },
  {
    note: 'another key id',
    config: verification('HS256', 'secret', { keyId: 'x' }),
    wants: 'verification key corresponding to ID x not found',
  },
  { note: 'another scope', config: verification('HS256', 'secret', { scope: 'read' }), wants: 'scope mismatch' },
  {
    note: 'a changed module',
    change: (b) => ({ ...b, modules: b.modules.map((m) => ({ ...m, text: `${m.text}\n` })) }),
    config: verification('HS256', 'secret'),
    wants: 'gate/gate/names.rego: digest mismatch (want: ',
  },
  {
    note: 'changed data',
    change: (b) => ({ ...b, data: {} }),
    config: verification('HS256', 'secret'),
    wants: 'data.json: digest mismatch (want: ',
  },
  {
    note: 'a module more',
    change: (b) => ({ ...b, modules: [...b.modules, { ...b.modules[0]!, name: 'gate/x.rego' }] }),
    config: verification('HS256', 'secret'),
    wants: 'file gate/x.rego not included in bundle signature',
  },
  {
    note: 'a module less',
    change: (b) => ({ ...b, modules: b.modules.slice(1) }),
    config: verification('HS256', 'secret'),
    wants: 'file(s) [gate/gate/names.rego] specified in bundle signatures but not found in the target bundle',
  },
  {
    note: 'no token',
    change: (b) => ({ ...b, signatures: { tokens: [], plugin: '' } }),
    config: verification('HS256', 'secret'),
    wants: '.signatures.json: missing JWT (expected exactly one)',
  },
  {
    note: 'two tokens',
    change: (b) => ({ ...b, signatures: { tokens: ['a', 'b'], plugin: '' } }),
    config: verification('HS256', 'secret'),
    wants: '.signatures.json: multiple JWTs not supported (expected exactly one)',
  },
  {
    note: 'a token of two parts',
    change: (b) => ({ ...b, signatures: { tokens: ['a.b'], plugin: '' } }),
    config: verification('HS256', 'secret'),
    wants: 'failed to split compact JWT: invalid number of segments',
  },
  {
    note: 'an unknown plugin',
    change: (b) => ({ ...b, signatures: { ...b.signatures!, plugin: 'x' } }),
    config: verification('HS256', 'secret'),
    wants: 'no verifier exists under id x',
  },
  {
    note: 'no signature',
    change: (b) => ({ ...b, signatures: undefined }),
    config: verification('HS256', 'secret'),
    wants: 'bundle missing .signatures.json file',
  },
];

test.each(REFUSED.map((row) => [row.note, row] as const))('refused: %s', (_, row) => {
  const key = { text: 'secret', algorithm: 'HS256', scope: '' };
  const signed = signBundle(bundleOfFixture('gate'), { key, keyId: 'default', claims: undefined });
  if (!signed.ok) throw new Error(signed.diagnostics[0]?.message);
  const packed = writeBundle(row.change?.(signed.value) ?? signed.value);
  const options = row.config === undefined ? { name: 'b' } : { name: 'b', verification: row.config };
  const read = readBundle(packed, options);
  expect(read.ok).toBe(false);
  expect(read.diagnostics[0]?.code).toBe('bundle_signature');
  expect(read.diagnostics[0]?.message.slice(0, row.wants.length)).toBe(row.wants);
});

test('a signed file may be left out of the check', () => {
  const key = { text: 'secret', algorithm: 'HS256', scope: '' };
  const signed = signBundle(bundleOfFixture('gate'), { key, keyId: 'default', claims: undefined });
  if (!signed.ok) throw new Error('not signed');
  const packed = writeBundle({ ...signed.value, data: {} });
  const read = (exclude: readonly string[]) =>
    readBundle(packed, { name: 'b', verification: verification('HS256', 'secret', { exclude }) }).ok;
  expect([read([]), read(['data.*']), read(['*/data.json'])]).toEqual([false, true, false]);
});

test('a bundle without change gives the same bytes again', () => {
  const packed = writeBundle(bundleOfFixture('gate'));
  expect(Buffer.from(packed).equals(Buffer.from(writeBundle(bundleOfFixture('gate'))))).toBe(true);
});

test('long and foreign names are packed and read again', () => {
  const [module] = bundleOfFixture('gate').modules;
  const names = [`/${'a'.repeat(90)}/${'b'.repeat(90)}.rego`, `/${'c'.repeat(300)}.rego`, '/é ü.rego'];
  const bundle = { ...bundleOfFixture('gate'), modules: names.map((name) => ({ ...module!, name })) };
  const read = readBundle(writeBundle(bundle), { name: 'b' });
  expect(read.ok && read.value.modules.map(({ path }) => path)).toEqual(names);
});

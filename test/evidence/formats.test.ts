import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSignatures } from '../../engine/evidence/dsse.ts';
import {
  canonicalJson,
  keyidOf,
  parsePublicKey,
  parseSigningKey,
  pathMistake,
  preAuthEncoding,
} from '../../engine/evidence/index.ts';
import { makeKey } from './sample-pack.ts';

describe('canonical JSON', () => {
  test.for([
    {
      note: 'keys by UTF-16 code units',
      value: { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7 },
      want: '{"\\r":2,"1":4,"\u0080":6,"ö":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    },
    {
      note: 'numbers',
      value: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0, 1e21],
      want: '[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21]',
    },
    { note: 'strings', value: '\u20ac$\u000f\nA\'B"\\\\"/', want: '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"' },
    { note: 'nothing for undefined', value: { a: undefined, b: [null, true, {}] }, want: '{"b":[null,true,{}]}' },
    {
      note: '__proto__ is a key',
      value: JSON.parse('{"b":1,"__proto__":{"c":2}}'),
      want: '{"__proto__":{"c":2},"b":1}',
    },
  ])('$note', ({ value, want }) => {
    expect(canonicalJson(value)).toBe(want);
  });

  test('nesting of any depth', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 50_000; depth += 1) value = depth % 2 === 0 ? [value] : { a: value };
    expect(canonicalJson(value)).toHaveLength(25_000 * 2 + 25_000 * 6 + 1);
  });

  test.for([Number.NaN, Number.POSITIVE_INFINITY, () => 1])('%s is refused', (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError);
  });
});

const VECTORS = new URL('../../../shared/data/tamper-evidence-vectors.json', import.meta.url);

describe.skipIf(!existsSync(VECTORS))('DSSE vectors of the specification', () => {
  const { dsse } = existsSync(VECTORS) ? JSON.parse(readFileSync(VECTORS, 'utf8')) : { dsse: undefined };
  const payload = () => new TextEncoder().encode(dsse.payload);

  test('the pre-authentication encoding', () => {
    expect(new TextDecoder().decode(preAuthEncoding(dsse.payloadType, payload()))).toBe(dsse.pae);
  });

  test('the signature, as raw r and s', () => {
    const coordinate = (decimal: string) =>
      Buffer.from(BigInt(decimal).toString(16).padStart(64, '0'), 'hex').toString('base64url');
    const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(dsse.publicKey.x), y: coordinate(dsse.publicKey.y) };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    const envelope = {
      payload: Buffer.from(payload()).toString('base64'),
      payloadType: dsse.payloadType,
      signatures: [{ keyid: 'any', sig: dsse.sigBase64 }],
    };
    const keys = [{ keyid: keyidOf(publicKey), publicKey }];
    expect(checkSignatures(envelope, keys)).toEqual([{ keyid: keyidOf(publicKey), status: 'valid' }]);
    expect(checkSignatures({ ...envelope, payloadType: 'other' }, keys)[0]!.status).toBe('unknown-key');
  });
});

describe('keys', () => {
  const key = makeKey('ed25519');
  const privatePem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test('a pair has one id', () => {
    const [priv, pub] = [parseSigningKey(privatePem, 'a.pem'), parsePublicKey(key.publicPem, 'b.pem')];
    expect(priv.ok && priv.value.keyid).toBe(key.keyid);
    expect(pub.ok && pub.value.keyid).toBe(key.keyid);
  });

  test.for([
    {
      note: 'a private key where the public one belongs',
      read: () => parsePublicKey(privatePem, 'k.pem'),
      want: '`k.pem` is a private key',
    },
    { note: 'no key', read: () => parsePublicKey('hello', 'k.pem'), want: '`k.pem` is not a public key in PEM' },
    {
      note: 'a public key to sign with',
      read: () => parseSigningKey(key.publicPem, 'k.pem'),
      want: '`k.pem` is not a private key',
    },
  ])('$note', ({ read, want }) => {
    const parsed = read();
    expect(parsed.ok).toBe(false);
    expect(parsed.diagnostics[0]).toMatchObject({ code: 'evidence_invalid', message: expect.stringContaining(want) });
  });
});

test.for([
  ['a/b.json', undefined],
  ['a/../b', 'leads out of the pack'],
  ['/a', 'has an absolute path'],
  ['C:/a', 'has an absolute path'],
  ['a\\b', 'has a backslash in its name'],
  ['a//b', 'has an empty step in its path'],
  ['./a', 'has an empty step in its path'],
  ['a\nb', 'has control characters in its name'],
  ['', 'has no name'],
] as const)('the name %j', ([path, want]) => {
  expect(pathMistake(path)).toBe(want);
});

import type { KeyObject } from 'node:crypto';
import { isObject, objectGet, parseJson, type RegoValue, toJson } from '../value/index.ts';
import { nodeCrypto } from './crypto.ts';
import { BuiltinError, failure } from './errors.ts';

/** A key that a token may be verified with. Shape: `alg` and `kid` are empty where the key names none. */
export type VerificationKey = { readonly alg: string; readonly kid: string; readonly key: KeyObject };

export const ALGORITHMS: ReadonlySet<string> = new Set(
  ['RS', 'PS', 'ES', 'HS'].flatMap((family) => ['256', '384', '512'].map((size) => family + size)).concat('EdDSA'),
);

const PEM = /^[\s\S]*?-----BEGIN ([A-Z0-9 ]+)-----\r?\n[\s\S]*?-----END \1-----[ \t\r]*\n?/;

/**
 * The keys in a PEM certificate, a PEM public key, a JWK or a JWK set.
 * Errors: BuiltinError with OPA's words.
 * Source: OPA v1/topdown tokens.go.
 */
export function verificationKeys(text: string): readonly VerificationKey[] {
  const block = PEM.exec(text);
  if (block !== null) {
    if (block[0].length < text.length) throw failure('extra data after a PEM certificate block');
    return [{ alg: '', kid: '', key: pemKey(block[1] as string, block[0]) }];
  }
  return jwkSet(text)
    .map((jwk) => ({ alg: memberOf(jwk, 'alg'), kid: memberOf(jwk, 'kid'), key: importJwk(jwk) }))
    .filter(({ alg }) => alg === '' || ALGORITHMS.has(alg));
}

function pemKey(type: string, pem: string): KeyObject {
  const { X509Certificate, createPublicKey } = nodeCrypto();
  try {
    if (type === 'CERTIFICATE') return new X509Certificate(pem.slice(pem.indexOf('-----BEGIN'))).publicKey;
    if (type === 'PUBLIC KEY') return createPublicKey(pem);
  } catch {
    if (type === 'CERTIFICATE') throw failure('failed to parse a PEM certificate: x509: malformed certificate');
    throw failure('failed to parse a PEM public key: asn1: structure error');
  }
  throw failure('failed to extract a Key from the PEM certificate');
}

/** The keys of a JWK or JWK set. */
export function jwkSet(text: string): readonly RegoValue[] {
  const fault = (why: string) => failure(`failed to parse a JWK key (set): ${why}`);
  let value: RegoValue;
  try {
    value = parseJson(text);
  } catch (error) {
    throw fault(error instanceof Error ? error.message : 'unreadable');
  }
  if (!isObject(value)) throw fault('not an object');
  const keys = objectGet(value, 'keys');
  if (keys === undefined) return [value];
  if (!Array.isArray(keys)) throw fault('keys is not an array');
  return keys;
}

/** The key object of a JWK; private where the JWK is, secret for `oct`. */
export function importJwk(jwk: RegoValue): KeyObject {
  const { createPrivateKey, createPublicKey, createSecretKey } = nodeCrypto();
  try {
    if (memberOf(jwk, 'kty') === 'oct') return createSecretKey(Buffer.from(memberOf(jwk, 'k'), 'base64url'));
    const key = toJson(jwk) as import('node:crypto').JsonWebKey;
    return memberOf(jwk, 'd') === ''
      ? createPublicKey({ key, format: 'jwk' })
      : createPrivateKey({ key, format: 'jwk' });
  } catch (error) {
    if (error instanceof BuiltinError) throw error;
    throw failure(`failed to parse a JWK key (set): ${error instanceof Error ? error.message : 'invalid key'}`);
  }
}

function memberOf(value: RegoValue, name: string): string {
  const member = isObject(value) ? objectGet(value, name) : undefined;
  return typeof member === 'string' ? member : '';
}

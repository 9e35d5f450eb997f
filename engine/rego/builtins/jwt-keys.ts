import type { KeyObject } from 'node:crypto';
import { toJson } from '../value/index.ts';
import { nodeCrypto } from './crypto.ts';
import { BuiltinError, failure } from './errors.ts';
import { bytesMember, type Jwk, parseJwks } from './jwk.ts';
import { firstPemBlock } from './pem.ts';

/** A key that a token may be verified with. Shape: `alg` and `kid` are empty where the key names none. */
export type VerificationKey = { readonly alg: string; readonly kid: string; readonly key: KeyObject };

export const ALGORITHMS: ReadonlySet<string> = new Set(
  ['RS', 'PS', 'ES', 'HS'].flatMap((family) => ['256', '384', '512'].map((size) => family + size)).concat('EdDSA'),
);

/**
 * The keys in a PEM certificate, a PEM public key, a JWK or a JWK set.
 * Errors: BuiltinError with OPA's words.
 * Source: OPA v1/topdown tokens.go.
 */
export function verificationKeys(text: string): readonly VerificationKey[] {
  const block = firstPemBlock(text);
  if (block !== undefined) {
    if (block.end < text.length) throw failure('extra data after a PEM certificate block');
    return [{ alg: '', kid: '', key: pemKey(block.type, block.bytes) }];
  }
  return verificationJwks(text)
    .map((jwk) => ({ alg: jwk.alg, kid: jwk.kid, key: importJwk(jwk) }))
    .filter(({ alg }) => alg === '' || ALGORITHMS.has(alg));
}

function verificationJwks(text: string): readonly Jwk[] {
  try {
    return parseJwks(text);
  } catch (error) {
    if (!(error instanceof BuiltinError)) throw error;
    throw failure(`failed to parse a JWK key (set): jwk.ParseString: failed to parse string: ${error.message}`);
  }
}

function pemKey(type: string, bytes: Buffer): KeyObject {
  const { X509Certificate, createPublicKey } = nodeCrypto();
  try {
    if (type === 'CERTIFICATE') return new X509Certificate(bytes).publicKey;
    if (type === 'PUBLIC KEY') return createPublicKey({ key: bytes, format: 'der', type: 'spki' });
  } catch {
    if (type === 'CERTIFICATE') throw failure('failed to parse a PEM certificate: x509: malformed certificate');
    throw failure('failed to parse a PEM public key: asn1: structure error');
  }
  throw failure('failed to extract a Key from the PEM certificate');
}

/** The key object of a JWK; private where the JWK is, secret for `oct`. */
export function importJwk({ kind, members }: Jwk): KeyObject {
  const { createPrivateKey, createPublicKey, createSecretKey } = nodeCrypto();
  if (kind === 'symmetricKey') return createSecretKey(bytesMember(members, 'k'));
  try {
    const key = toJson(members) as import('node:crypto').JsonWebKey;
    return kind.endsWith('PublicKey')
      ? createPublicKey({ key, format: 'jwk' })
      : createPrivateKey({ key, format: 'jwk' });
  } catch (error) {
    throw failure(`jwk.Export: ${error instanceof Error ? error.message : 'invalid key'}`);
  }
}

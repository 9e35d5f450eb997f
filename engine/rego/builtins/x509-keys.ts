import type { KeyObject } from 'node:crypto';
import { fromBigInt, newObject, type RegoValue } from '../value/index.ts';
import { nodeCrypto } from './crypto.ts';
import { failure } from './errors.ts';
import { type PemBlock, pemBlocks } from './pem.ts';

const TYPES = { 'RSA PRIVATE KEY': 'pkcs1', 'PRIVATE KEY': 'pkcs8', 'EC PRIVATE KEY': 'sec1' } as const;

/** The private keys of a PEM text. Errors: BuiltinError for a block that does not hold what it says. */
export function privateKeys(pem: string): readonly KeyObject[] {
  return pemBlocks(pem)
    .filter(({ type }) => Object.hasOwn(TYPES, type))
    .map(importBlock);
}

function importBlock({ type, bytes }: PemBlock): KeyObject {
  try {
    return nodeCrypto().createPrivateKey({ key: bytes, format: 'der', type: TYPES[type as keyof typeof TYPES] });
  } catch {
    throw failure('x509: failed to parse private key: asn1: structure error');
  }
}

/** A private key as Go's JSON of its type has it. */
export function privateKeyValue(key: KeyObject): RegoValue {
  const jwk = key.export({ format: 'jwk' });
  const number = (text: string | undefined) => fromBigInt(toInteger(text));
  const result = newObject();
  if (jwk.kty === 'RSA') {
    const precomputed = newObject();
    Object.assign(precomputed, { Dp: number(jwk.dp), Dq: number(jwk.dq), Qinv: number(jwk.qi), CRTValues: [] });
    const primes = [number(jwk.p), number(jwk.q)];
    const [n, e, d] = [number(jwk.n), number(jwk.e), number(jwk.d)];
    return Object.assign(result, { N: n, E: e, D: d, Primes: primes, Precomputed: precomputed });
  }
  if (jwk.kty === 'EC')
    return Object.assign(result, { Curve: newObject(), X: number(jwk.x), Y: number(jwk.y), D: number(jwk.d) });
  // X25519 keys have no public fields in Go
  if (jwk.crv === 'X25519') return result;
  const bytes = [jwk.d, jwk.x].map((part) => Buffer.from(part ?? '', 'base64url'));
  return Buffer.concat(bytes).toString('base64');
}

/** A private key as JWK. */
export function privateJwk(key: KeyObject): RegoValue {
  return Object.assign(newObject(), key.export({ format: 'jwk' }) as Readonly<Record<string, string>>);
}

function toInteger(base64url: string | undefined): bigint {
  return BigInt(`0x${Buffer.from(base64url ?? '', 'base64url').toString('hex') || '0'}`);
}

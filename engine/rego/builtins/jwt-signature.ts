import type { KeyObject, SignKeyObjectInput } from 'node:crypto';
import { nodeCrypto } from './crypto.ts';

/**
 * Whether `signature` is one of `data` under a JWS algorithm. A key of another kind verifies nothing.
 * Shape: a PS signature's salt is as long as the digest (RFC 7518), or of any length where `salt` says so.
 */
export function verifySignature(
  algorithm: string,
  key: KeyObject,
  data: string,
  signature: Buffer,
  salt: 'digest' | 'any' = 'digest',
): boolean {
  const { createHmac, timingSafeEqual, verify } = nodeCrypto();
  const family = familyOf(algorithm);
  if (family === undefined || !isFit(family, key)) return false;
  try {
    if (family === 'HS') {
      const mac = createHmac(hashOf(algorithm), key).update(data).digest();
      return mac.length === signature.length && timingSafeEqual(mac, signature);
    }
    if (family === 'Ed') return verify(null, Buffer.from(data), key, signature);
    return verify(hashOf(algorithm), Buffer.from(data), optionsOf(family, key, salt), signature);
  } catch {
    return false;
  }
}

/** Undefined where the key does not fit the algorithm. PS and ES signatures are random. */
export function signData(algorithm: string, key: KeyObject, data: string): Buffer | undefined {
  const { createHmac, sign } = nodeCrypto();
  const family = familyOf(algorithm);
  if (family === undefined || !isFit(family, key) || key.type === 'public') return undefined;
  if (family === 'HS') return createHmac(hashOf(algorithm), key).update(data).digest();
  if (family === 'Ed') return sign(null, Buffer.from(data), key);
  return sign(hashOf(algorithm), Buffer.from(data), optionsOf(family, key, 'digest'));
}

type Family = 'RS' | 'PS' | 'ES' | 'HS' | 'Ed';

function familyOf(algorithm: string): Family | undefined {
  if (algorithm === 'EdDSA') return 'Ed';
  return /^(?:RS|PS|ES|HS)(?:256|384|512)$/.test(algorithm) ? (algorithm.slice(0, 2) as Family) : undefined;
}

function hashOf(algorithm: string): string {
  return `sha${algorithm.slice(2)}`;
}

function isFit(family: Family, key: KeyObject): boolean {
  if (family === 'HS') return key.type === 'secret';
  const kind = key.asymmetricKeyType;
  if (family === 'Ed') return kind === 'ed25519';
  return family === 'ES' ? kind === 'ec' : kind === 'rsa';
}

function optionsOf(family: Family, key: KeyObject, salt: 'digest' | 'any'): SignKeyObjectInput {
  const { constants } = nodeCrypto();
  if (family === 'ES') return { key, dsaEncoding: 'ieee-p1363' };
  if (family === 'RS') return { key, padding: constants.RSA_PKCS1_PADDING };
  return {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: salt === 'digest' ? constants.RSA_PSS_SALTLEN_DIGEST : constants.RSA_PSS_SALTLEN_AUTO,
  };
}

import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject, X509Certificate } from 'node:crypto';
import { ALGORITHMS } from '../builtins/jwt-keys.ts';

/** A key of a verification or signing configuration. Shape: `text` is a PEM, or the secret of an HS algorithm. */
export type KeyConfig = { readonly text: string; readonly algorithm: string; readonly scope: string };

export function isSignatureAlgorithm(name: string): boolean {
  return ALGORITHMS.has(name);
}

/** The key object of a configuration, or OPA's reason why there is none. */
export function readKey({ text, algorithm }: KeyConfig, purpose: 'sign' | 'verify'): KeyObject | string {
  if (algorithm.startsWith('HS')) return createSecretKey(Buffer.from(text));
  const type = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1];
  if (type === undefined) return 'failed to parse PEM block containing the key';
  try {
    if (purpose === 'sign') {
      return /^(?:RSA |EC )?PRIVATE KEY$/.test(type) ? createPrivateKey(text) : `unsupported key type: ${type}`;
    }
    return type === 'CERTIFICATE' ? new X509Certificate(text).publicKey : createPublicKey(text);
  } catch {
    return `the ${type.toLowerCase()} does not parse`;
  }
}

import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { errorDiagnostic, type Outcome } from '../diagnostics/index.ts';

/** A key that signs packs; `keyid` is the SHA-256 of its public half as SPKI DER, in hex. */
export type SigningKey = { readonly keyid: string; readonly privateKey: KeyObject };

/** A key that a reader trusts; it comes from outside the pack. */
export type VerifyingKey = { readonly keyid: string; readonly publicKey: KeyObject };

/**
 * Reads a private key.
 * Shape:  PEM without passphrase; Ed25519, or ECDSA over P-256.
 * Errors: `evidence_invalid` for anything else; the text of the key is never printed.
 */
export function parseSigningKey(pem: string, path: string): Outcome<SigningKey> {
  try {
    const privateKey = createPrivateKey(pem);
    if (!isSupported(privateKey)) return refuse(path, 'is neither Ed25519 nor ECDSA over P-256');
    return { ok: true, value: { keyid: keyidOf(createPublicKey(privateKey)), privateKey }, diagnostics: [] };
  } catch {
    return refuse(path, 'is not a private key in PEM without passphrase');
  }
}

/**
 * Reads a public key.
 * Shape:  PEM (SPKI or a certificate); Ed25519, or ECDSA over P-256.
 * Errors: `evidence_invalid` for anything else, a private key included.
 */
export function parsePublicKey(pem: string, path: string): Outcome<VerifyingKey> {
  try {
    if (pem.includes('PRIVATE KEY')) return refuse(path, 'is a private key, verification takes the public one');
    const publicKey = createPublicKey(pem);
    if (!isSupported(publicKey)) return refuse(path, 'is neither Ed25519 nor ECDSA over P-256');
    return { ok: true, value: { keyid: keyidOf(publicKey), publicKey }, diagnostics: [] };
  } catch {
    return refuse(path, 'is not a public key in PEM');
  }
}

/** SHA-256 of the SPKI DER, in hex; the same as `openssl pkey -pubin -outform DER | sha256sum`. */
export function keyidOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function isSupported(key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'ed25519') return true;
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

function refuse(path: string, what: string): Outcome<never> {
  return {
    ok: false,
    diagnostics: [
      errorDiagnostic('evidence_invalid', `\`${path}\` ${what}`, {
        hint: 'make one with `openssl genpkey -algorithm ed25519 -out key.pem`, and its public half with `openssl pkey -in key.pem -pubout`',
      }),
    ],
  };
}

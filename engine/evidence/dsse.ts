import { sign, verify } from 'node:crypto';
import { encode } from './bytes.ts';
import { canonicalJson } from './canonical.ts';
import type { SigningKey, VerifyingKey } from './keys.ts';

/** A DSSE envelope; payload and signatures are base64. */
export type Envelope = {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
};

/**
 * What a DSSE signature is over: `DSSEv1 <type length> <type> <payload length> <payload>`.
 * Units:  lengths are bytes of UTF-8, in decimal.
 * Source: secure-systems-lab/dsse protocol.md.
 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = encode(payloadType);
  return Buffer.concat([encode(`DSSEv1 ${type.length} `), type, encode(` ${payload.length} `), payload]);
}

/**
 * Signs a payload by one or several keys.
 * Shape: signatures sorted by key id; ECDSA ones are DER, as openssl and Go's DSSE library read them. Ed25519 gives the same
 *        bytes each time, ECDSA does not.
 */
export function signEnvelope(payloadType: string, payload: Uint8Array, keys: readonly SigningKey[]): Envelope {
  const bytes = preAuthEncoding(payloadType, payload);
  const signatures = keys.map(({ keyid, privateKey }) => ({
    keyid,
    sig: sign(privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', bytes, privateKey).toString('base64'),
  }));
  signatures.sort((left, right) => (left.keyid < right.keyid ? -1 : left.keyid > right.keyid ? 1 : 0));
  return { payload: Buffer.from(payload).toString('base64'), payloadType, signatures };
}

/** Adds signatures to an envelope; a key that has signed already signs again in place. */
export function addSignatures(envelope: Envelope, keys: readonly SigningKey[]): Envelope {
  const added = signEnvelope(envelope.payloadType, Buffer.from(envelope.payload, 'base64'), keys).signatures;
  const ids = new Set(added.map((one) => one.keyid));
  const kept = envelope.signatures.filter((one) => !ids.has(one.keyid));
  const signatures = [...kept, ...added].sort((left, right) => (left.keyid < right.keyid ? -1 : 1));
  return { ...envelope, signatures };
}

/** Writes an envelope as a file. */
export function envelopeBytes(envelope: Envelope): Uint8Array {
  return encode(`${canonicalJson(envelope)}\n`);
}

/** What became of one signature: `unknown-key` means that none of the trusted keys made it. */
export type SignatureReport = { readonly keyid: string; readonly status: 'valid' | 'unknown-key' };

/**
 * Checks each signature against the trusted keys.
 * Shape: all keys are tried, since a key id is only a hint; `keyid` of a valid one is that of the key that verified.
 */
export function checkSignatures(envelope: Envelope, keys: readonly VerifyingKey[]): readonly SignatureReport[] {
  const bytes = preAuthEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64'));
  return envelope.signatures.map(({ keyid, sig }) => {
    const signature = Buffer.from(sig, 'base64');
    const key = keys.find((candidate) => isSignedBy(candidate, bytes, signature));
    return key === undefined ? { keyid, status: 'unknown-key' } : { keyid: key.keyid, status: 'valid' };
  });
}

function isSignedBy({ publicKey }: VerifyingKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.asymmetricKeyType === 'ed25519') return attempt(() => verify(null, bytes, publicKey, signature));
  return (
    attempt(() => verify('sha256', bytes, publicKey, signature)) ||
    attempt(() => verify('sha256', bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature))
  );
}

/** A signature that cannot even be decoded is one that does not verify. */
function attempt(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/** Reads an envelope; undefined when it is not one, with base64 that has exactly one spelling. */
export function parseEnvelope(text: string): Envelope | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { payload, payloadType, signatures } = value as { readonly [key: string]: unknown };
  if (typeof payload !== 'string' || typeof payloadType !== 'string' || !Array.isArray(signatures)) return undefined;
  const read = signatures.flatMap((one: unknown) => {
    const { keyid, sig } = Object(one) as { readonly [key: string]: unknown };
    return typeof sig === 'string' && isBase64(sig) ? [{ keyid: typeof keyid === 'string' ? keyid : '', sig }] : [];
  });
  if (!isBase64(payload) || read.length !== signatures.length) return undefined;
  return { payload, payloadType, signatures: read };
}

function isBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64') === text;
}

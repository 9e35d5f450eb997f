import type { KeyObject } from 'node:crypto';
import { newObject, type RegoValue } from '../value/index.ts';
import { type Der, readDer } from './asn1.ts';
import { nodeCrypto } from './crypto.ts';
import { decodeBase64Standard } from './encoding.ts';
import { failure } from './errors.ts';
import { type PemBlock, pemBlocks } from './pem.ts';
import { privateKeyValue } from './x509-keys.ts';
import { certificateValue, checkedCertificates } from './x509-parse.ts';

const BEGIN = '-----BEGIN ';

/**
 * A certificate and its private key as Go's JSON of tls.Certificate has them.
 * Shape:  each text is PEM, base64 of PEM or base64 of DER.
 * Errors: BuiltinError in the words of Go's tls.X509KeyPair.
 * Source: Go crypto/tls X509KeyPair.
 */
export function keyPair(certificate: string, key: string): RegoValue {
  const texts = [certificate, key].map((text) =>
    text.startsWith(BEGIN) ? Buffer.from(text) : decodeBase64Standard(text),
  ) as [Buffer, Buffer];
  const chain = certificateBlocks(blocksOf(texts[0], 'CERTIFICATE'));
  const secretBlock = keyBlock(blocksOf(texts[1], 'PRIVATE KEY'));
  const leaves = checkedCertificates(readDer(chain[0] as Buffer, 'x509: malformed certificate'));
  if (leaves.length > 1) throw failure('x509: trailing data');
  const leaf = leaves[0];
  if (leaf === undefined) throw failure('x509: malformed certificate');
  const secret = privateKey(secretBlock);
  checkFit(leaf, secret);
  return Object.assign(newObject(), {
    Certificate: chain.map((bytes) => bytes.toString('base64')),
    PrivateKey: privateKeyValue(secret),
    SupportedSignatureAlgorithms: null,
    OCSPStaple: null,
    SignedCertificateTimestamps: null,
    Leaf: certificateValue(leaf, false),
  });
}

function blocksOf(bytes: Buffer, type: string): readonly PemBlock[] {
  const text = bytes.toString('latin1');
  return text.startsWith('-----BEGIN') ? pemBlocks(text) : [{ type, bytes }];
}

function certificateBlocks(blocks: readonly PemBlock[]): readonly Buffer[] {
  const found = blocks.filter(({ type }) => type === 'CERTIFICATE').map(({ bytes }) => bytes);
  if (found.length > 0) return found;
  if (blocks.length === 0) throw failure('tls: failed to find any PEM data in certificate input');
  if (blocks.length === 1 && (blocks[0] as PemBlock).type.endsWith('PRIVATE KEY'))
    throw failure(
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
    );
  throw failure(`tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping ${skipped(blocks)}`);
}

function keyBlock(blocks: readonly PemBlock[]): Buffer {
  const found = blocks.find(({ type }) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'));
  if (found !== undefined) return found.bytes;
  if (blocks.length === 0) throw failure('tls: failed to find any PEM data in key input');
  if (blocks.length === 1 && blocks[0]?.type === 'CERTIFICATE')
    throw failure('tls: found a certificate rather than a key in the PEM for the private key');
  throw failure(
    `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping ${skipped(blocks)}`,
  );
}

function skipped(blocks: readonly PemBlock[]): string {
  return `PEM blocks of the following types: [${blocks.map(({ type }) => type).join(' ')}]`;
}

/** The key in whichever of the three forms its bytes have, whatever the block says. */
function privateKey(bytes: Buffer): KeyObject {
  for (const type of ['pkcs1', 'pkcs8', 'sec1'] as const) {
    let key: KeyObject;
    try {
      key = nodeCrypto().createPrivateKey({ key: bytes, format: 'der', type });
    } catch {
      continue;
    }
    if (['rsa', 'ec', 'ed25519'].includes(key.asymmetricKeyType ?? '')) return key;
    throw failure('tls: found unknown private key type in PKCS#8 wrapping');
  }
  throw failure('tls: failed to parse private key');
}

function checkFit(leaf: Der, secret: KeyObject): void {
  const parsed = new (nodeCrypto().X509Certificate)(leaf.raw);
  if (parsed.publicKey.asymmetricKeyType !== secret.asymmetricKeyType)
    throw failure('tls: private key type does not match public key type');
  if (!parsed.checkPrivateKey(secret)) throw failure('tls: private key does not match public key');
}

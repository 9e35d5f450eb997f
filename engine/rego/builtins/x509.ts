import { newObject, type RegoValue } from '../value/index.ts';
import { type Der, readDer } from './asn1.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { decodeBase64Standard } from './encoding.ts';
import { BuiltinError, failure } from './errors.ts';
import { objectOperand, stringOperand } from './operands.ts';
import { pemBlocks } from './pem.ts';
import { keyPair } from './x509-keypair.ts';
import { privateJwk, privateKeys, privateKeyValue } from './x509-keys.ts';
import { certificateValue, checkedCertificates, requestValue } from './x509-parse.ts';
import { verifyChain, verifyOptions } from './x509-verify.ts';

/**
 * Certificates and keys, in the shape of Go's JSON of them.
 * Source: OPA v1/topdown crypto.go.
 */
export const x509Builtins = {
  'crypto.x509.parse_certificates': (context, x) =>
    readCertificates(context, stringOperand(x, 1)).map((one) => certificateValue(one, true)),
  'crypto.x509.parse_and_verify_certificates': (context, x) =>
    verified(context, stringOperand(x, 1), newObject(), true),
  'crypto.x509.parse_and_verify_certificates_with_options': (context, x, options) =>
    verified(context, stringOperand(x, 1), objectOperand(options, 2), false),
  'crypto.x509.parse_certificate_request': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    const isPem = text.startsWith('-----BEGIN CERTIFICATE REQUEST-----');
    const bytes = isPem ? Buffer.from(text) : decodeBase64Standard(text);
    const [block] = pemBlocks(bytes.toString('latin1'));
    if (block !== undefined && block.type !== 'CERTIFICATE REQUEST')
      throw failure('invalid PEM-encoded certificate signing request');
    return requestValue(block?.bytes ?? bytes);
  },
  'crypto.x509.parse_keypair': (context, certificate, key) => {
    const texts = [stringOperand(certificate, 1), stringOperand(key, 1)] as const;
    context.charge(texts[0].length + texts[1].length);
    return keyPair(...texts);
  },
  'crypto.x509.parse_rsa_private_key': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    if (text === '') throw failure('input PEM data was empty');
    const pem = text.startsWith('-----BEGIN') ? text : decodeBase64Standard(text).toString('latin1');
    const [key] = privateKeys(pem);
    return key === undefined ? null : privateJwk(key);
  },
  'crypto.parse_private_keys': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return text === '' ? null : privateKeys(fromBase64(text)).map(privateKeyValue);
  },
} satisfies Record<string, Builtin>;

/** The text behind base64, or the text itself where it is none. */
function fromBase64(text: string): string {
  try {
    return decodeBase64Standard(text).toString('latin1');
  } catch (error) {
    if (error instanceof BuiltinError) return text;
    throw error;
  }
}

/** PEM, base64 of PEM, or base64 of DER. */
function readCertificates(context: BuiltinContext, text: string): readonly Der[] {
  context.charge(text.length);
  const bytes = text.startsWith('-----BEGIN') ? Buffer.from(text) : decodeBase64Standard(text);
  const pem = bytes.toString('latin1');
  if (!pem.startsWith('-----BEGIN')) return checkedCertificates(readDer(bytes, 'x509: malformed certificate'));
  const blocks = pemBlocks(pem);
  const other = blocks.find(({ type }) => type !== 'CERTIFICATE');
  if (other !== undefined) throw failure(`PEM block type is '${other.type}', expected CERTIFICATE`);
  return checkedCertificates(blocks.flatMap((block) => readDer(block.bytes, 'x509: malformed certificate')));
}

function verified(context: BuiltinContext, text: string, options: RegoValue, withUriTexts: boolean): RegoValue {
  let certificates: readonly Der[];
  try {
    certificates = readCertificates(context, text);
  } catch (error) {
    if (error instanceof BuiltinError) return [false, []];
    throw error;
  }
  const chain = verifyChain(certificates, verifyOptions(options, context.now));
  return chain === undefined ? [false, []] : [true, chain.map((one) => certificateValue(one, withUriTexts))];
}

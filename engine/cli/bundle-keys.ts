import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isPlainObject, parseJsonFile, type SigningConfig, type VerificationConfig } from '../rego/bundle/index.ts';
import type { PlainObject } from '../rego/value/index.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

/** The options that say how bundles are verified and signed; those of `opa build`. */
export type KeyOptions = {
  readonly verificationKey?: string;
  readonly verificationKeyId: string;
  readonly scope?: string;
  readonly excludeFilesVerify: readonly string[];
  readonly signingKey?: string;
  readonly signingAlg: string;
  readonly claimsFile?: string;
};

/** How bundles must be signed; undefined without `--verification-key`. */
export function verificationOf(options: KeyOptions, terminal: Terminal): VerificationConfig | undefined {
  const { verificationKey, verificationKeyId: keyId, signingAlg: algorithm, scope = '' } = options;
  if (verificationKey === undefined) return undefined;
  const key = { text: readKeyText(verificationKey, terminal), algorithm, scope };
  return { keys: new Map([[keyId, key]]), keyId, scope, exclude: options.excludeFilesVerify };
}

/** How to sign; undefined without `--signing-key`. Errors: `UsageError` where the claims are no JSON object. */
export function signingOf(options: KeyOptions, terminal: Terminal): SigningConfig | undefined {
  const { signingKey, signingAlg: algorithm, claimsFile, verificationKeyId: keyId } = options;
  if (signingKey === undefined) {
    if (claimsFile === undefined) return undefined;
    throw UsageError.of('specify the secret (HMAC) or path of the PEM file containing the private key (RSA and ECDSA)');
  }
  const claims = claimsFile === undefined ? undefined : readClaims(claimsFile, terminal);
  return { key: { text: readKeyText(signingKey, terminal), algorithm, scope: '' }, keyId, claims };
}

function readClaims(file: string, terminal: Terminal): PlainObject {
  const claims = parseJsonFile(readNamed(file, terminal), file, `the claims in \`${file}\` are not JSON: `);
  if (!isPlainObject(claims)) throw UsageError.of(`the claims in \`${file}\` are not a JSON object`);
  return claims;
}

/** A key is the name of a file, or else the text itself. */
function readKeyText(key: string, terminal: Terminal): string {
  if (key.startsWith('-----BEGIN')) return key;
  return isFile(resolve(terminal.cwd, key)) ? readNamed(key, terminal).toString('utf8') : key;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function readNamed(file: string, terminal: Terminal): Buffer {
  try {
    return readFileSync(resolve(terminal.cwd, file));
  } catch (error) {
    throw UsageError.of(`\`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

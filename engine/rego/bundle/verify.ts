import { verifySignature } from '../builtins/jwt-signature.ts';
import { objectGet, type PlainObject, type RegoValue } from '../value/index.ts';
import type { Signatures } from './bundle.ts';
import { isPlainObject, parseJsonFile, parseYamlFile } from './documents.ts';
import { fault } from './fault.ts';
import { hashFile, isHashAlgorithm, isStructured } from './file-hash.ts';
import { matchesFilePattern } from './file-pattern.ts';
import { isSignatureAlgorithm, type KeyConfig, readKey } from './signing-keys.ts';

/**
 * How a bundle must be signed.
 * Shape:  `keys` by id; `keyId` chooses one whatever the token says, and makes a missing signature an error. `exclude`
 *         are patterns of files that need not be signed.
 */
export type VerificationConfig = {
  readonly keys: ReadonlyMap<string, KeyConfig>;
  readonly keyId: string;
  readonly scope: string;
  readonly exclude: readonly string[];
};

type SignedFile = { readonly hash: string; readonly algorithm: string };

/** Reads a `.signatures.json`. Errors: `bundle_signature`. */
export function parseSignatures(bytes: Uint8Array, place: string): Signatures {
  const value = parseJsonFile(bytes, place, 'bundle load failed on signatures decode: ', 'stream');
  const tokens = isPlainObject(value) ? (objectGet(value, 'signatures') ?? []) : undefined;
  const plugin = isPlainObject(value) ? (objectGet(value, 'plugin') ?? '') : undefined;
  const isList = Array.isArray(tokens) && (tokens as readonly RegoValue[]).every((one) => typeof one === 'string');
  if (!isList || typeof plugin !== 'string') {
    const message = 'bundle load failed on signatures decode: `signatures` is not a list of tokens';
    throw fault('bundle_signature', message, place);
  }
  return { tokens: tokens as readonly string[], plugin };
}

/**
 * Checks the files of a bundle against its signature, one by one.
 * INVARIANT: made only of a token whose signature and scope were verified; `finish` is called after the last file.
 * Source: OPA v1/bundle verify.go.
 */
export class SignatureCheck {
  readonly #files: Map<string, SignedFile>;
  readonly #exclude: readonly string[];
  readonly #place: string;

  constructor(signatures: Signatures, config: VerificationConfig, place: string) {
    this.#place = place;
    this.#exclude = config.exclude;
    if (signatures.plugin !== '' && signatures.plugin !== '_default') {
      throw this.#fault(`no verifier exists under id ${signatures.plugin}`);
    }
    const [token, ...more] = signatures.tokens;
    if (token === undefined) throw this.#fault('.signatures.json: missing JWT (expected exactly one)');
    if (more.length > 0) throw this.#fault('.signatures.json: multiple JWTs not supported (expected exactly one)');
    this.#files = this.#verifyToken(token, config);
  }

  /** Checks one file. Shape: `path` is as the signature names it. */
  check(path: string, bytes: Uint8Array): void {
    const signed = this.#files.get(path);
    this.#files.delete(path);
    if (this.#exclude.some((pattern) => matchesFilePattern(pattern, path))) return;
    if (signed === undefined) throw this.#fault(`file ${path} not included in bundle signature`);
    if (signed.algorithm === '') throw this.#fault(`no hashing algorithm provided for file ${path}`);
    if (!isHashAlgorithm(signed.algorithm)) throw this.#fault(`unsupported hashing algorithm: ${signed.algorithm}`);
    const wanted = signed.hash.toLowerCase();
    if (!/^(?:[0-9a-f]{2})*$/.test(wanted)) throw this.#fault(`the hash of file ${path} is not in hex`);
    const got = hashFile(isStructured(path) ? { document: documentOf(path, bytes) } : { bytes }, signed.algorithm);
    if (wanted !== got) throw this.#fault(`${path}: digest mismatch (want: ${wanted}, got: ${got})`);
  }

  /** Errors: `bundle_signature` when a signed file was not there. */
  finish(): void {
    if (this.#files.size === 0) return;
    const names = [...this.#files.keys()].sort().join(' ');
    throw this.#fault(`file(s) [${names}] specified in bundle signatures but not found in the target bundle`);
  }

  #verifyToken(token: string, config: VerificationConfig): Map<string, SignedFile> {
    const parts = token.split('.');
    const [head = '', body = '', mac = ''] = parts;
    if (parts.length !== 3) throw this.#fault('failed to split compact JWT: invalid number of segments');
    const payload = this.#decode(body, 'payload');
    const claim = (name: string) => {
      const value = objectGet(payload, name);
      return typeof value === 'string' ? value : '';
    };
    const keyId = config.keyId || this.#headerKey(head) || claim('keyid');
    if (keyId === '') throw this.#fault('verification key ID is empty');
    const key = config.keys.get(keyId);
    if (key === undefined) throw this.#fault(`verification key corresponding to ID ${keyId} not found`);
    if (!isSignatureAlgorithm(key.algorithm)) throw this.#fault(`unknown signature algorithm: ${key.algorithm}`);
    const object = readKey(key, 'verify');
    if (typeof object === 'string') throw this.#fault(object);
    const isSigned = verifySignature(key.algorithm, object, `${head}.${body}`, Buffer.from(mac, 'base64url'));
    if (!isSigned || !isBase64Url(mac)) {
      const why = key.algorithm.startsWith('HS')
        ? 'invalid HMAC signature'
        : `not an ${key.algorithm} signature of this key`;
      throw this.#fault(`failed to verify JWT signature: ${why}`);
    }
    if (claim('scope') !== (config.scope || key.scope)) throw this.#fault('scope mismatch');
    return this.#filesOf(payload);
  }

  #headerKey(head: string): string {
    const kid = objectGet(this.#decode(head, 'header'), 'kid');
    return typeof kid === 'string' ? kid : '';
  }

  #decode(part: string, what: string): PlainObject {
    if (!isBase64Url(part)) throw this.#fault(`failed to base64 decode JWT ${what}: illegal base64 data`);
    const value = parseJsonFile(Buffer.from(part, 'base64url'), this.#place, '');
    if (!isPlainObject(value)) throw this.#fault(`the JWT ${what} is not an object`);
    return value;
  }

  #filesOf(payload: PlainObject): Map<string, SignedFile> {
    const list = objectGet(payload, 'files') ?? [];
    const files = new Map<string, SignedFile>();
    for (const item of Array.isArray(list) ? (list as readonly RegoValue[]) : [list]) {
      const member = (name: string) => (isPlainObject(item) ? (objectGet(item, name) ?? '') : undefined);
      const [name, hash, algorithm] = ['name', 'hash', 'algorithm'].map(member);
      if (typeof name !== 'string' || typeof hash !== 'string' || typeof algorithm !== 'string') {
        throw this.#fault('the JWT payload does not list files with name, hash and algorithm');
      }
      files.set(name, { hash, algorithm });
    }
    return files;
  }

  #fault(message: string): Error {
    return fault('bundle_signature', message, this.#place);
  }
}

function documentOf(path: string, bytes: Uint8Array): RegoValue {
  return path.endsWith('.yaml') ? parseYamlFile(bytes, path, '') : parseJsonFile(bytes, path, '');
}

function isBase64Url(text: string): boolean {
  return /^[A-Za-z0-9_-]*$/.test(text);
}

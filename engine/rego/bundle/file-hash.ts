import { createHash } from 'node:crypto';
import { isNumber, numberText, type PlainObject, type RegoValue, sortedKeys, wellFormed } from '../value/index.ts';

/** OPA's names of hash functions, and node's. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-224', 'sha224'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
  ['SHA-512-224', 'sha512-224'],
  ['SHA-512-256', 'sha512-256'],
]);

export function isHashAlgorithm(name: string): boolean {
  return ALGORITHMS.has(name);
}

/** What is hashed of a file: its bytes, or the document that it holds, so that white space does not matter. */
export type Hashed = { readonly bytes: Uint8Array } | { readonly document: RegoValue };

/**
 * The digest of a bundle's file.
 * Shape:  a document is hashed as JSON with sorted keys, numbers as written and without white space.
 * Units:  lower-case hex.
 * Source: OPA v1/bundle hash.go.
 */
export function hashFile(file: Hashed, algorithm = 'SHA-256'): string {
  const hash = createHash(ALGORITHMS.get(algorithm) ?? algorithm);
  return hash.update('bytes' in file ? file.bytes : canonicalText(file.document)).digest('hex');
}

/** Files whose documents are hashed, by name. `data.yml` is not among them, as in OPA. */
export function isStructured(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === 'data.json' || name === 'data.yaml' || name === 'signatures.json' || name === '.manifest';
}

function canonicalText(value: RegoValue): string {
  if (typeof value === 'string') return stringText(value);
  if (isNumber(value)) return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${(value as readonly RegoValue[]).map(canonicalText).join(',')}]`;
  const object = value as PlainObject;
  const members = sortedKeys(object).map((key) => `${stringText(key)}:${canonicalText(object[key] as RegoValue)}`);
  return `{${members.join(',')}}`;
}

/** A JSON string as Go writes it without escaping HTML. */
function stringText(text: string): string {
  return JSON.stringify(wellFormed(text)).replace(/[\u2028\u2029]/g, (unit) =>
    unit === '\u2028' ? '\\u2028' : '\\u2029',
  );
}

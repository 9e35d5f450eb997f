import type { JsonValue } from '../document.ts';
import { scanJson } from '../json/scan.ts';
import { isObject } from '../object.ts';

/** How often one value may be JSON text within JSON text. */
const MAX_LAYERS = 3;

/**
 * Decodes JSON text that may itself be a string of JSON text, as the Config API gives it.
 * Shape:  undefined where the text is not JSON, or nests too deep.
 */
export function decodeJson(text: string): JsonValue | undefined {
  let value: JsonValue = text;
  for (let layer = 0; layer < MAX_LAYERS && typeof value === 'string'; layer += 1) {
    const decoded = parseText(value);
    if (decoded === undefined) return layer === 0 ? undefined : value;
    value = decoded;
  }
  return value;
}

function parseText(text: string): JsonValue | undefined {
  if (scanJson(Buffer.from(text)).tooDeepAt !== undefined) return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Text that stands for an object, a list, a truth value or null; numbers in text stay text, as ids look like them. */
const ENCODED = /^\s*(?:[{["]|(?:true|false|null)\s*$)/;

/**
 * Decodes the parts of a supplementary configuration: each may be an object already, or JSON text once or twice encoded.
 * Shape:  a new object; text that is not JSON stays as it is.
 */
export function decodeParts(parts: JsonValue | undefined): { readonly [key: string]: JsonValue } | null {
  const whole = typeof parts === 'string' ? decodeJson(parts) : parts;
  if (!isObject(whole)) return null;
  const entries = Object.entries(whole).map(([key, part]): [string, JsonValue] => {
    if (typeof part !== 'string' || !ENCODED.test(part)) return [key, decodeDocuments(part)];
    return [key, decodeDocuments(decodeJson(part) ?? part)];
  });
  return Object.fromEntries(entries);
}

/** IAM writes policy documents URL-encoded: text that begins with an encoded brace becomes the object it stands for. */
export function decodeDocuments(value: JsonValue): JsonValue {
  if (typeof value === 'string') return /^%7B/i.test(value) ? decodeUrl(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return mapChanged(value as readonly JsonValue[]);
  const object = value as { readonly [key: string]: JsonValue };
  const keys = Object.keys(object);
  const values = keys.map((key) => object[key] as JsonValue);
  const decoded = mapChanged(values);
  return decoded === values ? value : Object.fromEntries(keys.map((key, at) => [key, decoded[at] as JsonValue]));
}

/** INVARIANT: gives the very array where nothing in it changed, so that large items are not copied. */
function mapChanged(values: readonly JsonValue[]): readonly JsonValue[] {
  const decoded = values.map(decodeDocuments);
  return decoded.every((value, at) => value === values[at]) ? values : decoded;
}

function decodeUrl(text: string): JsonValue {
  try {
    return parseText(decodeURIComponent(text.replaceAll('+', '%20'))) ?? text;
  } catch {
    return text;
  }
}

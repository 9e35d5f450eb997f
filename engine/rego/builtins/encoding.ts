import { isObject, type MutableObject, newObject, type RegoValue, textOfBytes } from '../value/index.ts';
import { jsonEntries } from '../value/json.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { failure, operandError, wrongType } from './errors.ts';
import { itemsOf, stringOperand } from './operands.ts';
import { queryEscape, queryUnescape } from './url-escape.ts';

/**
 * Base64, hexadecimal and URL queries. Bytes that are no UTF-8 become U+FFFD.
 * Source: OPA v1/topdown encoding.go.
 */
export const encodingBuiltins = {
  'base64.encode': (context, x) => encode(context, x, 'base64'),
  'base64.decode': (context, x) => decodeBase64(context, stringOperand(x, 1), STANDARD),
  'base64.is_valid': (_context, x) => typeof x === 'string' && faultOf(x, STANDARD) === undefined,
  'base64url.encode': (context, x) => padded(encode(context, x, 'base64url')),
  'base64url.encode_no_pad': (context, x) => encode(context, x, 'base64url'),
  'base64url.decode': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return textOfBytes(decodeBase64Url(text));
  },
  'hex.encode': (context, x) => encode(context, x, 'hex'),
  'hex.decode': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    const bad = /[^0-9a-fA-F]/u.exec(text);
    if (bad !== null) throw failure(`encoding/hex: invalid byte: ${unicodeName(bad[0])}`);
    if (text.length % 2 === 1) throw failure('encoding/hex: odd length hex string');
    return textOfBytes(Buffer.from(text, 'hex'));
  },
  'urlquery.encode': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length * 3);
    return queryEscape(text);
  },
  'urlquery.decode': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return queryUnescape(text);
  },
  'urlquery.encode_object': (context, x) => encodeObject(context, x),
  'urlquery.decode_object': (context, x) => decodeObject(context, stringOperand(x, 1)),
} satisfies Record<string, Builtin>;

const STANDARD = /[^A-Za-z0-9+/]/;
const URL_SAFE = /[^A-Za-z0-9_-]/;

function encode(context: BuiltinContext, value: RegoValue, encoding: 'base64' | 'base64url' | 'hex'): string {
  const text = stringOperand(value, 1);
  context.charge(text.length * 2);
  return Buffer.from(text, 'utf8').toString(encoding);
}

function padded(text: string): string {
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function decodeBase64(context: BuiltinContext, text: string, alphabet: RegExp): string {
  context.charge(text.length);
  return textOfBytes(decodeBytes(text, alphabet));
}

/** The bytes of base64url text with or without padding. Errors: BuiltinError `illegal base64 ...`. */
export function decodeBase64Url(text: string): Buffer {
  if (!text.endsWith('=') && byteLength(text) % 4 === 1) throw failure(`illegal base64url string: ${text}`);
  return decodeBytes(text.endsWith('=') ? text : padded(text), URL_SAFE);
}

/** The bytes of padded base64 text. Errors: BuiltinError `illegal base64 data at input byte N`. */
export function decodeBase64Standard(text: string): Buffer {
  return decodeBytes(text, STANDARD);
}

function decodeBytes(text: string, alphabet: RegExp): Buffer {
  const fault = faultOf(text, alphabet);
  if (fault !== undefined) throw failure(`illegal base64 data at input byte ${fault}`);
  return Buffer.from(text.replaceAll(/[\r\n]/g, ''), alphabet === URL_SAFE ? 'base64url' : 'base64');
}

/** The byte at which Go's strict decoder gives up; line breaks are passed over. */
function faultOf(text: string, alphabet: RegExp): number | undefined {
  const kept = text.replaceAll(/[\r\n]/g, '');
  const pad = kept.indexOf('=');
  const body = pad < 0 ? kept : kept.slice(0, pad);
  const bad = alphabet.exec(body);
  if (bad !== null) return place(text, bad.index);
  if (pad < 0) return kept.length % 4 === 0 ? undefined : byteLength(text) - (kept.length % 4);
  const inQuad = pad % 4;
  if (inQuad < 2) return place(text, pad);
  const wanted = 4 - inQuad;
  const tail = kept.slice(pad);
  if (tail === '='.repeat(wanted)) return undefined;
  if (tail.length < wanted && /^=+$/.test(tail)) return byteLength(text);
  return place(text, /^=+/.exec(tail)![0].length >= wanted ? pad + wanted : pad);
}

/** The byte offset in the text of the nth character that is no line break. */
function place(text: string, index: number): number {
  let seen = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\r' || text[at] === '\n') continue;
    if (seen === index) return byteLength(text.slice(0, at));
    seen++;
  }
  return byteLength(text);
}

function unicodeName(character: string): string {
  const code = Buffer.from(character, 'utf8')[0] as number;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(String.fromCharCode(code))
    ? `${name} '${String.fromCharCode(code)}'`
    : name;
}

function encodeObject(context: BuiltinContext, value: RegoValue): string {
  if (!isObject(value)) throw wrongType(1, value, 'object');
  const parts: string[] = [];
  for (const [key, item] of jsonEntries(value)) {
    const texts = typeof item === 'string' ? [item] : itemsOf(item);
    if (texts === undefined) throw operandError(1, 'values must be string, array[string], or set[string]');
    for (const text of texts) {
      if (typeof text !== 'string') throw operandError(1, 'values must be string, array[string], or set[string]');
      context.charge(key.length + text.length);
      parts.push(`${queryEscape(key)}=${queryEscape(text)}`);
    }
  }
  return parts.join('&');
}

function decodeObject(context: BuiltinContext, query: string): RegoValue {
  context.charge(query.length);
  const result: MutableObject = newObject();
  for (const part of query.split('&')) {
    if (part.includes(';')) throw failure('invalid semicolon separator in query');
    if (part === '') continue;
    const equals = part.indexOf('=');
    const key = queryUnescape(equals < 0 ? part : part.slice(0, equals));
    const item = equals < 0 ? '' : queryUnescape(part.slice(equals + 1));
    const known = Object.hasOwn(result, key) ? (result[key] as readonly RegoValue[]) : [];
    result[key] = [...known, item];
  }
  return result;
}

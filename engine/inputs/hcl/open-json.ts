import type { JsonValue } from '../document.ts';
import { isObject } from '../object.ts';
import { isList, isMap, isWhole, sortedEntries, toJson, Unknown, type Value } from './value.ts';

/** What is known of a text: how it begins and ends, and whether it holds an ARN or id. */
export type OpenPart = { readonly prefix: string; readonly suffix: string; readonly isIdentity: boolean };

/** JSON of which parts are not known. */
export type OpenJson =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'unknown'; readonly text: OpenPart | undefined }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [string, OpenJson])[] }
  | { readonly kind: 'list'; readonly items: readonly OpenJson[] };

/**
 * What the JSON text holds that a value will be: `jsonencode(...)` with an unknown part, or a template of JSON text with
 * unknown parts in its strings. Undefined where it cannot be told.
 */
export function openJson(value: Value): OpenJson | undefined {
  if (!(value instanceof Unknown) || value.open === undefined) return undefined;
  if (value.open.kind === 'json') return fromValue(value.open.value);
  return fromPieces(value.open.pieces);
}

function fromValue(value: Value): OpenJson | undefined {
  if (value instanceof Unknown) return { kind: 'unknown', text: partOf(value) };
  if (isWhole(value)) {
    const json = toJson(value);
    return json === undefined ? undefined : { kind: 'value', value: json };
  }
  if (isList(value)) {
    const items = value.map(fromValue);
    return items.includes(undefined) ? undefined : { kind: 'list', items: items as OpenJson[] };
  }
  if (!isMap(value)) return { kind: 'unknown', text: undefined };
  const fields = sortedEntries(value).map(([key, item]) => [key, fromValue(item)] as const);
  return fields.some(([, item]) => item === undefined)
    ? undefined
    : { kind: 'object', fields: fields as (readonly [string, OpenJson])[] };
}

function partOf(value: Unknown): OpenPart | undefined {
  if (value.open?.kind === 'pieces') return partOfPieces(value.open.pieces);
  return value.isIdentity ? { prefix: '', suffix: '', isIdentity: true } : undefined;
}

function partOfPieces(pieces: readonly (string | Unknown)[]): OpenPart {
  const first = pieces.findIndex((piece) => piece instanceof Unknown);
  const last = pieces.findLastIndex((piece) => piece instanceof Unknown);
  return {
    prefix: pieces.slice(0, first).join(''),
    suffix: pieces.slice(last + 1).join(''),
    isIdentity: pieces.some((piece) => piece instanceof Unknown && piece.isIdentity),
  };
}

/** Characters that no text holds, around the number of an unknown piece. */
const MARK = /\ue000(\d+)\ue001/;

function fromPieces(pieces: readonly (string | Unknown)[]): OpenJson | undefined {
  if (pieces.some((piece) => typeof piece === 'string' && /[\ue000\ue001]/.test(piece))) return undefined;
  const text = pieces.map((piece, at) => (typeof piece === 'string' ? piece : `\ue000${at}\ue001`)).join('');
  try {
    return fromMarked(JSON.parse(text) as JsonValue, pieces);
  } catch {
    return undefined;
  }
}

function fromMarked(value: JsonValue, pieces: readonly (string | Unknown)[]): OpenJson {
  if (typeof value === 'string') {
    const parts = value.split(MARK).map((part, at) => (at % 2 === 0 ? part : (pieces[Number(part)] as Unknown)));
    return parts.length === 1 ? { kind: 'value', value } : { kind: 'unknown', text: partOfPieces(parts) };
  }
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => fromMarked(item as JsonValue, pieces)) };
  if (!isObject(value)) return { kind: 'value', value };
  // A name that is not known may be any.
  if (Object.keys(value).some((key) => MARK.test(key))) return { kind: 'unknown', text: undefined };
  const fields = Object.entries(value).map(([key, item]) => [key, fromMarked(item, pieces)] as const);
  return { kind: 'object', fields };
}

import { MAX_DEPTH, MAX_DUPLICATES_TOLD } from '../limits.ts';
import { equalKeys, hashOfEscapedKey, hashOfKey } from './key.ts';

/** Two keys of one object that are the same; offsets are those of the opening quotes. */
export type DuplicateKey = { readonly first: number; readonly second: number };

/**
 * What one pass over JSON text tells that `JSON.parse` does not.
 * Shape:  `rootEnds` are the offsets after each top-level object or array: more than one is a stream of values.
 *         `tooDeepAt` is the offset of the first bracket beyond MAX_DEPTH; nothing after it was read.
 *         `exactNumbers`: some number has a point, an exponent, 16 or more characters or is -0.
 * Units:  byte offsets into UTF-8 text.
 */
export type JsonScan = {
  readonly exactNumbers: boolean;
  readonly duplicates: readonly DuplicateKey[];
  readonly rootEnds: readonly number[];
  readonly tooDeepAt: number | undefined;
};

/** An object with more keys than this looks them up in a table instead of one after the other. */
const FEW_KEYS = 64;

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const BACKSLASH = 92;

/**
 * Scans JSON text once, without recursion, for duplicate keys, inexact numbers, depth and the ends of top-level values.
 * Shape:  text that is not JSON gives some answer; `JSON.parse` has the last word on it.
 * Units:  about 0.3 of the time of `JSON.parse` on a 60 MB plan, and memory by the depth and width of one object.
 */
export function scanJson(bytes: Uint8Array): JsonScan {
  const length = bytes.length;
  const isObject = new Uint8Array(MAX_DEPTH + 2);
  const firstKey = new Int32Array(MAX_DEPTH + 2);
  const tables: (KeyTable | undefined)[] = [];
  let hashes = new Int32Array(1024);
  let offsets = new Int32Array(1024);
  let keyCount = 0;
  let firstOfObject = 0;
  let depth = 0;
  let atKey = false;
  let exactNumbers = false;
  const duplicates: DuplicateKey[] = [];
  const rootEnds: number[] = [];

  let at = 0;
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      const start = at + 1;
      at = start;
      let escaped = false;
      while (at < length && bytes[at] !== QUOTE) {
        if (bytes[at] === BACKSLASH) {
          escaped = true;
          at += 1;
        }
        at += 1;
      }
      if (atKey) {
        atKey = false;
        const hash = escaped ? hashOfEscapedKey(bytes, start - 1) : hashOfKey(bytes, start, at);
        if (keyCount === hashes.length) {
          hashes = grown(hashes);
          offsets = grown(offsets);
        }
        if (keyCount - firstOfObject > FEW_KEYS) {
          let table = tables[depth];
          if (table === undefined) {
            table = tableOf(hashes, offsets, firstOfObject, keyCount);
            tables[depth] = table;
          }
          seekInTable(bytes, table, hash, start - 1, duplicates);
        } else {
          let earlier = firstOfObject;
          while (earlier < keyCount && hashes[earlier] !== hash) earlier += 1;
          if (earlier < keyCount) seekAmong(bytes, hashes, offsets, earlier, keyCount, hash, start - 1, duplicates);
        }
        hashes[keyCount] = hash;
        offsets[keyCount] = start - 1;
        keyCount += 1;
      }
      at += 1;
    } else if (byte === COMMA) {
      atKey = isObject[depth] === 1;
      at += 1;
    } else if (byte === 123 || byte === 91) {
      depth += 1;
      if (depth > MAX_DEPTH) return { exactNumbers, duplicates, rootEnds, tooDeepAt: at };
      atKey = byte === 123;
      isObject[depth] = atKey ? 1 : 0;
      firstOfObject = keyCount;
      firstKey[depth] = keyCount;
      at += 1;
    } else if (byte === 125 || byte === 93) {
      if (tables.length > depth && tables[depth] !== undefined) tables[depth] = undefined;
      keyCount = firstKey[depth] as number;
      if (depth > 0) depth -= 1;
      firstOfObject = firstKey[depth] as number;
      atKey = false;
      at += 1;
      if (depth === 0) rootEnds.push(at);
    } else if (byte === MINUS || (byte > 47 && byte < 58)) {
      const start = at;
      let isInteger = true;
      at += 1;
      for (let next = bytes[at] as number; at < length; next = bytes[at] as number) {
        if (next > 47 && next < 58) at += 1;
        else if (next === 46 || next === 101 || next === 69 || next === 43 || next === MINUS) {
          isInteger = false;
          at += 1;
        } else break;
      }
      if (!isInteger || at - start >= 16 || (byte === MINUS && bytes[start + 1] === 48)) exactNumbers = true;
    } else at += 1;
  }
  return { exactNumbers, duplicates, rootEnds, tooDeepAt: undefined };
}

/** The keys of an object by their hash: the offsets of their opening quotes. */
type KeyTable = Map<number, number[]>;

function tableOf(hashes: Int32Array, offsets: Int32Array, from: number, to: number): KeyTable {
  const table: KeyTable = new Map();
  for (let at = from; at < to; at += 1) addTo(table, hashes[at] as number, offsets[at] as number);
  return table;
}

function seekInTable(bytes: Uint8Array, table: KeyTable, hash: number, quote: number, found: DuplicateKey[]): void {
  const first = table.get(hash)?.find((offset) => equalKeys(bytes, offset, quote));
  if (first === undefined) addTo(table, hash, quote);
  else if (found.length < MAX_DUPLICATES_TOLD) found.push({ first, second: quote });
}

/** Compares a key with the earlier ones of its object that have its hash; there is one at `from`. */
function seekAmong(
  bytes: Uint8Array,
  hashes: Int32Array,
  offsets: Int32Array,
  from: number,
  to: number,
  hash: number,
  quote: number,
  found: DuplicateKey[],
): void {
  for (let at = from; at < to; at += 1) {
    const first = offsets[at] as number;
    if (hashes[at] !== hash || !equalKeys(bytes, first, quote)) continue;
    if (found.length < MAX_DUPLICATES_TOLD) found.push({ first, second: quote });
    return;
  }
}

function addTo(table: KeyTable, hash: number, offset: number): void {
  const offsets = table.get(hash);
  if (offsets === undefined) table.set(hash, [offset]);
  else offsets.push(offset);
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/**
 * Orders strings by their UTF-8 bytes, which is the order of their code points.
 * Shape:  differs from JavaScript's own order only where a surrogate meets U+E000 to U+FFFF.
 */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) {
      if (x >= 0xd800 && y >= 0xd800) return rankUnit(x) - rankUnit(y);
      return x - y;
    }
  }
  return a.length - b.length;
}

/** Moves surrogates above the rest of the basic plane. */
function rankUnit(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** How many code points a string has. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    if (isLead(text.charCodeAt(index)) && isTrail(text.charCodeAt(index + 1))) {
      length--;
      index++;
    }
  }
  return length;
}

function isLead(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isTrail(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/**
 * Text of bytes; each byte that is no part of valid UTF-8 becomes one U+FFFD.
 * Source: Go encoding/json, which shows the strings of a result.
 */
export function textOfBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (!text.includes('\ufffd')) return text;
  let result = '';
  for (let at = 0; at < bytes.length; ) {
    const size = sequenceLength(bytes, at);
    result += size === 0 ? '\ufffd' : String.fromCodePoint(codePointAt(bytes, at, size));
    at += Math.max(size, 1);
  }
  return result;
}

/** How many bytes the character at `at` has; 0 where it is not valid. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const size =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  for (let index = 1; index < size; index++) if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  if (size < 3) return size;
  const code = codePointAt(bytes, at, size);
  const isShortest = code >= (size === 3 ? 0x800 : 0x10000);
  return isShortest && code <= 0x10ffff && (code < 0xd800 || code >= 0xe000) ? size : 0;
}

function codePointAt(bytes: Uint8Array, at: number, size: number): number {
  let code = (bytes[at] as number) & (size === 1 ? 0x7f : 0xff >> (size + 1));
  for (let index = 1; index < size; index++) code = (code << 6) | ((bytes[at + index] as number) & 0x3f);
  return code;
}

/** Replaces lone surrogates, which UTF-8 cannot hold, by U+FFFD, as Go does. */
export function wellFormed(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

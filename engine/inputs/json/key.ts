const QUOTE = 34;
const BACKSLASH = 92;

/** Offset of the quote that closes the string whose opening quote is at `quote`, or the end of the text. */
export function endOfString(bytes: Uint8Array, quote: number): number {
  let at = quote + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at, bytes.length);
}

/** The decoded string whose opening quote is at `quote`; text with a bad escape is given as written. */
export function readString(bytes: Uint8Array, quote: number): string {
  const end = endOfString(bytes, quote);
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + quote + 1, end - quote - 1).toString('utf8');
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

/** Whether the strings at two opening quotes are the same after their escapes are read. */
export function equalKeys(bytes: Uint8Array, left: number, right: number): boolean {
  for (let at = 1; ; at += 1) {
    const a = bytes[left + at];
    const b = bytes[right + at];
    if (a === BACKSLASH || b === BACKSLASH) return readString(bytes, left) === readString(bytes, right);
    if (a !== b) return false;
    if (a === QUOTE || a === undefined) return a === b;
  }
}

/** A cheap hash of a key without escapes, from its length and some of its bytes; equal keys have equal hashes. */
export function hashOfKey(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const first = bytes[start] as number;
  const last = bytes[end - 1] as number;
  const middle = bytes[(start + end) >> 1] as number;
  const third = bytes[Math.min(start + 3, end - 1)] as number;
  const late = bytes[Math.max(end - 3, start)] as number;
  return ((end - start) << 24) ^ (first << 16) ^ (last << 8) ^ middle ^ (third << 12) ^ (late << 4);
}

/** The hash of a key with escapes: that of the same key written without them. */
export function hashOfEscapedKey(bytes: Uint8Array, quote: number): number {
  const plain = Buffer.from(readString(bytes, quote));
  return hashOfKey(plain, 0, plain.length);
}

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

/** Replaces lone surrogates, which UTF-8 cannot hold, by U+FFFD, as Go does. */
export function wellFormed(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

const LETTER = 1;
const DIGIT = 2;
const SPACE = 4;

const CLASSES = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[a-zA-Z_]/.test(character)) CLASSES[code] = LETTER;
  else if (/[0-9]/.test(character)) CLASSES[code] = DIGIT;
  else if (/[ \t\r\n]/.test(character)) CLASSES[code] = SPACE;
}

/** An ASCII letter or `_`: what an identifier may start with. */
export function isLetter(code: number): boolean {
  return code < 128 && CLASSES[code] === LETTER;
}

/** An ASCII digit. */
export function isDecimal(code: number): boolean {
  return code < 128 && CLASSES[code] === DIGIT;
}

/** Space, tab, carriage return or line feed; Rego knows no other white space. */
export function isSpace(code: number): boolean {
  return code < 128 && CLASSES[code] === SPACE;
}

/** The end of the run of identifier characters at `start`; decimal digits of every script count, as in OPA. */
export function identifierEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      if ((CLASSES[code]! & (LETTER | DIGIT)) === 0) break;
    } else {
      const point = text.codePointAt(at)!;
      if (!/^\p{Nd}$/u.test(String.fromCodePoint(point))) break;
      if (point > 0xffff) at++;
    }
  }
  return at;
}

/**
 * Offsets of characters that may stand nowhere in Rego, with the message for each.
 * Shape:  empty for nearly every text; found with native searches before scanning, so that scanning need not look.
 */
export function findForbidden(text: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  if (!text.includes('\0') && !text.includes('\ufeff', 1) && !/\p{Surrogate}/u.test(text)) return found;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0) found.set(at, 'illegal null character');
    else if (code === 0xfeff && at > 0) found.set(at, 'illegal byte-order mark');
    else if (code >= 0xd800 && code <= 0xdfff) {
      if (text.codePointAt(at)! > 0xffff) at++;
      else found.set(at, 'illegal utf-8 character');
    }
  }
  return found;
}

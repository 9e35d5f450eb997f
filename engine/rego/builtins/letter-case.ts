/**
 * Upper and lower case as Go maps them: one code point at a time, each to one code point.
 * Source: Go unicode.ToUpper and ToLower (Unicode's simple mappings).
 */
export function toUpper(text: string): string {
  return isAscii(text) ? text.toUpperCase() : mapEach(text, upperOf);
}

export function toLower(text: string): string {
  return isAscii(text) ? text.toLowerCase() : mapEach(text, lowerOf);
}

export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

function mapEach(text: string, map: (character: string) => string): string {
  let result = '';
  for (const character of text) result += map(character);
  return result;
}

function upperOf(character: string): string {
  const mapped = character.toUpperCase();
  return isOne(mapped) ? mapped : (greekTitle(character.codePointAt(0) as number) ?? character);
}

function lowerOf(character: string): string {
  const mapped = character.toLowerCase();
  return isOne(mapped) ? mapped : character === '\u0130' ? 'i' : character;
}

function isOne(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) as number) > 0xffff);
}

/** Greek letters with iota subscript: JavaScript maps them to two letters, Unicode's simple mapping to one. */
function greekTitle(code: number): string | undefined {
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9);
  return undefined;
}

const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Replaces the escapes of a quoted string by what they stand for.
 * Shape:  the text between the quotes in; a surrogate without its partner becomes U+FFFD, as in Go.
 *         `template` allows `\{` besides.
 * Errors: undefined when the text is no JSON string: an unknown escape, bad `\u` digits, or, once there is an escape
 *         at all, a raw control character. A text without escapes is taken as it is.
 * Source: OPA v1/ast parser.go parseString; Go encoding/json.
 */
export function unescapeString(text: string, template: boolean): string | undefined {
  if (!text.includes('\\')) return text;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 34) return undefined;
    if (code !== 92) {
      out += text[at];
      continue;
    }
    const letter = text[++at];
    if (letter === 'u') {
      const unit = hexAt(text, at + 1);
      if (unit === undefined) return undefined;
      at += 4;
      out += String.fromCharCode(unit);
    } else if (letter === '{' && template) out += '{';
    else if (letter !== undefined && Object.hasOwn(SIMPLE, letter)) out += SIMPLE[letter];
    else return undefined;
  }
  return out.replace(/\p{Surrogate}/gu, '\ufffd');
}

function hexAt(text: string, at: number): number | undefined {
  const digits = text.slice(at, at + 4);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
}

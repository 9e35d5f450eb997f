/** What is wrong with a JSON text: where, in which words, and what to do about it. */
export type JsonFault = { readonly offset: number; readonly message: string; readonly hint?: string };

const TRUNCATED = 'the file seems to be cut off: write it again';
const WORD = /[A-Za-z0-9_$.+-]/;

/**
 * Finds the first fault of a text that `JSON.parse` refuses.
 * Shape:  reads strict JSON (RFC 8259) without recursion; undefined when it finds no fault.
 * Units:  `offset` counts UTF-16 code units of `text`.
 * Errors: the messages are ours, since those of V8 differ from version to version.
 */
export function diagnoseJson(text: string): JsonFault | undefined {
  /** Open brackets with the offset of each, outermost first. */
  const open: { readonly close: '}' | ']'; readonly at: number }[] = [];
  let at = skipSpace(text, 0);
  let expects: 'value' | 'value or ]' | 'key' | 'key or }' | 'comma' = 'value';
  for (;;) {
    at = skipSpace(text, at);
    const character = text[at];
    const inner = open.at(-1);
    if (character === undefined) {
      if (inner === undefined && expects === 'comma') return undefined;
      const where =
        inner === undefined ? 'before a value' : inner.close === '}' ? 'inside an object' : 'inside an array';
      return { offset: text.length, message: `the text ends ${where}`, hint: TRUNCATED };
    }
    if (expects === 'comma') {
      if (inner === undefined) return { offset: at, message: `\`${shown(text, at)}\` follows the end of the value` };
      if (character === inner.close) open.pop();
      else if (character === ',') expects = inner.close === '}' ? 'key' : 'value';
      else return { offset: at, ...missingComma(text, at, inner.close) };
      at += 1;
      continue;
    }
    if (expects === 'key' || expects === 'key or }') {
      if (character === '}' && expects === 'key or }') {
        open.pop();
        expects = 'comma';
        at += 1;
        continue;
      }
      if (character !== '"') return { offset: at, ...wrongKey(text, at, character) };
      const end = stringEnd(text, at);
      if (typeof end !== 'number') return end;
      at = skipSpace(text, end);
      if (text[at] === undefined) return { offset: at, message: 'the text ends after a key', hint: TRUNCATED };
      if (text[at] !== ':')
        return {
          offset: at,
          message: `a key is followed by \`${shown(text, at)}\``,
          hint: 'put a `:` between key and value',
        };
      at += 1;
      expects = 'value';
      continue;
    }
    if (character === ']' && expects === 'value or ]') {
      open.pop();
      at += 1;
    } else if (character === '{' || character === '[') {
      open.push({ close: character === '{' ? '}' : ']', at });
      at += 1;
      expects = character === '{' ? 'key or }' : 'value or ]';
      continue;
    } else if (character === '"') {
      const end = stringEnd(text, at);
      if (typeof end !== 'number') return end;
      at = end;
    } else {
      const end = literalEnd(text, at);
      if (typeof end !== 'number') return end;
      at = end;
    }
    expects = 'comma';
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

function shown(text: string, at: number): string {
  let end = at + 1;
  if (WORD.test(text[at] ?? '')) while (end - at < 20 && WORD.test(text[end] ?? '')) end += 1;
  return String.fromCodePoint(text.codePointAt(at) ?? 0xfffd) + text.slice(at + 1, end);
}

type Fault = { readonly message: string; readonly hint?: string };

function missingComma(text: string, at: number, close: string): Fault {
  const found = shown(text, at);
  if (found === '}' || found === ']') return { message: `\`${found}\` closes what \`${close}\` should close` };
  const where = close === '}' ? 'object' : 'array';
  return { message: `\`${found}\` follows a value of an ${where}`, hint: `put a \`,\` or \`${close}\` before it` };
}

function wrongKey(text: string, at: number, character: string): Fault {
  if (character === '}') return { message: 'a `,` comes before the closing `}`', hint: 'take the last `,` out' };
  if (character === "'") return { message: "a key is in `'`", hint: 'write keys and strings in `"`' };
  if (character === '/') return { message: 'JSON has no comments', hint: 'take the comment out' };
  return { message: `\`${shown(text, at)}\` stands where a key should`, hint: 'write keys in `"`' };
}

function stringEnd(text: string, quote: number): number | JsonFault {
  for (let at = quote + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) return at + 1;
    if (code < 32)
      return {
        offset: code === 10 || code === 13 ? quote : at,
        message:
          code === 10 || code === 13 ? 'a string is not closed on its line' : 'a string holds a control character',
        hint:
          code === 10 || code === 13 ? 'add a closing `"`' : `write it as \`\\u${code.toString(16).padStart(4, '0')}\``,
      };
    if (code !== 92) continue;
    const letter = text[at + 1] ?? '';
    if (letter === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) at += 5;
    else if (letter !== '' && '"\\/bfnrt'.includes(letter)) at += 1;
    else if (text.length - at < 6 && !text.slice(at).includes('"')) break;
    else return { offset: at, message: `\`\\${letter}\` is no escape of JSON`, hint: 'write a backslash as `\\\\`' };
  }
  return { offset: text.length, message: 'the text ends inside a string', hint: TRUNCATED };
}

function literalEnd(text: string, at: number): number | JsonFault {
  const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  number.lastIndex = at;
  const length = number.exec(text)?.[0].length ?? 0;
  if (length > 0 && !WORD.test(text[at + length] ?? '')) return at + length;
  const word = shown(text, at);
  if (word === 'true' || word === 'false' || word === 'null') return at + word.length;
  if (at + word.length === text.length && ['true', 'false', 'null'].some((whole) => whole.startsWith(word)))
    return { offset: text.length, message: 'the text ends inside a value', hint: TRUNCATED };
  return { offset: at, ...wrongValue(word) };
}

function wrongValue(word: string): Fault {
  if (word === ']' || word === '}') return { message: `a value is missing before \`${word}\`` };
  if (word === "'") return { message: "a string is in `'`", hint: 'write strings in `"`' };
  if (word === '/') return { message: 'JSON has no comments', hint: 'take the comment out' };
  const known = { True: 'true', False: 'false', None: 'null', undefined: 'null', NaN: 'null' } as const;
  const instead = Object.entries(known).find(([wrong]) => wrong === word)?.[1];
  if (instead !== undefined) return { message: `\`${word}\` is no value of JSON`, hint: `write \`${instead}\`` };
  if (/^[-+.\d]/.test(word)) return { message: `\`${word}\` is no number of JSON` };
  return { message: `\`${word}\` is no value of JSON`, hint: 'write strings in `"`' };
}

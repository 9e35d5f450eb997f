import { identifierEnd, isDecimal, isLetter } from './characters.ts';
import type { Cursor } from './cursor.ts';

const QUOTE = 34;
const BACKTICK = 96;
const BACKSLASH = 92;
const LBRACE = 123;
const NEWLINE = 10;
const UNTERMINATED = 'non-terminated string';

/** Called with each thing that is wrong with the literal at hand. */
export type OnError = (message: string) => void;

/** Scans a number from its first digit on, with letters that stick to it. */
export function scanNumber(cursor: Cursor, onError: OnError): void {
  const { text } = cursor;
  skipDecimals(cursor);
  if (cursor.take(46) && !skipDecimals(cursor)) onError('expected fraction');
  if ((text.charCodeAt(cursor.at) | 32) === 101) {
    cursor.at++;
    if (!cursor.take(43)) cursor.take(45);
    if (!skipDecimals(cursor)) onError('expected exponent');
  }
  if (isLetter(text.charCodeAt(cursor.at))) {
    onError('illegal number format');
    cursor.jump(identifierEnd(text, cursor.at));
  }
}

/** Scans a quoted string from behind its opening quote. */
export function scanString(cursor: Cursor, onError: OnError): void {
  const { text } = cursor;
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (code === NEWLINE || cursor.at >= text.length) {
      onError(UNTERMINATED);
      return;
    }
    cursor.step();
    if (code === QUOTE) return;
    if (code === BACKSLASH) scanEscape(cursor, onError, false);
  }
}

/** Scans a raw string from behind its opening backtick; it may hold line breaks. */
export function scanRawString(cursor: Cursor, onError: OnError): void {
  const close = cursor.text.indexOf('`', cursor.at);
  if (close === -1) onError(UNTERMINATED);
  cursor.jumpOverLines(close === -1 ? cursor.text.length : close + 1);
}

/** How a part of a template string ends: at an expression, at the closing delimiter, or not at all. */
export type PartEnd = 'expression' | 'end' | 'open';

/** Scans literal text of a template string up to the next `{` or the end. */
export function scanTemplatePart(cursor: Cursor, raw: boolean, onError: OnError): PartEnd {
  const { text } = cursor;
  const delimiter = raw ? BACKTICK : QUOTE;
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (cursor.at >= text.length || (code === NEWLINE && !raw)) {
      onError(UNTERMINATED);
      return 'open';
    }
    cursor.step();
    if (code === delimiter) return 'end';
    if (code === LBRACE) return 'expression';
    if (code !== BACKSLASH) continue;
    if (raw) cursor.take(LBRACE);
    else scanEscape(cursor, onError, true);
  }
}

/** Scans what follows a backslash; OPA steps over four characters after `u`, whatever they are. */
function scanEscape(cursor: Cursor, onError: OnError, inTemplate: boolean): void {
  const letter = cursor.text[cursor.at] ?? '';
  if (letter === 'u') for (let count = 0; count < 4; count++) cursor.step();
  else if ((letter !== '' && '\\"/bfnrt'.includes(letter)) || (letter === '{' && inTemplate)) cursor.step();
  else onError('illegal escape sequence');
}

function skipDecimals(cursor: Cursor): boolean {
  const start = cursor.at;
  while (isDecimal(cursor.text.charCodeAt(cursor.at))) cursor.at++;
  return cursor.at > start;
}

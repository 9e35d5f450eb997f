import { quote, textOfBytes, wellFormed } from '../value/index.ts';
import { failure } from './errors.ts';

/** Escapes a text for a URL query: letters, digits and `-_.~` stay, a space becomes `+`. Source: Go url.QueryEscape. */
export function queryEscape(text: string): string {
  return encodeURIComponent(wellFormed(text))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** Errors: BuiltinError `invalid URL escape "%x"`. Source: Go url.QueryUnescape. */
export function queryUnescape(text: string): string {
  return percentDecode(text.replaceAll('+', ' '), text);
}

/** Decodes `%XX` byte by byte; bytes that are no UTF-8 become U+FFFD. */
export function percentDecode(text: string, original: string = text): string {
  if (!text.includes('%')) return text;
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/su.exec(text);
  if (bad !== null) throw failure(`invalid URL escape ${quote(original.slice(bad.index, bad.index + bad[0].length))}`);
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => textOfBytes(Buffer.from(run.replaceAll('%', ''), 'hex')));
}

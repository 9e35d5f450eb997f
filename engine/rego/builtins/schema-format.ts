import { BuiltinError } from './errors.ts';
import { parseTime } from './go-time-parse.ts';
import { parseAddress } from './ip.ts';
import { isPattern } from './regex-compile.ts';
import { parseUri } from './uri.ts';

const HOSTNAME =
  /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]))*$/;
const UUID = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/i;
const POINTER = /^(?:\/(?:[^~/]|~0|~1)*)*$/;
const RELATIVE_POINTER = /^(?:0|[1-9][0-9]*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/;
const EMAIL =
  /^(?:[^<>]*<)?(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}.-]+|"(?:[^"\\]|\\.)*")@[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}.-]+>?$/u;
const TIMES = ['15:04:05', '15:04:05Z07:00'];
const DATE = '2006-01-02';

const FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map<string, (text: string) => boolean>([
  ['date', (text) => isTime(text, [DATE])],
  ['time', (text) => isTime(text, TIMES)],
  ['date-time', (text) => isTime(text, [...TIMES, DATE, '2006-01-02T15:04:05Z07:00'])],
  ['hostname', (text) => text.length < 256 && HOSTNAME.test(text)],
  ['email', (text) => EMAIL.test(text)],
  ['idn-email', (text) => EMAIL.test(text)],
  ['ipv4', (text) => parseAddress(text)?.bits === 32 || (text.includes('.') && parseAddress(text) !== undefined)],
  ['ipv6', (text) => parseAddress(text)?.bits === 128],
  ['uri', isAbsoluteUri],
  ['iri', isAbsoluteUri],
  ['uri-reference', isUri],
  ['iri-reference', isUri],
  ['uri-template', (text) => isUri(text) && /^(?:[^{}]|\{[^}]*\})*$/.test(text)],
  ['uuid', (text) => UUID.test(text)],
  ['regex', (text) => text === '' || isPattern(text)],
  ['json-pointer', (text) => POINTER.test(text)],
  ['relative-json-pointer', (text) => RELATIVE_POINTER.test(text)],
]);

/** Whether a text has a JSON schema format; unknown formats hold for everything. */
export function hasFormat(text: string, format: string): boolean {
  return FORMATS.get(format)?.(text) ?? true;
}

function isTime(text: string, layouts: readonly string[]): boolean {
  return layouts.some((layout) => succeeds(() => parseTime(layout, text)));
}

function isUri(text: string): boolean {
  return !text.includes('\\') && succeeds(() => parseUri(text));
}

function isAbsoluteUri(text: string): boolean {
  return isUri(text) && parseUri(text).scheme !== '';
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    if (error instanceof BuiltinError) return false;
    throw error;
  }
}

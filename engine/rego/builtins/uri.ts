import { newObject, quote, type RegoValue, wellFormed } from '../value/index.ts';
import type { Builtin } from './context.ts';
import { BuiltinError, failure } from './errors.ts';
import { parseAddress } from './ip.ts';
import { stringOperand } from './operands.ts';
import { percentDecode } from './url-escape.ts';

/** A URI taken apart. Shape: `host` includes the port; `rawPath` is the path as written. */
export type Uri = {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly fragment: string;
};

/** URIs. Source: OPA v1/topdown uri.go. */
export const uriBuiltins = {
  'uri.is_valid': (_context, x) => {
    if (typeof x !== 'string' || x === '') return false;
    try {
      parseUri(x);
      return true;
    } catch (error) {
      if (error instanceof BuiltinError) return false;
      throw error;
    }
  },
  'uri.parse': (context, x) => {
    const text = stringOperand(x, 1);
    context.charge(text.length);
    return partsOf(parseUri(text));
  },
} satisfies Record<string, Builtin>;

function partsOf(uri: Uri): RegoValue {
  const bracketed = /^\[(.*)\](?::(.*))?$/s.exec(uri.host);
  const colon = uri.host.lastIndexOf(':');
  const hasPort = bracketed === null && colon >= 0 && /^[0-9]*$/.test(uri.host.slice(colon + 1));
  const result = newObject();
  const add = (name: string, value: string) => {
    if (value !== '') result[name] = value;
  };
  add('scheme', uri.scheme);
  add('hostname', bracketed?.[1] ?? (hasPort ? uri.host.slice(0, colon) : uri.host));
  add('port', bracketed?.[2] ?? (hasPort ? uri.host.slice(colon + 1) : ''));
  add('path', uri.path);
  add('raw_path', uri.rawPath === escapePath(uri.path) ? uri.path : uri.rawPath);
  add('raw_query', uri.rawQuery);
  add('fragment', uri.fragment);
  return result;
}

/** Errors: BuiltinError `parse "x": why`. Source: Go net/url Parse. */
export function parseUri(raw: string): Uri {
  const text = wellFormed(raw);
  const hash = text.indexOf('#');
  const main = hash < 0 ? text : text.slice(0, hash);
  const fault = (why: string) => failure(`parse ${quote(main)}: ${why}`);
  if (/[\u0000-\u001f\u007f]/.test(text)) throw fault('net/url: invalid control character in URL');
  const fragment = hash < 0 ? '' : decode(text.slice(hash + 1), fault);
  if (main === '*') return { scheme: '', host: '', path: '*', rawPath: '*', rawQuery: '', fragment };
  if (main.startsWith(':')) throw fault('missing protocol scheme');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(main)?.[1] ?? '';
  const afterScheme = scheme === '' ? main : main.slice(scheme.length + 1);
  const question = afterScheme.indexOf('?');
  const rawQuery = question < 0 ? '' : afterScheme.slice(question + 1);
  let rest = question < 0 ? afterScheme : afterScheme.slice(0, question);
  const base = { scheme: scheme.toLowerCase(), rawQuery, fragment };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...base, host: '', path: '', rawPath: '' };
    if ((rest.split('/')[0] as string).includes(':')) throw fault('first path segment in URL cannot contain colon');
  }
  let host = '';
  if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    const authority = rest.slice(2, slash < 0 ? undefined : slash);
    rest = slash < 0 ? '' : rest.slice(slash);
    host = parseAuthority(authority, fault);
  }
  return { ...base, host, path: decode(rest, fault), rawPath: rest };
}

/** Escapes a path as Go does by default. Source: Go net/url escape, encodePath. */
export function escapePath(path: string): string {
  return encodeURIComponent(path)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(?:24|26|2B|2C|2F|3A|3B|3D|40)/g, decodeURIComponent);
}

type Fault = (why: string) => BuiltinError;

function decode(text: string, fault: Fault): string {
  try {
    return percentDecode(text);
  } catch (error) {
    throw error instanceof BuiltinError ? fault(error.message) : error;
  }
}

function parseAuthority(authority: string, fault: Fault): string {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1), fault);
  if (at >= 0) {
    const user = authority.slice(0, at);
    if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) throw fault('net/url: invalid userinfo');
    decode(user, fault);
  }
  return host;
}

function parseHost(host: string, fault: Fault): string {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) throw fault('invalid IP-literal');
  if (bracket === 0) return parseLiteral(host, fault);
  const colon = host.lastIndexOf(':');
  if (colon >= 0) checkPort(host.slice(colon), fault);
  return decodeHost(host, fault);
}

function parseLiteral(host: string, fault: Fault): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw fault("missing ']' in host");
  checkPort(host.slice(close + 1), fault);
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const address = decodeHost(zone < 0 ? name : name.slice(0, zone), fault);
  const parsed = parseAddress(address);
  if (parsed === undefined) throw fault(`invalid host: ParseAddr(${quote(address)}): unable to parse IP`);
  if (parsed.bits === 32) throw fault('invalid IP-literal');
  return `[${address}${zone < 0 ? '' : decode(name.slice(zone), fault)}]${host.slice(close + 1)}`;
}

function checkPort(port: string, fault: Fault): void {
  if (!/^(?::[0-9]*)?$/.test(port)) throw fault(`invalid port ${quote(port)} after host`);
}

/** In a host only bytes outside ASCII may be escaped. */
function decodeHost(host: string, fault: Fault): string {
  const escaped = /%(?:[0-7][0-9a-fA-F]|(?![0-9a-fA-F]{2}).{0,2})/s.exec(host);
  if (escaped !== null && escaped[0] !== '%25') throw fault(`invalid URL escape ${quote(escaped[0])}`);
  const bad = /[\u0000-\u007f]/.exec(host.replace(/[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%]/g, ''));
  if (bad !== null) throw fault(`invalid character ${quote(bad[0])} in host name`);
  return decode(host, fault);
}

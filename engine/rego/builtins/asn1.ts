import { failure } from './errors.ts';

/**
 * One element of DER.
 * Shape:  `tag` is the whole identifier byte (0x30 is a sequence, 0xa0 context tag 0 constructed); `raw` includes it.
 */
export type Der = { readonly tag: number; readonly raw: Buffer; readonly body: Buffer };

const STRUCTURE = 'asn1: structure error';

/** The elements of a buffer, one after another. Errors: BuiltinError with Go's words. */
export function readDer(bytes: Buffer, what: string = STRUCTURE): readonly Der[] {
  const elements: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes, at, what);
    elements.push(element);
    at += element.raw.length;
  }
  return elements;
}

function readElement(bytes: Buffer, at: number, what: string): Der {
  const tag = bytes[at] as number;
  let length = bytes[at + 1];
  let start = at + 2;
  if (length === undefined || (tag & 0x1f) === 0x1f || length === 0x80) throw failure(what);
  if (length > 0x80) {
    const size = length & 0x7f;
    if (size > 4 || start + size > bytes.length) throw failure(what);
    length = bytes.readUIntBE(start, size);
    start += size;
  }
  if (start + length > bytes.length) throw failure(what);
  return { tag, raw: bytes.subarray(at, start + length), body: bytes.subarray(start, start + length) };
}

export function childrenOf(element: Der | undefined, what: string = STRUCTURE): readonly Der[] {
  if (element === undefined || (element.tag & 0x20) === 0) throw failure(what);
  return readDer(element.body, what);
}

export function oidOf(element: Der): readonly number[] {
  const parts: number[] = [];
  let value = 0;
  for (const byte of element.body) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    if (parts.length === 0) {
      const first = Math.min(Math.floor(value / 40), 2);
      parts.push(first, value - first * 40);
    } else parts.push(value);
    value = 0;
  }
  return parts;
}

/** A two's complement integer. */
export function integerOf(element: Der): bigint {
  if (element.body.length === 0) return 0n;
  return BigInt.asIntN(element.body.length * 8, BigInt(`0x${element.body.toString('hex')}`));
}

/** Text of any of ASN.1's string types. */
export function textOf(element: Der): string {
  if (element.tag === 0x1e) return Buffer.from(element.body).swap16().toString('utf16le');
  return element.body.toString(element.tag === 0x14 ? 'latin1' : 'utf8');
}

/** A bit string without its count of unused bits. */
export function bitsOf(element: Der): Buffer {
  return element.body.subarray(1);
}

/** UTCTime or GeneralizedTime. Shape: RFC 3339 in UTC, whole seconds. */
export function timeOf(element: Der): string {
  const text = element.body.toString('latin1');
  const short = /^([0-9]{2})([0-9]{10})Z$/.exec(text);
  const digits = short === null ? text : `${Number(short[1]) >= 50 ? '19' : '20'}${short[1]}${short[2]}`;
  const match = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})/.exec(digits);
  if (match === null) throw failure('x509: malformed UTCTime');
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

/** An element that must be there. Errors: BuiltinError where it is not. */
export function present(element: Der | undefined): Der {
  if (element === undefined) throw failure(STRUCTURE);
  return element;
}

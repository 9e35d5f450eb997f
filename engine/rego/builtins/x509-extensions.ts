import { type MutableObject, newObject, type RegoValue } from '../value/index.ts';
import { bitsOf, childrenOf, type Der, integerOf, oidOf, present, readDer } from './asn1.ts';
import { addressText } from './ip.ts';
import { parseUri } from './uri.ts';

export type Extension = { readonly id: readonly number[]; readonly isCritical: boolean; readonly value: Buffer };

export function readExtensions(list: Der): readonly Extension[] {
  return childrenOf(list).map((extension) => {
    const parts = childrenOf(extension);
    const critical = parts.length > 2 && parts[1]?.tag === 1 && parts[1].body[0] !== 0;
    return { id: oidOf(present(parts[0])), isCritical: critical, value: present(parts.at(-1)).body };
  });
}

export function extensionValues(extensions: readonly Extension[]): RegoValue {
  return extensions.map(({ id, isCritical, value }) => {
    const result = newObject();
    result.Id = id;
    result.Critical = isCritical;
    result.Value = value.toString('base64');
    return result;
  });
}

const EXTENDED_USES: ReadonlyMap<string, number> = new Map([
  ['2.5.29.37.0', 0],
  ['1.3.6.1.5.5.7.3.1', 1],
  ['1.3.6.1.5.5.7.3.2', 2],
  ['1.3.6.1.5.5.7.3.3', 3],
  ['1.3.6.1.5.5.7.3.4', 4],
  ['1.3.6.1.5.5.7.3.5', 5],
  ['1.3.6.1.5.5.7.3.6', 6],
  ['1.3.6.1.5.5.7.3.7', 7],
  ['1.3.6.1.5.5.7.3.8', 8],
  ['1.3.6.1.5.5.7.3.9', 9],
  ['1.3.6.1.4.1.311.10.3.3', 10],
  ['2.16.840.1.113730.4.1', 11],
  ['1.3.6.1.4.1.311.2.1.22', 12],
  ['1.3.6.1.4.1.311.61.1.1', 13],
]);

type Reader = (value: Buffer, into: MutableObject, isCritical: boolean) => void;

/** What each known extension adds to a certificate. Source: Go crypto/x509 parser.go processExtensions. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['2.5.29.14', (value, into) => set(into, 'SubjectKeyId', first(value).body.toString('base64'))],
  ['2.5.29.15', (value, into) => set(into, 'KeyUsage', keyUsage(bitsOf(first(value))))],
  ['2.5.29.17', (value, into) => alternativeNames(childrenOf(first(value)), into)],
  ['2.5.29.19', basicConstraints],
  ['2.5.29.30', nameConstraints],
  ['2.5.29.31', distributionPoints],
  ['2.5.29.32', policies],
  ['2.5.29.35', authorityKey],
  ['2.5.29.37', extendedUses],
  ['1.3.6.1.5.5.7.1.1', authorityAccess],
]);

/** Reads the known extensions into the fields of a certificate or request. */
export function applyExtensions(extensions: readonly Extension[], into: MutableObject): void {
  for (const { id, isCritical, value } of extensions) {
    const reader = READERS.get(id.join('.'));
    if (reader !== undefined) reader(value, into, isCritical);
    else if (isCritical) append(into, 'UnhandledCriticalExtensions', id);
  }
}

function first(value: Buffer): Der {
  return present(readDer(value)[0]);
}

function set(into: MutableObject, name: string, value: RegoValue): void {
  into[name] = value;
}

function append(into: MutableObject, name: string, value: RegoValue): void {
  into[name] = [...((into[name] ?? []) as readonly RegoValue[]), value];
}

function keyUsage(bits: Buffer): number {
  let usage = 0;
  for (let bit = 0; bit < 9; bit++) if (((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) usage |= 1 << bit;
  return usage;
}

/** Subject alternative names: 1 email, 2 DNS, 6 URI, 7 IP. */
export function alternativeNames(names: readonly Der[], into: MutableObject): void {
  for (const { tag, body } of names) {
    if ((tag & 0x1f) === 1) append(into, 'EmailAddresses', body.toString('latin1'));
    else if ((tag & 0x1f) === 2) append(into, 'DNSNames', body.toString('latin1'));
    else if ((tag & 0x1f) === 6) {
      append(into, 'URIs', uriValue(body.toString('latin1')));
      if (into.URIStrings !== undefined) append(into, 'URIStrings', body.toString('latin1'));
    } else if ((tag & 0x1f) === 7) append(into, 'IPAddresses', ipText(body));
  }
}

function ipText(bytes: Buffer): string {
  const value = BigInt(`0x${bytes.toString('hex') || '0'}`);
  return addressText({ bits: bytes.length === 4 ? 32 : 128, value });
}

function uriValue(text: string): RegoValue {
  const uri = parseUri(text);
  const result = newObject();
  const opaque = uri.scheme !== '' && uri.host === '' && uri.path === '' ? text.slice(uri.scheme.length + 1) : '';
  Object.assign(result, { Scheme: uri.scheme, Opaque: opaque, User: null, Host: uri.host, Path: uri.path });
  Object.assign(result, { RawPath: '', OmitHost: false, ForceQuery: false, RawQuery: uri.rawQuery });
  return Object.assign(result, { Fragment: uri.fragment, RawFragment: '' });
}

function basicConstraints(value: Buffer, into: MutableObject): void {
  const parts = childrenOf(first(value));
  const limit = parts.find((part) => part.tag === 2);
  into.BasicConstraintsValid = true;
  into.IsCA = parts[0]?.tag === 1 && parts[0].body[0] !== 0;
  into.MaxPathLen = limit === undefined ? -1 : Number(integerOf(limit));
  into.MaxPathLenZero = into.MaxPathLen === 0;
}

function nameConstraints(value: Buffer, into: MutableObject, isCritical: boolean): void {
  into.PermittedDNSDomainsCritical = isCritical;
  let isUnhandled = false;
  for (const side of childrenOf(first(value))) {
    const prefix = (side.tag & 0x1f) === 0 ? 'Permitted' : 'Excluded';
    for (const subtree of childrenOf(side)) {
      const name = present(childrenOf(subtree)[0]);
      const text = name.body.toString('latin1');
      if ((name.tag & 0x1f) === 1) append(into, `${prefix}EmailAddresses`, text);
      else if ((name.tag & 0x1f) === 2) append(into, `${prefix}DNSDomains`, text);
      else if ((name.tag & 0x1f) === 6) append(into, `${prefix}URIDomains`, text);
      else if ((name.tag & 0x1f) === 7) {
        const half = name.body.length / 2;
        const range = newObject();
        range.IP = ipText(name.body.subarray(0, half));
        range.Mask = name.body.subarray(half).toString('base64');
        append(into, `${prefix}IPRanges`, range);
      } else isUnhandled = true;
    }
  }
  if (isUnhandled && isCritical) append(into, 'UnhandledCriticalExtensions', [2, 5, 29, 30]);
}

function distributionPoints(value: Buffer, into: MutableObject): void {
  for (const point of childrenOf(first(value)))
    for (const part of childrenOf(point).filter(({ tag }) => tag === 0xa0))
      for (const name of childrenOf(part).filter(({ tag }) => tag === 0xa0))
        for (const uri of childrenOf(name)) append(into, 'CRLDistributionPoints', uri.body.toString('latin1'));
}

function policies(value: Buffer, into: MutableObject): void {
  for (const policy of childrenOf(first(value))) {
    const id = oidOf(present(childrenOf(policy)[0]));
    append(into, 'PolicyIdentifiers', id);
    append(into, 'Policies', id.join('.'));
  }
}

function authorityKey(value: Buffer, into: MutableObject): void {
  const key = childrenOf(first(value)).find(({ tag }) => (tag & 0x1f) === 0);
  if (key !== undefined) into.AuthorityKeyId = key.body.toString('base64');
}

function extendedUses(value: Buffer, into: MutableObject): void {
  for (const use of childrenOf(first(value))) {
    const id = oidOf(use);
    const known = EXTENDED_USES.get(id.join('.'));
    if (known === undefined) append(into, 'UnknownExtKeyUsage', id);
    else append(into, 'ExtKeyUsage', known);
  }
}

function authorityAccess(value: Buffer, into: MutableObject): void {
  for (const access of childrenOf(first(value))) {
    const [method, location] = childrenOf(access);
    const id = oidOf(present(method)).join('.');
    const text = location?.body.toString('latin1') ?? '';
    if (id === '1.3.6.1.5.5.7.48.1') append(into, 'OCSPServer', text);
    else if (id === '1.3.6.1.5.5.7.48.2') append(into, 'IssuingCertificateURL', text);
  }
}

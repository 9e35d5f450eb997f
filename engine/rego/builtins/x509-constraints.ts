import { type AnyObject, isObject, objectGet, type RegoValue } from '../value/index.ts';
import { parseAddress } from './ip.ts';

/**
 * Whether the names of a chain are those that its authorities may vouch for.
 * Shape:  certificates in Go's JSON (certificateValue), the leaf first.
 * Source: RFC 5280 4.2.1.10; Go crypto/x509 constraints.go.
 */
export function areNamesPermitted(chain: readonly AnyObject[]): boolean {
  return chain.every((authority, index) => {
    if (!KINDS.some((kind) => isConstrained(authority, kind))) return true;
    return chain
      .slice(0, index)
      .every((certificate) => KINDS.every((kind) => areAllowed(authority, certificate, kind)));
  });
}

type Kind = {
  readonly names: string;
  readonly constraints: string;
  /** What of a name is compared; undefined for one that no constraint can speak of. */
  readonly subject: (name: RegoValue) => string | undefined;
  readonly matches: (constraint: RegoValue, subject: string, isExcluded: boolean) => boolean;
};

const textOf = (name: RegoValue): string | undefined => (typeof name === 'string' ? name : undefined);

const KINDS: readonly Kind[] = [
  { names: 'DNSNames', constraints: 'DNSDomains', subject: textOf, matches: isInDomain },
  { names: 'URIs', constraints: 'URIDomains', subject: uriHost, matches: isInDomain },
  { names: 'EmailAddresses', constraints: 'EmailAddresses', subject: mailbox, matches: isMailboxIn },
  { names: 'IPAddresses', constraints: 'IPRanges', subject: textOf, matches: isInRange },
];

function listOf(certificate: AnyObject, name: string): readonly RegoValue[] {
  const list = objectGet(certificate, name);
  return Array.isArray(list) ? list : [];
}

function isConstrained(authority: AnyObject, { constraints }: Kind): boolean {
  return ['Permitted', 'Excluded'].some((side) => listOf(authority, side + constraints).length > 0);
}

function areAllowed(authority: AnyObject, certificate: AnyObject, kind: Kind): boolean {
  const permitted = listOf(authority, `Permitted${kind.constraints}`);
  const excluded = listOf(authority, `Excluded${kind.constraints}`);
  return listOf(certificate, kind.names).every((name) => {
    const subject = kind.subject(name);
    if (subject === undefined) return false;
    if (permitted.length > 0 && !permitted.some((one) => kind.matches(one, subject, false))) return false;
    return !excluded.some((one) => kind.matches(one, subject, true));
  });
}

/** A domain holds itself and all below it; one with a leading dot only what is below. */
function isInDomain(constraint: RegoValue, name: string, isExcluded: boolean): boolean {
  if (typeof constraint !== 'string') return isExcluded;
  const [domain, lower] = [constraint.toLowerCase(), name.toLowerCase()];
  if (domain === '' || lower === domain) return true;
  if (lower.endsWith(domain.startsWith('.') ? domain : `.${domain}`)) return true;
  // a wildcard may stand for a name that is excluded
  return isExcluded && lower.startsWith('*') && behindFirstLabel(lower) === behindFirstLabel(domain);
}

function behindFirstLabel(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

function isMailboxIn(constraint: RegoValue, address: string, isExcluded: boolean): boolean {
  if (typeof constraint !== 'string') return isExcluded;
  if (!constraint.includes('@')) return isInDomain(constraint, address.slice(address.lastIndexOf('@') + 1), isExcluded);
  return mailbox(constraint) === address;
}

function mailbox(name: RegoValue): string | undefined {
  if (typeof name !== 'string') return undefined;
  const at = name.lastIndexOf('@');
  return at <= 0 || at === name.length - 1 ? undefined : name.slice(0, at) + name.slice(at).toLowerCase();
}

/** The host of a URI; addresses cannot be matched. */
function uriHost(uri: RegoValue): string | undefined {
  const host = isObject(uri) ? objectGet(uri, 'Host') : undefined;
  if (typeof host !== 'string') return undefined;
  const name = host.replace(/:[0-9]*$/, '').toLowerCase();
  return name === '' || name.startsWith('[') || parseAddress(name) !== undefined ? undefined : name;
}

function isInRange(range: RegoValue, text: string, isExcluded: boolean): boolean {
  if (!isObject(range)) return isExcluded;
  const base = parseAddress(String(objectGet(range, 'IP')));
  const address = parseAddress(text);
  const mask = Buffer.from(String(objectGet(range, 'Mask')), 'base64');
  if (base === undefined || address === undefined) return isExcluded;
  if (base.bits !== address.bits || mask.length * 8 !== base.bits) return false;
  const bits = BigInt(`0x${mask.toString('hex')}`);
  return (base.value & bits) === (address.value & bits);
}

import type { X509Certificate } from 'node:crypto';
import {
  type AnyObject,
  isNumber,
  isObject,
  objectEntries,
  objectGet,
  type RegoValue,
  toBigInt,
  toInt,
} from '../value/index.ts';
import { childrenOf, type Der } from './asn1.ts';
import { nodeCrypto } from './crypto.ts';
import { failure } from './errors.ts';
import { addressText, asIpv4, parseAddress } from './ip.ts';
import { itemsOf } from './operands.ts';
import { areNamesPermitted } from './x509-constraints.ts';
import { certificateValue } from './x509-parse.ts';

const ANY_USE = '2.5.29.37.0';

const USES: Readonly<Record<string, string>> = {
  KeyUsageAny: ANY_USE,
  KeyUsageServerAuth: '1.3.6.1.5.5.7.3.1',
  KeyUsageClientAuth: '1.3.6.1.5.5.7.3.2',
  KeyUsageCodeSigning: '1.3.6.1.5.5.7.3.3',
  KeyUsageEmailProtection: '1.3.6.1.5.5.7.3.4',
  KeyUsageIPSECEndSystem: '1.3.6.1.5.5.7.3.5',
  KeyUsageIPSECTunnel: '1.3.6.1.5.5.7.3.6',
  KeyUsageIPSECUser: '1.3.6.1.5.5.7.3.7',
  KeyUsageTimeStamping: '1.3.6.1.5.5.7.3.8',
  KeyUsageOCSPSigning: '1.3.6.1.5.5.7.3.9',
  KeyUsageMicrosoftServerGatedCrypto: '1.3.6.1.4.1.311.10.3.3',
  KeyUsageNetscapeServerGatedCrypto: '2.16.840.1.113730.4.1',
  KeyUsageMicrosoftCommercialCodeSigning: '1.3.6.1.4.1.311.2.1.22',
  KeyUsageMicrosoftKernelCodeSigning: '1.3.6.1.4.1.311.61.1.1',
};

/** Units: `milliseconds` since 1970. */
export type VerifyOptions = { readonly host: string; readonly milliseconds: number; readonly uses: readonly string[] };

/** Errors: BuiltinError for options that are unknown or of the wrong type. */
export function verifyOptions(options: RegoValue, now: bigint): VerifyOptions {
  let [host, milliseconds, uses] = ['', Number(now / 1_000_000n), [USES.KeyUsageServerAuth as string]];
  for (const [key, value] of isObject(options) ? objectEntries(options) : []) {
    if (key === 'DNSName') {
      if (typeof value !== 'string') throw failure("'DNSName' should be a string");
      host = value.replace(/^"+|"+$/g, '');
    } else if (key === 'CurrentTime') {
      if (!isNumber(value)) throw failure("'CurrentTime' should be a number");
      const nanoseconds = toInt(value) === undefined ? undefined : toBigInt(value);
      if (nanoseconds === undefined) throw failure("'CurrentTime' should be a valid int64 number");
      milliseconds = Number(nanoseconds / 1_000_000n);
    } else if (key === 'MaxConstraintComparisons') {
      if (!isNumber(value)) throw failure("'MaxConstraintComparisons' should be a number");
      if (toInt(value) === undefined) throw failure("'MaxConstraintComparisons' should be a valid number");
    } else if (key === 'KeyUsages') uses = usesOf(value);
    else if (typeof key === 'string') throw failure('invalid key option');
  }
  return { host, milliseconds, uses };
}

function usesOf(value: RegoValue): string[] {
  const names = itemsOf(value)?.filter((name) => typeof name === 'string');
  if (names === undefined) throw failure("'KeyUsages' should be an Array or Set");
  const plain = names.map((name) => name.replace(/^"+|"+$/g, ''));
  const unknown = plain.filter((name) => !Object.hasOwn(USES, name));
  if (unknown.length > 0) throw failure(`invalid entries for 'KeyUsages' found: [${unknown.join(' ')}]`);
  return plain.length === 0 ? [USES.KeyUsageServerAuth as string] : plain.map((name) => USES[name] as string);
}

/** As many signatures are checked for one chain, whatever the certificates. Source: Go crypto/x509 verify.go. */
const MAX_SIGNATURE_CHECKS = 100;

type Candidate = { readonly der: Der; readonly parsed: X509Certificate; readonly fields: AnyObject };

/** The chain from the last certificate up to the first, which is trusted; undefined where there is none. */
export function verifyChain(certificates: readonly Der[], options: VerifyOptions): readonly Der[] | undefined {
  if (certificates.length < 2) return undefined;
  const { X509Certificate } = nodeCrypto();
  const all = certificates.map((der): Candidate => {
    const fields = certificateValue(der, false) as AnyObject;
    return { der, parsed: new X509Certificate(der.raw), fields };
  });
  const [root, leaf] = [all[0] as Candidate, all.at(-1) as Candidate];
  if (options.host !== '' && !matchesHost(leaf.fields, options.host)) return undefined;
  let checks = 0;
  const extend = (chain: readonly Candidate[], uses: readonly string[]): readonly Candidate[] | undefined => {
    const last = chain.at(-1) as Candidate;
    const left = remainingUses(last.parsed, uses);
    if (!isValid(last, chain.length, options.milliseconds) || left.length === 0) return undefined;
    if (last.der.raw.equals(root.der.raw))
      return areNamesPermitted(chain.map(({ fields }) => fields)) ? chain : undefined;
    for (const issuer of all.slice(0, -1)) {
      if (chain.includes(issuer) || !isNamed(last.der, issuer.der) || !mayIssue(issuer.fields)) continue;
      if (WEAK_SIGNATURES.has(objectGet(last.fields, 'SignatureAlgorithm') as number)) continue;
      if (++checks > MAX_SIGNATURE_CHECKS) return undefined;
      if (!last.parsed.verify(issuer.parsed.publicKey)) continue;
      const found = extend([...chain, issuer], left);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return extend([leaf], options.uses)?.map(({ der }) => der);
}

/** Unknown, MD2, MD5, SHA-1 and DSA, by Go's numbers. */
const WEAK_SIGNATURES: ReadonlySet<number> = new Set([0, 1, 2, 3, 7, 8, 9]);

/** Whether a certificate may stand at a place of the chain. Shape: `place` is 1 for the leaf. */
function isValid({ parsed, fields }: Candidate, place: number, milliseconds: number): boolean {
  if (objectGet(fields, 'UnhandledCriticalExtensions') !== null) return false;
  if (milliseconds < Date.parse(parsed.validFrom) || Date.parse(parsed.validTo) < milliseconds) return false;
  const limit = objectGet(fields, 'MaxPathLen') as number;
  return objectGet(fields, 'BasicConstraintsValid') !== true || limit < 0 || place - 2 <= limit;
}

const CERTIFICATE_SIGN = 32;

function mayIssue(fields: AnyObject): boolean {
  const usage = objectGet(fields, 'KeyUsage') as number;
  if (usage !== 0 && (usage & CERTIFICATE_SIGN) === 0) return false;
  return objectGet(fields, 'BasicConstraintsValid') === true
    ? objectGet(fields, 'IsCA') === true
    : objectGet(fields, 'Version') !== 3;
}

/** Whether a certificate names another one's subject as its issuer, byte by byte. */
function isNamed(certificate: Der, issuer: Der): boolean {
  const fields = [certificate, issuer].map((one) => {
    const parts = childrenOf(childrenOf(one)[0]);
    return parts[0]?.tag === 0xa0 ? parts.slice(1) : parts;
  });
  const [name, subject] = [fields[0]?.[2], fields[1]?.[4]];
  return name !== undefined && subject !== undefined && name.raw.equals(subject.raw);
}

/** Addresses match addresses, names match names; the common name is none. Source: RFC 6125; Go VerifyHostname. */
function matchesHost(fields: AnyObject, host: string): boolean {
  const listOf = (name: string) => (objectGet(fields, name) ?? []) as readonly string[];
  const address = parseAddress(/^\[.+\]$/.test(host) ? host.slice(1, -1) : host);
  if (address !== undefined) {
    const wanted = addressText(asIpv4(address));
    return listOf('IPAddresses').includes(wanted);
  }
  const name = lowerAscii(host);
  const labels = name.replace(/\.$/, '').split('.');
  return listOf('DNSNames').some((pattern) => {
    const lower = lowerAscii(pattern);
    if (!isHostName(name.replace(/\.$/, ''), false) || !isHostName(lower, true))
      return lower !== '' && lower !== '.' && lower === name;
    const parts = lower.split('.');
    return (
      parts.length === labels.length && parts.every((part, at) => (at === 0 && part === '*') || part === labels[at])
    );
  });
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function isHostName(name: string, isPattern: boolean): boolean {
  const labels = name.split('.');
  if (isPattern && labels.length > 1 && labels[0] === '*') labels.shift();
  return labels.every((label) => /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(label));
}

/** The uses that are left to ask for below a certificate that limits them. */
function remainingUses(certificate: X509Certificate, uses: readonly string[]): readonly string[] {
  const allowed = certificate.keyUsage as readonly string[] | undefined;
  if (allowed === undefined || allowed.length === 0 || uses.includes(ANY_USE) || allowed.includes(ANY_USE)) return uses;
  return uses.filter((use) => allowed.includes(use));
}

import type { X509Certificate } from 'node:crypto';
import { isNumber, isObject, objectEntries, type RegoValue, toBigInt, toInt } from '../value/index.ts';
import { childrenOf, type Der } from './asn1.ts';
import { nodeCrypto } from './crypto.ts';
import { failure } from './errors.ts';
import { parseAddress } from './ip.ts';
import { itemsOf } from './operands.ts';

const USES: Readonly<Record<string, string>> = {
  KeyUsageAny: '2.5.29.37.0',
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

/** The chain from the last certificate up to the first, which is trusted; undefined where there is none. */
export function verifyChain(certificates: readonly Der[], options: VerifyOptions): readonly Der[] | undefined {
  if (certificates.length < 2) return undefined;
  const parsed = certificates.map((der) => new (nodeCrypto().X509Certificate)(der.raw));
  const leaf = parsed.length - 1;
  if (options.host !== '' && !matchesHost(parsed[leaf] as X509Certificate, options.host)) return undefined;
  const extend = (chain: readonly number[]): readonly number[] | undefined => {
    const last = parsed[chain.at(-1) as number] as X509Certificate;
    if (!isCurrent(last, options.milliseconds) || !hasUses(last, options.uses)) return undefined;
    if (last.raw.equals((parsed[0] as X509Certificate).raw)) return chain;
    for (let index = 0; index < leaf; index++) {
      const issuer = parsed[index] as X509Certificate;
      if (chain.includes(index) || !issuer.ca || !isNamed(certificates, chain.at(-1) as number, index)) continue;
      if (!last.verify(issuer.publicKey)) continue;
      const found = extend([...chain, index]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return extend([leaf])?.map((index) => certificates[index] as Der);
}

/** Whether a certificate names another one's subject as its issuer, byte by byte. */
function isNamed(certificates: readonly Der[], certificate: number, issuer: number): boolean {
  const fields = [certificate, issuer].map((index) => {
    const parts = childrenOf(childrenOf(certificates[index] as Der)[0]);
    return parts[0]?.tag === 0xa0 ? parts.slice(1) : parts;
  });
  const [name, subject] = [fields[0]?.[2], fields[1]?.[4]];
  return name !== undefined && subject !== undefined && name.raw.equals(subject.raw);
}

function matchesHost(certificate: X509Certificate, host: string): boolean {
  if (parseAddress(host) !== undefined) return certificate.checkIP(host) !== undefined;
  return certificate.checkHost(host) !== undefined;
}

function isCurrent(certificate: X509Certificate, milliseconds: number): boolean {
  return Date.parse(certificate.validFrom) <= milliseconds && milliseconds <= Date.parse(certificate.validTo);
}

/** A certificate that limits its uses must allow one of those that are asked for. */
function hasUses(certificate: X509Certificate, uses: readonly string[]): boolean {
  const allowed = certificate.keyUsage as readonly string[] | undefined;
  if (allowed === undefined || allowed.length === 0 || uses.includes('2.5.29.37.0')) return true;
  return allowed.some((use) => use === '2.5.29.37.0' || uses.includes(use));
}

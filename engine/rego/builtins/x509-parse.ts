import { fromBigInt, isObject, type MutableObject, newObject, objectGet, type RegoValue } from '../value/index.ts';
import { bitsOf, childrenOf, type Der, integerOf, oidOf, present, readDer, textOf, timeOf } from './asn1.ts';
import { nodeCrypto } from './crypto.ts';
import { failure } from './errors.ts';
import { applyExtensions, extensionValues, readExtensions } from './x509-extensions.ts';

const MALFORMED = 'x509: malformed certificate';

/** A certificate as Go's JSON of x509.Certificate has it. Source: Go crypto/x509. */
export function certificateValue(certificate: Der, withUriTexts: boolean): RegoValue {
  const [body, outer, signature] = childrenOf(certificate, MALFORMED);
  const parts = [...childrenOf(body, MALFORMED)];
  const version = parts[0]?.tag === 0xa0 ? Number(integerOf(present(childrenOf(parts.shift())[0]))) + 1 : 1;
  const [serial, algorithm, issuer, validity, subject, key] = parts as [Der, Der, Der, Der, Der, Der];
  if (body === undefined || key === undefined || signature === undefined) throw failure(MALFORMED);
  if (outer === undefined || !outer.raw.equals(algorithm.raw))
    throw failure("x509: inner and outer signature algorithm identifiers don't match");
  const [notBefore, notAfter] = childrenOf(validity, MALFORMED).map(timeOf);
  const result = emptyCertificate();
  if (withUriTexts) result.URIStrings = [];
  const wrapped = parts.slice(6).find(({ tag }) => tag === 0xa3);
  const extensions = wrapped === undefined ? [] : readExtensions(present(childrenOf(wrapped)[0]));
  applyExtensions(extensions, result);
  if (withUriTexts && result.URIs === null) result.URIStrings = null;
  Object.assign(result, {
    Raw: certificate.raw.toString('base64'),
    RawTBSCertificate: body.raw.toString('base64'),
    RawSubjectPublicKeyInfo: key.raw.toString('base64'),
    RawSubject: subject.raw.toString('base64'),
    RawIssuer: issuer.raw.toString('base64'),
    Signature: bitsOf(signature).toString('base64'),
    SignatureAlgorithm: signatureAlgorithm(algorithm),
    PublicKeyAlgorithm: keyAlgorithm(key),
    PublicKey: publicKeyValue(key),
    Version: version,
    SerialNumber: fromBigInt(integerOf(serial)),
    Issuer: nameValue(issuer),
    Subject: nameValue(subject),
    NotBefore: notBefore,
    NotAfter: notAfter,
    Extensions: extensions.length === 0 ? null : extensionValues(extensions),
  });
  return result;
}

/** The certificates, each read to its end once. Errors: BuiltinError for one that is none. */
export function checkedCertificates(certificates: readonly Der[]): readonly Der[] {
  for (const certificate of certificates) {
    const [body] = childrenOf(certificate, MALFORMED);
    if (body?.tag !== 0x30) throw failure('x509: malformed tbs certificate');
    const fields = certificateValue(certificate, false);
    try {
      const parsed = new (nodeCrypto().X509Certificate)(certificate.raw);
      // the key of an algorithm that is known must be one
      if (isObject(fields) && objectGet(fields, 'PublicKeyAlgorithm') !== 0) void parsed.publicKey;
    } catch {
      throw failure(MALFORMED);
    }
  }
  return certificates;
}

function emptyCertificate(): MutableObject {
  const nulls =
    'AuthorityKeyId CRLDistributionPoints DNSNames EmailAddresses ExcludedDNSDomains ExcludedEmailAddresses ' +
    'ExcludedIPRanges ExcludedURIDomains ExtKeyUsage ExtraExtensions IPAddresses IssuingCertificateURL OCSPServer ' +
    'PermittedDNSDomains PermittedEmailAddresses PermittedIPRanges PermittedURIDomains Policies PolicyIdentifiers ' +
    'PolicyMappings SubjectKeyId URIs UnhandledCriticalExtensions UnknownExtKeyUsage';
  const result = newObject();
  for (const name of nulls.split(' ')) result[name] = null;
  return Object.assign(result, {
    BasicConstraintsValid: false,
    InhibitAnyPolicy: 0,
    InhibitAnyPolicyZero: false,
    InhibitPolicyMapping: 0,
    InhibitPolicyMappingZero: false,
    IsCA: false,
    KeyUsage: 0,
    MaxPathLen: 0,
    MaxPathLenZero: false,
    PermittedDNSDomainsCritical: false,
    RequireExplicitPolicy: 0,
    RequireExplicitPolicyZero: false,
  });
}

/** A certificate request as Go's JSON has it. Errors: BuiltinError `asn1: structure error...`. */
export function requestValue(bytes: Buffer): RegoValue {
  const [request] = readDer(bytes);
  const [info, algorithm, signature] = childrenOf(request);
  const [version, subject, key, attributes] = childrenOf(info);
  if (request === undefined || info === undefined || attributes === undefined || signature === undefined)
    throw failure('asn1: structure error');
  const result = newObject();
  for (const name of ['DNSNames', 'EmailAddresses', 'IPAddresses', 'URIs', 'ExtraExtensions']) result[name] = null;
  const requested = childrenOf(attributes).find(
    (attribute) => oidOf(present(childrenOf(attribute)[0])).join('.') === '1.2.840.113549.1.9.14',
  );
  const list = requested === undefined ? undefined : childrenOf(childrenOf(requested)[1])[0];
  const extensions = list === undefined ? [] : readExtensions(list);
  const names = newObject();
  applyExtensions(extensions, names);
  for (const name of ['DNSNames', 'EmailAddresses', 'IPAddresses', 'URIs']) result[name] = names[name] ?? null;
  return Object.assign(result, {
    Raw: request.raw.toString('base64'),
    RawTBSCertificateRequest: info.raw.toString('base64'),
    RawSubjectPublicKeyInfo: present(key).raw.toString('base64'),
    RawSubject: present(subject).raw.toString('base64'),
    Version: Number(integerOf(present(version))),
    Signature: bitsOf(signature).toString('base64'),
    SignatureAlgorithm: signatureAlgorithm(present(algorithm)),
    PublicKeyAlgorithm: keyAlgorithm(present(key)),
    PublicKey: publicKeyValue(present(key)),
    Subject: nameValue(present(subject)),
    Attributes: requested === undefined ? null : [attributeValue(extensions)],
    Extensions: extensions.length === 0 ? null : extensionValues(extensions),
  });
}

function attributeValue(extensions: ReturnType<typeof readExtensions>): RegoValue {
  const result = newObject();
  result.Type = [1, 2, 840, 113549, 1, 9, 14];
  result.Value = [
    extensions.map(({ id, value }) => {
      const pair = newObject();
      pair.Type = id;
      pair.Value = value.toString('base64');
      return pair;
    }),
  ];
  return result;
}

const NAME_FIELDS: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CommonName'],
  ['2.5.4.5', 'SerialNumber'],
  ['2.5.4.6', 'Country'],
  ['2.5.4.7', 'Locality'],
  ['2.5.4.8', 'Province'],
  ['2.5.4.9', 'StreetAddress'],
  ['2.5.4.10', 'Organization'],
  ['2.5.4.11', 'OrganizationalUnit'],
  ['2.5.4.17', 'PostalCode'],
]);

function nameValue(name: Der): RegoValue {
  const result = newObject();
  for (const field of NAME_FIELDS.values()) result[field] = null;
  Object.assign(result, { CommonName: '', SerialNumber: '', ExtraNames: null });
  const names: RegoValue[] = [];
  for (const group of childrenOf(name)) {
    for (const pair of childrenOf(group)) {
      const parts = childrenOf(pair);
      const [type, value] = [present(parts[0]), present(parts[1])];
      const entry = newObject();
      entry.Type = oidOf(type);
      entry.Value = textOf(value);
      names.push(entry);
      const field = NAME_FIELDS.get(oidOf(type).join('.'));
      if (field === 'CommonName' || field === 'SerialNumber') result[field] = textOf(value);
      else if (field !== undefined) result[field] = [...((result[field] ?? []) as readonly RegoValue[]), textOf(value)];
    }
  }
  result.Names = names.length === 0 ? null : names;
  return result;
}

/** Go's numbers of signature algorithms. */
const SIGNATURES: ReadonlyMap<string, number> = new Map([
  ['1.2.840.113549.1.1.2', 1],
  ['1.2.840.113549.1.1.4', 2],
  ['1.2.840.113549.1.1.5', 3],
  ['1.2.840.113549.1.1.11', 4],
  ['1.2.840.113549.1.1.12', 5],
  ['1.2.840.113549.1.1.13', 6],
  ['1.2.840.10040.4.3', 7],
  ['2.16.840.1.101.3.4.3.2', 8],
  ['1.2.840.10045.4.1', 9],
  ['1.2.840.10045.4.3.2', 10],
  ['1.2.840.10045.4.3.3', 11],
  ['1.2.840.10045.4.3.4', 12],
  ['1.3.101.112', 16],
]);

function signatureAlgorithm(algorithm: Der): number {
  const [id, parameters] = childrenOf(algorithm);
  const name = oidOf(present(id)).join('.');
  if (name !== '1.2.840.113549.1.1.10') return SIGNATURES.get(name) ?? 0;
  // the hash of RSA-PSS stands in its parameters twice, and the salt is as long as the digest
  const hex = parameters?.raw.toString('hex') ?? '';
  const found = PSS.find(({ hash, salt }) => hex.split(hash).length === 3 && hex.includes(salt));
  return found?.number ?? 0;
}

const PSS = [
  { hash: '608648016503040201', salt: 'a203020120', number: 13 },
  { hash: '608648016503040202', salt: 'a203020130', number: 14 },
  { hash: '608648016503040203', salt: 'a203020140', number: 15 },
] as const;

function keyAlgorithm(key: Der): number {
  const name = oidOf(present(childrenOf(childrenOf(key)[0])[0])).join('.');
  if (name === '1.2.840.113549.1.1.1') return 1;
  if (name === '1.2.840.10040.4.1') return 2;
  if (name === '1.2.840.10045.2.1') return 3;
  return name === '1.3.101.112' ? 4 : 0;
}

function publicKeyValue(key: Der): RegoValue {
  const bits = bitsOf(present(childrenOf(key)[1]));
  const result = newObject();
  switch (keyAlgorithm(key)) {
    case 1: {
      const [modulus, exponent] = childrenOf(readDer(bits)[0]);
      result.N = fromBigInt(integerOf(present(modulus)));
      result.E = fromBigInt(integerOf(present(exponent)));
      return result;
    }
    case 3: {
      const half = (bits.length - 1) / 2;
      result.Curve = newObject();
      result.X = fromBigInt(BigInt(`0x${bits.subarray(1, 1 + half).toString('hex')}`));
      result.Y = fromBigInt(BigInt(`0x${bits.subarray(1 + half).toString('hex')}`));
      return result;
    }
    case 4:
      return bits.toString('base64');
    default:
      return null;
  }
}

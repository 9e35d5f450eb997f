import { fromBigInt, type MutableObject, newObject, type RegoValue } from '../value/index.ts';
import { bitsOf, childrenOf, type Der, integerOf, oidOf, readDer, textOf, timeOf } from './asn1.ts';
import { failure } from './errors.ts';
import { applyExtensions, extensionValues, readExtensions } from './x509-extensions.ts';

const MALFORMED = 'x509: malformed certificate';

/** A certificate as Go's JSON of x509.Certificate has it. Source: Go crypto/x509. */
export function certificateValue(certificate: Der, withUriTexts: boolean): RegoValue {
  const [body, , signature] = childrenOf(certificate, MALFORMED);
  const parts = [...childrenOf(body, MALFORMED)];
  const version = parts[0]?.tag === 0xa0 ? Number(integerOf(childrenOf(parts.shift())[0] as Der)) + 1 : 1;
  const [serial, algorithm, issuer, validity, subject, key] = parts as [Der, Der, Der, Der, Der, Der];
  if (body === undefined || key === undefined || signature === undefined) throw failure(MALFORMED);
  const [notBefore, notAfter] = childrenOf(validity, MALFORMED).map(timeOf);
  const result = emptyCertificate();
  if (withUriTexts) result.URIStrings = [];
  const wrapped = parts.slice(6).find(({ tag }) => tag === 0xa3);
  const extensions = wrapped === undefined ? [] : readExtensions(childrenOf(wrapped)[0] as Der);
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
    (attribute) => oidOf(childrenOf(attribute)[0] as Der).join('.') === '1.2.840.113549.1.9.14',
  );
  const list = requested === undefined ? undefined : childrenOf(childrenOf(requested)[1])[0];
  const extensions = list === undefined ? [] : readExtensions(list);
  const names = newObject();
  applyExtensions(extensions, names);
  for (const name of ['DNSNames', 'EmailAddresses', 'IPAddresses', 'URIs']) result[name] = names[name] ?? null;
  return Object.assign(result, {
    Raw: request.raw.toString('base64'),
    RawTBSCertificateRequest: info.raw.toString('base64'),
    RawSubjectPublicKeyInfo: (key as Der).raw.toString('base64'),
    RawSubject: (subject as Der).raw.toString('base64'),
    Version: Number(integerOf(version as Der)),
    Signature: bitsOf(signature).toString('base64'),
    SignatureAlgorithm: signatureAlgorithm(algorithm as Der),
    PublicKeyAlgorithm: keyAlgorithm(key as Der),
    PublicKey: publicKeyValue(key as Der),
    Subject: nameValue(subject as Der),
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
      const [type, value] = childrenOf(pair) as [Der, Der];
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
  const name = oidOf(id as Der).join('.');
  if (name !== '1.2.840.113549.1.1.10') return SIGNATURES.get(name) ?? 0;
  // the hash of RSA-PSS stands in its parameters
  const hex = parameters?.raw.toString('hex') ?? '';
  return hex.includes('608648016503040201') ? 13 : hex.includes('608648016503040202') ? 14 : 15;
}

function keyAlgorithm(key: Der): number {
  const name = oidOf(childrenOf(childrenOf(key)[0])[0] as Der).join('.');
  if (name === '1.2.840.113549.1.1.1') return 1;
  if (name === '1.2.840.10040.4.1') return 2;
  if (name === '1.2.840.10045.2.1') return 3;
  return name === '1.3.101.112' ? 4 : 0;
}

function publicKeyValue(key: Der): RegoValue {
  const bits = bitsOf(childrenOf(key)[1] as Der);
  const result = newObject();
  switch (keyAlgorithm(key)) {
    case 1: {
      const [modulus, exponent] = childrenOf(readDer(bits)[0]) as [Der, Der];
      result.N = fromBigInt(integerOf(modulus));
      result.E = fromBigInt(integerOf(exponent));
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

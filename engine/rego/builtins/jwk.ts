import {
  type AnyObject,
  isObject,
  JsonError,
  objectEntries,
  objectGet,
  parseJson,
  quote,
  type RegoValue,
  toText,
  typeName,
} from '../value/index.ts';
import { type BuiltinError, failure } from './errors.ts';

/** The kinds of JWK, by the names that OPA's messages carry. */
export type JwkClass =
  | 'rsaPublicKey'
  | 'rsaPrivateKey'
  | 'ecdsaPublicKey'
  | 'ecdsaPrivateKey'
  | 'okpPublicKey'
  | 'okpPrivateKey'
  | 'symmetricKey';

/** A JWK whose members are read and whose sizes are right. Shape: `alg` and `kid` are empty where it names none. */
export type Jwk = {
  readonly kind: JwkClass;
  readonly alg: string;
  readonly kid: string;
  readonly members: AnyObject;
};

/**
 * The keys of a JWK or a JWK set.
 * Errors: BuiltinError in the words of OPA's JWK reader.
 * Source: RFC 7517, RFC 7518; OPA v1/topdown tokens.go reads keys with lestrrat-go/jwx.
 */
export function parseJwks(text: string): readonly Jwk[] {
  let value: RegoValue;
  try {
    value = parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw soleFault(failure(probe(endOf(error.message, text))));
  }
  const keys = isObject(value) ? objectGet(value, 'keys') : undefined;
  if (keys === undefined) return [located(value, soleFault)];
  if (!Array.isArray(keys)) throw setFault(`failed to decode "keys": expected '[' but got ${toText(keys)}`);
  return keys.map((key: RegoValue, index) =>
    located(key, ({ message }) => setFault(`failed to decode key #${index} in "keys": ${message}`)),
  );
}

function soleFault({ message }: BuiltinError): BuiltinError {
  return failure(`jwk.Parse: failed to parse sole key: ${message}`);
}

function setFault(message: string): BuiltinError {
  return failure(`jwk.Parse: failed to unmarshal JWK set: ${message}`);
}

function located(value: RegoValue, fault: (error: BuiltinError) => BuiltinError): Jwk {
  const jwk = readJwk(value);
  if (typeof jwk === 'string') throw fault(failure(`jwk.ParseKey: ${jwk}`));
  return jwk;
}

function probe(message: string): string {
  return `jwk.ParseKey: jwk.Parse: failed to probe data: probe: failed to unmarshal data: ${message}`;
}

function endOf(message: string, text: string): string {
  if (message !== 'unexpected end of JSON input') return message;
  return text.trim() === '' ? 'EOF' : 'unexpected EOF';
}

const PROBED = 'struct { Kty string "json:\\"kty\\""; D json.RawMessage "json:\\"d,omitempty\\"" }';

/** The JWK, or what is wrong with it. */
function readJwk(value: RegoValue): Jwk | string {
  const unfit = (kind: string, into: string) =>
    probe(`json: cannot unmarshal ${kind} into Go ${into}`).slice('jwk.ParseKey: '.length);
  if (value !== null && !isObject(value)) return unfit(goKind(value), `value of type ${PROBED}`);
  const members = value ?? {};
  const kty = objectGet(members, 'kty') ?? '';
  if (typeof kty !== 'string') return unfit(goKind(kty), 'struct field .kty of type string');
  const kind = classOf(kty, objectGet(members, 'd') !== undefined);
  if (kind === undefined) return `invalid key type from JSON (${kty})`;
  const fault = memberFault(kind, members);
  const into = `failed to unmarshal JSON into key (*jwk.${kind})`;
  if (fault !== undefined) return `${into}: ${into}: ${fault}`;
  const size = sizeFault(kind, members);
  if (size !== undefined)
    return `jwk.Parse: key validation failed: key validation failed: jwk.${LABELS[kind]}: ${size}`;
  return { kind, alg: textMember(members, 'alg'), kid: textMember(members, 'kid'), members };
}

function goKind(value: RegoValue): string {
  if (typeof value === 'boolean') return 'bool';
  return typeName(value);
}

function classOf(kty: string, isPrivate: boolean): JwkClass | undefined {
  if (kty === 'oct') return 'symmetricKey';
  if (kty === 'RSA') return isPrivate ? 'rsaPrivateKey' : 'rsaPublicKey';
  if (kty === 'EC') return isPrivate ? 'ecdsaPrivateKey' : 'ecdsaPublicKey';
  if (kty === 'OKP') return isPrivate ? 'okpPrivateKey' : 'okpPublicKey';
  return undefined;
}

const LABELS: Readonly<Record<JwkClass, string>> = {
  rsaPublicKey: 'RSAPublicKey',
  rsaPrivateKey: 'RSAPrivateKey',
  ecdsaPublicKey: 'ECDSAPublicKey',
  ecdsaPrivateKey: 'ECDSAPrivateKey',
  okpPublicKey: 'OKPPublicKey',
  okpPrivateKey: 'OKPPrivateKey',
  symmetricKey: 'SymmetricKey',
};

const REQUIRED: Readonly<Record<JwkClass, readonly string[]>> = {
  rsaPublicKey: ['e', 'n'],
  rsaPrivateKey: ['d', 'e', 'n'],
  ecdsaPublicKey: ['crv', 'x', 'y'],
  ecdsaPrivateKey: ['crv', 'd', 'x', 'y'],
  okpPublicKey: ['crv', 'x'],
  okpPrivateKey: ['crv', 'd', 'x'],
  symmetricKey: ['k'],
};

const BYTES: Readonly<Record<JwkClass, readonly string[]>> = {
  rsaPublicKey: ['e', 'n'],
  rsaPrivateKey: ['d', 'dp', 'dq', 'e', 'n', 'p', 'qi', 'q'],
  ecdsaPublicKey: ['x', 'y'],
  ecdsaPrivateKey: ['d', 'x', 'y'],
  okpPublicKey: ['x'],
  okpPrivateKey: ['d', 'x'],
  symmetricKey: ['k'],
};

const TEXTS: readonly string[] = ['kid', 'use', 'x5t', 'x5t#S256', 'x5u'];

/** Units: bytes of a coordinate. */
const CURVES: ReadonlyMap<string, number> = new Map([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
]);
const OKP_CURVES: ReadonlySet<string> = new Set(['Ed25519', 'Ed448', 'X25519', 'X448']);

const KEY_ALGORITHM =
  /^(?:(?:RS|PS|ES|HS)(?:256|384|512)|ES256K|EdDSA|Ed25519|none|RSA1_5|RSA-OAEP(?:-256|-384|-512)?|dir|ECDH-ES(?:\+A(?:128|192|256)KW)?|A(?:128|192|256)(?:GCM)?KW|PBES2-(?:HS256\+A128KW|HS384\+A192KW|HS512\+A256KW)|A128CBC-HS256|A192CBC-HS384|A256CBC-HS512|A(?:128|192|256)GCM)$/;

/** The first member that cannot be read, in the order of the text, else the first that lacks. */
function memberFault(kind: JwkClass, members: AnyObject): string | undefined {
  for (const [name, value] of objectEntries(members)) {
    const fault = typeof name === 'string' ? valueFault(kind, name, value) : undefined;
    if (fault !== undefined) return `failed to decode value for key ${name as string}: ${fault}`;
  }
  const missing = REQUIRED[kind].find((name) => (objectGet(members, name) ?? null) === null);
  return missing === undefined ? undefined : `required field ${missing} is missing`;
}

function valueFault(kind: JwkClass, name: string, value: RegoValue): string | undefined {
  if (value === null) return undefined;
  const isBytes = BYTES[kind].includes(name);
  const isText = isBytes || TEXTS.includes(name);
  if ((isText || name === 'alg') && typeof value !== 'string') {
    const unfit = `json: cannot unmarshal ${goKind(value)} into Go value of type string`;
    return isText ? `error reading next value: ${unfit}` : unfit;
  }
  if (isBytes && !isBase64(value as string)) return 'expected base64 encoded []byte (string)';
  if (name === 'alg' && !KEY_ALGORITHM.test(value as string))
    return `invalid key value: ${quote(value as string)}: invalid key algorithm`;
  if (name !== 'crv' || kind.startsWith('rsa') || kind === 'symmetricKey' || typeof value !== 'string')
    return undefined;
  const isCurve = CURVES.has(value) || OKP_CURVES.has(value) || value === 'secp256k1';
  return isCurve ? undefined : `unknown EllipticCurveAlgorithm: ${quote(value)}`;
}

/** Either alphabet, with or without padding. */
function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)={0,2}$/.test(text) && text.replaceAll('=', '').length % 4 !== 1;
}

function sizeFault(kind: JwkClass, members: AnyObject): string | undefined {
  const sizeOf = (name: string) => bytesMember(members, name).length;
  if (kind === 'symmetricKey') return sizeOf('k') === 0 ? 'missing "k" field' : undefined;
  if (kind.startsWith('rsa')) {
    const empty = ['n', 'e', ...(kind === 'rsaPrivateKey' ? ['d'] : [])].find((name) => sizeOf(name) === 0);
    return empty === undefined ? undefined : `missing "${empty}" value`;
  }
  const curve = textMember(members, 'crv');
  const isPrivate = kind.endsWith('PrivateKey');
  if (kind.startsWith('okp')) {
    if (sizeOf('x') === 0) return 'missing "x" field';
    const is25519 = curve.endsWith('25519');
    if (is25519 && sizeOf('x') !== 32) return `${curve.toLowerCase()}: wrong public key size`;
    if (isPrivate && is25519 && sizeOf('d') !== 32) return `${curve.toLowerCase()}: wrong private key size`;
    return undefined;
  }
  const wanted = CURVES.get(curve);
  const wrong = ['x', 'y', ...(isPrivate ? ['d'] : [])].find((name) => sizeOf(name) !== wanted);
  return wrong === undefined ? undefined : `invalid "${wrong}" length (${sizeOf(wrong)}) for curve "${curve}"`;
}

/** A member's text; empty where there is none. */
export function textMember(members: AnyObject, name: string): string {
  const member = objectGet(members, name);
  return typeof member === 'string' ? member : '';
}

/** The bytes behind a member in base64. */
export function bytesMember(members: AnyObject, name: string): Buffer {
  return Buffer.from(textMember(members, name), 'base64');
}

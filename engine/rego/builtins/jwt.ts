import {
  type AnyObject,
  compareNumbers,
  isNumber,
  isObject,
  JsonError,
  newObject,
  objectEntries,
  objectGet,
  parseJson,
  parseNumber,
  quote,
  type RegoValue,
  textOfBytes,
  toJsonText,
  toText,
  typeName,
  wellFormed,
} from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { nodeCrypto } from './crypto.ts';
import { decodeBase64Url } from './encoding.ts';
import { BuiltinError, failure } from './errors.ts';
import { unmarshal } from './json.ts';
import { bytesMember, type Jwk, type JwkClass, parseJwks } from './jwk.ts';
import { ALGORITHMS, importJwk, type VerificationKey, verificationKeys } from './jwt-keys.ts';
import { signData, verifySignature } from './jwt-signature.ts';
import { objectOperand, stringOperand } from './operands.ts';

const VERIFIERS = Object.fromEntries(
  [...ALGORITHMS].map((algorithm): [string, Builtin] => [
    `io.jwt.verify_${algorithm.toLowerCase()}`,
    (context, token, key) => verifyWith(context, algorithm, stringOperand(token, 1), key),
  ]),
);

type VerifierName = `io.jwt.verify_${'rs' | 'ps' | 'es' | 'hs'}${'256' | '384' | '512'}` | 'io.jwt.verify_eddsa';

/**
 * JSON Web Tokens.
 * Source: OPA v1/topdown tokens.go.
 */
export const jwtBuiltins = {
  ...(VERIFIERS as Record<VerifierName, Builtin>),
  'io.jwt.decode': (context, x) => decodeToken(context, stringOperand(x, 1)),
  'io.jwt.decode_verify': (context, x, constraints) => decodeVerify(context, x, objectOperand(constraints, 2)),
  'io.jwt.encode_sign': (context, headers, payload, key) =>
    encodeSign(context, toJsonText(headers), toJsonText(payload), toJsonText(key)),
  'io.jwt.encode_sign_raw': (context, headers, payload, key) => {
    const jwk = stringOperand(key, 3);
    return encodeSign(context, stringOperand(headers, 1), stringOperand(payload, 2), jwk);
  },
} satisfies Record<string, Builtin>;

type Token = { readonly header: string; readonly payload: string; readonly signature: string };

function splitToken(context: BuiltinContext, text: string): Token {
  context.charge(text.length);
  if (!text.includes('.')) throw failure('encoded JWT had no period separators');
  const parts = text.split('.');
  if (parts.length !== 3) throw failure(`encoded JWT must have 3 sections, found ${parts.length}`);
  return { header: parts[0] as string, payload: parts[1] as string, signature: parts[2] as string };
}

function decodePart(text: string, what: string): Buffer {
  try {
    return decodeBase64Url(text);
  } catch (error) {
    if (error instanceof BuiltinError) throw failure(`JWT ${what} had invalid encoding: ${error.message}`);
    throw error;
  }
}

function jsonObject(text: string): AnyObject {
  let value: RegoValue;
  try {
    value = unmarshal(text);
  } catch (error) {
    if (error instanceof BuiltinError) throw failure(`invalid JSON: ${error.message}`);
    throw error;
  }
  if (!isObject(value)) throw failure('decoded JSON type was not an Object');
  return value;
}

function decodeHeader(token: Token): AnyObject {
  const text = textOfBytes(decodePart(token.header, 'header'));
  let header: AnyObject;
  try {
    header = jsonObject(text);
  } catch (error) {
    if (error instanceof BuiltinError) throw failure(`bad JWT header: ${error.message}`);
    throw error;
  }
  if (objectGet(header, 'enc') !== undefined) throw failure('JWT is a JWE object, which is not supported');
  return header;
}

function decodeToken(context: BuiltinContext, text: string): RegoValue {
  let current = text;
  for (;;) {
    const token = splitToken(context, current);
    const header = decodeHeader(token);
    const payload = textOfBytes(decodePart(token.payload, 'payload'));
    if (objectGet(header, 'cty') === 'JWT') {
      current = payload.replace(/^["']+|["']+$/g, '');
      continue;
    }
    return [header, jsonObject(payload), decodePart(token.signature, 'signature').toString('hex')];
  }
}

function verifyWith(context: BuiltinContext, algorithm: string, text: string, key: RegoValue): boolean {
  const token = splitToken(context, text);
  const secret = stringOperand(key, 2);
  const data = `${token.header}.${token.payload}`;
  if (algorithm.startsWith('HS'))
    return verifySignature(algorithm, secretKey(secret), data, decodeBase64Url(token.signature));
  const keys = verificationKeys(secret);
  const signature = decodeBase64Url(token.signature);
  const header = parseHeader(decodeHeader(token));
  const candidates = candidateKeys(keys, header.kid, header.alg);
  return candidates.some(({ key }) => key.type === 'public' && verifySignature(algorithm, key, data, signature, 'any'));
}

function secretKey(secret: string) {
  return nodeCrypto().createSecretKey(Buffer.from(wellFormed(secret), 'utf8'));
}

/** The key that the token names; without one every key that is for its algorithm. */
function candidateKeys(keys: readonly VerificationKey[], kid: string, alg: string): readonly VerificationKey[] {
  const named = kid === '' ? undefined : keys.find((key) => key.kid === kid);
  return named === undefined ? keys.filter((key) => key.alg === '' || key.alg === alg) : [named];
}

type Header = {
  readonly alg: string;
  readonly kid: string;
  readonly cty: string;
  /** A critical parameter that is not understood. */
  readonly isUnknown: boolean;
};

const KNOWN_PARAMETERS: ReadonlySet<string> = new Set(['alg', 'kid', 'typ', 'cty', 'crit']);

function parseHeader(header: AnyObject): Header {
  const textOf = (name: string): string => {
    const value = objectGet(header, name) ?? '';
    if (typeof value !== 'string') throw failure(`${name}: must be a string`);
    return value;
  };
  textOf('typ');
  const critical = objectGet(header, 'crit');
  if (critical !== undefined && !Array.isArray(critical)) throw failure('crit: must be a list');
  const names = ((critical ?? []) as readonly RegoValue[]).filter((name) => typeof name === 'string');
  if (critical !== undefined && names.length === 0) throw failure('crit: must be a nonempty list');
  const unknown = names.filter((name) => !KNOWN_PARAMETERS.has(name) && objectGet(header, name) !== undefined);
  return { alg: textOf('alg'), kid: textOf('kid'), cty: textOf('cty'), isUnknown: unknown.length > 0 };
}

type Constraints = {
  readonly keys: readonly VerificationKey[] | undefined;
  readonly secret: string;
  readonly alg: string;
  readonly iss: string;
  readonly aud: string;
  /** Units: seconds since 1970. */
  readonly seconds: number;
};

function parseConstraints(context: BuiltinContext, object: AnyObject): Constraints {
  const texts = { secret: '', alg: '', iss: '', aud: '', cert: '' };
  let nanoseconds = Number(context.now);
  for (const [name, value] of objectEntries(object)) {
    if (name === 'time') nanoseconds = timeOf(value);
    else if (typeof name !== 'string' || !Object.hasOwn(texts, name))
      throw failure(`unknown token validation constraint: ${typeof name === 'string' ? name : toText(name)}`);
    else if (typeof value !== 'string') throw failure(`${name} constraint: must be a string`);
    else texts[name as keyof typeof texts] = value;
  }
  const keys = objectGet(object, 'cert') === undefined ? undefined : verificationKeys(texts.cert);
  if (keys !== undefined && texts.secret !== '') throw failure('duplicate key constraints');
  if (keys === undefined && texts.secret === '') throw failure('no key constraint');
  return { ...texts, keys, seconds: nanoseconds / 1_000_000_000 };
}

function timeOf(value: RegoValue): number {
  if (!isNumber(value)) throw failure('token time constraint: must be a number');
  const time = typeof value === 'number' ? value : value.double;
  if (time < 0) throw failure('token time constraint: must not be negative');
  return time;
}

function decodeVerify(context: BuiltinContext, x: RegoValue, object: AnyObject): RegoValue {
  const unverified: RegoValue = [false, newObject(), newObject()];
  const constraints = parseConstraints(context, object);
  let text = stringOperand(x, 1);
  for (;;) {
    const token = splitToken(context, text);
    const decoded = decodeHeader(token);
    const header = parseHeader(decoded);
    if (header.alg === '' || header.isUnknown) return unverified;
    if (constraints.alg !== '' && constraints.alg !== header.alg) return unverified;
    if (!isSigned(constraints, header, token)) return unverified;
    const payload = textOfBytes(decodePart(token.payload, 'payload'));
    if (header.cty.toUpperCase() === 'JWT') {
      text = payload;
      continue;
    }
    const claims = jsonObject(payload);
    return areClaimsMet(claims, constraints) ? [true, decoded, claims] : unverified;
  }
}

function isSigned(constraints: Constraints, header: Header, token: Token): boolean {
  const signature = decodeBase64Url(token.signature);
  const data = `${token.header}.${token.payload}`;
  if (constraints.keys === undefined)
    return verifySignature(header.alg, secretKey(constraints.secret), data, signature);
  return candidateKeys(constraints.keys, header.kid, header.alg).some(({ key }) =>
    verifySignature(header.alg, key, data, signature),
  );
}

function areClaimsMet(claims: AnyObject, constraints: Constraints): boolean {
  if (constraints.iss !== '' && objectGet(claims, 'iss') !== constraints.iss) return false;
  const audience = objectGet(claims, 'aud');
  if (audience === undefined ? constraints.aud !== '' : !isAudience(audience, constraints.aud)) return false;
  const now = parseNumber(String(constraints.seconds));
  const expiry = objectGet(claims, 'exp');
  if (expiry !== undefined && !isNumber(expiry)) throw failure('exp value must be a number');
  if (expiry !== undefined && compareNumbers(now, expiry) >= 0) return false;
  const start = objectGet(claims, 'nbf');
  if (start !== undefined && !isNumber(start)) throw failure('nbf value must be a number');
  return start === undefined || compareNumbers(now, start) >= 0;
}

function isAudience(audience: RegoValue, wanted: string): boolean {
  return Array.isArray(audience) ? audience.some((one: RegoValue) => one === wanted) : audience === wanted;
}

function encodeSign(context: BuiltinContext, headers: string, payload: string, jwk: string): string {
  context.charge(headers.length + payload.length);
  const [first] = parseJwks(jwk);
  if (first === undefined) throw failure('no keys found in JWK set');
  const algorithm = headerText(headers, 'alg');
  if (!ALGORITHMS.has(algorithm)) throw failure(`unknown JWS algorithm: ${algorithm}`);
  if (isJwtType(headers) && !isJson(payload)) throw failure('type is JWT but payload is not JSON');
  const data = `${encodePart(headers)}.${encodePart(payload)}`;
  return `${data}.${signWith(algorithm, first, data).toString('base64url')}`;
}

function signWith(algorithm: string, jwk: Jwk, data: string): Buffer {
  const isSecret = algorithm.startsWith('HS');
  // an Ed25519 key's bytes, seed and point, do for a secret
  const key =
    isSecret && jwk.kind === 'okpPrivateKey'
      ? nodeCrypto().createSecretKey(Buffer.concat([bytesMember(jwk.members, 'd'), bytesMember(jwk.members, 'x')]))
      : importJwk(jwk);
  const signature = signData(algorithm, key, data);
  if (signature === undefined) throw failure(`jwsbb.Sign: ${unfit(algorithm, jwk.kind)}`);
  return signature;
}

/** Why a key does not sign under an algorithm, in the words of OPA's library. */
function unfit(algorithm: string, kind: JwkClass): string {
  const isExport = algorithm.startsWith('ES') || algorithm.startsWith('HS');
  const wanted = algorithm.startsWith('ES')
    ? '*ecdsa.PrivateKey'
    : algorithm.startsWith('HS')
      ? '[]byte'
      : algorithm === 'EdDSA'
        ? 'ed25519.PrivateKey'
        : '*rsa.PrivateKey';
  const name = wanted.replace('*', '');
  const own = kind === 'okpPrivateKey' ? 'ed25519.PrivateKey' : 'ed25519.PublicKey';
  const why = kind.startsWith('okp')
    ? `failed to assign key: argument to AssignIfCompatible() must be compatible with ${own} (was *${name})`
    : `no suitable exporter found for key type '*jwk.${kind}'`;
  const what = `failed to produce ${name} from *jwk.${kind}: jwk.Export: ${why}`;
  return `invalid key type *jwk.${kind}. ${wanted} is required: ${isExport ? 'keyconv: ' : ''}${what}`;
}

function encodePart(text: string): string {
  return Buffer.from(wellFormed(text), 'utf8').toString('base64url');
}

function headerText(headers: string, name: string): string {
  const fault = (why: string) => failure(`missing or invalid '${name}' header: ${why}`);
  let parsed: RegoValue;
  try {
    parsed = parseJson(headers);
  } catch (error) {
    throw fault(unreadable(headers.trim(), name, error));
  }
  const value = isObject(parsed) ? objectGet(parsed, name) : undefined;
  if (value === undefined) throw fault(`jwsbb: header "${name}" not found`);
  if (typeof value !== 'string') throw fault(`value doesn't contain string; it contains ${jsonKind(value)}`);
  return value;
}

/** What OPA's reader of headers says about a text that is no JSON. */
function unreadable(text: string, name: string, error: unknown): string {
  if (text === '') return 'cannot parse JSON: cannot parse empty string; unparsed tail: ""';
  // it takes anything made of number characters for a number
  if (/^[-+.eE0-9]+$/.test(text)) return `jwsbb: header "${name}" not found`;
  if (/^[^{["tfn0-9-]/.test(text)) {
    const character = [...text][0] as string;
    return `cannot parse JSON: cannot parse number: unexpected char: ${quote(character)}; unparsed tail: ${quote(text)}`;
  }
  if (text === '{') return 'cannot parse JSON: cannot parse object: missing \'}\'; unparsed tail: ""';
  if (!(error instanceof JsonError)) throw error;
  return error.first === undefined
    ? `cannot parse JSON: ${error.message}`
    : `unexpected tail: ${quote(error.first.rest)}`;
}

function jsonKind(value: RegoValue): string {
  return typeof value === 'boolean' ? String(value) : typeName(value);
}

/** A token without a type counts as JWT. */
function isJwtType(headers: string): boolean {
  const parsed = parseJson(headers);
  const type = isObject(parsed) ? objectGet(parsed, 'typ') : undefined;
  return typeof type !== 'string' || type === 'JWT';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import {
  type AnyObject,
  isNumber,
  isObject,
  newObject,
  ObjectBuilder,
  objectEntries,
  objectGet,
  RegoSet,
  type RegoValue,
  toBigInt,
  toInt,
  toJsonText,
  toText,
  wellFormed,
} from '../value/index.ts';
import { civilAt } from './civil-time.ts';
import type { Builtin } from './context.ts';
import { nodeCrypto } from './crypto.ts';
import { operandError, wrongType } from './errors.ts';
import { formatTime } from './go-time-format.ts';
import { checkRequest } from './http-request.ts';
import { objectOperand } from './operands.ts';
import { escapePath, parseUri, type Uri } from './uri.ts';

/**
 * Signs an HTTP request for AWS (Signature Version 4); deterministic, touches no network.
 * Source: OPA v1/topdown providers.go, internal/providers/aws.
 */
export const awsBuiltins = {
  'providers.aws.sign_req': (context, request, config, time) => {
    const object = objectOperand(request, 1);
    const settings = objectOperand(config, 1);
    checkSettings(settings);
    if (!isNumber(time)) throw wrongType(1, time, 'number');
    const moment = toInt(time) === undefined ? undefined : toBigInt(time);
    if (moment === undefined) throw operandError(3, 'could not convert time_ns value into a unix timestamp');
    checkRequest(object);
    const headers = objectGet(object, 'headers') ?? newObject();
    if (!isObject(headers)) throw wrongType(0, headers, 'object');
    const disabled = objectGet(settings, 'disable_payload_signing') ?? false;
    if (typeof disabled !== 'boolean')
      throw operandError(2, "invalid value for 'disable_payload_signing' in AWS config");
    const body = disabled ? undefined : bodyOf(object);
    context.charge(body?.length ?? 0);
    const result = new ObjectBuilder();
    for (const [key, value] of objectEntries(object)) result.set(key, value);
    return result.set('headers', signedHeaders(object, headers, settings, moment, body)).build();
  },
} satisfies Record<string, Builtin>;

const REQUIRED = ['aws_access_key', 'aws_region', 'aws_secret_access_key', 'aws_service'] as const;

function checkSettings(settings: AnyObject): void {
  const missing = REQUIRED.filter((name) => objectGet(settings, name) === undefined);
  if (missing.length > 0)
    throw operandError(2, `missing required AWS config parameters(s): ${toText(RegoSet.of(missing))}`);
  const invalid = REQUIRED.filter((name) => typeof objectGet(settings, name) !== 'string');
  if (invalid.length > 0)
    throw operandError(2, `invalid values for required AWS config parameters(s): ${toText(RegoSet.of(invalid))}`);
}

function bodyOf(request: AnyObject): string {
  const raw = objectGet(request, 'raw_body');
  if (raw !== undefined) return typeof raw === 'string' ? raw : '';
  const body = objectGet(request, 'body');
  return body === undefined ? '' : toJsonText(body);
}

/** Headers that proxies change, and that are therefore not signed. */
const UNSIGNED: ReadonlySet<string> = new Set(['authorization', 'user-agent', 'x-amzn-trace-id']);

function signedHeaders(
  request: AnyObject,
  given: AnyObject,
  settings: AnyObject,
  moment: bigint,
  body: string | undefined,
): RegoValue {
  const setting = (name: string) => textOf(objectGet(settings, name));
  const uri = parseUri(textOf(objectGet(request, 'url')));
  const civil = civilAt(moment, 0, 'UTC');
  const [day, time] = [formatTime(civil, '20060102'), formatTime(civil, '20060102T150405Z')];
  const service = setting('aws_service');
  const digest = body === undefined ? 'UNSIGNED-PAYLOAD' : sha256(body);
  const own = new Map([
    ['host', uri.host],
    ['x-amz-date', time],
  ]);
  if (service === 's3' || service === 'glacier') own.set('x-amz-content-sha256', digest);
  if (setting('aws_session_token') !== '') own.set('x-amz-security-token', setting('aws_session_token'));
  const headers = new Map(own);
  for (const [name, value] of objectEntries(given)) {
    const lower = textOf(name).toLowerCase();
    if (!UNSIGNED.has(lower)) headers.set(lower, textOf(value));
  }
  const names = [...headers.keys()].sort();
  const lines = names.map((name) => `${name}:${headers.get(name)}\n`).join('');
  const canonical = `${textOf(objectGet(request, 'method'))}\n${escapedPath(uri)}\n${uri.rawQuery}\n${lines}\n${names.join(';')}\n${digest}`;
  const scope = `${day}/${setting('aws_region')}/${service}/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
  let key: Buffer = Buffer.from(`AWS4${setting('aws_secret_access_key')}`);
  for (const part of [day, setting('aws_region'), service, 'aws4_request']) key = hmac(key, part);
  const signature = hmac(key, toSign).toString('hex');
  const result = newObject();
  for (const [name, value] of objectEntries(given)) result[textOf(name)] = textOf(value);
  const credential = `${setting('aws_access_key')}/${scope}`;
  result.Authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names.join(';')},Signature=${signature}`;
  for (const [name, value] of own) result[name] = value;
  return result;
}

function textOf(value: RegoValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The path as written where it is validly escaped, else escaped anew. Source: Go url.URL EscapedPath. */
function escapedPath(uri: Uri): string {
  if (/^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:@/[\]]|%[0-9a-fA-F]{2})*$/.test(uri.rawPath)) return uri.rawPath;
  return escapePath(uri.path);
}

function sha256(text: string): string {
  return nodeCrypto().createHash('sha256').update(wellFormed(text), 'utf8').digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return nodeCrypto().createHmac('sha256', key).update(wellFormed(text), 'utf8').digest();
}

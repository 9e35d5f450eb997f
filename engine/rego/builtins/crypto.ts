import { type RegoValue, wellFormed } from '../value/index.ts';
import type { Builtin, BuiltinContext } from './context.ts';
import { lazily } from './lazy.ts';
import { stringOperand } from './operands.ts';

export const nodeCrypto = lazily<typeof import('node:crypto')>('node:crypto');

/**
 * Digests of a text's UTF-8 bytes, in hexadecimal.
 * Source: OPA v1/topdown crypto.go.
 */
export const cryptoBuiltins = {
  'crypto.md5': (context, x) => digest(context, 'md5', x),
  'crypto.sha1': (context, x) => digest(context, 'sha1', x),
  'crypto.sha256': (context, x) => digest(context, 'sha256', x),
  'crypto.hmac.md5': (context, x, key) => hmac(context, 'md5', x, key),
  'crypto.hmac.sha1': (context, x, key) => hmac(context, 'sha1', x, key),
  'crypto.hmac.sha256': (context, x, key) => hmac(context, 'sha256', x, key),
  'crypto.hmac.sha512': (context, x, key) => hmac(context, 'sha512', x, key),
  'crypto.hmac.equal': (_context, a, b) => {
    const [x, y] = [Buffer.from(stringOperand(a, 1)), Buffer.from(stringOperand(b, 2))];
    return x.length === y.length && nodeCrypto().timingSafeEqual(x, y);
  },
} satisfies Record<string, Builtin>;

function digest(context: BuiltinContext, algorithm: string, value: RegoValue): string {
  const text = stringOperand(value, 1);
  context.charge(text.length);
  return nodeCrypto().createHash(algorithm).update(wellFormed(text), 'utf8').digest('hex');
}

function hmac(context: BuiltinContext, algorithm: string, value: RegoValue, key: RegoValue): string {
  const text = stringOperand(value, 1);
  const secret = stringOperand(key, 2);
  context.charge(text.length + secret.length);
  return nodeCrypto()
    .createHmac(algorithm, Buffer.from(wellFormed(secret), 'utf8'))
    .update(wellFormed(text), 'utf8')
    .digest('hex');
}

import type { Outcome } from '../../diagnostics/index.ts';
import { signData } from '../builtins/jwt-signature.ts';
import { jsonString, newObject, type PlainObject, parseJson, type RegoValue, toJsonText } from '../value/index.ts';
import type { Bundle } from './bundle.ts';
import { fault, outcomeOf } from './fault.ts';
import { hashFile } from './file-hash.ts';
import { isEmptyManifest, manifestText } from './manifest-text.ts';
import { isSignatureAlgorithm, type KeyConfig, readKey } from './signing-keys.ts';

/** How to sign. Shape: `claims` go into the token; without them `keyId` does. */
export type SigningConfig = {
  readonly key: KeyConfig;
  readonly keyId: string;
  readonly claims: PlainObject | undefined;
};

/**
 * Signs a bundle: a JSON web token over the digests of its files.
 * Shape:  the same bundle with `signatures`; deterministic for HS and RS algorithms.
 * Errors: `bundle_signature` where the key does not fit the algorithm.
 * Source: OPA v1/bundle sign.go.
 */
export function signBundle(bundle: Bundle, config: SigningConfig): Outcome<Bundle> {
  return outcomeOf(() => {
    const { algorithm } = config.key;
    const refuse = (message: string) => fault('bundle_signature', message, bundle.name);
    if (!isSignatureAlgorithm(algorithm)) throw refuse(`unknown signature algorithm: ${algorithm}`);
    const key = readKey(config.key, 'sign');
    if (typeof key === 'string') throw refuse(key);
    const claims = newObject();
    if (config.claims !== undefined) for (const name of Object.keys(config.claims)) claims[name] = config.claims[name]!;
    else if (config.keyId !== '') claims.keyid = config.keyId;
    const kid = config.claims === undefined && config.keyId !== '' ? `,"kid":${jsonString(config.keyId)}` : '';
    const head = encode(`{"alg":"${algorithm}"${kid},"typ":"JWT"}`);
    const body = encode(payloadText(claims, signedFiles(bundle)));
    const mac = signData(algorithm, key, `${head}.${body}`);
    if (mac === undefined) throw refuse(`the key does not fit the algorithm ${algorithm}`);
    const token = `${head}.${body}.${mac.toString('base64url')}`;
    return { ...bundle, signatures: { tokens: [token], plugin: '_default' } };
  });
}

/** The claims in order of their names, the files with their members in OPA's order. */
function payloadText(claims: PlainObject, files: readonly SignedFile[]): string {
  const rows = files.map(({ name, hash }) => `{"name":${jsonString(name)},"hash":"${hash}","algorithm":"SHA-256"}`);
  const members = new Map<string, string>([['files', `[${rows.join(',')}]`]]);
  for (const name of Object.keys(claims)) members.set(name, toJsonText(claims[name] as RegoValue));
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, text]) => `${jsonString(name)}:${text}`).join(',')}}`;
}

type SignedFile = { readonly name: string; readonly hash: string };

function signedFiles(bundle: Bundle): readonly SignedFile[] {
  const signed = (path: string, bytes: Uint8Array): SignedFile => ({
    name: path.replace(/^\//, ''),
    hash: hashFile({ bytes }),
  });
  const files = bundle.modules.map((module) => signed(module.name, Buffer.from(module.text)));
  files.push({ name: 'data.json', hash: hashFile({ document: bundle.data }) });
  files.push(...bundle.wasm.map((module) => signed(module.path, module.bytes)));
  files.push(...bundle.plans.map((plan) => signed(plan.path, Buffer.from(plan.text))));
  if (!isEmptyManifest(bundle.manifest)) {
    const document = parseJson(manifestText(bundle.manifest));
    files.push({ name: '.manifest', hash: hashFile({ document }) });
  }
  return files;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

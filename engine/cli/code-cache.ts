import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import type { CacheFolder } from './cache-folder.ts';

/**
 * Compiles JavaScript with V8's code cache, so that a second process need not compile it again.
 * Shape:  `source` is an expression (a function in parentheses); its value is given back. The cache is written when the
 *         process ends, with every function that was compiled until then; one file for each `name`.
 * Errors: a cache of another V8, or one that was damaged, is not used.
 */
export function runCached(source: string, filename: string, name: string, cache: CacheFolder): unknown {
  const file = `${name}-${process.version}-${process.arch}.v8`;
  const stored = unseal(cache.read(file));
  const script = new Script(source, { filename, ...(stored === undefined ? {} : { cachedData: stored }) });
  if (stored === undefined || script.cachedDataRejected === true) {
    process.once('exit', () => cache.write(file, seal(script.createCachedData())));
  }
  return script.runInThisContext();
}

/** V8 does not check what it is given: the digest keeps half a file from being run. */
function seal(data: Uint8Array): Uint8Array {
  return Buffer.concat([createHash('sha256').update(data).digest(), data]);
}

function unseal(sealed: Buffer | undefined): Buffer | undefined {
  if (sealed === undefined || sealed.length <= 32) return undefined;
  const data = sealed.subarray(32);
  return createHash('sha256').update(data).digest().equals(sealed.subarray(0, 32)) ? data : undefined;
}

import { gunzipSync } from 'node:zlib';
import { fault } from './fault.ts';
import type { BundleLimits } from './limits.ts';

/**
 * Unpacks gzip, never to more bytes than the limits allow.
 * Errors: `bundle_invalid` with the words of Go's reader; `bundle_unsafe` where a limit is met.
 */
export function unpack(bytes: Uint8Array, name: string, limits: BundleLimits): Buffer {
  if (bytes.length > limits.packedBytes) {
    throw fault('bundle_unsafe', `the bundle has ${bytes.length} bytes, more than ${limits.packedBytes}`, name);
  }
  const byRatio = Math.max(limits.freeBytes, bytes.length * limits.ratio);
  const maxOutputLength = Math.min(limits.unpackedBytes, byRatio);
  try {
    return gunzipSync(bytes, { maxOutputLength });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      const what = byRatio < limits.unpackedBytes ? `, ${limits.ratio} times its size` : '';
      throw fault('bundle_unsafe', `the bundle unpacks to more than ${maxOutputLength} bytes${what}`, name);
    }
    throw fault('bundle_invalid', reasonOf(code, bytes), name, 'a bundle is a tar file packed by gzip');
  }
}

function reasonOf(code: string, bytes: Uint8Array): string {
  if (bytes.length === 0) return 'bundle read failed: archive read failed: EOF';
  if (bytes.length < 10) return 'bundle read failed: archive read failed: unexpected EOF';
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return 'bundle read failed: archive read failed: gzip: invalid header';
  if (code === 'Z_BUF_ERROR') return 'bundle read failed: unexpected EOF';
  return 'bundle read failed: flate: corrupt input';
}

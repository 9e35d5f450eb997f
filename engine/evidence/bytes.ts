import { createHash } from 'node:crypto';

/** One file of a pack; paths are relative with `/`. What is no plain file is named so that verification can refuse it. */
export type PackFile = {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly kind?: 'file' | 'symlink' | 'other';
};

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Text as UTF-8. */
export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** UTF-8 as text; undefined when the bytes are not UTF-8. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Tells why a name may not be in a pack: it could leave the folder, or mean another file on another system.
 * Shape: undefined for a good name.
 */
export function pathMistake(path: string): string | undefined {
  if (path === '') return 'has no name';
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'has control characters in its name';
  if (path.includes('\\')) return 'has a backslash in its name';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'has an absolute path';
  const segments = path.split('/');
  if (segments.some((segment) => segment === '..')) return 'leads out of the pack';
  if (segments.some((segment) => segment === '' || segment === '.')) return 'has an empty step in its path';
  return undefined;
}

/** Brings any path into the alphabet of pack names; `..` cannot leave the folder. Different paths may become equal. */
export function safePath(path: string): string {
  const segments = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .map((segment) => (segment === '..' ? '_up' : segment.replace(/[^A-Za-z0-9._-]/gu, encodeCharacter)));
  return segments.join('/') || '_';
}

function encodeCharacter(character: string): string {
  return [...encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** Name under which two files would be one on some system: case and Unicode form aside. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

import { fault } from './fault.ts';
import type { BundleFile } from './tar-read.ts';

/**
 * The path of an entry below the bundle's root, without `/` or `./` before it.
 * Errors: `bundle_unsafe` for a path that leads out of the bundle, or that another system would read differently.
 */
export function entryPath(path: string, bundle: string): string {
  const unsafe = (why: string) => fault('bundle_unsafe', `the path ${JSON.stringify(path)} ${why}`, bundle);
  if (path.length > 4096) throw unsafe('is too long');
  if (/\p{Cc}/u.test(path)) throw unsafe('holds control characters');
  if (path.includes('\\')) throw unsafe('holds a backslash');
  if (/^\/*[A-Za-z]:/.test(path)) throw unsafe('names a drive');
  if (path.startsWith('//')) throw unsafe('names another machine');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw unsafe('leads out of the bundle');
  if (parts.length === 0) throw unsafe('names no file');
  return parts.join('/');
}

/** Checks all paths of an archive. Errors: as `entryPath`; `bundle_unsafe` for a path that is there twice. */
export function checkPaths(files: readonly BundleFile[], bundle: string): void {
  const seen = new Set<string>();
  for (const file of files) {
    const path = entryPath(file.path, bundle);
    if (seen.has(path)) {
      throw fault('bundle_unsafe', `the bundle holds ${JSON.stringify(path)} twice`, `${bundle}/${path}`);
    }
    seen.add(path);
  }
}

/** A path behind the bundle's own name. */
export function joinPath(name: string, path: string): string {
  const parts = `${name}/${path}`.split('/').filter((part, index) => (part !== '' && part !== '.') || index === 0);
  return parts[0] === '.' && parts.length > 1 ? parts.slice(1).join('/') : parts.join('/');
}

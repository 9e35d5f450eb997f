import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { PolicyFile } from '../policies/index.ts';
import type { Terminal } from './terminal.ts';
import { ENGINE_BUILD } from './version.ts';

/**
 * The user's own cache of compiled policies: one file per engine build and source digest.
 * INVARIANT: compiled code is read only from a folder that belongs to this user and that nobody else can write; never
 *            from the working tree, a pack or a bundle. Anything odd about the folder means no cache.
 */
export type CompileCache = {
  readonly read: (key: string) => string | undefined;
  readonly write: (key: string, text: string) => void;
};

const NO_CACHE: CompileCache = { read: () => undefined, write: () => {} };

/** Opens the cache: `PROBITY_CACHE_DIR`, else `probity` under XDG_CACHE_HOME or ~/.cache; an empty variable turns it off. */
export function openCompileCache(terminal: Terminal): CompileCache {
  const named = terminal.env.PROBITY_CACHE_DIR;
  if (ENGINE_BUILD === undefined || named === '') return NO_CACHE;
  const folder = named ?? join(terminal.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'probity');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(folder)) return NO_CACHE;
  } catch {
    return NO_CACHE;
  }
  const pathOf = (key: string) => join(folder, `${ENGINE_BUILD?.slice(0, 16)}-${key}.json`);
  return {
    read: (key) => {
      try {
        return readFileSync(pathOf(key), 'utf8');
      } catch {
        return undefined;
      }
    },
    write: (key, text) => {
      const path = pathOf(key);
      const partial = `${path}.${process.pid}`;
      try {
        writeFileSync(partial, text, { mode: 0o600 });
        renameSync(partial, path);
      } catch {
        // A cache that cannot be written only costs time.
      }
    },
  };
}

function isPrivate(folder: string): boolean {
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) return false;
  if (process.getuid === undefined) return true;
  if (stat.uid !== process.getuid()) return false;
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  return true;
}

/** Digest of a set of texts, whatever their order. */
export function digestFiles(files: readonly PolicyFile[], salt: string): string {
  const hash = createHash('sha256').update(salt);
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`\0${file.path.length}:${file.path}\0${file.text.length}:${file.text}`);
  }
  return hash.digest('hex');
}

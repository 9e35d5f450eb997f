import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The user's own cache of compiled code: named texts and bytes.
 * INVARIANT: compiled code is read only from a folder that belongs to this user and that nobody else can write; never
 *            from the working tree, a pack or a bundle. Anything odd about the folder means no cache.
 */
export type CacheFolder = {
  readonly read: (name: string) => Buffer | undefined;
  readonly write: (name: string, content: string | Uint8Array) => void;
};

const NO_CACHE: CacheFolder = { read: () => undefined, write: () => {} };

/** Opens the cache: `PROBITY_CACHE_DIR`, else `probity` under XDG_CACHE_HOME or ~/.cache; an empty variable turns it off. */
export function openCacheFolder(env: Readonly<Record<string, string | undefined>>): CacheFolder {
  const named = env.PROBITY_CACHE_DIR;
  if (named === '') return NO_CACHE;
  const folder = named ?? join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'probity');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(folder)) return NO_CACHE;
  } catch {
    return NO_CACHE;
  }
  return {
    read: (name) => {
      try {
        return readFileSync(join(folder, name));
      } catch {
        return undefined;
      }
    },
    write: (name, content) => {
      const partial = join(folder, `${name}.${process.pid}`);
      try {
        writeFileSync(partial, content, { mode: 0o600 });
        renameSync(partial, join(folder, name));
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

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';

/** The .gitignore files that hold for a folder, found while walking down. */
export type IgnoreRules = {
  /** Learns the rules of a folder before its entries are asked about. */
  readonly enter: (folder: string, hasFile: boolean) => void;
  /** Whether a path is ignored; the folders above it are not. */
  readonly isIgnored: (path: string, isFolder: boolean) => boolean;
  /** Whether a file or any folder between it and `from` is ignored; reads their rules first. */
  readonly isIgnoredDeep: (path: string, from: string) => boolean;
};

/**
 * Makes the rules that hold for `root`: its own .gitignore and those above it, up to the root of its repository.
 * Shape:  outside of a repository only the .gitignore files at and below `root` count.
 * Source: gitignore(5); the file nearest to a path decides, a later line over an earlier one.
 */
export async function createIgnoreRules(root: string): Promise<IgnoreRules> {
  const { default: ignore } = await import('ignore');
  const known = new Map<string, Ignore | undefined>();
  const enter = (folder: string, hasFile: boolean): void => {
    if (known.has(folder)) return;
    const file = join(folder, '.gitignore');
    known.set(folder, hasFile ? readRules(file, ignore) : undefined);
  };
  for (const folder of foldersUpToRepository(root)) enter(folder, existsSync(join(folder, '.gitignore')));

  const isIgnored = (path: string, isFolder: boolean): boolean => {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const name = relative(folder, path).split(sep).join('/');
      const verdict = known.get(folder)?.test(isFolder ? `${name}/` : name);
      if (verdict?.ignored) return true;
      if (verdict?.unignored) return false;
      if (folder === dirname(folder)) return false;
    }
  };
  const isIgnoredDeep = (path: string, from: string): boolean => {
    const names = relative(from, dirname(path))
      .split(sep)
      .filter((name) => name !== '' && name !== '..');
    let folder = from;
    enter(folder, existsSync(join(folder, '.gitignore')));
    for (const name of names) {
      folder = join(folder, name);
      if (isIgnored(folder, true)) return true;
      enter(folder, existsSync(join(folder, '.gitignore')));
    }
    return isIgnored(path, false);
  };
  return { enter, isIgnored, isIgnoredDeep };
}

function readRules(file: string, ignore: (options?: object) => Ignore): Ignore | undefined {
  try {
    return ignore().add(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The folders from `root` up to the one that holds `.git`; none where there is no repository. */
function foldersUpToRepository(root: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = root; ; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(join(folder, '.git'))) return folders;
    if (folder === dirname(folder)) return [];
  }
}

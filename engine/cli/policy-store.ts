import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyArtifact, PolicyTree, ProgramMode } from '../policies/index.ts';
import { builtin, Executable, type Instantiate } from '../rego/runtime.ts';
import type { CacheFolder } from './cache-folder.ts';
import { runCached } from './code-cache.ts';
import { ENGINE_BUILD } from './version.ts';

/** An artifact in three texts: what it holds, and its two programs, each read only when it is run. */
export type StoredArtifact = Omit<PolicyArtifact, 'programs'> & { readonly isRunnable: boolean };

const PARTS = ['fast', 'provenance'] as const satisfies readonly ProgramMode[];

/** Splits an artifact into named texts, for `dist/shipped` or the user's cache. */
export function storedTexts(artifact: PolicyArtifact): ReadonlyMap<string, string> {
  const { programs, ...rest } = artifact;
  const stored: StoredArtifact = { ...rest, isRunnable: programs !== undefined };
  const texts = new Map([['policies', JSON.stringify(stored)]]);
  for (const mode of PARTS) if (programs !== undefined) texts.set(mode, JSON.stringify(programs[mode]));
  return texts;
}

/**
 * Makes a tree of stored texts; its programs are read, and compiled through V8's code cache, on first use.
 * Shape: `read` gives the text of one part; `key` names these very programs, whatever else is like them.
 */
export function storedTree(
  stored: StoredArtifact,
  key: string,
  read: (mode: ProgramMode) => string,
  cache: CacheFolder,
): PolicyTree {
  const { digest, data, policies } = stored;
  const instantiate =
    (mode: ProgramMode): Instantiate =>
    (code) => {
      const name = `${cachePrefix()}-${key}-${mode}`;
      return runCached(`(function (R, S, B) {${code}\n})`, `${name}.js`, name, cache) as ReturnType<Instantiate>;
    };
  const executable = (mode: ProgramMode) =>
    new Executable(JSON.parse(read(mode)) as ConstructorParameters<typeof Executable>[0], builtin, instantiate(mode));
  return { digest, data, policies, executable };
}

/** What every name in the cache begins with: the engine's build. */
export function cachePrefix(): string {
  return ENGINE_BUILD?.slice(0, 16) ?? 'source';
}

/** Reads one part of what the build made of the shipped policies. */
export function readShipped(folder: string, part: 'policies' | ProgramMode): string {
  return readFileSync(join(folder, `${part}.json`), 'utf8');
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/index.ts';
import { freshTree, loadPolicySet, type PolicyFile, type PolicySet, type PolicyTree } from '../policies/index.ts';
import { isBundleFile } from './bundle-files.ts';
import { type BundleKeyOptions, type BundlePolicies, readBundlePolicies, versionsDigest } from './bundle-policies.ts';
import { type CacheFolder, openCacheFolder } from './cache-folder.ts';
import { packageRoot } from './package-root.ts';
import { readPolicyFiles } from './policy-files.ts';
import { cachePrefix, readShipped, type StoredArtifact, storedTexts, storedTree } from './policy-store.ts';
import type { Terminal } from './terminal.ts';
import { ENGINE_BUILD } from './version.ts';

export type PolicyOptions = {
  readonly policy?: readonly string[];
  readonly namespace?: readonly string[];
  readonly shipped?: boolean;
} & BundleKeyOptions;

export type LoadedPolicies = {
  readonly set: PolicySet;
  /** Texts by policy tree, as evaluated; evidence packs keep them. */
  readonly files: readonly PolicyFile[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Loads the shipped policies and those of `--policy` folders, compiled ahead of time where they were compiled before.
 * Errors: diagnostics of folders that cannot be read and modules that do not compile; the other folders still load.
 */
export async function loadPolicies(options: PolicyOptions, terminal: Terminal): Promise<LoadedPolicies> {
  const cache = openCacheFolder(terminal.env);
  const trees: PolicyTree[] = [];
  const files: PolicyFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const take = (loaded: LoadedTree) => {
    trees.push(loaded.tree);
    diagnostics.push(...loaded.diagnostics);
  };
  if (options.shipped !== false) take(await shippedTree(cache));
  for (const folder of options.policy ?? []) {
    if (isBundleFile(folder)) {
      const bundle = await readBundlePolicies(folder, options, terminal);
      files.push(...bundle.files);
      for (const loaded of await bundleTrees(bundle, options.namespace ?? [], cache)) take(loaded);
      diagnostics.push(...bundle.diagnostics);
      continue;
    }
    const found = readPolicyFiles(resolve(terminal.cwd, folder), folder);
    diagnostics.push(...found.diagnostics);
    const named = found.files.map((file) => ({ ...file, path: placeOf(folder, file.path) }));
    files.push(...named);
    take(await compiledTree(named, options.namespace ?? [], cache, placeOf(folder, '').replace(/\/$/, '')));
  }
  const digest = createHash('sha256')
    .update(trees.map((tree) => tree.digest).join('\n'))
    .digest('hex');
  const set = loadPolicySet(trees, digest);
  return { set, files, diagnostics: [...diagnostics, ...set.diagnostics] };
}

type LoadedTree = { readonly tree: PolicyTree; readonly diagnostics: readonly Diagnostic[] };

/** The trees of a bundle; of a bundle of WASM, its Rego is what is left over, and need not hold a policy. */
async function bundleTrees(
  { name, files, trees }: BundlePolicies,
  namespaces: readonly string[],
  cache: CacheFolder,
): Promise<readonly LoadedTree[]> {
  const foreign = trees.map((tree): LoadedTree => ({ tree, diagnostics: [] }));
  if (!files.some(({ path }) => path.endsWith('.rego'))) return foreign;
  const { tree, diagnostics } = await compiledTree(files, namespaces, cache, name);
  const told = diagnostics.filter(({ code }) => trees.length === 0 || code !== 'policy_none');
  return [...foreign, { tree, diagnostics: told }];
}

/** The texts of the shipped policies, for packs and listings. */
export function shippedPolicyFiles(): readonly PolicyFile[] {
  const { files } = readPolicyFiles(join(packageRoot(), 'policies'), 'policies');
  return files.map((file) => ({ ...file, path: `policies/${file.path}` }));
}

async function shippedTree(cache: CacheFolder): Promise<LoadedTree> {
  const folder = join(packageRoot(), 'dist', 'shipped');
  if (ENGINE_BUILD === undefined || !existsSync(folder)) return await compiledTree(shippedPolicyFiles(), [], cache);
  const stored = JSON.parse(readShipped(folder, 'policies')) as StoredArtifact;
  const tree = storedTree(stored, 'shipped', (mode) => readShipped(folder, mode), cache);
  return { tree, diagnostics: stored.diagnostics };
}

async function compiledTree(
  files: readonly PolicyFile[],
  namespaces: readonly string[],
  cache: CacheFolder,
  root = '',
): Promise<LoadedTree> {
  const key = digestFiles(files, JSON.stringify([root, namespaces, versionsDigest(files)]));
  const nameOf = (part: string) => `${cachePrefix()}-${key}-${part}.json`;
  const cached = ENGINE_BUILD === undefined ? undefined : cache.read(nameOf('policies'));
  if (cached !== undefined) {
    const stored = JSON.parse(cached.toString('utf8')) as StoredArtifact;
    const texts = { fast: cache.read(nameOf('fast')), provenance: cache.read(nameOf('provenance')) };
    if (texts.fast !== undefined && texts.provenance !== undefined) {
      const tree = storedTree(stored, key, (mode) => String(texts[mode]), cache);
      return { tree, diagnostics: stored.diagnostics };
    }
  }
  const { compilePolicies } = await import('../policies/compile.ts');
  const artifact = compilePolicies(files, { namespaces, root, library: libraryFor(files) });
  if (ENGINE_BUILD !== undefined && artifact.programs !== undefined) {
    for (const [part, text] of storedTexts(artifact)) cache.write(nameOf(part), text);
  }
  return { tree: freshTree(artifact), diagnostics: artifact.diagnostics };
}

/** Digest of a set of texts, whatever their order. */
function digestFiles(files: readonly PolicyFile[], salt: string): string {
  const hash = createHash('sha256').update(salt);
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`\0${file.path.length}:${file.path}\0${file.text.length}:${file.text}`);
  }
  return hash.digest('hex');
}

/** The shipped helpers (`data.probity.lib`) and schemas, when a folder uses them and does not bring its own. */
function libraryFor(files: readonly PolicyFile[]): readonly PolicyFile[] {
  const usesLibrary = files.some((file) => /\b(probity\.lib|schema\.)/.test(file.text));
  const isLibrary = (path: string) => path.startsWith('policies/lib/') || path.startsWith('policies/schemas/');
  if (!usesLibrary || files.some((file) => isLibrary(file.path))) return [];
  return shippedPolicyFiles().filter((file) => isLibrary(file.path));
}

function placeOf(folder: string, path: string): string {
  const prefix = folder.replace(/\/+$/, '');
  return path === folder || prefix === '' || prefix === '.' ? path : `${prefix}/${path}`;
}

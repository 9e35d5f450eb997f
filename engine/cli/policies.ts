import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/index.ts';
import { loadPolicySet, type PolicyArtifact, type PolicyFile, type PolicySet } from '../policies/index.ts';
import { type CompileCache, digestFiles, openCompileCache } from './compile-cache.ts';
import { packageRoot } from './package-root.ts';
import { readPolicyFiles } from './policy-files.ts';
import type { Terminal } from './terminal.ts';

export type PolicyOptions = {
  readonly policy?: readonly string[];
  readonly namespace?: readonly string[];
  readonly shipped?: boolean;
};

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
  const cache = openCompileCache(terminal);
  const artifacts: PolicyArtifact[] = [];
  const files: PolicyFile[] = [];
  const diagnostics: Diagnostic[] = [];
  if (options.shipped !== false) {
    const shipped = await shippedArtifact(cache);
    artifacts.push(shipped.artifact);
    diagnostics.push(...shipped.artifact.diagnostics);
  }
  for (const folder of options.policy ?? []) {
    const found = readPolicyFiles(resolve(terminal.cwd, folder), folder);
    diagnostics.push(...found.diagnostics);
    const named = found.files.map((file) => ({ ...file, path: placeOf(folder, file.path) }));
    files.push(...named);
    const artifact = await compiled(named, options.namespace ?? [], cache);
    diagnostics.push(...artifact.diagnostics);
    artifacts.push(artifact);
  }
  const digest = createHash('sha256')
    .update(artifacts.map((artifact) => artifact.digest).join('\n'))
    .digest('hex');
  const set = loadPolicySet(artifacts, digest);
  return { set, files, diagnostics: [...diagnostics, ...set.diagnostics] };
}

/** The texts of the shipped policies, for packs and listings. */
export function shippedPolicyFiles(): readonly PolicyFile[] {
  const { files } = readPolicyFiles(join(packageRoot(), 'policies'), 'policies');
  return files.map((file) => ({ ...file, path: `policies/${file.path}` }));
}

async function shippedArtifact(cache: CompileCache): Promise<{ readonly artifact: PolicyArtifact }> {
  const built = join(packageRoot(), 'dist', 'shipped', 'policies.json');
  if (process.env.PROBITY_BUILD !== undefined && existsSync(built)) {
    return { artifact: JSON.parse(readFileSync(built, 'utf8')) as PolicyArtifact };
  }
  return { artifact: await compiled(shippedPolicyFiles(), [], cache) };
}

async function compiled(
  files: readonly PolicyFile[],
  namespaces: readonly string[],
  cache: CompileCache,
): Promise<PolicyArtifact> {
  const key = digestFiles(files, namespaces.join('\n'));
  const cached = cache.read(key);
  if (cached !== undefined) return JSON.parse(cached) as PolicyArtifact;
  const { compilePolicies } = await import('../policies/compile.ts');
  const artifact = compilePolicies(files, { namespaces, library: await libraryFor(files) });
  if (!artifact.diagnostics.some((diagnostic) => diagnostic.severity === 'error')) {
    cache.write(key, JSON.stringify(artifact));
  }
  return artifact;
}

/** The shipped helpers (`data.probity.lib`) and schemas, when a folder uses them and does not bring its own. */
async function libraryFor(files: readonly PolicyFile[]): Promise<readonly PolicyFile[]> {
  const usesLibrary = files.some((file) => /\b(probity\.lib|schema\.)/.test(file.text));
  const isLibrary = (path: string) => path.startsWith('policies/lib/') || path.startsWith('policies/schemas/');
  if (!usesLibrary || files.some((file) => isLibrary(file.path))) return [];
  return shippedPolicyFiles().filter((file) => isLibrary(file.path));
}

function placeOf(folder: string, path: string): string {
  const prefix = folder.replace(/\/+$/, '');
  return path === folder || prefix === '' || prefix === '.' ? path : `${prefix}/${path}`;
}

import { createHash } from 'node:crypto';
import { type Diagnostic, errorDiagnostic, noticeDiagnostic } from '../diagnostics/index.ts';
import { freshTree, type PolicyFile, type PolicyTree } from '../policies/index.ts';
import type { Bundle } from '../rego/bundle/index.ts';
import { toJson, toJsonText } from '../rego/value/index.ts';
import type { JsonObject } from '../resources/index.ts';
import { loadBundle } from './bundle-files.ts';
import { type KeyOptions, verificationOf } from './bundle-keys.ts';
import type { Terminal } from './terminal.ts';

/** The options of judging commands that say how bundles must be signed. */
export type BundleKeyOptions = {
  readonly namespace?: readonly string[];
  readonly verificationKey?: string;
  readonly verificationKeyId?: string;
  readonly verificationScope?: string;
  readonly signingAlg?: string;
};

/** What a bundle brings: texts to compile, and trees of compiled code. */
export type BundlePolicies = {
  readonly name: string;
  readonly files: readonly PolicyFile[];
  readonly trees: readonly PolicyTree[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Reads the policies of a bundle: Rego modules without tests, data and WASM modules; its plans where it has no Rego.
 * Shape:  paths of files stand behind the bundle's name. A module that is not Rego is kept for packs as base64.
 * Errors: those of bundles; a signature that no key was given for is told as not checked.
 */
export async function readBundlePolicies(
  path: string,
  options: BundleKeyOptions,
  terminal: Terminal,
): Promise<BundlePolicies> {
  const verification = verificationOf(keysOf(options), terminal);
  const loaded = loadBundle(path, { cwd: terminal.cwd, verification: verification ?? 'skip' });
  if (!loaded.ok) return { name: path, files: [], trees: [], diagnostics: loaded.diagnostics };
  const bundle = loaded.value;
  const diagnostics: Diagnostic[] = [...loaded.diagnostics];
  if (verification === undefined && bundle.isSigned) {
    const hint = 'type `--verification-key FILE`';
    diagnostics.push(noticeDiagnostic('bundle_signature', `the signature of \`${path}\` was not checked`, { hint }));
  }
  const foreign = await foreignTrees(bundle, options.namespace ?? []);
  const isEmpty = bundle.modules.length === 0 && foreign.trees.length === 0;
  if (isEmpty && [...diagnostics, ...foreign.diagnostics].every(({ severity }) => severity !== 'error')) {
    const hint = 'a policy is a rule, or an entrypoint of compiled code, that is named deny, violation or warn';
    diagnostics.push(errorDiagnostic('policy_none', `no policy was found in \`${bundle.name}\``, { hint }));
  }
  return {
    name: bundle.name,
    files: [...regoFiles(bundle), ...planFiles(bundle), ...wasmFiles(bundle)],
    trees: foreign.trees,
    diagnostics: [...diagnostics, ...foreign.diagnostics],
  };
}

function keysOf(options: BundleKeyOptions): KeyOptions {
  const { verificationKey, verificationScope } = options;
  return {
    ...(verificationKey === undefined ? {} : { verificationKey }),
    ...(verificationScope === undefined ? {} : { scope: verificationScope }),
    verificationKeyId: options.verificationKeyId ?? 'default',
    signingAlg: options.signingAlg ?? 'RS256',
    excludeFilesVerify: [],
  };
}

function regoFiles({ name, modules, data }: Bundle): readonly PolicyFile[] {
  const files = modules
    .filter((module) => !module.name.endsWith('_test.rego'))
    .map((module): PolicyFile => ({ path: module.name, text: module.text, regoVersion: module.regoVersion }));
  return [...files, { path: `${name}/data.json`, text: toJsonText(data) }];
}

function planFiles({ name, plans }: Bundle): readonly PolicyFile[] {
  return plans.map(({ path, text }) => ({ path: `${name}/${plainPath(path)}`, text }));
}

function wasmFiles({ name, wasm }: Bundle): readonly PolicyFile[] {
  return wasm.map(({ path, bytes }) => ({
    path: `${name}/${plainPath(path)}.base64`,
    text: Buffer.from(bytes).toString('base64'),
  }));
}

async function foreignTrees(
  { name, modules, plans, wasm, data }: Bundle,
  namespaces: readonly string[],
): Promise<Pick<BundlePolicies, 'trees' | 'diagnostics'>> {
  const base = toJson(data) as JsonObject;
  const made: { readonly tree: PolicyTree; readonly diagnostics: readonly Diagnostic[] }[] = [];
  if (wasm.length > 0) {
    const { foreignTree } = await import('../policies/foreign.ts');
    for (const { path, bytes, entrypoints } of wasm) {
      made.push(foreignTree({ file: `${name}/${plainPath(path)}`, bytes, entrypoints, data: base }, namespaces));
    }
  }
  if (modules.length === 0 && plans.length > 0) {
    const { compilePlan } = await import('../policies/plan-artifact.ts');
    for (const { path, text } of plans) {
      const artifact = compilePlan({ file: `${name}/${plainPath(path)}`, text, data: base }, namespaces);
      made.push({ tree: freshTree(artifact), diagnostics: artifact.diagnostics });
    }
  }
  return {
    trees: made.map(({ tree }) => tree).filter(({ policies }) => policies.length > 0),
    diagnostics: made.flatMap(({ diagnostics }) => diagnostics),
  };
}

function plainPath(path: string): string {
  return path.replace(/^(?:\.?\/)+/, '');
}

/** What makes two sets of modules differ that have the same texts: the version that each is read as. */
export function versionsDigest(files: readonly PolicyFile[]): string {
  const rows = files.flatMap(({ path, regoVersion }) => (regoVersion === undefined ? [] : [`${path} ${regoVersion}`]));
  return rows.length === 0 ? '' : createHash('sha256').update(rows.sort().join('\n')).digest('hex');
}

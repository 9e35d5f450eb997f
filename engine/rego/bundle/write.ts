import { toJsonText } from '../value/index.ts';
import type { Bundle } from './bundle.ts';
import { isEmptyManifest, manifestText } from './manifest-text.ts';
import type { BundleFile } from './tar-read.ts';
import { packTar } from './tar-write.ts';

/** The files of a bundle in OPA's order, each with an absolute path. */
export function bundleFiles(bundle: Bundle): readonly BundleFile[] {
  const file = (path: string, content: string | Uint8Array): BundleFile => ({
    path: path.startsWith('/') ? path : `/${path}`,
    bytes: typeof content === 'string' ? Buffer.from(content) : content,
  });
  const files = [file('data.json', `${toJsonText(bundle.data)}\n`)];
  files.push(...bundle.modules.map((module) => file(module.name, module.text)));
  files.push(...bundle.wasm.map((module) => file(module.path, module.bytes)));
  if (bundle.signatures !== undefined) files.push(file('.signatures.json', signaturesText(bundle.signatures)));
  files.push(...bundle.plans.map((plan) => file(plan.path, plan.text)));
  if (!isEmptyManifest(bundle.manifest)) files.push(file('.manifest', manifestText(bundle.manifest)));
  return files;
}

/**
 * Packs a bundle: tar, then gzip.
 * Shape:  modules are written under their names. The same bundle gives the same bytes; the tar inside is OPA's, byte for
 *         byte.
 */
export function writeBundle(bundle: Bundle): Uint8Array {
  return packTar(bundleFiles(bundle));
}

function signaturesText({ tokens, plugin }: NonNullable<Bundle['signatures']>): string {
  return JSON.stringify({ signatures: tokens, plugin: plugin === '' ? undefined : plugin }, undefined, 1);
}

import { jsonString, toJsonText } from '../value/index.ts';
import type { Manifest } from './bundle.ts';

/** The text of a `.manifest` as OPA writes it: members in its order, empty ones left out but revision and roots. */
export function manifestText(manifest: Manifest): string {
  const members: string[] = [`"revision":${jsonString(manifest.revision)}`, `"roots":${toJsonText(manifest.roots)}`];
  if (manifest.wasm.length > 0) {
    const resolvers = manifest.wasm.map(({ entrypoint, module, annotations }) => {
      const own = [`"entrypoint":${jsonString(entrypoint)}`, `"module":${jsonString(module)}`];
      if (annotations.length > 0) own.push(`"annotations":${toJsonText(annotations)}`);
      return `{${own.join(',')}}`;
    });
    members.push(`"wasm":[${resolvers.join(',')}]`);
  }
  if (manifest.regoVersion !== undefined) members.push(`"rego_version":${manifest.regoVersion}`);
  if (manifest.fileRegoVersions.size > 0) {
    members.push(`"file_rego_versions":${toJsonText(Object.fromEntries(manifest.fileRegoVersions))}`);
  }
  if (manifest.metadata !== undefined) members.push(`"metadata":${toJsonText(manifest.metadata)}`);
  return `{${members.join(',')}}\n`;
}

/** Whether a manifest says no more than a missing one; OPA leaves it out then. */
export function isEmptyManifest(manifest: Manifest): boolean {
  const { revision, roots, wasm, regoVersion, fileRegoVersions, metadata } = manifest;
  const isAll = roots.length === 1 && roots[0] === '';
  const isPlain = regoVersion === undefined && fileRegoVersions.size === 0 && metadata === undefined;
  return revision === '' && isAll && wasm.length === 0 && isPlain;
}

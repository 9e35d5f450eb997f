import { refText } from '../ast/index.ts';
import { type PlainObject, type RegoValue, sortedKeys } from '../value/index.ts';
import type { Bundle } from './bundle.ts';
import { isPlainObject } from './documents.ts';
import { fault } from './fault.ts';
import { isAboveRoots, isInRoots, rootsOverlap, rootsText } from './roots.ts';

/**
 * Checks that a bundle keeps to its roots and that its manifest speaks of modules that are there.
 * Errors: `bundle_invalid` in OPA's words.
 * Source: OPA v1/bundle bundle.go validateAndInjectDefaults.
 */
export function validateBundle(bundle: Bundle): void {
  const { roots } = bundle.manifest;
  const place = `${bundle.name}/.manifest`;
  roots.forEach((a, index) => {
    const b = roots.slice(index + 1).find((other) => rootsOverlap(a, other));
    if (b !== undefined) throw fault('bundle_invalid', `manifest has overlapped roots: '${a}' and '${b}'`, place);
  });
  for (const { parsed, path, name } of bundle.modules) {
    const parts = parsed.package.path.path.slice(1);
    const at = parts.map((part) => (part.kind === 'string' ? part.value : '')).join('/');
    if (isInRoots(roots, at)) continue;
    const text = `package ${refText({ ...parsed.package.path, path: parsed.package.path.path }).replace(/^data\.?/, '')}`;
    throw fault(
      'bundle_invalid',
      `manifest roots ${rootsText(roots)} do not permit '${text}' in module '${path}'`,
      name,
    );
  }
  validateWasm(bundle, place);
  validateData(bundle.data, roots, bundle.name);
}

function validateWasm({ manifest, wasm }: Bundle, place: string): void {
  const seen = new Set<string>();
  for (const { entrypoint, module } of manifest.wasm) {
    if (!wasm.some((one) => samePath(one.path, module))) {
      const message = `manifest references wasm module '${module}' but the module file does not exist`;
      throw fault('bundle_invalid', message, place);
    }
    if (!isInRoots(manifest.roots, entrypoint)) {
      const what = `do not permit '${entrypoint}' entrypoint for wasm module '${module}'`;
      throw fault('bundle_invalid', `manifest roots ${rootsText(manifest.roots)} ${what}`, place);
    }
    if (seen.has(entrypoint)) {
      throw fault('bundle_invalid', `entrypoint '${entrypoint}' cannot be used by more than one wasm module`, place);
    }
    seen.add(entrypoint);
  }
}

/** Whether two spellings name one file of a bundle. */
export function samePath(a: string, b: string): boolean {
  const plain = (path: string) => path.replace(/^(?:\.?\/)+/, '');
  return plain(a) === plain(b);
}

/** Goes down where a root is below; the roots are as deep as this gets. */
function validateData(value: RegoValue, roots: readonly string[], bundle: string): void {
  const open: { readonly path: string; readonly value: RegoValue }[] = [{ path: '', value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path } = next;
    if (isInRoots(roots, path)) continue;
    if (!isPlainObject(next.value) || (path !== '' && !isAboveRoots(roots, path))) {
      const where = `do not permit data at path '/${path}' (hint: check bundle directory structure)`;
      throw fault('bundle_invalid', `manifest roots ${rootsText(roots)} ${where}`, bundle);
    }
    const object: PlainObject = next.value;
    for (const key of [...sortedKeys(object)].reverse()) {
      open.push({ path: path === '' ? key : `${path}/${key}`, value: object[key] as RegoValue });
    }
  }
}

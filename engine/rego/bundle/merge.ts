import type { Outcome } from '../../diagnostics/index.ts';
import type { RegoVersion } from '../ast/index.ts';
import { objectGet, type RegoValue } from '../value/index.ts';
import type { Bundle, Manifest } from './bundle.ts';
import { Documents, isPlainObject } from './documents.ts';
import { fault, outcomeOf } from './fault.ts';
import { validateBundle } from './validate.ts';

/**
 * Makes one bundle of several, whose roots must not overlap.
 * Shape:  in the order given. The result has the Rego version `regoVersion`; modules of another one are listed in its
 *         manifest. One bundle alone keeps its revision and its version.
 * Errors: `bundle_invalid` in OPA's words.
 * Source: OPA v1/bundle bundle.go MergeWithRegoVersion.
 */
export function mergeBundles(bundles: readonly Bundle[], regoVersion: RegoVersion): Outcome<Bundle> {
  return outcomeOf(() => {
    const [first, ...more] = bundles;
    if (first === undefined) throw fault('bundle_invalid', 'bundle merge failed: expected at least one bundle', '');
    if (more.length === 0) return alone(first, regoVersion);
    const data = new Documents();
    for (const bundle of bundles) insertRoots(data, bundle);
    const merged: Bundle = {
      name: bundles.map(({ name }) => name).join(', '),
      manifest: {
        revision: '',
        roots: bundles.flatMap(({ manifest }) => manifest.roots),
        wasm: bundles.flatMap(({ manifest }) => manifest.wasm),
        regoVersion: numberOf(regoVersion),
        fileRegoVersions: otherVersions(bundles, regoVersion),
        metadata: undefined,
      },
      data: data.root,
      modules: bundles.flatMap(({ modules }) => modules),
      plans: bundles.flatMap(({ plans }) => plans),
      wasm: bundles.flatMap(({ wasm }) => wasm),
      signatures: undefined,
      isSigned: false,
    };
    validateBundle(merged);
    return merged;
  });
}

function alone(bundle: Bundle, regoVersion: RegoVersion): Bundle {
  const own = bundle.manifest.regoVersion ?? numberOf(regoVersion);
  const fileRegoVersions = otherVersions([bundle], own === 0 ? 'v0' : 'v1');
  const manifest: Manifest = { ...bundle.manifest, regoVersion: own, fileRegoVersions };
  return { ...bundle, manifest };
}

/** Modules whose version is not the bundle's, by the absolute path that they get. */
function otherVersions(bundles: readonly Bundle[], regoVersion: RegoVersion): ReadonlyMap<string, number> {
  const others = bundles.flatMap(({ modules }) => modules).filter((module) => module.regoVersion !== regoVersion);
  return new Map(others.map((module) => [`/${module.name.replace(/^\//, '')}`, numberOf(module.regoVersion)]));
}

function insertRoots(data: Documents, bundle: Bundle): void {
  for (const root of bundle.manifest.roots) {
    const keys = root === '' ? [] : root.split('/');
    let value: RegoValue | undefined = bundle.data;
    for (const key of keys) value = isPlainObject(value) ? objectGet(value, key) : undefined;
    if (value === undefined) continue;
    const reason = data.insert(keys, value);
    if (reason !== undefined) throw fault('bundle_invalid', `bundle merge failed: ${reason}`, bundle.name);
  }
}

function numberOf(version: RegoVersion): number {
  return version === 'v0' ? 0 : 1;
}

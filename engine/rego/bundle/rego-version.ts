import type { RegoVersion } from '../ast/index.ts';
import { BuiltinError } from '../builtins/errors.ts';
import { globBuiltins } from '../builtins/glob.ts';
import { pureContext } from '../builtins/index.ts';
import { compareStrings } from '../value/index.ts';
import type { Manifest } from './bundle.ts';
import { fault } from './fault.ts';

/**
 * The Rego version that a manifest gives a file: that of the first pattern, in order of the patterns, that matches.
 * Errors: `bundle_invalid` for a version or pattern that OPA does not know.
 */
export function versionOfFile(manifest: Manifest, path: string, otherwise: RegoVersion, place: string): RegoVersion {
  const number = numberOfFile(manifest, path, place);
  if (number === undefined) return otherwise;
  if (number === 0 || number === 1) return number === 0 ? 'v0' : 'v1';
  throw fault('bundle_invalid', `unknown bundle rego-version ${number} for file '${path}'`, place);
}

function numberOfFile(manifest: Manifest, path: string, place: string): number | undefined {
  for (const pattern of [...manifest.fileRegoVersions.keys()].sort(compareStrings)) {
    if (matches(pattern, path, place)) return manifest.fileRegoVersions.get(pattern);
  }
  return manifest.regoVersion;
}

function matches(pattern: string, path: string, place: string): boolean {
  try {
    return globBuiltins['glob.match'](pureContext(), pattern, null, path) === true;
  } catch (error) {
    if (!(error instanceof BuiltinError)) throw error;
    throw fault('bundle_invalid', `failed to compile glob pattern ${pattern}: ${error.message}`, place);
  }
}

import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { errorDiagnostic, type Outcome } from '../diagnostics/index.ts';
import type { RegoVersion } from '../rego/ast/index.ts';
import {
  BUNDLE_LIMITS,
  type Bundle,
  type BundleFile,
  matchesFilePattern,
  readBundle,
  readBundleFolder,
  type VerificationConfig,
} from '../rego/bundle/index.ts';

export type BundleOptions = {
  readonly cwd: string;
  /** Patterns of file and folder names that are passed over in folders. */
  readonly ignore?: readonly string[];
  readonly verification?: VerificationConfig | 'skip';
  readonly regoVersion?: RegoVersion;
};

const MAX_DEPTH = 64;
/** The files that a bundle is made of; what else lies in a folder is left alone unless a signature lists it. */
const PARTS = /(?:\.rego|(?:^|\/)(?:data\.(?:json|ya?ml)|plan\.json|policy\.wasm|patch\.json)|\.manifest)$/;

/** Whether a path names a packed bundle. */
export function isBundleFile(path: string): boolean {
  return path.endsWith('.tar.gz') || path.endsWith('.tgz');
}

/**
 * Reads a bundle from a file, or from a folder that is laid out like one.
 * Shape:  symbolic links in a folder are not followed; its files are taken in the order of names, folder by folder.
 * Errors: those of `readBundle`; `input_not_found` and `input_unreadable`.
 */
export function loadBundle(path: string, options: BundleOptions): Outcome<Bundle> {
  const absolute = resolve(options.cwd, path);
  const name = posix.normalize(path.replaceAll('\\', '/')).replace(/(?<=.)\/$/, '');
  const { ignore = [], verification, regoVersion } = options;
  const read = {
    name,
    ...(verification === undefined ? {} : { verification }),
    ...(regoVersion === undefined ? {} : { regoVersion }),
  };
  try {
    const stats = statSync(absolute);
    if (stats.isDirectory()) return readBundleFolder(filesBelow(absolute, ignore), read);
    if (stats.size > BUNDLE_LIMITS.packedBytes) {
      const message = `the bundle has ${stats.size} bytes, more than ${BUNDLE_LIMITS.packedBytes}`;
      return failed('bundle_unsafe', message, name);
    }
    return readBundle(readFileSync(absolute), read);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    const kind = code === 'ENOENT' ? 'input_not_found' : 'input_unreadable';
    return failed(kind, `the bundle \`${name}\` cannot be read: ${code}`, name);
  }
}

function failed(code: 'input_not_found' | 'input_unreadable' | 'bundle_unsafe', message: string, file: string) {
  return { ok: false, diagnostics: [errorDiagnostic(code, message, { place: { file, row: 1, col: 1 } })] } as const;
}

function filesBelow(root: string, ignore: readonly string[]): readonly BundleFile[] {
  const files: BundleFile[] = [];
  const isSigned = hasSignature(root);
  let left = BUNDLE_LIMITS.unpackedBytes;
  const walk = (folder: string, prefix: string, depth: number): void => {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (ignore.some((pattern) => matchesFilePattern(pattern, entry.name))) continue;
      const path = `${prefix}/${entry.name}`;
      if (entry.isDirectory() && depth < MAX_DEPTH) walk(join(folder, entry.name), path, depth + 1);
      if (!entry.isFile() || !(isSigned || PARTS.test(path) || path.endsWith('signatures.json'))) continue;
      left -= (statSync(join(folder, entry.name)) as Stats).size;
      if (left < 0 || files.length >= BUNDLE_LIMITS.files) throw Object.assign(new Error(), { code: 'EFBIG' });
      files.push({ path, bytes: readFileSync(join(folder, entry.name)) });
    }
  };
  walk(root, '', 0);
  return files;
}

function hasSignature(root: string): boolean {
  try {
    return statSync(join(root, '.signatures.json')).isFile();
  } catch {
    return false;
  }
}

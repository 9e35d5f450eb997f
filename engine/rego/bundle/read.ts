import type { Diagnostic, Outcome } from '../../diagnostics/index.ts';
import type { RegoVersion } from '../ast/index.ts';
import { parseModule } from '../parser/index.ts';
import { type Bundle, type BundleModule, EMPTY_MANIFEST, type Manifest } from './bundle.ts';
import { Documents, dataKeys, parseJsonFile, parseYamlFile, textOf } from './documents.ts';
import { checkPaths, joinPath } from './entry-path.ts';
import { BundleFault, fault, outcomeOf } from './fault.ts';
import { BUNDLE_LIMITS, type BundleLimits } from './limits.ts';
import { parseManifest } from './manifest.ts';
import { versionOfFile } from './rego-version.ts';
import { type BundleFile, readTar } from './tar-read.ts';
import { unpack } from './unpack.ts';
import { samePath, validateBundle } from './validate.ts';
import { parseSignatures, SignatureCheck, type VerificationConfig } from './verify.ts';

/**
 * How a bundle is read.
 * Shape:  `name` is the file or folder it came from. `verification: 'skip'` does not look at signatures; undefined
 *         refuses a signed bundle, as there is no key. `regoVersion` holds for modules of which the manifest says nothing.
 */
export type ReadBundleOptions = {
  readonly name: string;
  readonly verification?: VerificationConfig | 'skip';
  readonly regoVersion?: RegoVersion;
  readonly limits?: BundleLimits;
};

/**
 * Reads a bundle: a gzipped tar of Rego modules, data, plans and WASM modules with a manifest and a signature.
 * Shape:  everything stays in memory, nothing is written anywhere.
 * Errors: `bundle_invalid`, `bundle_unsafe`, `bundle_signature`, each with OPA's text where OPA has one, and the
 *         parser's errors for all modules.
 * Source: OPA v1/bundle bundle.go.
 */
export function readBundle(bytes: Uint8Array, options: ReadBundleOptions): Outcome<Bundle> {
  const limits = options.limits ?? BUNDLE_LIMITS;
  return outcomeOf(() => {
    const files = readTar(unpack(bytes, options.name, limits), options.name, limits);
    checkPaths(files, options.name);
    return assemble(files, options, (path) => path);
  });
}

/**
 * Reads the files of a folder that is laid out like a bundle.
 * Shape:  paths are relative to the folder `name`; signatures name files with the folder before them.
 * Errors: as `readBundle`.
 */
export function readBundleFolder(files: readonly BundleFile[], options: ReadBundleOptions): Outcome<Bundle> {
  return outcomeOf(() => {
    checkPaths(files, options.name);
    return assemble(files, options, (path) => joinPath(options.name, path));
  });
}

function assemble(
  files: readonly BundleFile[],
  options: ReadBundleOptions,
  signedAs: (path: string) => string,
): Bundle {
  const { name, verification } = options;
  const isSignature = ({ path }: BundleFile) => path.endsWith('signatures.json');
  const signature = files.find(isSignature);
  const isSigned = signature !== undefined;
  const check = signature === undefined || verification === 'skip' ? unsigned(options) : checkOf(signature, options);
  const reader = new BundleReader(name);
  for (const file of files) {
    if (isSignature(file)) continue;
    check?.check(signedAs(file.path).replace(/^\//, ''), file.bytes);
    reader.take(file);
  }
  check?.finish();
  return { ...reader.finish(options.regoVersion ?? 'v1'), isSigned };
}

function unsigned({ name, verification }: ReadBundleOptions): undefined {
  if (verification === undefined || verification === 'skip' || verification.keyId === '') return undefined;
  throw fault('bundle_signature', 'bundle missing .signatures.json file', name);
}

function checkOf(signature: BundleFile, { name, verification }: ReadBundleOptions): SignatureCheck {
  const place = joinPath(name, signature.path);
  const signatures = parseSignatures(signature.bytes, place);
  if (verification === undefined || verification === 'skip') {
    const hint = 'type `--verification-key FILE`';
    throw fault('bundle_signature', 'verification key not provided', place, hint);
  }
  return new SignatureCheck(signatures, verification, place);
}

/** Takes the files of a bundle one by one. */
class BundleReader {
  readonly #name: string;
  readonly #data = new Documents();
  readonly #modules: BundleFile[] = [];
  readonly #plans: BundleFile[] = [];
  readonly #wasm: BundleFile[] = [];
  #manifest: Manifest = EMPTY_MANIFEST;
  #manifestPath: string | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  take(file: BundleFile): void {
    const { path } = file;
    const base = path.slice(path.lastIndexOf('/') + 1);
    if (path.endsWith('.rego')) this.#modules.push(file);
    else if (base === 'policy.wasm') this.#wasm.push(file);
    else if (base === 'plan.json') this.#plans.push(file);
    else if (base === 'data.json' || base === 'data.yaml' || base === 'data.yml') this.#takeData(file, base);
    else if (base === 'plan.pb' || path.endsWith('.manifest.pb')) this.#refuse(path, 'a file in protobuf format');
    else if (base === 'patch.json') this.#refuse(path, 'the patch of a delta bundle, which changes a running server');
    else if (path.endsWith('.manifest')) this.#takeManifest(file);
  }

  finish(otherwise: RegoVersion): Bundle {
    const bundle: Bundle = {
      name: this.#name,
      manifest: this.#manifest,
      data: this.#data.root,
      modules: this.#parseModules(otherwise),
      plans: this.#plans.map(({ path, bytes }) => ({ path, text: textOf(bytes) })),
      wasm: this.#wasm.map(({ path, bytes }) => ({ path, bytes, entrypoints: this.#entrypoints(path) })),
      signatures: undefined,
      isSigned: false,
    };
    validateBundle(bundle);
    return bundle;
  }

  #takeData({ path, bytes }: BundleFile, base: string): void {
    const parse = base === 'data.json' ? parseJsonFile : parseYamlFile;
    const value = parse(bytes, joinPath(this.#name, path), `bundle load failed on ${path}: `);
    const reason = this.#data.insert(dataKeys(path), value);
    if (reason === undefined) return;
    throw fault('bundle_invalid', `bundle load failed on ${path}: ${reason}`, joinPath(this.#name, path));
  }

  #takeManifest({ path, bytes }: BundleFile): void {
    if (this.#manifestPath !== undefined) {
      const names = `${JSON.stringify(this.#manifestPath)} and ${JSON.stringify(path)}`;
      throw fault('bundle_invalid', `bundle contains multiple manifest files: ${names}`, joinPath(this.#name, path));
    }
    this.#manifestPath = path;
    this.#manifest = parseManifest(bytes, joinPath(this.#name, path));
  }

  #refuse(path: string, what: string): never {
    throw fault('bundle_invalid', `\`${path}\` is ${what}; it is not supported`, joinPath(this.#name, path));
  }

  #entrypoints(path: string): readonly string[] {
    return this.#manifest.wasm.filter(({ module }) => samePath(module, path)).map(({ entrypoint }) => entrypoint);
  }

  #parseModules(otherwise: RegoVersion): readonly BundleModule[] {
    const modules: BundleModule[] = [];
    const diagnostics: Diagnostic[] = [];
    for (const { path, bytes } of this.#modules) {
      const regoVersion = versionOfFile(this.#manifest, path, otherwise, joinPath(this.#name, '.manifest'));
      const name = joinPath(this.#name, path);
      const text = textOf(bytes);
      const parsed = parseModule({ name, text }, { regoVersion });
      if (parsed.ok) modules.push({ path, name, text, regoVersion, parsed: parsed.value });
      else diagnostics.push(...parsed.diagnostics);
    }
    if (diagnostics.length > 0) throw new BundleFault(diagnostics);
    return modules;
  }
}

import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Diagnostic, errorDiagnostic, noticeDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import type { RegoVersion } from '../../rego/ast/index.ts';
import {
  type Bundle,
  isPlainObject,
  makeBundle,
  mergeBundles,
  signBundle,
  writeBundle,
} from '../../rego/bundle/index.ts';
import { ALL_CAPABILITIES } from '../../rego/compile.ts';
import { compileModules } from '../../rego/compiler/index.ts';
import type { Capabilities } from '../../rego/compiler/types.ts';
import { formatModule } from '../../rego/format/index.ts';

import { loadBundle } from '../bundle-files.ts';
import { type KeyOptions, signingOf, verificationOf } from '../bundle-keys.ts';
import { readCapabilities } from '../capabilities-option.ts';
import { readRegoFiles } from '../rego-files.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { UsageError } from '../usage.ts';

type Options = KeyOptions & {
  readonly bundle?: boolean;
  readonly output: string;
  readonly entrypoint: readonly string[];
  readonly revision?: string;
  readonly ignore: readonly string[];
  readonly capabilities?: string;
  readonly v0Compatible?: boolean;
};

/**
 * `probity rego build PATHS`: packs policies and data into one bundle, as `opa build` without optimisation does.
 * Shape:  0, or 1 with what is wrong on stderr; nothing is written then.
 */
export async function regoBuild(paths: readonly string[], raw: object, terminal: Terminal): Promise<number> {
  const options = raw as Options;
  const regoVersion: RegoVersion = options.v0Compatible === true ? 'v0' : 'v1';
  const capabilities = readCapabilities(options.capabilities, terminal);
  const signing = signingOf(options, terminal);
  checkOptions(options);
  const loaded =
    options.bundle === true
      ? fromBundles(paths, options, regoVersion, terminal)
      : fromFiles(paths, options, regoVersion, terminal);
  const built = then(loaded, (bundle) => build(bundle, options, capabilities.value));
  const signed = then(built, (bundle) =>
    signing === undefined ? { ok: true, value: bundle, diagnostics: [] } : signBundle(bundle, signing),
  );
  await printDiagnostics(terminal, [...capabilities.diagnostics, ...signed.diagnostics]);
  if (!signed.ok) return 1;
  await writeOut(writeBundle(signed.value), options.output, terminal);
  return 0;
}

function checkOptions({ bundle, entrypoint, verificationKey, signingKey }: Options): void {
  if (bundle !== true && (verificationKey ?? signingKey) !== undefined) {
    throw UsageError.of('enable bundle mode (ie. --bundle) to verify or sign bundle files or directories');
  }
  for (const entry of entrypoint) {
    if (/^\/?[^/]+(?:\/[^/]+)*$/.test(entry)) continue;
    throw UsageError.of(`entrypoint ${entry} not valid: use <package>/<rule>`);
  }
}

function fromBundles(
  paths: readonly string[],
  options: Options,
  regoVersion: RegoVersion,
  terminal: Terminal,
): Outcome<Bundle> {
  const verification = verificationOf(options, terminal);
  const how = { cwd: terminal.cwd, ignore: options.ignore, regoVersion, ...(verification && { verification }) };
  const bundles: Bundle[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of [...new Set(paths)].sort()) {
    const loaded = loadBundle(path, how);
    diagnostics.push(...loaded.diagnostics);
    if (loaded.ok) bundles.push(loaded.value);
  }
  if (bundles.length < new Set(paths).size) return { ok: false, diagnostics };
  return mergeBundles(bundles, regoVersion);
}

function fromFiles(
  paths: readonly string[],
  options: Options,
  regoVersion: RegoVersion,
  terminal: Terminal,
): Outcome<Bundle> {
  const files = readRegoFiles(paths, { cwd: terminal.cwd, ignore: options.ignore });
  const notices = paths
    .filter((path) => hasManifest(resolve(terminal.cwd, path)))
    .map((path) => {
      const hint = 'with `-b` the manifest counts';
      return noticeDiagnostic('bundle_invalid', `.manifest file found in "${path}" but -b flag not specified`, {
        hint,
      });
    });
  const diagnostics = [...notices, ...files.diagnostics];
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
  if (!isPlainObject(files.data)) return { ok: false, diagnostics };
  const made = makeBundle({ name: paths.join(', '), modules: files.modules, data: files.data, regoVersion });
  return { ...made, diagnostics: [...diagnostics, ...made.diagnostics] };
}

function hasManifest(path: string): boolean {
  return existsSync(join(path, '.manifest')) && statSync(path).isDirectory();
}

/** Checks that the modules compile, lays them out, and sets the revision. */
function build(bundle: Bundle, options: Options, capabilities: Capabilities = ALL_CAPABILITIES): Outcome<Bundle> {
  const names = bundle.modules.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    return { ok: false, diagnostics: [errorDiagnostic('bundle_invalid', `duplicate module URL: ${twice}`)] };
  }
  const parsed = bundle.modules.map((module) => module.parsed);
  const compiled = compileModules(parsed, { regoVersion: 'v1', capabilities, schemas: {}, strict: false });
  if (!compiled.ok) return compiled;
  const diagnostics: Diagnostic[] = [];
  const modules = bundle.modules.map((module) => {
    const formatted = formatModule(module.text, { regoVersion: module.regoVersion, name: module.name });
    diagnostics.push(...formatted.diagnostics);
    return formatted.ok ? { ...module, text: formatted.value } : module;
  });
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
  const { revision = bundle.manifest.revision } = options;
  return { ok: true, value: { ...bundle, modules, manifest: { ...bundle.manifest, revision } }, diagnostics };
}

function then<A, B>(first: Outcome<A>, next: (value: A) => Outcome<B>): Outcome<B> {
  if (!first.ok) return first;
  const second = next(first.value);
  return { ...second, diagnostics: [...first.diagnostics, ...second.diagnostics] };
}

async function writeOut(bytes: Uint8Array, output: string, terminal: Terminal): Promise<void> {
  if (output === '-') {
    await write(terminal.stdout, [bytes]);
    return;
  }
  const path = resolve(terminal.cwd, output);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  } catch (error) {
    throw UsageError.of(`\`${output}\` cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
}

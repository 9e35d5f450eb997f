import { createHash } from 'node:crypto';
import { type Diagnostic, errorDiagnostic, noticeDiagnostic } from '../../diagnostics/index.ts';
import type { Document, InputFile } from '../document.ts';
import { ownArray, ownString } from '../object.ts';
import { decodeText } from '../text.ts';
import { type Configuration, loadConfiguration, SourceTree } from './configuration.ts';
import type { SourceText } from './file.ts';
import { createLocator } from './locator.ts';
import { folderOf, normalizePath } from './paths.ts';
import { planConfiguration } from './plan.ts';
import type { Sources } from './sources.ts';

/** Whether a file is Terraform configuration, by its name: HCL has no other mark. */
export function isHclFile(path: string): boolean {
  return /\.(?:tf|tfvars)(?:\.json)?$/.test(path);
}

export type HclDocuments = {
  readonly documents: readonly Document[];
  readonly diagnostics: readonly Diagnostic[];
  readonly unrecognised: readonly { readonly path: string; readonly reason: string }[];
};

/**
 * Reads Terraform configurations into one Document for each root module, in the form of a plan.
 * Shape:  a root module is a folder with `.tf` files that no other module calls. Where one of `plans` was made from it, that
 *         plan is judged instead. `sources` has what lies beyond the given files: installed modules.
 * Errors: `hcl_invalid`, `input_*`; `hcl_module` notices. What a configuration does not tell is in the root's `unread`.
 */
export function readHclDocuments(
  files: readonly InputFile[],
  plans: readonly Document[],
  sources: Sources | undefined,
): HclDocuments {
  const texts: SourceText[] = [];
  const diagnostics: Diagnostic[] = [];
  const digests = new Map<string, string>();
  for (const file of files) {
    const decoded = decodeText(file);
    // An empty file is a configuration of nothing.
    const isEmpty = !decoded.ok && decoded.diagnostic.code === 'input_empty';
    if (!decoded.ok && !isEmpty) diagnostics.push(decoded.diagnostic);
    else {
      texts.push({ path: file.path, text: decoded.ok ? decoded.value.text : '' });
      digests.set(normalizePath(file.path), createHash('sha256').update(file.bytes).digest('hex'));
    }
  }
  const tree = new SourceTree(texts);
  sources?.tree.copyMissing(tree);
  const folders = [
    ...new Set(texts.filter(({ path }) => /\.tf(?:\.json)?$/.test(path)).map(({ path }) => folderOf(path))),
  ];
  const loaded = new Map(
    folders.sort().map((folder) => [folder, loadConfiguration(tree, folder, sources?.modulesJson.get(folder))]),
  );
  const called = calledFolders(loaded);
  const documents: Document[] = [];
  const unrecognised: { path: string; reason: string }[] = [];
  for (const [folder, configuration] of loaded) {
    if (called.has(folder)) continue;
    const plan = plans.find((one) => isPlanOf(one, folder, configuration));
    if (plan !== undefined) {
      const reason = `the Terraform configuration of \`${plan.path}\`, which is judged instead`;
      unrecognised.push({ path: folder, reason });
      continue;
    }
    const { document, notices } = toDocument(folder, configuration, digests);
    documents.push(document);
    diagnostics.push(...configuration.diagnostics, ...notices);
  }
  return { documents, diagnostics: unique(diagnostics), unrecognised };
}

/** Whether a plan lies in the folder of a configuration, or has mostly its resources. */
function isPlanOf(plan: Document, folder: string, configuration: Configuration): boolean {
  if (folderOf(plan.path) === folder) return true;
  const addresses = (ownArray(plan.root, 'resource_changes') ?? []).flatMap(
    (change) => ownString(change, 'address') ?? [],
  );
  const locator = createLocator(configuration);
  const count = addresses.filter((address) => locator.has(address)).length;
  return count > 0 && count >= addresses.length / 2;
}

/** Folders that another calls. Of those that call each other in a circle the first one is the root. */
function calledFolders(loaded: ReadonlyMap<string, Configuration>): ReadonlySet<string> {
  const reached = new Map(
    [...loaded].map(([folder, configuration]) => [folder, new Set(foldersCalled(configuration))]),
  );
  const called = new Set<string>();
  for (const [caller, folders] of reached)
    for (const folder of folders) {
      const isCircle = reached.get(folder)?.has(caller) === true;
      if (!isCircle || caller.length < folder.length || (caller.length === folder.length && caller < folder))
        called.add(folder);
    }
  return called;
}

/** Folders of the modules that a root module calls, itself left out. */
function foldersCalled(configuration: Configuration): readonly string[] {
  const found: string[] = [];
  const waiting = [configuration.root];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop())
    for (const call of module.calls.values())
      if (call.module !== undefined) {
        found.push(call.module.folder);
        waiting.push(call.module);
      }
  return found.filter((folder) => folder !== configuration.root.folder);
}

function toDocument(
  folder: string,
  configuration: Configuration,
  digests: ReadonlyMap<string, string>,
): { readonly document: Document; readonly notices: readonly Diagnostic[] } {
  const plan = planConfiguration(configuration);
  const locator = createLocator(configuration);
  const first = configuration.files[0]?.path ?? folder;
  const digest = createHash('sha256');
  for (const path of configuration.files.map((file) => normalizePath(file.path)).sort())
    digest.update(`${path}\0${digests.get(path) ?? ''}\0`);
  for (const [path, bytes] of [...configuration.others.used].sort(([left], [right]) => (left < right ? -1 : 1)))
    digest.update(`${path}\0${createHash('sha256').update(bytes).digest('hex')}\0`);
  const unread = plan.unread.map(({ what, reason }) => ({ what, reason }));
  const document: Document = {
    path: folder,
    index: 0,
    kind: 'terraform-hcl',
    root: { ...plan.root, unread },
    digest: digest.digest('hex'),
    exactNumbers: false,
    locate: (path) => {
      const at = plan.addressAt(path);
      const found = at === undefined ? undefined : locator.locate(at.address, at.path, at.values);
      return found?.place ?? { file: first, row: 1, col: 1 };
    },
    callPlaces: (names) => locator.calls(names).map(({ place }) => place),
    openJson: (address, path) => locator.openJson(address, path),
  };
  const notices = plan.unread.map(({ reason }) => noticeDiagnostic('hcl_unread', reason));
  if (configuration.root.files.length === 0)
    return { document, notices: [errorDiagnostic('input_empty', `\`${folder}\` holds no configuration`)] };
  return { document, notices };
}

/** The same fault of a module that is called twice is told once. */
function unique(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((one) => {
    const key = JSON.stringify([one.code, one.message, one.place]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

import { type Diagnostic, noticeDiagnostic } from '../../diagnostics/index.ts';
import { resourceKey } from './address.ts';
import type { HclFile, SourceText } from './file.ts';
import type { OtherFiles } from './file-functions.ts';
import { type ModuleFiles, readModuleFiles, type Sourced } from './module-files.ts';
import { type InstalledModules, readModulesJson } from './modules-json.ts';
import { parseHcl } from './parse.ts';
import { baseNameOf, folderOf, joinPaths, normalizePath } from './paths.ts';
import { constantText } from './template.ts';
import type { Attribute, Block } from './types.ts';

/** One call of a module; `module` is undefined where its source is not at hand, and `missing` says why. */
export type ModuleCall = Sourced<Block> & {
  readonly name: string;
  readonly source: string | undefined;
  readonly module: Module | undefined;
  readonly missing: string | undefined;
};

/** A module as one call sees it. `path` are the names of the calls that lead to it, none for the root. */
export type Module = ModuleFiles & {
  readonly path: readonly string[];
  readonly folder: string;
  readonly calls: ReadonlyMap<string, ModuleCall>;
  /** The call that it is, and the module that calls. */
  readonly caller: { readonly module: Module; readonly call: Sourced<Block> & { readonly name: string } } | undefined;
};

/** A root module with everything that it calls. */
export type Configuration = {
  readonly root: Module;
  /** What `.tfvars` files set, the stronger ones last. */
  readonly settings: ReadonlyMap<string, Sourced<Attribute>>;
  readonly files: readonly HclFile[];
  readonly others: OtherFiles;
  /** Folders of modules that are called and not among the files. */
  readonly wanted: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
};

const MAX_MODULES = 2000;
const MAX_CALL_DEPTH = 60;

/**
 * Loads the root module in the folder `root`, and the modules that it calls as far as their files are given.
 * Shape:  local sources (`./x`, `../x`) and those that `modulesJson`, the text of `.terraform/modules/modules.json`, names;
 *         both only in folders of `files`. Of other modules the call alone is known.
 * Errors: what the files' parsing gave; `hcl_module` notices for modules that cannot be read and calls in a circle.
 * Source: Terraform, Modules and Override Files.
 */
export function loadConfiguration(
  files: readonly SourceText[] | SourceTree,
  root: string,
  modulesJson?: string,
): Configuration {
  const tree = files instanceof SourceTree ? files : new SourceTree(files);
  return new Loader(tree, modulesJson).load(normalizePath(root));
}

/** Files by folder, each parsed once and when it is first asked for. */
export class SourceTree {
  readonly #byFolder = new Map<string, SourceText[]>();
  readonly #parsed = new Map<SourceText, HclFile>();
  readonly #modules = new Map<string, ModuleFiles>();
  readonly #others = new Map<string, Uint8Array>();
  readonly #foldersRead = new Set<string>();

  constructor(files: readonly SourceText[]) {
    this.add(files);
  }

  /** Takes in more files; those of a folder come all at once. */
  add(files: readonly SourceText[]): void {
    for (const file of files) {
      const folder = folderOf(file.path);
      const list = this.#byFolder.get(folder);
      if (list === undefined) this.#byFolder.set(folder, [file]);
      else list.push(file);
    }
  }

  /** Takes in what lies below a folder for `file` and the like; `isWhole` says that nothing was left out. */
  addOthers(folder: string, files: ReadonlyMap<string, Uint8Array>, isWhole: boolean): void {
    if (isWhole) this.#foldersRead.add(folder);
    for (const [path, bytes] of files) this.#others.set(path, bytes);
  }

  /** The files that are no sources. */
  get others(): OtherFiles {
    const used = new Map<string, Uint8Array>();
    const isRead = (path: string) => [...this.#foldersRead].some((folder) => isBelow(path, folder));
    return {
      used,
      read: (path) => {
        const bytes = this.#others.get(path);
        if (bytes !== undefined) used.set(path, bytes);
        return bytes;
      },
      isRead,
      list: (folder) =>
        isRead(folder) ? [...this.#others.keys()].filter((path) => isBelow(path, folder)).sort() : undefined,
    };
  }

  /** Gives another tree the folders that it does not have. */
  copyMissing(to: SourceTree): void {
    for (const folder of this.#foldersRead) to.addOthers(folder, new Map(), true);
    to.addOthers('.', this.#others, false);
    for (const [folder, files] of this.#byFolder) if (!to.#byFolder.has(folder)) to.add(files);
  }

  /** Every text, folder by folder. */
  get texts(): readonly SourceText[] {
    return this.folders.flatMap((folder) => this.#byFolder.get(folder) ?? []);
  }

  get folders(): readonly string[] {
    return [...this.#byFolder.keys()].sort();
  }

  hasModule(folder: string): boolean {
    return this.#named(folder, /\.tf(?:\.json)?$/).length > 0;
  }

  moduleFiles(folder: string): ModuleFiles {
    const known = this.#modules.get(folder);
    if (known !== undefined) return known;
    if (!this.hasModule(folder)) return readModuleFiles([]);
    const read = readModuleFiles(this.#named(folder, /\.tf(?:\.json)?$/).map((file) => this.#parse(file)));
    this.#modules.set(folder, read);
    return read;
  }

  /** `terraform.tfvars`, then `*.auto.tfvars` in order of name, each also as JSON. */
  settingFiles(folder: string): readonly HclFile[] {
    const own = ['terraform.tfvars', 'terraform.tfvars.json'].flatMap((name) =>
      this.#named(folder, /./).filter((file) => baseNameOf(file.path) === name),
    );
    return [...own, ...this.#named(folder, /\.auto\.tfvars(?:\.json)?$/)].map((file) => this.#parse(file));
  }

  #named(folder: string, pattern: RegExp): readonly SourceText[] {
    const found = (this.#byFolder.get(folder) ?? []).filter((file) => pattern.test(file.path));
    return found.sort((left, right) => (left.path < right.path ? -1 : 1));
  }

  #parse(file: SourceText): HclFile {
    const known = this.#parsed.get(file);
    if (known !== undefined) return known;
    const parsed = parseHcl(file);
    this.#parsed.set(file, parsed);
    return parsed;
  }
}

function isBelow(path: string, folder: string): boolean {
  if (folder === '.') return !path.startsWith('../') && path !== '..' && !path.startsWith('/');
  return path === folder || path.startsWith(`${folder}/`);
}

/** Loads configurations out of one tree; `Loader.load` may be called for several roots of it. */
class Loader {
  readonly #tree: SourceTree;
  readonly #modulesJson: string | undefined;
  readonly #diagnostics: Diagnostic[] = [];
  readonly #files = new Set<HclFile>();
  readonly #wanted = new Set<string>();
  readonly #told = new Set<string>();
  #installed: InstalledModules = new Map();
  #count = 0;

  constructor(tree: SourceTree, modulesJson: string | undefined) {
    this.#tree = tree;
    this.#modulesJson = modulesJson;
  }

  load(folder: string): Configuration {
    const place = { file: joinPaths(folder, '.terraform/modules/modules.json'), row: 1, col: 1 };
    const installed = readModulesJson(this.#modulesJson, place);
    this.#installed = installed.modules;
    this.#diagnostics.push(...installed.diagnostics);
    const root = this.#module(folder, folder, [], undefined, new Set());
    const settings = new Map<string, Sourced<Attribute>>();
    for (const file of this.#tree.settingFiles(folder)) {
      this.#take([file]);
      for (const attribute of file.body.attributes) settings.set(attribute.name, { node: attribute, file });
    }
    const files = [...this.#files];
    const { others } = this.#tree;
    return { root, settings, files, others, wanted: [...this.#wanted], diagnostics: this.#diagnostics };
  }

  #take(files: readonly HclFile[]): void {
    for (const file of files) {
      if (this.#files.has(file)) continue;
      this.#files.add(file);
      this.#diagnostics.push(...file.diagnostics);
    }
  }

  #module(
    root: string,
    folder: string,
    path: readonly string[],
    caller: Module['caller'],
    above: ReadonlySet<string>,
  ): Module {
    this.#count += 1;
    const read = this.#tree.moduleFiles(folder);
    this.#take(read.files);
    if (!this.#told.has(folder)) this.#diagnostics.push(...read.diagnostics);
    this.#told.add(folder);
    const calls = new Map<string, ModuleCall>();
    const module: Module = { ...read, path, folder, calls, caller };
    const within = new Set([...above, folder]);
    for (const [name, called] of read.callBlocks) {
      const source = constantText(called.node.body.attributes.find((one) => one.name === 'source')?.value);
      const found = this.#find(root, folder, [...path, name], source, within);
      const at = { module, call: { ...called, name } };
      const inner = 'folder' in found ? this.#module(root, found.folder, [...path, name], at, within) : undefined;
      const missing = 'missing' in found ? found.missing : undefined;
      if (missing !== undefined && 'isOdd' in found) this.#tell(name, missing, called);
      calls.set(name, { ...called, name, source, module: inner, missing });
    }
    return module;
  }

  #find(
    root: string,
    folder: string,
    path: readonly string[],
    source: string | undefined,
    above: ReadonlySet<string>,
  ): { readonly folder: string } | { readonly missing: string; readonly isOdd?: true } {
    const isLocal = source !== undefined && /^\.\.?(?:\/|$)/.test(source);
    const installed = this.#installed.get(path.join('.'));
    if (!isLocal && installed === undefined)
      return { missing: source === undefined ? 'its source is not known' : 'its source is not installed here' };
    const target = isLocal ? joinPaths(folder, source) : joinPaths(root, installed?.folder ?? '.');
    if (!this.#tree.hasModule(target)) {
      this.#wanted.add(target);
      return { missing: `its folder \`${target}\` holds no .tf file below the source root`, isOdd: true };
    }
    if (above.has(target)) return { missing: 'it calls itself', isOdd: true };
    if (path.length > MAX_CALL_DEPTH || this.#count >= MAX_MODULES)
      return { missing: 'there are too many modules to read', isOdd: true };
    return { folder: target };
  }

  #tell(name: string, why: string, { node, file }: Sourced<Block>): void {
    const place = file.placeOf(node.span.start);
    this.#diagnostics.push(noticeDiagnostic('hcl_module', `module \`${name}\` is not read: ${why}`, { place }));
  }
}

/** The module at the end of a chain of calls, the calls on the way, and the call at which the sources end. */
export function findModule(
  configuration: Configuration,
  names: readonly string[],
): { readonly calls: readonly ModuleCall[]; readonly module: Module | undefined } | undefined {
  const calls: ModuleCall[] = [];
  let module: Module | undefined = configuration.root;
  for (const name of names) {
    // Beyond a module without source nothing is known.
    if (module === undefined) break;
    const call: ModuleCall | undefined = module.calls.get(name);
    if (call === undefined) return undefined;
    calls.push(call);
    module = call.module;
  }
  return { calls, module };
}

/** A resource or data source of a module. */
export function findResource(module: Module, address: Parameters<typeof resourceKey>[0]): Sourced<Block> | undefined {
  return module.resources.get(resourceKey(address));
}

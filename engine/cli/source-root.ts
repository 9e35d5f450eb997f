import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, noticeDiagnostic } from '../diagnostics/index.ts';
import { folderOf, loadConfiguration, modulesJsonPath, normalizePath } from '../inputs/hcl/index.ts';
import { type InputFile, type Sources, SourceTree } from '../inputs/index.ts';
import { isFolder, isWithin } from './paths.ts';
import { UsageError } from './usage.ts';

export type ReadSources = { readonly sources: Sources; readonly diagnostics: readonly Diagnostic[] };

export type SourceOptions = {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** The folder that `--source-root` names. */
  readonly named: string | undefined;
  /** The files that are judged. */
  readonly documents: readonly InputFile[];
};

/** Files that say how infrastructure is made. */
const WANTED = /\.(?:tf|tfvars)(?:\.json)?$/;
const MAX_FILES = 20_000;
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_BYTES = 200 * 1024 * 1024;
const MAX_FOLDERS = 20_000;
const MAX_DEPTH = 40;

/** What tells that a configuration reads files that are no sources. */
const READS_FILES = /\b(?:templatefile|fileexists|fileset|file(?:base64)?(?:md5|sha1|sha256|sha512)?)\s*\(/;
const MAX_OTHER_FILES = 2000;
const MAX_OTHER_FILE_BYTES = 1024 * 1024;
const MAX_OTHER_BYTES = 20 * 1024 * 1024;

/** Folders that hold no sources; of `.terraform` only the installed modules are read. */
const PASSED_OVER: ReadonlySet<string> = new Set(['.git', 'node_modules', '.terragrunt-cache']);

/**
 * Reads the Terraform sources beside the judged files.
 * Shape:  with a named folder all of it, any root module in it. Else the folders of the files and the working directory,
 *         each with the modules that it calls, as long as these lie in the working directory or in the file's own folder.
 * Units:  paths are relative to the working directory, with `/`.
 * Errors: `UsageError` when the named folder is none; notices for links that lead outside, and for what is too much.
 */
export function readSources({ cwd, named, documents }: SourceOptions): ReadSources {
  const plans = documents.filter((file) => WANTED.test(file.path) || mayBePlan(file)).map(({ path }) => path);
  const folders = [...new Set(plans.filter((path) => path !== '-').map(folderOf))];
  const given = new Set(documents.map(({ path }) => normalizePath(path)));
  if (named === undefined) {
    const reader = new SourceReader(cwd, given);
    for (const folder of folders) reader.root(folder, isWithin(cwd, resolve(cwd, folder)) ? '.' : folder);
    if (plans.length > 0) reader.root('.', '.');
    return reader.done((document) => [folderOf(document), '.'], false);
  }
  const path = normalizePath(named.replaceAll('\\', '/'));
  if (!isFolder(resolve(cwd, path))) throw UsageError.of(`the source root \`${named}\` is no folder`);
  const reader = new SourceReader(cwd, given);
  reader.all(path);
  return reader.done((document) => [path, folderOf(document)], true);
}

/** A look that costs little: plans are large, and everything else needs no sources. */
function mayBePlan({ bytes }: InputFile): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return text.includes('"planned_values"') || text.includes('"resource_changes"') || text.includes('"root_module"');
}

class SourceReader {
  readonly #cwd: string;
  /** Files that are judged themselves, so that nothing is lost when they are not read here. */
  readonly #given: ReadonlySet<string>;
  readonly #tree = new SourceTree([]);
  readonly #modulesJson = new Map<string, string>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #read = new Set<string>();
  #files = 0;
  #folders = 0;
  #bytes = 0;
  #otherFiles = 0;
  #otherBytes = 0;

  constructor(cwd: string, given: ReadonlySet<string>) {
    this.#cwd = cwd;
    this.#given = given;
  }

  done(rootsFor: Sources['rootsFor'], searchesAll: boolean): ReadSources {
    const sources = { tree: this.#tree, modulesJson: this.#modulesJson, rootsFor, searchesAll };
    return { sources, diagnostics: this.#diagnostics };
  }

  /** Reads one root module and what it calls, round by round, within `boundary`. */
  root(folder: string, boundary: string): void {
    const real = this.#real(boundary);
    if (real === undefined || !this.#folder(folder, real)) return;
    this.#list(folder, real);
    for (;;) {
      const { wanted } = loadConfiguration(this.#tree, folder, this.#modulesJson.get(folder));
      const found = wanted.filter((one) => !this.#read.has(one) && this.#folder(one, real));
      if (found.length === 0) return;
    }
  }

  /** Reads every folder below one. */
  all(folder: string): void {
    const real = this.#real(folder);
    if (real === undefined) return;
    const waiting: { readonly folder: string; readonly depth: number }[] = [{ folder, depth: 0 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      this.#folder(next.folder, real);
      this.#list(next.folder, real);
      if (next.depth === MAX_DEPTH || this.#folders > MAX_FOLDERS) {
        this.#tell(next.folder, 'there are more folders than are read');
        return;
      }
      const inner = this.#entries(next.folder).filter((entry) => this.#isEntered(entry, next.folder));
      for (const entry of inner.reverse())
        waiting.push({ folder: normalizePath(`${next.folder}/${entry.name}`), depth: next.depth + 1 });
    }
  }

  #isEntered(entry: Dirent, folder: string): boolean {
    if (entry.isSymbolicLink()) {
      // Links to folders are left: what is in the tree is met anyway.
      const path = normalizePath(`${folder}/${entry.name}`);
      if (isFolder(resolve(this.#cwd, path)) && !PASSED_OVER.has(entry.name))
        this.#tell(path, 'a symbolic link to a folder, which is not followed');
      return false;
    }
    const isInstalled = !/(?:^|\/)\.terraform$/.test(folder) || entry.name === 'modules';
    return entry.isDirectory() && isInstalled && !PASSED_OVER.has(entry.name);
  }

  /** Reads the files of one folder; false where it is none, or lies outside of the boundary. */
  #folder(folder: string, boundary: string): boolean {
    if (this.#read.has(folder)) return true;
    this.#read.add(folder);
    const real = this.#real(folder);
    if (real === undefined || !isFolder(real)) return false;
    if (!isWithin(boundary, real)) {
      this.#tell(folder, 'it lies outside of the source root');
      return false;
    }
    this.#folders += 1;
    const files = this.#entries(folder).flatMap((entry) => {
      if (!WANTED.test(entry.name) || entry.isDirectory()) return [];
      const path = normalizePath(`${folder}/${entry.name}`);
      const text = this.#text(path, boundary);
      return text === undefined ? [] : [{ path, text }];
    });
    this.#tree.add(files);
    if (files.some(({ text }) => READS_FILES.test(text))) this.#others(folder, boundary);
    return true;
  }

  /** Reads the files below a folder that `file` and the like may ask for. Where some are left out, none counts as missing. */
  #others(folder: string, boundary: string): void {
    const found = new Map<string, Uint8Array>();
    let isWhole = true;
    const waiting = [folder];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      for (const entry of this.#entries(next)) {
        const path = normalizePath(`${next}/${entry.name}`);
        if (entry.isDirectory()) {
          if (!PASSED_OVER.has(entry.name) && entry.name !== '.terraform') waiting.push(path);
          continue;
        }
        const bytes = this.#bytesOf(path, boundary);
        if (bytes === undefined) isWhole = false;
        else found.set(path, bytes);
      }
    this.#tree.addOthers(folder, found, isWhole);
  }

  #bytesOf(path: string, boundary: string): Uint8Array | undefined {
    const real = this.#real(path);
    if (real === undefined || !isWithin(boundary, real) || this.#otherFiles >= MAX_OTHER_FILES) return undefined;
    try {
      const stats = statSync(real);
      if (!stats.isFile() || stats.size > MAX_OTHER_FILE_BYTES) return undefined;
      if (this.#otherBytes + stats.size > MAX_OTHER_BYTES) return undefined;
      this.#otherFiles += 1;
      this.#otherBytes += stats.size;
      return readFileSync(real);
    } catch {
      return undefined;
    }
  }

  /** Takes the list of installed modules of a root module. */
  #list(folder: string, boundary: string): void {
    const path = modulesJsonPath(folder);
    if (this.#modulesJson.has(folder) || !existsSync(resolve(this.#cwd, path))) return;
    const text = this.#text(path, boundary);
    if (text !== undefined) this.#modulesJson.set(folder, text);
  }

  #text(path: string, boundary: string): string | undefined {
    const real = this.#real(path);
    if (real === undefined) return undefined;
    if (!isWithin(boundary, real)) {
      this.#tell(path, 'a symbolic link that leads outside of the source root');
      return undefined;
    }
    try {
      const stats = statSync(real);
      if (!stats.isFile()) return undefined;
      this.#files += 1;
      this.#bytes += stats.size;
      if (stats.size > MAX_FILE_BYTES || this.#bytes > MAX_BYTES || this.#files > MAX_FILES) {
        if (!this.#given.has(path)) this.#tell(path, 'there is more than is read');
        return undefined;
      }
      return readFileSync(real, 'utf8');
    } catch (error) {
      this.#tell(path, `it cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
      return undefined;
    }
  }

  #entries(folder: string): readonly Dirent[] {
    try {
      const entries = readdirSync(resolve(this.#cwd, folder), { withFileTypes: true });
      return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
    } catch {
      return [];
    }
  }

  #real(path: string): string | undefined {
    try {
      return realpathSync(resolve(this.#cwd, path));
    } catch {
      return undefined;
    }
  }

  #tell(path: string, why: string): void {
    if (this.#diagnostics.length >= 50) return;
    const place = { file: path, row: 1, col: 1 };
    this.#diagnostics.push(noticeDiagnostic('hcl_module', `sources in \`${path}\` are not read: ${why}`, { place }));
  }
}

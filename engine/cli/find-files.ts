import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import { type InputFile, MAX_BYTES } from '../inputs/index.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import { isSavedPlan } from './saved-plan.ts';

/** What was passed over on purpose, and why; it goes into "what was not checked". */
export type SkippedPath = { readonly path: string; readonly reason: string };

export type FoundFiles = {
  readonly files: readonly InputFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly skipped: readonly SkippedPath[];
};

export type FindOptions = {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Reads all of standard input, for `-`. */
  readonly readStdin: () => Promise<Uint8Array>;
};

/** Files that a folder or glob stands for; a file that is named itself may be called anything. */
const EXTENSIONS = /\.(?:json|ya?ml|tf|tfvars)$/i;

/** Folders that hold copies and caches, whether .gitignore says so or not. */
const CACHES = new Set(['.git', 'node_modules', '.terraform', '.terragrunt-cache']);
const READ_HINT = { hint: 'look at the permissions of the file and of the folders above it' };
const OWN_FILES = /^probity(?:\.waivers)?\.ya?ml$/;

/**
 * Reads what the command line names: files, folders, globs and `-`.
 * Shape:  in the order of the arguments, sorted within a folder or glob, each file once. Folders are walked without leaving
 *         them: .gitignore is respected, links that lead outside or back are not followed; all of that is in `skipped`.
 * Units:  paths as given, with `/`; order by UTF-16 code units.
 * Errors: `input_not_found`, `input_unreadable`, `input_symlink_loop`, `input_too_large`, `input_nothing`; the rest is read.
 */
export async function findFiles(paths: readonly string[], options: FindOptions): Promise<FoundFiles> {
  const finder = new Finder(options);
  for (const path of paths) await finder.take(path);
  return finder.found();
}

class Finder {
  readonly #options: FindOptions;
  readonly #files: InputFile[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #skipped: SkippedPath[] = [];
  readonly #taken = new Set<string>();
  /** Files met so far, those met before included. */
  #met = 0;

  constructor(options: FindOptions) {
    this.#options = options;
  }

  found(): FoundFiles {
    return { files: this.#files, diagnostics: this.#diagnostics, skipped: this.#skipped };
  }

  async take(path: string): Promise<void> {
    if (path === '-') {
      if (!this.#taken.has('-')) this.#files.push({ path, bytes: await this.#options.readStdin() });
      this.#taken.add('-');
      return;
    }
    const stats = this.#stat(path);
    if (stats === 'missing') {
      if (/[*?[\]{}!()]/.test(path)) await this.#glob(path);
      else
        this.#fail('input_not_found', `\`${path}\` does not exist`, path, {
          hint: 'quote a glob, so that the shell leaves it',
        });
      return;
    }
    if (stats === 'failed') return;
    if (!stats.isDirectory()) this.#read(path, stats);
    else await this.#folder(path);
  }

  async #folder(path: string): Promise<void> {
    const before = this.#met + this.#diagnostics.length;
    const rules = await createIgnoreRules(this.#absolute(path));
    const others = new Map<string, number>();
    this.#walk(shown(path), realpathSync(this.#absolute(path)), [], rules, others);
    const count = [...others.values()].reduce((sum, one) => sum + one, 0);
    if (count > 0) {
      const kinds = [...others.keys()].sort().slice(0, 8).join(', ');
      this.#skipped.push({
        path: shown(path),
        reason: `${count} files that are neither .json, .yaml nor .tf (${kinds})`,
      });
    }
    if (this.#met + this.#diagnostics.length === before)
      this.#fail('input_nothing', `\`${path}\` holds no .json, .yaml or .tf file`, path, {
        hint: 'name the file itself if it is called otherwise',
      });
  }

  /** `inside` are the real paths of the folders above, to tell links that lead back; the first is the folder named. */
  #walk(path: string, real: string, above: readonly string[], rules: IgnoreRules, others: Map<string, number>): void {
    const entries = this.#list(path);
    const inside = [...above, real];
    rules.enter(
      this.#absolute(path),
      entries.some(({ name }) => name === '.gitignore'),
    );
    // A plan that was saved may be called anything; it is looked for where there are sources of it.
    const hasSources = entries.some(({ name }) => /\.tf(?:\.json)?$/.test(name));
    for (const entry of entries) {
      const child = path === '.' ? entry.name : `${path.replace(/\/$/, '')}/${entry.name}`;
      const isFolder = entry.isDirectory();
      if (isFolder && CACHES.has(entry.name)) {
        if (entry.name !== '.git') this.#skipped.push({ path: `${child}/`, reason: 'a folder of copies and caches' });
        continue;
      }
      const isPlan = hasSources && entry.isFile() && !EXTENSIONS.test(entry.name) && isSavedPlan(this.#absolute(child));
      if (!isFolder && !entry.isSymbolicLink() && !isPlan && !EXTENSIONS.test(entry.name)) {
        const extension = /.(\.[^.]*)$/.exec(entry.name)?.[1] ?? entry.name;
        others.set(extension, (others.get(extension) ?? 0) + 1);
        continue;
      }
      if (rules.isIgnored(this.#absolute(child), isFolder)) {
        const reason = isPlan
          ? 'a saved plan, ignored by .gitignore: name it to have it judged'
          : 'ignored by .gitignore';
        this.#skipped.push({ path: isFolder ? `${child}/` : child, reason });
        continue;
      }
      if (OWN_FILES.test(entry.name)) this.#skipped.push({ path: child, reason: "Probity's own file" });
      else if (isFolder) this.#walk(child, join(real, entry.name), inside, rules, others);
      else if (entry.isSymbolicLink()) this.#link(child, inside, rules, others);
      else if (entry.isFile()) this.#read(child);
      else this.#skipped.push({ path: child, reason: 'neither a file nor a folder' });
    }
  }

  #link(path: string, inside: readonly string[], rules: IgnoreRules, others: Map<string, number>): void {
    if (!EXTENSIONS.test(path) && !existsSync(this.#absolute(path))) {
      this.#skipped.push({ path, reason: 'a symbolic link to nothing' });
      return;
    }
    const target = this.#realpath(path);
    if (target === undefined) return;
    const root = inside[0] ?? '';
    if (target !== root && !target.startsWith(root + sep)) {
      this.#skipped.push({ path, reason: 'a symbolic link that leads outside of the folder' });
      return;
    }
    if (inside.includes(target)) {
      this.#skipped.push({ path, reason: 'a symbolic link that leads back to a folder above it' });
      return;
    }
    const stats = this.#stat(path);
    if (typeof stats === 'string') return;
    if (stats.isDirectory()) this.#walk(path, target, inside, rules, others);
    else if (EXTENSIONS.test(path)) this.#read(path, stats);
  }

  async #glob(pattern: string): Promise<void> {
    const { default: glob } = await import('fast-glob');
    const settings = { cwd: this.#options.cwd, dot: true, followSymbolicLinks: false, onlyFiles: true } as const;
    const ignore = [...CACHES].map((name) => `**/${name}/**`);
    let matches: string[];
    try {
      matches = await glob(shown(pattern), { ...settings, ignore });
    } catch (error) {
      this.#fail('input_unreadable', `not all that \`${pattern}\` means could be read: ${said(error)}`, pattern);
      matches = await glob(shown(pattern), { ...settings, ignore, suppressErrors: true });
    }
    const rules = await createIgnoreRules(this.#options.cwd);
    let seen = 0;
    for (const path of matches.sort(byCodeUnit)) {
      if (rules.isIgnoredDeep(this.#absolute(path), this.#options.cwd)) {
        this.#skipped.push({ path, reason: 'ignored by .gitignore' });
        continue;
      }
      seen += 1;
      this.#read(path);
    }
    if (seen === 0) this.#fail('input_not_found', `no file matches \`${pattern}\``, pattern);
  }

  #read(path: string, known?: Stats): void {
    this.#met += 1;
    const stats = known ?? this.#stat(path);
    if (typeof stats === 'string') return;
    const real = this.#realpath(path);
    if (real === undefined || this.#taken.has(real)) return;
    this.#taken.add(real);
    if (stats.size > MAX_BYTES) {
      this.#fail('input_too_large', `the file has ${stats.size} bytes, more than ${MAX_BYTES}`, path, {
        hint: 'split it into several files',
      });
      return;
    }
    try {
      this.#files.push({ path: shown(path), bytes: readFileSync(this.#absolute(path)) });
    } catch (error) {
      this.#fail('input_unreadable', `\`${path}\` cannot be read: ${said(error)}`, path, READ_HINT);
    }
  }

  #list(path: string): readonly Dirent[] {
    try {
      return readdirSync(this.#absolute(path), { withFileTypes: true }).sort((a, b) => byCodeUnit(a.name, b.name));
    } catch (error) {
      this.#fail('input_unreadable', `folder \`${path}\` cannot be read: ${said(error)}`, path, READ_HINT);
      return [];
    }
  }

  #stat(path: string): Stats | 'missing' | 'failed' {
    try {
      return statSync(this.#absolute(path));
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return 'missing';
      this.#failLink(path, error);
      return 'failed';
    }
  }

  #realpath(path: string): string | undefined {
    try {
      return realpathSync(this.#absolute(path));
    } catch (error) {
      this.#failLink(path, error);
      return undefined;
    }
  }

  #failLink(path: string, error: unknown): void {
    if (codeOf(error) === 'ELOOP')
      this.#fail('input_symlink_loop', `\`${path}\` is a symbolic link to itself`, path, {
        hint: 'remove the link, or point it to a file',
      });
    else if (codeOf(error) === 'ENOENT')
      this.#fail('input_not_found', `\`${path}\` is a symbolic link to nothing`, path, {
        hint: 'remove the link, or make the file that it names',
      });
    else this.#fail('input_unreadable', `\`${path}\` cannot be read: ${said(error)}`, path, READ_HINT);
  }

  #fail(code: Diagnostic['code'], message: string, path: string, rest: { readonly hint?: string } = {}): void {
    this.#diagnostics.push(errorDiagnostic(code, message, { place: { file: shown(path), row: 1, col: 1 }, ...rest }));
  }

  #absolute(path: string): string {
    return resolve(this.#options.cwd, path);
  }
}

function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A path as it is printed: with `/`, and without the `./` that a shell may put before it. */
function shown(path: string): string {
  const unified = sep === '\\' ? path.replaceAll('\\', '/') : path;
  return unified.replace(/^(?:\.\/+)+(?=.)/, '').replace(/(?<=.)\/+$/, '');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const SAID: { readonly [code: string]: string } = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  EIO: 'input/output error',
  ENAMETOOLONG: 'its name is too long',
};

function said(error: unknown): string {
  return SAID[codeOf(error)] ?? (codeOf(error) || 'unknown error');
}

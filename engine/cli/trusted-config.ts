import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Diagnostic, noticeDiagnostic } from '../diagnostics/index.ts';
import { isFolder, isWithin } from './paths.ts';
import { readPolicyFiles } from './policy-files.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

/**
 * Where configuration, waivers and policies are taken from instead of the working tree.
 * Shape: `cwd` stands for the working folder; `fetch` brings a file or folder there before it is read; `close` cleans up.
 */
export type TrustedConfig = {
  readonly name: string;
  readonly cwd: string;
  readonly fetch: (path: string) => void;
  readonly close: () => void;
};

/**
 * Opens what `--trusted-config` names: a revision of git, or a folder.
 * Errors: `UsageError` when it is neither, or git is missing.
 * INVARIANT: a change under review cannot choose: a revision comes first, and a folder without `./` counts only where git
 *            tracks nothing in it.
 */
export function openTrusted(named: string, terminal: Terminal): TrustedConfig {
  const folder = resolve(terminal.cwd, named);
  if (/^(?:\.{1,2}(?:[\\/]|$)|[\\/])/.test(named) || isAbsolute(named)) {
    if (!isFolder(folder)) throw UsageError.of(`the trusted configuration \`${named}\` is no folder`);
    return { name: named, cwd: folder, fetch: () => {}, close: () => {} };
  }
  const git = gitIn(terminal);
  const revision = named.startsWith('-') ? undefined : git(['rev-parse', '--verify', '--quiet', `${named}^{commit}`]);
  if (revision?.text !== undefined) return openRevision(named, revision.text.toString('utf8').trim(), terminal);
  if (isFolder(folder)) {
    const isRepository = git(['rev-parse', '--is-inside-work-tree']).text !== undefined;
    const tracked = isRepository ? git(['ls-files', '-z', '--', named]) : undefined;
    if (tracked === undefined || tracked.text?.length === 0)
      return { name: named, cwd: folder, fetch: () => {}, close: () => {} };
    const hint = `type \`--trusted-config ./${named}\` if you mean the folder`;
    throw UsageError.of(
      `\`${named}\` is no revision of git, and the folder of this name is part of the working tree`,
      hint,
    );
  }
  const isMissing = revision?.error === 'ENOENT';
  const why = isMissing
    ? 'git is not installed, and there is no such folder'
    : 'neither a revision of git nor a folder';
  const hint = isMissing
    ? 'install git, or name a folder'
    : 'fetch the revision first, for instance `git fetch origin main`';
  throw UsageError.of(`the trusted configuration \`${named}\` cannot be used: ${why}`, hint);
}

type GitAnswer = { readonly text?: Buffer; readonly error?: string };

/** Runs git without a shell; a failure is an answer without text. */
function gitIn(terminal: Terminal): (args: readonly string[]) => GitAnswer {
  return (args) => {
    try {
      const options = { cwd: terminal.cwd, env: { ...terminal.env }, maxBuffer: 256 * 1024 * 1024 };
      return { text: execFileSync('git', [...args], { ...options, stdio: ['ignore', 'pipe', 'ignore'] }) };
    } catch (error) {
      return { error: (error as NodeJS.ErrnoException).code ?? 'failed' };
    }
  };
}

function openRevision(name: string, commit: string, terminal: Terminal): TrustedConfig {
  const git = gitIn(terminal);
  const prefix = git(['rev-parse', '--show-prefix']).text?.toString('utf8').trim() ?? '';
  const root = mkdtempSync(join(tmpdir(), 'probity-trusted-'));
  const cwd = join(root, prefix);
  mkdirSync(cwd, { recursive: true });
  const fetch = (path: string): void => {
    if (!isWithin(root, resolve(cwd, path))) return;
    const listed = git(['ls-tree', '-r', '-z', commit, '--', path === '.' ? './' : path]).text?.toString('utf8') ?? '';
    for (const entry of listed.split('\0').filter((one) => one !== '')) {
      const [about = '', file = ''] = entry.split('\t');
      const target = resolve(cwd, file);
      // Only plain files: a link of the revision would lead into the working tree.
      if (!/^100\d{3} blob /.test(about) || !isWithin(root, target)) continue;
      const shown = git(['show', `${commit}:./${file}`]).text;
      if (shown === undefined) throw UsageError.of(`\`${file}\` of \`${name}\` cannot be read from git`);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, shown);
    }
  };
  return { name, cwd, fetch, close: () => rmSync(root, { recursive: true, force: true }) };
}

/** A path as it is named from the working folder, so that it means the same in the trusted one. */
export function asRelative(path: string, cwd: string): string {
  return isAbsolute(path) && isWithin(cwd, path) ? relative(cwd, path) || '.' : path;
}

/**
 * Says what of these files and policy folders is different in the working tree.
 * Shape: notices in the order of the paths; what is trusted is what the run uses.
 */
export function describeDifferences(
  trusted: TrustedConfig,
  wanted: { readonly files: readonly string[]; readonly policies: readonly string[] },
  cwd: string,
): readonly Diagnostic[] {
  const files = [...new Set(wanted.files)].flatMap((path) =>
    differenceOf(trusted, path, textOf(resolve(cwd, path)), textOf(resolve(trusted.cwd, path))),
  );
  const policies = [...new Set(wanted.policies)].flatMap((folder) => {
    const here = textsOf(resolve(cwd, folder), folder);
    const there = textsOf(resolve(trusted.cwd, folder), folder);
    const paths = [...new Set([...here.keys(), ...there.keys()])].sort();
    return paths.flatMap((path) => differenceOf(trusted, path, here.get(path), there.get(path)));
  });
  return [...files, ...policies];
}

function differenceOf(
  { name }: TrustedConfig,
  path: string,
  here: string | undefined,
  there: string | undefined,
): readonly Diagnostic[] {
  if (here === there) return [];
  const change = there === undefined ? 'added' : here === undefined ? 'removed' : 'changed';
  const used = there === undefined ? 'it was not used' : `that of \`${name}\` was used`;
  return [noticeDiagnostic('config_changed', `\`${path}\` is ${change} against \`${name}\`; ${used}`)];
}

function textsOf(path: string, shown: string): ReadonlyMap<string, string> {
  if (!existsSync(path)) return new Map();
  const { files } = readPolicyFiles(path, shown);
  return new Map(files.map((file) => [file.path === shown ? shown : `${shown}/${file.path}`, file.text]));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

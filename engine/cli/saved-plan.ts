import { spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import { type InputFile, MAX_BYTES } from '../inputs/index.ts';
import { isWithin } from './paths.ts';
import type { Terminal } from './terminal.ts';

/** Units: milliseconds for one run of terraform or git. */
const LIMIT = 120_000;
const PROGRAMS = ['terraform', 'tofu'] as const;

/**
 * Whether a file is a plan that `terraform plan -out` or `tofu plan -out` saved: a zip archive that holds `tfplan`.
 * Shape: false for everything else, a file that cannot be read included.
 */
export function isSavedPlan(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    return (
      fstatSync(file).isFile() && holdsPlan((offset, length) => readAt(file, offset, length), fstatSync(file).size)
    );
  } catch {
    return false;
  } finally {
    closeSync(file);
  }
}

/** The same of bytes that were read already. */
export function isSavedPlanBytes(bytes: Uint8Array): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return holdsPlan((offset, length) => all.subarray(offset, offset + length), all.length);
}

function readAt(file: number, offset: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const MAX_DIRECTORY = 1024 * 1024;

/** Looks for an entry `tfplan` in the central directory. Source: PKWARE, APPNOTE, 4.3.12 and 4.3.16. */
function holdsPlan(read: (offset: number, length: number) => Buffer, size: number): boolean {
  if (size < 22 || read(0, 4).readUInt32LE(0) !== LOCAL) return false;
  const tail = read(Math.max(0, size - 65_557), Math.min(size, 65_557));
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    const length = tail.readUInt32LE(at + 12);
    const directory = length > MAX_DIRECTORY ? Buffer.alloc(0) : read(tail.readUInt32LE(at + 16), length);
    return namesIn(directory).includes('tfplan');
  }
  return false;
}

function namesIn(directory: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === CENTRAL; ) {
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    names.push(directory.subarray(at + 46, at + 46 + name).toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return names;
}

export type ShownPlan = { readonly file: InputFile } | { readonly diagnostic: Diagnostic };

/**
 * The JSON of a saved plan, as `terraform show -json` (else `tofu show -json`) prints it in the plan's own folder.
 * Shape:  the program is called by its absolute path, with an argument array and without a shell, for two minutes at most.
 * Errors: `input_saved_plan` where neither program is there, both fail, or what they would run is not to be trusted.
 * INVARIANT: nothing of the working tree is run. The program must lie outside of it; and since terraform starts the
 *            providers below the plan's `.terraform`, a plan or a `.terraform` that is part of the repository is refused.
 */
export async function showSavedPlan(path: string, terminal: Terminal): Promise<ShownPlan> {
  const hint = 'run `terraform show -json PLAN > plan.json` in the folder it was made in, and check plan.json';
  const refuse = (why: string): ShownPlan => {
    const message = `\`${path}\` is a saved plan of Terraform, and ${why}`;
    return {
      diagnostic: errorDiagnostic('input_saved_plan', message, { place: { file: path, row: 1, col: 1 }, hint }),
    };
  };
  if (path === '-') return refuse('one from standard input cannot be shown');
  const real = realpathSync(resolve(terminal.cwd, path));
  const folder = dirname(real);
  const trees = [folder, realpathSync(terminal.cwd)].map(workingTree).filter((tree) => tree !== undefined);
  const programs = PROGRAMS.flatMap((name) => findProgram(name, trees, terminal) ?? []);
  if (programs.length === 0)
    return refuse('neither `terraform` nor `tofu` is on PATH, outside of the working tree, to show it');
  const tracked = await trackedIn(folder, basename(real), trees, terminal);
  if (tracked !== undefined) return refuse(tracked);
  const failures: string[] = [];
  for (const program of programs) {
    const told = await runProgram(program, ['show', '-json', '-no-color', `./${basename(real)}`], folder, terminal);
    if (told.kind === 'done') return { file: { path, bytes: told.bytes } };
    failures.push(`\`${basename(program)} show -json\` failed: ${told.reason}`);
  }
  return refuse(failures.join('; '));
}

/** The repository that a folder lies in, or the folder; the root of the file system is no working tree. */
function workingTree(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return dirname(folder) === folder ? undefined : folder;
  }
}

/** The first program of this name on PATH; relative and empty parts of PATH, and the working trees, are passed over. */
function findProgram(name: string, trees: readonly string[], terminal: Terminal): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (terminal.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, file);
    if (!isAbsolute(folder) || !existsSync(path)) continue;
    const isInside = [path, realpathSync(path)].some((one) => trees.some((tree) => isWithin(tree, one)));
    if (!isInside) return path;
  }
  return undefined;
}

/** Why a plan in a repository is not to be shown: somebody may have put the plan, or providers, into the repository. */
async function trackedIn(
  folder: string,
  name: string,
  trees: readonly string[],
  terminal: Terminal,
): Promise<string | undefined> {
  const tree = workingTree(folder);
  if (tree === undefined || !existsSync(join(tree, '.git'))) return undefined;
  const git = findProgram('git', trees, terminal);
  const args = ['-c', 'core.fsmonitor=false', 'ls-files', '-z', '--', `./${name}`, './.terraform'];
  const told = git === undefined ? undefined : await runProgram(git, args, folder, terminal);
  if (told?.kind !== 'done') return 'git cannot tell whether it is part of the repository';
  const found = Buffer.from(told.bytes).toString('utf8').split('\0')[0];
  return found === '' || found === undefined
    ? undefined
    : `\`${found}\` is part of the repository: what terraform would run for it is not trusted`;
}

type Told =
  | { readonly kind: 'done'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly reason: string };

function runProgram(program: string, args: readonly string[], cwd: string, terminal: Terminal): Promise<Told> {
  const quiet = { TF_CLI_ARGS: '', TF_CLI_ARGS_show: '', TF_LOG: '', TF_IN_AUTOMATION: '1', CHECKPOINT_DISABLE: '1' };
  return new Promise((done) => {
    const child = spawn(program, [...args], {
      ...{ cwd, env: { ...terminal.env, ...quiet }, shell: false, windowsHide: true },
      ...{ stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT, killSignal: 'SIGKILL' },
    });
    const out: Buffer[] = [];
    let size = 0;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) child.kill('SIGKILL');
      else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 4000) said += chunk.toString('utf8');
    });
    child.on('error', (error) => done({ kind: 'failed', reason: error.message }));
    child.on('close', (code, signal) => {
      if (code === 0) return done({ kind: 'done', bytes: Buffer.concat(out) });
      const lines = said.split('\n').map((line) => line.replace(/^[\s│╷╵]+/u, '').trim());
      const first = lines.find((line) => line !== '') ?? `it ended with ${code ?? signal}`;
      const limit = size > MAX_BYTES ? 'it printed more than can be read' : `it took more than ${LIMIT / 1000} s`;
      done({ kind: 'failed', reason: signal === null ? first.slice(0, 300) : limit });
    });
  });
}

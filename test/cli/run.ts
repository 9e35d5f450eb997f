import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The built command line; `PROBITY_CLI` names another build. */
export const CLI = resolve(process.env.PROBITY_CLI ?? 'dist/cli.cjs');
export const isBuilt = existsSync(CLI);

export type Ran = {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Units: milliseconds of wall clock. */
  readonly took: number;
};

export type RunOptions = {
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of node itself. */
  readonly node?: readonly string[];
};

/** Runs the command line as a process; one that does not end is ended after 50 seconds, with exit null. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const started = performance.now();
  const child = spawn(process.execPath, [...(options.node ?? []), CLI, ...args], {
    cwd: options.cwd ?? process.cwd(),
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', PROBITY_CACHE_DIR: '', ...options.env },
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  const exit = await new Promise<number | null>((done) => child.on('close', (code) => done(code)));
  const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8');
  return { exit, stdout: text(out), stderr: text(err), took: performance.now() - started };
}

export type Files = { readonly [path: string]: string | Uint8Array };

/** Writes files into a new folder; `-> target` makes a link. */
export function makeFolder(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'probity-cli-'));
  for (const [path, content] of Object.entries(files)) {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    if (typeof content === 'string' && content.startsWith('-> ')) symlinkSync(content.slice(3), full);
    else writeFileSync(full, content);
  }
  return folder;
}

export function dropFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** One command line and what must come of it. */
export type Scenario = RunOptions & {
  readonly note: string;
  readonly args: readonly string[];
  readonly files?: Files;
  readonly exit: number;
  readonly stdout?: readonly (string | RegExp)[];
  readonly stderr?: readonly (string | RegExp)[];
  /** Parts that stand neither in stdout nor in stderr. */
  readonly never?: readonly (string | RegExp)[];
  /** Units: seconds. */
  readonly within?: number;
};

const STACK = /^\s+at .*:\d+:\d+\)?$/m;

/** Runs every scenario in a folder of its own; skipped, visibly, where nothing is built. */
export function runScenarios(name: string, scenarios: readonly Scenario[]): void {
  describe.skipIf(!isBuilt)(isBuilt ? name : `${name} (skipped: run \`npm run build\` first)`, () => {
    test.each(scenarios.map((scenario) => [scenario.note, scenario] as const))('%s', async (_, scenario) => {
      const folder = makeFolder(scenario.files ?? {});
      try {
        const ran = await run(scenario.args, { cwd: folder, ...scenario });
        const all = `${ran.stdout}\n${ran.stderr}`;
        expect({ exit: ran.exit, text: ran.exit === scenario.exit ? '' : all }).toEqual({
          exit: scenario.exit,
          text: '',
        });
        for (const part of scenario.stdout ?? []) expect(ran.stdout).toMatch(part);
        for (const part of scenario.stderr ?? []) expect(ran.stderr).toMatch(part);
        for (const part of scenario.never ?? []) expect(all).not.toMatch(part);
        expect(all).not.toMatch(STACK);
        if (scenario.exit !== 4) expect(all).not.toContain('internal_error');
        expect(ran.took).toBeLessThan((scenario.within ?? 20) * 1000);
      } finally {
        dropFolder(folder);
      }
    });
  });
}

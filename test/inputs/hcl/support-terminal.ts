import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runCli } from '../../../engine/cli/program.ts';

export const FORMATS = ['json', 'text', 'sarif', 'junit', 'github', 'gitlab'] as const;

export type Checked = { readonly exitCode: number; readonly read: (format: string) => string };

/** Runs `probity check` once in a folder, and reads what it writes in every format. */
export async function check(cwd: string, paths: readonly string[], more: readonly string[] = []): Promise<Checked> {
  const folder = mkdtempSync(join(tmpdir(), 'locations-'));
  const formats = FORMATS.flatMap((format) => ['--format', `${format}=${join(folder, format)}`]);
  const quiet = () => new PassThrough().resume();
  const streams = { stdin: new PassThrough(), stdout: quiet(), stderr: quiet() };
  const terminal = { ...streams, env: {}, cwd, now: () => new Date('2027-01-01') };
  const argv = ['check', ...paths, ...formats, '--allow-uncovered', ...more];
  const exitCode = await runCli(argv, terminal as unknown as Parameters<typeof runCli>[1]);
  const texts = new Map(FORMATS.map((format) => [format as string, readFileSync(join(folder, format), 'utf8')]));
  rmSync(folder, { recursive: true });
  return { exitCode, read: (format) => texts.get(format) ?? '' };
}

export function projectFolder(project: string): string {
  return new URL(`../../../fixtures/${project}`, import.meta.url).pathname;
}

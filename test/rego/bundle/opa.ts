import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { describe } from 'vitest';
import type { BundleFile } from '../../../engine/rego/bundle/index.ts';

/** The path of a real `opa`, from OPA, ~/.peers/bin or PATH; undefined where there is none. */
export function findOpa(): string | undefined {
  const places = [
    process.env.OPA ?? '',
    join(homedir(), '.peers', 'bin', 'opa'),
    ...(process.env.PATH ?? '').split(':').map((folder) => join(folder, 'opa')),
  ];
  return places.find((place) => place !== '' && existsSync(place));
}

const OPA = findOpa();

/** Tests that need a real `opa`; skipped, visibly, without one. */
export function describeWithOpa(name: string, tests: () => void): void {
  describe.skipIf(OPA === undefined)(OPA === undefined ? `${name} (skipped: no opa is installed)` : name, tests);
}

/** Runs `opa`; `failed` has what it printed when it ended with an error. */
export function opa(
  args: readonly string[],
  cwd: string,
): { readonly out: string; readonly failed: string | undefined } {
  try {
    return { out: execFileSync(OPA ?? 'opa', [...args], { cwd, encoding: 'utf8', stdio: 'pipe' }), failed: undefined };
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return { out: '', failed: `${stdout ?? ''}${stderr ?? ''}`.trim() };
  }
}

/** The files of a folder, with paths relative to it. */
export function filesOf(folder: string): readonly BundleFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: `/${relative(folder, path)}`, bytes: readFileSync(path) }));
}

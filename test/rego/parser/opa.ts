import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegoVersion } from '../../../engine/rego/ast/index.ts';

const COMMAND = process.env.OPA ?? 'opa';

/** The version that the tables here were made with. */
export const OPA_VERSION = '1.19.1';

/** Says whether that OPA can be run: as `$OPA` or on the path. */
export function hasOpa(): boolean {
  const run = spawnSync(COMMAND, ['version'], { encoding: 'utf8' });
  return run.status === 0 && run.stdout.includes(`Version: ${OPA_VERSION}`);
}

/** OPA's parse errors for a text as `row:col message`; errors of later stages count as none. */
export function opaErrors(module: string, version: RegoVersion): string[] {
  const output = runOpa(['check', '--format', 'json', '--max-errors', '-1'], module, version);
  const { errors = [] } = (output === '' ? {} : JSON.parse(output)) as { errors?: readonly OpaError[] };
  if (errors[0]?.code !== 'rego_parse_error') return [];
  return errors.map(({ message, location }) => `${location?.row}:${location?.col} ${message}`);
}

/** OPA's syntax tree of a text, comments and annotations left out. */
export function opaModule(module: string, version: RegoVersion): unknown {
  const output = runOpa(['parse', '--format', 'json', '--json-include', 'locations,-comments'], module, version);
  const tree = JSON.parse(output, (key, value) => (key === 'annotations' || key === 'comments' ? undefined : value));
  return tree;
}

type OpaError = {
  readonly code: string;
  readonly message: string;
  readonly location?: { readonly row: number; readonly col: number };
};

function runOpa(args: readonly string[], module: string, version: RegoVersion): string {
  const folder = mkdtempSync(join(tmpdir(), 'probity-opa-'));
  try {
    const file = join(folder, 'a.rego');
    writeFileSync(file, module);
    const options = version === 'v0' ? ['--v0-compatible'] : [];
    const run = spawnSync(COMMAND, [...args, ...options, file], { encoding: 'utf8', maxBuffer: 1 << 28 });
    return run.stdout.trim() === '' ? run.stderr.trim() : run.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

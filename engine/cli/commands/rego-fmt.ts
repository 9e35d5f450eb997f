import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import { formatModule } from '../../rego/format/index.ts';
import { diffLines } from '../diff.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { UsageError } from '../usage.ts';

type Options = {
  readonly write?: boolean;
  readonly list?: boolean;
  readonly diff?: boolean;
  readonly fail?: boolean;
  readonly v0Compatible?: boolean;
  readonly v0V1?: boolean;
  readonly dropV0Imports?: boolean;
  readonly checkResult: boolean;
};

/** Exit codes of `opa fmt`: 2 for a file that does not format, and under `--fail` for one that would change. */
const EXIT = { done: 0, broken: 1, changed: 2 } as const;

/** `probity rego fmt [PATHS]`: lays out modules; the first that does not parse ends it, as in opa. */
export async function regoFormat(paths: readonly string[], raw: object, terminal: Terminal): Promise<number> {
  const options = raw as Options;
  if (paths.length === 0) return formatStdin(options, terminal);
  for (const path of paths)
    for (const name of regoFiles(path, terminal.cwd)) {
      const exit = await formatFile(name, options, terminal);
      if (exit !== EXIT.done) return exit;
    }
  return EXIT.done;
}

async function formatStdin(options: Options, terminal: Terminal): Promise<number> {
  const formatted = format('stdin', await readAll(terminal.stdin), options);
  if (formatted.ok) {
    await write(terminal.stdout, [formatted.value]);
    return EXIT.done;
  }
  await printDiagnostics(terminal, formatted.diagnostics);
  return EXIT.broken;
}

async function formatFile(name: string, options: Options, terminal: Terminal): Promise<number> {
  const path = resolve(terminal.cwd, name);
  const before = readFileSync(path, 'utf8');
  const formatted = format(name, before, options);
  if (!formatted.ok) {
    await printDiagnostics(terminal, formatted.diagnostics);
    return EXIT.changed;
  }
  const after = formatted.value;
  const isChanged = after !== before;
  const failing = options.fail === true && isChanged;
  if (options.list === true || options.diff === true) {
    if (isChanged) await write(terminal.stdout, [options.list === true ? `${name}\n` : diffLines(name, before, after)]);
    return failing ? unexpected(terminal, name) : EXIT.done;
  }
  if (failing) return unexpected(terminal, name);
  if (options.write !== true) await write(terminal.stdout, [after]);
  else if (isChanged) writeFileSync(path, after);
  return EXIT.done;
}

async function unexpected(terminal: Terminal, name: string): Promise<number> {
  const hint = 'format it with `probity rego fmt -w`';
  await printDiagnostics(terminal, [errorDiagnostic('usage', `\`${name}\` is not formatted`, { hint })]);
  return EXIT.changed;
}

function format(name: string, text: string, options: Options): Outcome<string> {
  const isV0 = options.v0Compatible === true || options.v0V1 === true;
  return formatModule(text, {
    name,
    regoVersion: isV0 ? 'v0' : 'v1',
    target: options.v0V1 === true ? 'v0-v1' : isV0 ? 'v0' : 'v1',
    dropV0Imports: options.dropV0Imports === true,
    checkResult: options.checkResult,
  });
}

/** The `.rego` files of a path, in the order of names. */
function regoFiles(path: string, cwd: string): readonly string[] {
  try {
    if (!statSync(resolve(cwd, path)).isDirectory()) return path.endsWith('.rego') ? [path] : [];
    const entries = readdirSync(resolve(cwd, path), { withFileTypes: true });
    const names = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    return names.flatMap((entry) => {
      const full = join(path, entry.name);
      if (entry.isDirectory()) return regoFiles(full, cwd);
      return entry.isFile() && entry.name.endsWith('.rego') ? [full] : [];
    });
  } catch (error) {
    throw UsageError.of(`\`${path}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

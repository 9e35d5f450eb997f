import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { EXIT_CODES } from '../../gate/index.ts';
import { parseInputs } from '../../inputs/index.ts';
import { effectiveParameters } from '../../policies/parameters.ts';
import { extractResources, indexResources, type Resource, toPolicyInput } from '../../resources/index.ts';
import { loadConfig } from '../config.ts';
import { parseScope } from '../judging.ts';
import { loadPolicies } from '../policies.ts';
import { readInputs } from '../read-inputs.ts';
import { readSources } from '../source-root.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { UsageError } from '../usage.ts';

type ResourcesOptions = { readonly opa?: string; readonly scope: readonly string[]; readonly config?: string };

/**
 * `probity resources PATHS`: what a policy sees as `input`, one JSON array; with `--opa DIR` as files for stock OPA.
 * Shape: 0 when everything was read, 2 otherwise.
 */
export async function resources(paths: readonly string[], options: object, terminal: Terminal): Promise<number> {
  const { opa, scope, config: configFile } = options as ResourcesOptions;
  const config = loadConfig(terminal.cwd, configFile);
  const found = await readInputs(paths, terminal);
  const beside = readSources({ cwd: terminal.cwd, named: undefined, documents: found.files });
  const { sources } = beside;
  const parsed = parseInputs(found.files, sources);
  const extracted = extractResources(parsed.documents, { scope: parseScope(scope, config), sources });
  const diagnostics = [...found.diagnostics, ...beside.diagnostics, ...parsed.diagnostics, ...extracted.diagnostics];
  await printDiagnostics(terminal, diagnostics);
  for (const { path, reason } of parsed.unrecognised) terminal.stderr.write(`not read: ${path}: ${reason}\n`);
  if (opa !== undefined) {
    const { set } = await loadPolicies({}, terminal);
    const { parameters } = effectiveParameters(set.policies, config.parameters ?? {});
    writeForOpa(resolve(terminal.cwd, opa), opa, extracted.resources, parameters);
  } else await write(terminal.stdout, listed(extracted.resources));
  return isBroken(diagnostics) ? EXIT_CODES['bad-input'] : EXIT_CODES.passed;
}

/** Chunks of one JSON array, so that a large plan is never one string. */
function* listed(all: readonly Resource[]): Iterable<string> {
  yield '[';
  let separator = '\n';
  for (const resource of all) {
    yield `${separator}${JSON.stringify(toPolicyInput(resource), null, 2)}`;
    separator = ',\n';
  }
  yield '\n]\n';
}

/**
 * Writes data.json (`resources`, `parameters`) and inputs/<n>.json, for
 * `opa eval -d policies -d DIR/data.json -i DIR/inputs/0.json data.probity.aws.<name>.deny`.
 */
function writeForOpa(folder: string, shown: string, all: readonly Resource[], parameters: object): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw UsageError.of(`the folder \`${shown}\` is not empty`, 'name a new folder');
  }
  try {
    mkdirSync(join(folder, 'inputs'), { recursive: true });
    writeFileSync(join(folder, 'data.json'), JSON.stringify({ resources: indexResources(all), parameters }));
    all.forEach((resource, index) => {
      writeFileSync(join(folder, 'inputs', `${index}.json`), JSON.stringify(toPolicyInput(resource)));
    });
  } catch (error) {
    throw UsageError.of(`the folder \`${shown}\` cannot be written: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function isBroken(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

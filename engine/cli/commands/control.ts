import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Catalog, lintControls } from '../../controls/index.ts';
import { loadCatalogs } from '../../controls/load.ts';
import { printable } from '../../diagnostics/index.ts';
import { EXIT_CODES } from '../../gate/index.ts';
import { loadCatalogFiles, readCatalogFiles } from '../catalogs.ts';
import { packageRoot } from '../package-root.ts';
import { loadPolicies } from '../policies.ts';
import { printDiagnostics, type Terminal } from '../terminal.ts';
import { nearest, UsageError } from '../usage.ts';

/** `probity control list [FRAMEWORK]`: every control with the policies that support it. */
export async function listControls(
  framework: string | undefined,
  options: object,
  terminal: Terminal,
): Promise<number> {
  const catalogs = chosen(loadCatalogFiles(), framework);
  if ((options as { json?: boolean }).json === true) {
    terminal.stdout.write(`${JSON.stringify(catalogs, null, 2)}\n`);
    return EXIT_CODES.passed;
  }
  for (const catalog of catalogs) {
    terminal.stdout.write(`${catalog.title} (${catalog.framework} ${catalog.version})\n`);
    const width = Math.max(...catalog.controls.map((control) => control.id.length));
    for (const control of catalog.controls) {
      const policies = new Set(policiesOf(catalog, control.id));
      const support = policies.size === 0 ? 'not automated' : `${policies.size} policies`;
      terminal.stdout.write(`  ${control.id.padEnd(width)}  ${printable(control.title)} (${support})\n`);
    }
  }
  return EXIT_CODES.passed;
}

/** `probity control show ID`: the control in every framework that has it, with its mapping rows. */
export async function showControl(id: string, terminal: Terminal): Promise<number> {
  const catalogs = loadCatalogFiles();
  const found = catalogs.flatMap((catalog) =>
    catalog.controls.filter((control) => control.id === id).map((control) => ({ catalog, control })),
  );
  if (found.length === 0) {
    const known = catalogs.flatMap((catalog) => catalog.controls.map((control) => control.id as string));
    const near = nearest(id, known);
    throw UsageError.of(
      `no framework has a control \`${id}\``,
      near === undefined ? undefined : `did you mean \`${near}\`?`,
    );
  }
  for (const { catalog, control } of found) {
    terminal.stdout.write(`${control.id}  ${control.title}\n${catalog.title}, ${control.group}\n`);
    if (control.notAutomated !== undefined) terminal.stdout.write(`not automated: ${control.notAutomated}\n`);
    for (const row of catalog.mapping.filter((mapped) => mapped.control === control.id)) {
      terminal.stdout.write(`\n  ${row.strength}: ${row.policies.join(', ')}\n  ${row.rationale}\n  ${row.source}\n`);
    }
    terminal.stdout.write('\n');
  }
  return EXIT_CODES.passed;
}

/** `probity control lint`: 0 when every catalog is complete and every mapping row names what exists, 2 otherwise. */
export async function lintControlFiles(options: object, terminal: Terminal): Promise<number> {
  const named = (options as { controls?: string }).controls;
  const folder = named === undefined ? join(packageRoot(), 'controls') : resolve(terminal.cwd, named);
  if (!existsSync(folder)) throw UsageError.of(`the folder \`${named}\` does not exist`);
  const { catalogs, diagnostics } = loadCatalogs(readCatalogFiles(folder));
  const { set } = await loadPolicies({}, terminal);
  const mistakes = [
    ...diagnostics,
    ...lintControls(
      catalogs,
      set.policies.map((policy) => policy.id),
    ),
  ];
  await printDiagnostics(terminal, mistakes);
  for (const catalog of catalogs) {
    const rows = `${catalog.controls.length} controls, ${catalog.mapping.length} mapping rows`;
    terminal.stdout.write(`${catalog.framework} ${catalog.version}: ${rows}\n`);
  }
  return mistakes.some((mistake) => mistake.severity === 'error') ? EXIT_CODES['bad-input'] : EXIT_CODES.passed;
}

function policiesOf(catalog: Catalog, control: string): readonly string[] {
  return catalog.mapping.filter((row) => row.control === control).flatMap((row) => row.policies);
}

function chosen(catalogs: readonly Catalog[], framework: string | undefined): readonly Catalog[] {
  if (framework === undefined) return catalogs;
  const found = catalogs.filter((catalog) => catalog.framework === framework);
  const known = catalogs.map((catalog) => catalog.framework).join(', ');
  if (found.length === 0) throw UsageError.of(`unknown framework \`${framework}\``, `frameworks: ${known}`);
  return found;
}

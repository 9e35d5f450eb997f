import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { Catalog } from './control.ts';

/**
 * Checks catalogs against each other and against the policies there are.
 * Shape:  catalogs as loaded (mistakes of shape are reported by the loader), all known policy ids.
 * Errors: `control_invalid` for an unknown policy or control, a control without mapping and without reason, one with both,
 *         a duplicate, and a row without rationale or source.
 * Source: design 5.
 */
export function lintControls(catalogs: readonly Catalog[], policyIds: Iterable<string>): readonly Diagnostic[] {
  const known = new Set<string>(policyIds);
  return catalogs.flatMap((catalog) =>
    lintCatalog(catalog, known).map((text) =>
      errorDiagnostic('control_invalid', `${catalog.framework} ${catalog.version}: ${text}`),
    ),
  );
}

function lintCatalog(catalog: Catalog, known: ReadonlySet<string>): readonly string[] {
  const mistakes: string[] = [];
  const ids = new Set<string>();
  for (const { id } of catalog.controls) {
    if (ids.has(id)) mistakes.push(`control \`${id}\` is there twice`);
    ids.add(id);
  }
  const mapped = new Set<string>();
  const pairs = new Set<string>();
  for (const row of catalog.mapping) {
    mapped.add(row.control);
    if (!ids.has(row.control)) mistakes.push(`a mapping row names the unknown control \`${row.control}\``);
    if (row.rationale === '') mistakes.push(`a mapping row of \`${row.control}\` has no rationale`);
    if (!/^https:\/\/\S+$/.test(row.source)) mistakes.push(`a mapping row of \`${row.control}\` has no source URL`);
    for (const policy of row.policies) {
      if (!known.has(policy)) mistakes.push(`\`${row.control}\` is mapped to the unknown policy \`${policy}\``);
      const pair = `${row.control} ${policy}`;
      if (pairs.has(pair)) mistakes.push(`\`${row.control}\` is mapped to \`${policy}\` twice`);
      pairs.add(pair);
    }
  }
  for (const control of catalog.controls) {
    const isMapped = mapped.has(control.id);
    if (!isMapped && control.notAutomated === undefined)
      mistakes.push(`control \`${control.id}\` has neither a mapping row nor a reason in \`notAutomated\``);
    if (isMapped && control.notAutomated !== undefined)
      mistakes.push(`control \`${control.id}\` is mapped and yet called not automated`);
  }
  return mistakes;
}

import { type Diagnostic, errorDiagnostic, type Place } from '../diagnostics/index.ts';
import { groupBy } from '../findings/index.ts';
import type { PolicyId } from '../policies/index.ts';
import type { Catalog, Control, ControlId, MappingRow, Strength } from './control.ts';
import { STRENGTHS } from './control.ts';

/** A file of `controls/`, with its path below that folder: `soc2/2017-2022/catalog.yaml`. */
export type CatalogFile = { readonly path: string; readonly text: string };

/** A parsed catalog or mapping file: plain values, and the place of the value at a path. */
export type CatalogSource = {
  readonly path: string;
  readonly value: unknown;
  readonly locate: (path: readonly (string | number)[]) => Place;
};

export type LoadedCatalogs = { readonly catalogs: readonly Catalog[]; readonly diagnostics: readonly Diagnostic[] };

/**
 * Builds catalogs from parsed files, two a folder: `<framework>/<version>/catalog.yaml` and `mapping.yaml`.
 * Shape:  sorted by framework and version; a catalog with a mistake is still there, without the wrong entries.
 * Errors: `control_invalid` at the value that is missing or wrong.
 */
export function readCatalogs(sources: readonly CatalogSource[]): LoadedCatalogs {
  const diagnostics: Diagnostic[] = [];
  const folders = groupBy(sources, (source) => source.path.slice(0, source.path.lastIndexOf('/') + 1));
  const catalogs: Catalog[] = [];
  for (const folder of [...folders.keys()].sort()) {
    const files = folders.get(folder)!;
    const find = (name: string) => files.find((one) => one.path.slice(folder.length).replace(/\.ya?ml$/, '') === name);
    const catalog = find('catalog');
    const mapping = find('mapping');
    if (catalog === undefined) {
      if (mapping !== undefined)
        diagnostics.push(errorDiagnostic('control_invalid', `\`${mapping.path}\` has no catalog beside it`));
      continue;
    }
    if (mapping === undefined)
      diagnostics.push(errorDiagnostic('control_invalid', `\`${catalog.path}\` has no mapping beside it`));
    const read = readCatalog(catalog, diagnostics);
    if (read === undefined) continue;
    catalogs.push({ ...read, mapping: mapping === undefined ? [] : readMapping(mapping, diagnostics) });
  }
  return { catalogs, diagnostics };
}

function readCatalog(source: CatalogSource, diagnostics: Diagnostic[]): Omit<Catalog, 'mapping'> | undefined {
  const root = new Fields(source, [], source.value, ['framework', 'version', 'title', 'controls'], diagnostics);
  const controls: Control[] = root.list('controls').flatMap((value, index) => {
    const names = ['id', 'title', 'group', 'notAutomated', 'alsoNeeded'];
    const fields = new Fields(source, ['controls', index], value, names, diagnostics);
    const [id, title, group] = [fields.text('id'), fields.text('title'), fields.text('group')];
    if (id === undefined || title === undefined || group === undefined) return [];
    const rest = { ...fields.optional('notAutomated'), ...fields.optional('alsoNeeded') };
    return [{ id: id as ControlId, title, group, ...rest }];
  });
  const [framework, version, title] = [root.text('framework'), root.text('version'), root.text('title')];
  if (framework === undefined || version === undefined || title === undefined) return undefined;
  return { framework, version, title, controls };
}

function readMapping(source: CatalogSource, diagnostics: Diagnostic[]): readonly MappingRow[] {
  const root = new Fields(source, [], source.value, ['rows'], diagnostics);
  return root.list('rows').flatMap((value, index) => {
    const names = ['control', 'policies', 'strength', 'rationale', 'source'];
    const fields = new Fields(source, ['rows', index], value, names, diagnostics);
    const policies = fields.list('policies').filter((one): one is PolicyId => typeof one === 'string');
    if (policies.length === 0) fields.complain('policies', 'is not a list of policy ids');
    const strength = fields.text('strength');
    if (strength !== undefined && !isStrength(strength))
      fields.complain('strength', `is none of ${STRENGTHS.join(', ')}`);
    const [control, rationale, url] = [fields.text('control'), fields.text('rationale'), fields.text('source')];
    if (control === undefined || strength === undefined || !isStrength(strength)) return [];
    return [{ control: control as ControlId, policies, strength, rationale: rationale ?? '', source: url ?? '' }];
  });
}

function isStrength(text: string): text is Strength {
  return STRENGTHS.some((strength) => strength === text);
}

/** The fields of one mapping of a file; keeps complaints beside what it reads. */
class Fields {
  readonly #values: ReadonlyMap<string, unknown>;
  constructor(
    readonly source: CatalogSource,
    readonly path: readonly (string | number)[],
    value: unknown,
    names: readonly string[],
    readonly diagnostics: Diagnostic[],
  ) {
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#values = new Map(isMapping ? Object.entries(value) : []);
    if (!isMapping) this.complain(undefined, 'is not a mapping');
    for (const name of this.#values.keys()) if (!names.includes(name)) this.complain(name, 'is not a known key');
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    this.complain(name, 'is not text');
    return undefined;
  }

  optional(name: string): { readonly [name: string]: string } {
    const text = this.#values.has(name) ? this.text(name) : undefined;
    return text === undefined ? {} : { [name]: text };
  }

  list(name: string): readonly unknown[] {
    const value = this.#values.get(name);
    if (Array.isArray(value)) return value;
    this.complain(name, 'is not a list');
    return [];
  }

  complain(name: string | undefined, what: string): void {
    const path = name === undefined ? this.path : [...this.path, name];
    const subject = path.length === 0 ? 'the file' : `\`${path.join('.')}\``;
    this.diagnostics.push(
      errorDiagnostic('control_invalid', `${subject} ${what}`, { place: this.source.locate(path) }),
    );
  }
}

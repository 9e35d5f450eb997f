import { type Diagnostic, noticeDiagnostic, type Place } from '../../diagnostics/index.ts';
import type { JsonPath, JsonValue } from '../document.ts';
import { loadConfiguration, type SourceTree } from './configuration.ts';
import { createLocator, type Locator } from './locator.ts';
import { joinPaths } from './paths.ts';
import { fromJson } from './value.ts';

/**
 * The Terraform sources that are at hand beside plans, as values.
 * Shape:  `modulesJson` holds the text of `.terraform/modules/modules.json` by folder of the root module. `rootsFor` names
 *         the folders that a plan was likely made in, the likeliest first; with `searchesAll` every other folder may be it too.
 */
export type Sources = {
  readonly tree: SourceTree;
  readonly modulesJson: ReadonlyMap<string, string>;
  readonly rootsFor: (document: string) => readonly string[];
  readonly searchesAll: boolean;
};

/** Places in the configuration that one plan was made from. */
export type SourcePlaces = {
  readonly place: (address: string, path: JsonPath, values: JsonValue) => Place | undefined;
  readonly callPlaces: (names: readonly string[]) => readonly (Place | undefined)[];
  /** Whether a resource's source has a block, `dynamic` ones included; undefined where the source does not tell. */
  readonly hasBlock: (address: string, path: JsonPath) => boolean | undefined;
  /** What the JSON text of an attribute holds although it is not known as a whole. */
  readonly openJson: Locator['openJson'];
  readonly diagnostics: readonly Diagnostic[];
};

/** Least part of a plan's resources that a configuration has to have: a few may have changed since. */
const LEAST_PART = 0.5;
const MAX_SEARCHED = 500;

/**
 * Finds the root module that a plan was made from.
 * Shape:  the folder whose configuration has most of the plan's resources, at least half; undefined where there is none. Of
 *         equal ones the likelier counts; among folders that are merely near, equal ones tell nothing and none is taken.
 * Errors: what is wrong with the sources is told in notices, since the plan itself is whole.
 */
export function findSources(
  sources: Sources,
  document: string,
  addresses: readonly string[],
  variables?: ReadonlyMap<string, JsonValue>,
): SourcePlaces | undefined {
  const { tree } = sources;
  const likely = [...new Set(sources.rootsFor(document))].filter((folder) => tree.hasModule(folder));
  let best = pick(sources, likely, addresses);
  let isAmbiguous = false;
  if (best === undefined && sources.searchesAll) {
    const others = tree.folders.filter(
      (folder) => tree.hasModule(folder) && !likely.includes(folder) && !/(?:^|\/)\.terraform\//.test(folder),
    );
    best = pick(sources, others.slice(0, MAX_SEARCHED), addresses);
    isAmbiguous = best?.isTied === true;
  }
  if (best === undefined) return undefined;
  if (isAmbiguous) {
    const message = `\`${document}\` may have been made from several folders, so that its places are those in the plan`;
    return nowhere([noticeDiagnostic('hcl_module', message, { hint: 'name the folder by --source-root' })]);
  }
  const { configuration } = best;
  const given = new Map([...(variables ?? [])].map(([name, value]) => [name, fromJson(value)]));
  const locator = createLocator(configuration, given);
  return {
    place: (address, path, values) => locator.locate(address, path, values)?.place,
    callPlaces: (names) => {
      const calls = locator.calls(names);
      return names.map((_, index) => calls[index]?.place);
    },
    hasBlock: (address, path) => locator.hasBlock(address, path),
    openJson: (address, path, references) => locator.openJson(address, path, references),
    diagnostics: configuration.diagnostics.map((one) => ({ ...one, severity: 'notice' })),
  };
}

function nowhere(diagnostics: readonly Diagnostic[]): SourcePlaces {
  return {
    place: () => undefined,
    callPlaces: (names) => names.map(() => undefined),
    hasBlock: () => undefined,
    openJson: () => undefined,
    diagnostics,
  };
}

type Candidate = {
  readonly locator: Locator;
  readonly configuration: ReturnType<typeof loadConfiguration>;
  readonly isTied: boolean;
};

function pick(sources: Sources, folders: readonly string[], addresses: readonly string[]): Candidate | undefined {
  let best: (Candidate & { readonly count: number }) | undefined;
  for (const folder of folders) {
    const modulesJson = sources.modulesJson.get(folder);
    const configuration = loadConfiguration(sources.tree, folder, modulesJson);
    const locator = createLocator(configuration);
    const count = addresses.filter((address) => locator.has(address)).length;
    if (count === 0 || count < addresses.length * LEAST_PART) continue;
    if (best === undefined || count > best.count) best = { locator, configuration, count, isTied: false };
    else if (count === best.count) best = { ...best, isTied: true };
  }
  return best;
}

/** Where a root module keeps the list of its installed modules. */
export function modulesJsonPath(folder: string): string {
  return joinPaths(folder, '.terraform/modules/modules.json');
}

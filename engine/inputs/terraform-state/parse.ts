import type { JsonObject, JsonPath, JsonValue } from '../document.ts';
import { isObject, own, ownArray, ownString } from '../object.ts';
import { KNOWN_FORMATS } from '../terraform-plan/types.ts';
import { FILE_VERSION, type StateFormat } from './types.ts';

/** A state as its document holds it. `sourcePath` leads from a path of `root` to that of the file. */
export type ReadState = { readonly root: JsonObject; readonly sourcePath: (path: JsonPath) => JsonPath };

/** The writing of a state, or undefined for what is none. */
export function stateFormatOf(value: JsonValue): StateFormat | undefined {
  if (!isObject(value)) return undefined;
  const isFile = typeof own(value, 'version') === 'number' && ownArray(value, 'resources') !== undefined;
  if (isFile && ownString(value, 'lineage') !== undefined) return 'file';
  if (ownString(value, 'format_version') === undefined || Object.hasOwn(value, 'configuration')) return undefined;
  if (isObject(own(value, 'values'))) return 'show';
  // An empty state has no values: then nothing else may be there that another format has.
  const others = Object.keys(value).filter((key) => !['format_version', 'terraform_version', 'checks'].includes(key));
  return others.length === 0 ? 'show' : undefined;
}

/** Whether a value is a state that `readState` reads. */
export function isTerraformState(value: JsonValue): boolean {
  return stateFormatOf(value) !== undefined && stateFault(value) === undefined;
}

/** What keeps a state from being read: nothing of it may be judged then. */
export function stateFault(value: JsonValue): string | undefined {
  const hint = 'use the output of `terraform show -json`';
  if (stateFormatOf(value) === 'show') {
    const version = ownString(value, 'format_version') ?? '';
    return KNOWN_FORMATS.test(version) ? undefined : `a Terraform state of format version \`${version}\``;
  }
  if (own(value, 'version') !== FILE_VERSION)
    return `a Terraform state file of version ${String(own(value, 'version'))}: ${hint}`;
  const instances = (ownArray(value, 'resources') ?? []).flatMap((one) => ownArray(one, 'instances') ?? []);
  return instances.every((instance) => isObject(own(instance, 'attributes')))
    ? undefined
    : `a Terraform state file with resources whose attributes an old version wrote: ${hint}`;
}

/**
 * Brings a state into the form of `terraform show -json`.
 * Shape:  the modules of a state file become one level of child modules, in order of first mention; objects that a
 *         replacement left behind have `deposed_key`, as Terraform writes it. Values are not copied.
 */
export function readState(state: JsonObject): ReadState {
  if (stateFormatOf(state) === 'show') return { root: state, sourcePath: (path) => path };
  const modules = new Map<string, { readonly resources: JsonObject[]; readonly paths: JsonPath[] }>([
    ['', { resources: [], paths: [] }],
  ]);
  for (const [at, resource] of (ownArray(state, 'resources') ?? []).entries()) {
    const module = ownString(resource, 'module') ?? '';
    const found = modules.get(module) ?? { resources: [], paths: [] };
    modules.set(module, found);
    for (const [index, instance] of (ownArray(resource, 'instances') ?? []).entries()) {
      found.resources.push(shown(resource, instance, module));
      found.paths.push(['resources', at, 'instances', index]);
    }
  }
  const [[, top] = ['', { resources: [] as JsonObject[] }], ...inner] = modules;
  const children = inner.map(([address, { resources }]) => ({ address, resources }));
  const root = {
    format_version: '1.0',
    terraform_version: ownString(state, 'terraform_version') ?? '',
    values: { root_module: { resources: top.resources, child_modules: children } },
  };
  return { root, sourcePath: (path) => sourcePath([...modules.values()], path) };
}

/** One instance of a state file as `terraform show -json` writes it. */
function shown(resource: JsonValue, instance: JsonValue, module: string): JsonObject {
  const [mode, type, name] = ['mode', 'type', 'name'].map((key) => ownString(resource, key) ?? '');
  const key = own(instance, 'index_key');
  const index = typeof key === 'string' || typeof key === 'number' ? key : undefined;
  const deposed = ownString(instance, 'deposed');
  const parts = [module, mode === 'data' ? 'data' : '', type, name].filter((part) => part !== '');
  return {
    address: `${parts.join('.')}${index === undefined ? '' : `[${JSON.stringify(index)}]`}`,
    mode: mode ?? 'managed',
    type: type ?? '',
    name: name ?? '',
    ...(index === undefined ? {} : { index }),
    ...(deposed === undefined ? {} : { deposed_key: deposed }),
    values: own(instance, 'attributes') ?? {},
    sensitive_values: marksOf(ownArray(instance, 'sensitive_attributes') ?? []),
  };
}

const MAX_STEPS = 100;

/**
 * The tree of marks of a list of paths, each `[{"type": "get_attr" | "index", "value": ...}, ...]`.
 * Shape:  a path that cannot be read marks everything, so that no secret is shown.
 */
function marksOf(paths: readonly JsonValue[]): JsonValue {
  let marks: JsonValue = {};
  for (const path of paths) {
    const steps = Array.isArray(path) ? (path as readonly JsonValue[]).map(stepOf) : [undefined];
    if (steps.length === 0 || steps.length > MAX_STEPS || steps.includes(undefined)) return true;
    marks = withMark(marks, steps as readonly (string | number)[], 0);
  }
  return marks;
}

function stepOf(step: JsonValue): string | number | undefined {
  const value = own(step, 'value');
  // An index is written with its type: {"value": 0, "type": "number"}.
  const inner = isObject(value) ? own(value, 'value') : value;
  return typeof inner === 'string' || typeof inner === 'number' ? inner : undefined;
}

function withMark(marks: JsonValue, steps: readonly (string | number)[], at: number): JsonValue {
  const step = steps[at];
  if (step === undefined || marks === true) return true;
  const entries = new Map(isObject(marks) ? Object.entries(marks) : []);
  entries.set(String(step), withMark(entries.get(String(step)) ?? {}, steps, at + 1));
  return Object.fromEntries(entries);
}

/** Leads a path below `values.root_module` back to the state file. */
function sourcePath(modules: readonly { readonly paths: readonly JsonPath[] }[], path: JsonPath): JsonPath {
  const [values, , list, first, second, third, ...rest] = path;
  if (values !== 'values') return [];
  const [module, resource, below] =
    list === 'resources' ? [modules[0], first, [second, third, ...rest]] : [modules[1 + Number(first)], third, rest];
  const place = module?.paths[Number(resource)];
  if (place === undefined) return [];
  const [kind, ...steps] = below.filter((step) => step !== undefined);
  return kind === 'values' ? [...place, 'attributes', ...steps] : place;
}

import type { JsonObject, JsonPath, JsonValue } from '../document.ts';
import { isObject, own, ownArray, ownString } from '../object.ts';

/** A place of a plan that holds what Terraform never writes there. */
export type Fault = { readonly path: JsonPath; readonly message: string };

/** More of them tell no more. */
const MOST = 10;

/**
 * Finds the parts of a plan that cannot be read, where reading on would leave a resource out or empty without a word.
 * Shape:  at most ten, in the order of the document. A resource of which nothing is known, or that the plan
 *         forgets, has no values.
 * Source: Terraform, JSON Output Format.
 */
export function findFaults(root: JsonObject): readonly Fault[] {
  const faults: Fault[] = [];
  for (const fault of allFaults(root)) if (faults.push(fault) === MOST) break;
  return faults;
}

function* allFaults(root: JsonObject): Iterable<Fault> {
  for (const key of ['complete', 'errored']) {
    const flag = own(root, key);
    if (flag !== undefined && typeof flag !== 'boolean') yield is([key], 'neither true nor false');
  }
  const planned = new Set<string>();
  const changes = new Map<string, JsonValue>();
  for (const entry of ownArray(root, 'resource_changes') ?? [])
    changes.set(ownString(entry, 'address') ?? '', own(entry, 'change') ?? null);
  yield* plannedFaults(root, planned, changes);
  yield* changeFaults(root, planned);
}

type Changes = ReadonlyMap<string, JsonValue>;

function* plannedFaults(root: JsonObject, planned: Set<string>, changes: Changes): Iterable<Fault> {
  const state = own(root, 'planned_values');
  if (state === undefined) return;
  if (!isObject(state)) return yield is(['planned_values'], 'no object');
  const first = own(state, 'root_module');
  if (first === undefined) return;
  const open: { readonly module: JsonValue; readonly path: JsonPath }[] = [
    { module: first, path: ['planned_values', 'root_module'] },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { module, path } = next;
    if (!isObject(module)) {
      yield is(path, 'no object');
      continue;
    }
    for (const key of ['resources', 'child_modules'])
      if (own(module, key) !== undefined && ownArray(module, key) === undefined) yield is([...path, key], 'no list');
    for (const [index, resource] of (ownArray(module, 'resources') ?? []).entries()) {
      const at = [...path, 'resources', index];
      yield* entryFaults(resource, at);
      const address = ownString(resource, 'address') ?? '';
      planned.add(address);
      if (own(resource, 'mode') !== 'data' && isObject(resource))
        yield* valueFaults(resource, at, changes.get(address));
    }
    const inner = ownArray(module, 'child_modules') ?? [];
    for (let index = inner.length - 1; index >= 0; index--)
      open.push({ module: inner[index] ?? null, path: [...path, 'child_modules', index] });
  }
}

function* valueFaults(resource: JsonObject, at: JsonPath, change: JsonValue | undefined): Iterable<Fault> {
  const isDeposed = own(resource, 'deposed_key') !== undefined;
  if (change === undefined && !isDeposed) return yield is(at, 'a resource of which `resource_changes` does not tell');
  if (own(resource, 'values') !== undefined && !isObject(own(resource, 'values')))
    return yield is([...at, 'values'], 'no object');
  // Where nothing is known of a resource its values are left out.
  const after = own(change, 'after');
  if (own(resource, 'values') === undefined && isObject(after) && Object.values(after).some((value) => value !== null))
    yield is(at, 'without its values');
}

function* changeFaults(root: JsonObject, planned: ReadonlySet<string>): Iterable<Fault> {
  const changes = own(root, 'resource_changes');
  if (changes === undefined) return;
  if (!Array.isArray(changes)) return yield is(['resource_changes'], 'no list');
  const isPlanned = own(root, 'planned_values') !== undefined;
  for (const [index, entry] of (changes as readonly JsonValue[]).entries()) {
    const at = ['resource_changes', index];
    yield* entryFaults(entry, at);
    if (!isObject(entry)) continue;
    const change = own(entry, 'change');
    const actions = ownArray(change, 'actions');
    if (actions === undefined || actions.length === 0) {
      yield is([...at, 'change'], 'without a list of actions');
      continue;
    }
    if (ownString(entry, 'mode') !== 'managed' || own(entry, 'deposed') !== undefined) continue;
    const last = actions.at(-1);
    if (actions.includes('forget') || (last === 'delete' && !actions.includes('create'))) continue;
    if (!isObject(own(change, 'after'))) yield is([...at, 'change', 'after'], 'no object, and the resource stays');
    else if (isPlanned && !planned.has(ownString(entry, 'address') ?? ''))
      yield is(at, 'a resource that stays and is not in `planned_values`');
  }
}

function* entryFaults(entry: JsonValue, at: JsonPath): Iterable<Fault> {
  if (!isObject(entry)) return yield is(at, 'no object');
  for (const key of ['address', 'type'])
    if (ownString(entry, key) === undefined) yield is(at, `without the text \`${key}\``);
  const mode = own(entry, 'mode');
  if (mode !== undefined && mode !== 'managed' && mode !== 'data') yield is(at, 'neither managed nor data');
}

function is(path: JsonPath, what: string): Fault {
  return { path, message: `\`${path.join('.')}\` of the plan is ${what}` };
}

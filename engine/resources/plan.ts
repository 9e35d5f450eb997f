import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { child, isList, isObject, listOf, text, valueAt } from './json.ts';
import type { ChangeAction, ModuleCall } from './resource.ts';

/** One resource or data source of a plan, as the plan states it. */
export type PlannedResource = {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  /** Key of `count` or `for_each`; undefined without either. */
  readonly key: string | number | undefined;
  /** Address of the module instance it lies in; `` is the root. */
  readonly module: string;
  readonly values: JsonObject;
  /** Where `values` lies in the plan. */
  readonly base: JsonPath;
  readonly unknown: JsonValue | undefined;
  readonly sensitive: JsonValue | undefined;
  readonly actions: readonly ChangeAction[];
  /** The resource's entry of `resource_changes`, with the place of it. */
  readonly change: JsonObject | undefined;
  /** Why the plan puts its change off. */
  readonly deferred?: string;
};

/** The module instances that lead to a resource, outermost first. */
export type ModuleInstance = {
  readonly address: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly key: string | number | undefined;
};

export type Plan = {
  readonly root: JsonObject;
  readonly managed: readonly PlannedResource[];
  readonly data: readonly PlannedResource[];
  /** Deleted by this plan; values are those before. */
  readonly deleted: readonly PlannedResource[];
  /** Left alone by this plan from now on, where the planned state leaves them out; values are those before. */
  readonly forgotten: readonly PlannedResource[];
  readonly modules: ReadonlyMap<string, ModuleInstance>;
  /** Entries of `resource_drift` by address: what was changed outside of Terraform since the last apply. */
  readonly drifted: ReadonlyMap<string, JsonObject>;
};

/**
 * Reads the JSON of a plan or of a state into its resources.
 * Shape:  managed = every managed resource of `planned_values`, no-op ones included; a plan without `planned_values` (or
 *         a cut-down one) is read from `resource_changes`. Formats 0.1 to 1.x.
 *         Of a state or refresh-only plan, every managed resource that is there, without changes.
 * Source: Terraform, JSON Output Format.
 */
export function readPlan(root: JsonObject): Plan {
  const changes = readChanges(root);
  const modules = new Map<string, ModuleInstance>();
  addModule(modules, '');
  const part = valuesOf(root);
  const state = valueAt(root, part);
  const resources = isObject(state)
    ? fromPlannedValues(state, part, changes)
    : [...changes.values()].map(fromChange).filter((resource) => resource !== undefined);
  const prior = child(child(child(root, 'prior_state'), 'values'), 'root_module');
  const data = resources.filter((resource) => resource.mode === 'data');
  const seen = new Set(data.map((resource) => resource.address));
  if (isObject(prior)) {
    const known = fromPlannedValues(prior, ['prior_state', 'values', 'root_module'], new Map());
    data.push(...known.filter((resource) => resource.mode === 'data' && !seen.has(resource.address)));
  }
  const managed = resources.filter((one) => one.mode === 'managed');
  const planned = new Set(managed.map((resource) => resource.address));
  managed.push(...readDeferred(root, planned));
  const gone = [...changes.values()].map(goneResource).filter((resource) => resource !== undefined);
  for (const resource of [...managed, ...data, ...gone]) addModule(modules, resource.module);
  return {
    root,
    managed,
    data,
    deleted: gone.filter((resource) => resource.actions.includes('delete')),
    forgotten: gone.filter(({ actions, address }) => actions.includes('forget') && !planned.has(address)),
    modules,
    drifted: new Map(
      listOf(child(root, 'resource_drift'))
        .filter(isObject)
        .map((drift): [string, JsonObject] => [text(child(drift, 'address')) ?? '', drift]),
    ),
  };
}

/**
 * Where a document holds what is to be judged: in `planned_values` of a plan, in `values` of a state. A refresh-only plan
 * plans no resource at all; what it found is the state that it starts from.
 * INVARIANT: a plan that deletes everything has changes, and is none that only refreshes.
 */
function valuesOf(root: JsonObject): JsonPath {
  const planned = ['planned_values', 'root_module'];
  const prior = ['prior_state', 'values', 'root_module'];
  const changes = listOf(child(root, 'resource_changes'));
  if (child(root, 'planned_values') === undefined)
    return child(root, 'resource_changes') === undefined ? ['values', 'root_module'] : planned;
  const isEmpty = (path: JsonPath) =>
    ['resources', 'child_modules'].every((part) => listOf(valueAt(root, [...path, part])).length === 0);
  const isRefresh = changes.length === 0 && listOf(child(root, 'deferred_changes')).length === 0;
  return isRefresh && isEmpty(planned) && !isEmpty(prior) ? prior : planned;
}

/** Resources whose change is put off and which the planned state does not hold: they will be, with what is known of them. */
function readDeferred(root: JsonObject, planned: ReadonlySet<string>): readonly PlannedResource[] {
  return listOf(child(root, 'deferred_changes')).flatMap((deferred, index): PlannedResource[] => {
    const entry = child(deferred, 'resource_change');
    const change = child(entry, 'change');
    const actions = actionsOf(change);
    const isGone = actions.includes('forget') || (actions.length === 1 && actions[0] === 'delete');
    if (!isObject(entry) || isGone || planned.has(text(child(entry, 'address')) ?? '')) return [];
    const after = child(change, 'after');
    const base = ['deferred_changes', index, 'resource_change', 'change', 'after'];
    const marks = { unknown: child(change, 'after_unknown'), sensitive: child(change, 'after_sensitive') };
    const resource = changed(entry, isObject(after) ? after : {}, base, marks);
    if (resource === undefined || resource.mode === 'data') return [];
    return [{ ...resource, deferred: text(child(deferred, 'reason')) ?? 'unknown' }];
  });
}

/** `resource_changes` by address; objects deposed by an earlier run are not the resource. */
function readChanges(root: JsonObject): ReadonlyMap<string, { readonly entry: JsonObject; readonly index: number }> {
  const changes = new Map<string, { entry: JsonObject; index: number }>();
  for (const [index, entry] of listOf(child(root, 'resource_changes')).entries()) {
    const address = text(child(entry, 'address'));
    if (isObject(entry) && address !== undefined && child(entry, 'deposed') === undefined)
      changes.set(address, { entry, index });
  }
  return changes;
}

type Changes = ReturnType<typeof readChanges>;

function fromPlannedValues(root: JsonObject, base: JsonPath, changes: Changes): PlannedResource[] {
  const found: PlannedResource[] = [];
  const open: { readonly module: JsonObject; readonly base: JsonPath; readonly address: string }[] = [
    { module: root, base, address: '' },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [index, resource] of listOf(child(next.module, 'resources')).entries()) {
      if (!isObject(resource)) continue;
      const place = [...next.base, 'resources', index, 'values'];
      const read = fromResource(resource, place, next.address, changes);
      if (read !== undefined) found.push(read);
    }
    const children = listOf(child(next.module, 'child_modules'));
    for (let index = children.length - 1; index >= 0; index--) {
      const inner = children[index];
      if (!isObject(inner)) continue;
      const address = text(child(inner, 'address')) ?? next.address;
      open.push({ module: inner, base: [...next.base, 'child_modules', index], address });
    }
  }
  return found;
}

function fromResource(
  resource: JsonObject,
  base: JsonPath,
  module: string,
  changes: Changes,
): PlannedResource | undefined {
  const named = text(child(resource, 'address'));
  const type = text(child(resource, 'type'));
  if (named === undefined || type === undefined) return undefined;
  const entry = changes.get(named)?.entry;
  const change = child(entry, 'change');
  // What a replacement left behind is still there, beside the resource of the same address.
  const deposed = text(child(resource, 'deposed_key'));
  const address = deposed === undefined ? named : `${named} (deposed ${deposed})`;
  const values = child(resource, 'values');
  if (entry !== undefined && !isObject(values) && actionsOf(change).includes('forget'))
    return forgotten(entry, changes);
  return {
    address,
    mode: child(resource, 'mode') === 'data' ? 'data' : 'managed',
    type,
    name: text(child(resource, 'name')) ?? address,
    key: keyOf(child(resource, 'index')),
    module,
    values: isObject(values) ? values : {},
    base,
    unknown: child(change, 'after_unknown'),
    sensitive: child(change, 'after_sensitive') ?? child(resource, 'sensitive_values'),
    actions: actionsOf(change),
    change: entry,
  };
}

/**
 * A forgotten resource stays in the cloud as it is. The planned state may name it without any of its values.
 * Source: Terraform issue 38641, mended in 1.15.6.
 */
function forgotten(entry: JsonObject, changes: Changes): PlannedResource | undefined {
  const change = child(entry, 'change');
  const before = child(change, 'before');
  const index = changes.get(text(child(entry, 'address')) ?? '')?.index ?? 0;
  return changed(entry, isObject(before) ? before : {}, ['resource_changes', index, 'change', 'before'], {
    unknown: undefined,
    sensitive: child(change, 'before_sensitive'),
  });
}

/** A resource that only its change tells of, for plans without planned values. */
function fromChange({ entry, index }: { entry: JsonObject; index: number }): PlannedResource | undefined {
  const change = child(entry, 'change');
  const after = child(change, 'after');
  const actions = actionsOf(change);
  if (actions.includes('forget') || (actions.length === 1 && actions[0] === 'delete')) return undefined;
  return changed(entry, isObject(after) ? after : {}, ['resource_changes', index, 'change', 'after'], {
    unknown: child(change, 'after_unknown'),
    sensitive: child(change, 'after_sensitive'),
  });
}

function goneResource({ entry, index }: { entry: JsonObject; index: number }): PlannedResource | undefined {
  const change = child(entry, 'change');
  const before = child(change, 'before');
  const actions = actionsOf(change);
  const isGone = actions.length === 1 && (actions[0] === 'delete' || actions[0] === 'forget');
  if (!isGone || child(entry, 'mode') === 'data') return undefined;
  return changed(entry, isObject(before) ? before : {}, ['resource_changes', index, 'change', 'before'], {
    unknown: undefined,
    sensitive: child(change, 'before_sensitive'),
  });
}

function changed(
  entry: JsonObject,
  values: JsonObject,
  base: JsonPath,
  marks: { readonly unknown: JsonValue | undefined; readonly sensitive: JsonValue | undefined },
): PlannedResource | undefined {
  const address = text(child(entry, 'address'));
  const type = text(child(entry, 'type'));
  if (address === undefined || type === undefined) return undefined;
  return {
    address,
    mode: child(entry, 'mode') === 'data' ? 'data' : 'managed',
    type,
    name: text(child(entry, 'name')) ?? address,
    key: keyOf(child(entry, 'index')),
    module: text(child(entry, 'module_address')) ?? '',
    values,
    base,
    ...marks,
    actions: actionsOf(child(entry, 'change')),
    change: entry,
  };
}

function keyOf(index: JsonValue | undefined): string | number | undefined {
  return typeof index === 'string' || typeof index === 'number' ? index : undefined;
}

const ACTIONS: ReadonlySet<string> = new Set(['no-op', 'create', 'read', 'update', 'delete', 'forget', 'open']);

function actionsOf(change: JsonValue | undefined): readonly ChangeAction[] {
  const actions = child(change, 'actions');
  if (!isList(actions)) return [];
  return actions.filter((action): action is ChangeAction => typeof action === 'string' && ACTIONS.has(action));
}

/** Adds a module instance and those around it. */
function addModule(modules: Map<string, ModuleInstance>, address: string): void {
  let rest = address;
  while (!modules.has(rest)) {
    const steps = splitAddress(rest);
    const last = steps.at(-1);
    const parent = steps.length <= 2 ? '' : rest.slice(0, (steps[steps.length - 2] as AddressStep).start - 1);
    const name = last?.name ?? '';
    modules.set(rest, { address: rest, parent: rest === '' ? undefined : parent, name, key: last?.key });
    if (rest === '') return;
    rest = parent;
  }
}

/** One step of a Terraform address or reference: `name`, `name[0]` or `name["key"]`; `start` is its offset. */
export type AddressStep = { readonly name: string; readonly key: string | number | undefined; readonly start: number };

/** Splits `module.a["x.y"].aws_s3_bucket.b[0].id` at the points outside of brackets and quotes. */
export function splitAddress(address: string): readonly AddressStep[] {
  const steps: AddressStep[] = [];
  let start = 0;
  let bracket = -1;
  let quoted = false;
  const finish = (end: number) => {
    const part = address.slice(start, end);
    const open = part.indexOf('[');
    if (part.length > 0)
      steps.push(
        open < 0
          ? { name: part, key: undefined, start }
          : { name: part.slice(0, open), key: stepKey(part.slice(open + 1, part.lastIndexOf(']'))), start },
      );
    start = end + 1;
  };
  for (let at = 0; at < address.length; at++) {
    const character = address[at];
    if (bracket >= 0 && character === '"' && address[at - 1] !== '\\') quoted = !quoted;
    else if (!quoted && character === '[') bracket = bracket < 0 ? at : bracket;
    else if (!quoted && character === ']') bracket = -1;
    else if (character === '.' && bracket < 0) finish(at);
  }
  finish(address.length);
  return steps;
}

function stepKey(textKey: string): string | number | undefined {
  if (/^[0-9]+$/.test(textKey)) return Number(textKey);
  if (!textKey.startsWith('"')) return undefined;
  try {
    return JSON.parse(textKey) as string;
  } catch {
    return undefined;
  }
}

/** The chain of module calls to a module instance, outermost first. */
export function moduleChain(plan: Plan, address: string): readonly ModuleCall[] {
  const chain: ModuleCall[] = [];
  let instance = plan.modules.get(address);
  while (instance !== undefined && instance.parent !== undefined) {
    chain.unshift({ name: instance.name, address: instance.address });
    instance = plan.modules.get(instance.parent);
  }
  return chain;
}

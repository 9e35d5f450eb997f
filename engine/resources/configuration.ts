import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { child, isList, isObject, listOf, text } from './json.ts';
import type { Plan, PlannedResource } from './plan.ts';

/** A module of the configuration, shared by all its instances. */
export type ConfigModule = {
  readonly resources: ReadonlyMap<string, JsonObject>;
  readonly calls: ReadonlyMap<string, { readonly call: JsonObject; readonly module: ConfigModule }>;
  readonly outputs: JsonValue | undefined;
};

/**
 * What the configuration section of a plan says about its resources.
 * Shape:  `of` gives a resource's block, `moduleAt` a module instance's configuration. Both are undefined where the plan
 *         was written without that part.
 */
export type Configuration = {
  readonly of: (resource: PlannedResource) => JsonObject | undefined;
  readonly moduleAt: (address: string) => ConfigModule | undefined;
  readonly isPresent: boolean;
};

const MAX_MODULE_DEPTH = 100;

export function readConfiguration(plan: Plan): Configuration {
  const root = child(child(plan.root, 'configuration'), 'root_module');
  const rootModule = isObject(root) ? readModule(root, 0) : undefined;
  const found = new Map<string, ConfigModule | undefined>();
  const moduleAt = (address: string): ConfigModule | undefined => {
    if (address === '') return rootModule;
    if (found.has(address)) return found.get(address);
    const instance = plan.modules.get(address);
    const parent = instance?.parent === undefined ? undefined : moduleAt(instance.parent);
    const module = instance === undefined ? undefined : parent?.calls.get(instance.name)?.module;
    found.set(address, module);
    return module;
  };
  return {
    moduleAt,
    of: (resource) => {
      const prefix = resource.mode === 'data' ? 'data.' : '';
      return moduleAt(resource.module)?.resources.get(`${prefix}${resource.type}.${resource.name}`);
    },
    isPresent: rootModule !== undefined,
  };
}

function readModule(module: JsonObject, depth: number): ConfigModule {
  const resources = new Map<string, JsonObject>();
  for (const resource of listOf(child(module, 'resources'))) {
    const address = text(child(resource, 'address'));
    if (isObject(resource) && address !== undefined) resources.set(address, resource);
  }
  const calls = new Map<string, { call: JsonObject; module: ConfigModule }>();
  const written = child(module, 'module_calls');
  if (isObject(written) && depth < MAX_MODULE_DEPTH)
    for (const name of Object.keys(written)) {
      const call = child(written, name);
      const inner = child(call, 'module');
      if (isObject(call)) calls.set(name, { call, module: readModule(isObject(inner) ? inner : {}, depth + 1) });
    }
  return { resources, calls, outputs: child(module, 'outputs') };
}

/**
 * Whether a resource's block sets the attribute at `path`, or may set it.
 * Shape:  undefined where the configuration is not there. Terraform leaves dynamic blocks out of the configuration, so
 *         nested blocks that a new resource has (`planned`, its values) beyond those written count as configured, and so
 *         does what any one of several blocks sets, since a set of blocks has no order.
 *         A dynamic block that gives no instances in the plan, for its number is not known, is not seen here; see
 *         open-blocks.ts.
 */
export function isConfigured(
  block: JsonObject | undefined,
  path: JsonPath,
  planned: JsonValue | undefined,
): boolean | undefined {
  if (block === undefined) return undefined;
  return mayBeSet(child(block, 'expressions'), path, 0, planned);
}

function mayBeSet(
  written: JsonValue | undefined,
  path: JsonPath,
  depth: number,
  planned: JsonValue | undefined,
): boolean {
  let node = written;
  let value = planned;
  for (let place = depth; place < path.length; place++) {
    const key = path[place] as string | number;
    if (isExpression(node)) {
      const constant = child(node, 'constant_value');
      return constant === undefined || isSetWithin(constant, path.slice(place));
    }
    if (typeof key === 'number') {
      const blocks = isList(node) ? node : node === undefined ? [] : [node];
      if (isList(value) && value.length > blocks.length) return true;
      const inner = child(value, key);
      if (blocks.length !== 1) return blocks.some((one) => mayBeSet(one, path, place + 1, inner));
      node = blocks[0];
      value = inner;
      continue;
    }
    node = child(node, key);
    value = child(value, key);
    if (node === undefined) return isList(value) && isObject(value[0]);
  }
  return isObject(node) || isList(node);
}

/**
 * The expression that sets the attribute at `path`: that of the attribute itself, or of the value around it when it is
 * written as one expression.
 */
export function expressionAt(block: JsonObject | undefined, path: JsonPath): JsonObject | undefined {
  let node = child(block, 'expressions');
  for (const [place, key] of path.entries()) {
    if (isExpression(node)) {
      const constant = child(node, 'constant_value');
      // A block that Terraform treats as an attribute is one constant: its own members tell what is set.
      return constant === undefined ? node : isSetWithin(constant, path.slice(place)) ? node : undefined;
    }
    if (isList(node)) node = child(node, typeof key === 'number' ? key : 0) ?? undefined;
    else if (isObject(node) && typeof key === 'number') {
      if (key !== 0) return undefined;
    } else node = child(node, key);
    if (node === undefined) return undefined;
  }
  return isObject(node) ? node : isList(node) ? {} : undefined;
}

function isSetWithin(value: JsonValue, path: JsonPath): boolean {
  let inner: JsonValue | undefined = value;
  for (const key of path) inner = child(inner, key);
  return inner !== undefined;
}

/** `{"constant_value": ...}` or `{"references": [...]}`; an expression without either is `{}`. */
function isExpression(node: JsonValue | undefined): node is JsonObject {
  return isObject(node) && (Object.hasOwn(node, 'constant_value') || isList(node.references));
}

/** Every reference within an expression or block. */
export function referencesIn(node: JsonValue | undefined): readonly string[] {
  const found: string[] = [];
  const open: (JsonValue | undefined)[] = [node];
  for (let next = open.pop(); next !== undefined || open.length > 0; next = open.pop()) {
    if (isExpression(next)) {
      for (const reference of listOf(child(next, 'references')))
        if (typeof reference === 'string') found.push(reference);
    } else if (isList(next)) open.push(...next);
    else if (isObject(next)) open.push(...Object.values(next));
  }
  return found;
}

import type { JsonObject, JsonPath, JsonValue } from '../document.ts';
import type { InstanceKey } from './address.ts';
import type { Configuration, Module, ModuleCall } from './configuration.ts';
import { evaluate, plain } from './evaluate.ts';
import { attributeOf, bodiesOf, type Sourced } from './module-files.ts';
import { planBodies } from './planned-body.ts';
import { providerKey, providerName } from './providers.ts';
import { resourceValue } from './resource-value.ts';
import { type ModuleInstance, Scopes } from './scopes.ts';
import { isMadeFromSecret } from './secrets.ts';
import type { Block } from './types.ts';
import { isMap, textOf, toJson, Unknown, type Value } from './value.ts';
import { writtenBody, writtenExpression } from './written-expressions.ts';

/** What a configuration does not tell without Terraform: the population may hold more or fewer resources. */
export type Unread = { readonly what: string; readonly reason: string };

/**
 * A configuration in the form of a plan.
 * Shape:  `root` has the parts of `terraform show -json` that resources are read from, every resource as one to create.
 *         `addressAt` gives the resource whose `values` lie at a path of it, and the path within them.
 */
export type ConfigurationPlan = {
  readonly root: JsonObject;
  readonly unread: readonly Unread[];
  readonly addressAt: (
    path: JsonPath,
  ) => { readonly address: string; readonly path: JsonPath; readonly values: JsonObject } | undefined;
};

const MAX_RESOURCES = 50_000;

/**
 * Evaluates a configuration as far as that is possible without Terraform, providers and state.
 * Errors: what cannot be told (modules without source, unknown counts) is in `unread`, never left out silently.
 */
export function planConfiguration(configuration: Configuration): ConfigurationPlan {
  return new Planner(configuration).run();
}

type PlannedModule = { address?: string; resources: JsonObject[]; child_modules: PlannedModule[] };

class Planner {
  readonly #configuration: Configuration;
  readonly #scopes: Scopes;
  readonly #unread: Unread[] = [];
  readonly #changes: JsonObject[] = [];
  readonly #addresses = new Map<string, { readonly address: string; readonly values: JsonObject }>();
  #count = 0;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.#scopes = new Scopes(configuration, (instance, address) => resourceValue(this.#scopes, instance, address));
  }

  run(): ConfigurationPlan {
    const { root } = this.#configuration;
    const planned = this.#module(this.#scopes.root, '', ['planned_values', 'root_module']);
    const made = {
      format_version: '1.2',
      planned_values: { root_module: planned as unknown as JsonObject },
      resource_changes: this.#changes,
      configuration: { provider_config: this.#providers(root), root_module: writtenModule(root) },
    };
    return {
      root: made,
      unread: this.#unread,
      addressAt: (path) => {
        const end = path.indexOf('values', 2);
        const found = this.#addresses.get(JSON.stringify(path.slice(0, end < 0 ? path.length : end + 1)));
        return found === undefined ? undefined : { ...found, path: path.slice(end + 1) };
      },
    };
  }

  #module(instance: ModuleInstance, address: string, base: JsonPath): PlannedModule {
    const { module } = instance;
    const planned: PlannedModule = { ...(address === '' ? {} : { address }), resources: [], child_modules: [] };
    this.#count += 1;
    if (this.#count > MAX_RESOURCES) return planned;
    for (const [name, block] of module.resources) {
      if (block.node.type === 'ephemeral') continue;
      const prefix = `${address === '' ? '' : `${address}.`}${name}`;
      for (const { key } of this.#instances(instance, block, prefix))
        this.#resource(instance, block, { prefix, key, module: address }, base, planned);
    }
    for (const call of module.calls.values()) {
      const prefix = `${address === '' ? '' : `${address}.`}module.${call.name}`;
      if (call.module === undefined) {
        this.#unread.push({
          what: prefix,
          reason: `the resources of module \`${call.name}\` are not known: ${call.missing}`,
        });
        continue;
      }
      for (const { key } of this.#instances(instance, call, prefix)) {
        const child = this.#scopes.child(instance, call, key);
        if (child === undefined) continue;
        const inner = [...base, 'child_modules', planned.child_modules.length];
        planned.child_modules.push(this.#module(child, `${prefix}${keyText(key)}`, inner));
      }
    }
    return planned;
  }

  /** The instances of a resource or call; one that stands for any number where that is not known. */
  #instances(
    instance: ModuleInstance,
    block: Sourced<Block>,
    address: string,
  ): readonly { readonly key: InstanceKey }[] {
    const instances = this.#scopes.instancesOf(instance, block);
    if (!(instances instanceof Unknown)) return instances;
    this.#unread.push({
      what: address,
      reason: `how many \`${address}\` there will be is not known: ${instances.reason}`,
    });
    return [{ key: undefined }];
  }

  #resource(
    instance: ModuleInstance,
    block: Sourced<Block>,
    at: { readonly prefix: string; readonly key: InstanceKey; readonly module: string },
    base: JsonPath,
    planned: PlannedModule,
  ): void {
    this.#count += 1;
    if (this.#count > MAX_RESOURCES) {
      if (this.#count === MAX_RESOURCES + 1)
        this.#unread.push({ what: at.prefix, reason: `there are more than ${MAX_RESOURCES} resources` });
      return;
    }
    const [type = '', name = ''] = block.node.labels;
    const address = `${at.prefix}${keyText(at.key)}`;
    const scope = this.#scopes.within(instance, block, at.key);
    const bodies = bodiesOf(block).map(({ body, file }) => ({ body, isJson: file.syntax === 'json' }));
    const isSecret = (value: Parameters<typeof isMadeFromSecret>[0]) => isMadeFromSecret(value, instance.module);
    const { values, unknown, secret, open } = planBodies(bodies, type, scope, isSecret);
    const mode = block.node.type === 'data' ? 'data' : 'managed';
    if (mode === 'managed') this.#addTags(providerKey(type, block, instance.module), values, unknown);
    const index = at.key === undefined ? {} : { index: at.key };
    const common = { address, mode, type, name, ...index };
    const place = [...base, 'resources', planned.resources.length, 'values'];
    this.#addresses.set(JSON.stringify(place), { address, values });
    planned.resources.push({ ...common, values, sensitive_values: secret });
    const actions = mode === 'data' ? ['read'] : ['create'];
    const marks = { after_unknown: unknown, after_sensitive: secret, open_blocks: [...open].sort() };
    const change = { actions, before: null, after: values, ...marks };
    this.#changes.push({ ...common, ...(at.module === '' ? {} : { module_address: at.module }), change });
  }

  /** `tags_all`: the provider's default tags and the resource's own. */
  #addTags(provider: string, values: { [key: string]: JsonValue }, unknown: { [key: string]: JsonValue }): void {
    if (!Object.hasOwn(unknown, 'tags_all') || unknown.tags_all !== true || Object.hasOwn(unknown, 'tags')) return;
    const standard = this.#defaultTags(provider);
    if (standard === undefined) return;
    const own = values.tags;
    const tags = typeof own === 'object' && own !== null && !Array.isArray(own) ? own : {};
    values.tags_all = { ...standard, ...tags };
    delete unknown.tags_all;
  }

  /** The default tags of a provider of the root module; undefined where they are not known. */
  #defaultTags(key: string): JsonObject | undefined {
    const provider = this.#configuration.root.providers.find((one) => providerName(one) === key);
    // One of a module may have tags that are not looked for here.
    if (provider === undefined) return key.includes(':') ? undefined : {};
    const scope = this.#scopes.of(this.#scopes.root);
    const block = provider.node.body.blocks.find((inner) => inner.type === 'default_tags');
    const written =
      block?.body.attributes.find((one) => one.name === 'tags')?.value ??
      attributeOf(provider, 'default_tags')?.node.value;
    if (written === undefined) return {};
    const value: Value = plain(evaluate(written, scope));
    const json = isMap(value) ? toJson(value) : undefined;
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : undefined;
  }

  #providers(root: Module): JsonObject {
    const scope = this.#scopes.of(this.#scopes.root);
    const entries = root.providers.map((provider): [string, JsonValue] => {
      const [name = ''] = provider.node.labels;
      const region = attributeOf(provider, 'region');
      const value = region === undefined ? undefined : textOf(plain(evaluate(region.node.value, scope)));
      const expressions = value === undefined ? {} : { region: { constant_value: value } };
      return [providerName(provider), { name, full_name: name, expressions }];
    });
    return Object.fromEntries(entries);
  }
}

/** `["a"]` or `[0]`, as addresses write keys. */
function keyText(key: InstanceKey): string {
  if (key === undefined) return '';
  return typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(key)}]`;
}

/** The configuration part of a module, as a plan has it. */
function writtenModule(module: Module): JsonObject {
  const resources = [...module.resources].map(([address, block]): JsonObject => {
    const [type = '', name = ''] = block.node.labels;
    const mode = block.node.type === 'data' ? 'data' : 'managed';
    const bodies = [...bodiesOf(block)].reverse().map(({ body }) => writtenBody(body, module));
    const expressions = Object.assign({}, ...bodies) as JsonObject;
    const key = providerKey(type, block, module);
    return { address, mode, type, name, provider_config_key: key, expressions, ...repetition(block, module) };
  });
  const calls = [...module.calls].map(([name, call]): [string, JsonValue] => [name, writtenCall(call, module)]);
  const outputs = [...module.outputs].map(([name, output]): [string, JsonValue] => {
    const value = attributeOf(output, 'value');
    return [name, { expression: value === undefined ? {} : writtenExpression(value.node.value, module) }];
  });
  return { resources, module_calls: Object.fromEntries(calls), outputs: Object.fromEntries(outputs) };
}

function writtenCall(call: ModuleCall, module: Module): JsonObject {
  const expressions = bodiesOf(call).map(({ body }) => writtenBody(body, module));
  return {
    source: call.source ?? '',
    expressions: Object.assign({}, ...expressions.reverse()) as JsonObject,
    ...repetition(call, module),
    module: call.module === undefined ? {} : writtenModule(call.module),
  };
}

function repetition(block: Sourced<Block>, module: Module): JsonObject {
  const count = attributeOf(block, 'count');
  const forEach = attributeOf(block, 'for_each');
  return {
    ...(count === undefined ? {} : { count_expression: writtenExpression(count.node.value, module) }),
    ...(forEach === undefined ? {} : { for_each_expression: writtenExpression(forEach.node.value, module) }),
  };
}

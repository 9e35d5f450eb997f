import type { InstanceKey, ResourceAddress } from './address.ts';
import { resourceKey } from './address.ts';
import type { Configuration, Module, ModuleCall } from './configuration.ts';
import { convert } from './convert.ts';
import { entriesOf, evaluate, evaluateTemplate, type LazyArguments, plain, type Scope, withNames } from './evaluate.ts';
import { callFileFunction, type Render } from './file-functions.ts';
import { callFunction } from './functions.ts';
import { attributeOf, type Sourced } from './module-files.ts';
import { relativePath } from './paths.ts';
import type { Block, Expression } from './types.ts';
import {
  type Budget,
  Failure,
  isList,
  isMap,
  isSet,
  isTooLarge,
  Namespace,
  numberOf,
  sortedEntries,
  textOf,
  Unknown,
  type Value,
} from './value.ts';

/** One instance of a module: the module, and the keys of the calls that lead to it. */
export type ModuleInstance = {
  readonly module: Module;
  readonly keys: readonly InstanceKey[];
  readonly parent: ModuleInstance | undefined;
  readonly call: ModuleCall | undefined;
};

/** Instances that `count` or `for_each` makes; an Unknown where they cannot be told. */
export type Instances = readonly { readonly key: InstanceKey; readonly value: Value }[] | Unknown;

/** The value of a resource or data source as others see it. */
export type ResourceValues = (instance: ModuleInstance, address: Omit<ResourceAddress, 'modules'>) => Value;

/**
 * Finds what names stand for in each instance of a module.
 * Shape:  each local value, variable and output is evaluated once an instance. Circles are Unknown.
 */
export class Scopes {
  readonly #configuration: Configuration;
  readonly #resource: ResourceValues;
  readonly #variables: ReadonlyMap<string, Value> | undefined;
  readonly #kept = new Map<string, Value | 'open'>();
  readonly #budget = { left: MAX_STEPS };
  #depth = 0;
  readonly #instances = new Map<string, ModuleInstance>();

  /** `variables` are values of the root module that a plan was made with; then nothing is taken for granted. */
  constructor(configuration: Configuration, resource: ResourceValues, variables?: ReadonlyMap<string, Value>) {
    this.#configuration = configuration;
    this.#resource = resource;
    this.#variables = variables;
  }

  /** What `.tfvars` files set for the root module. */
  get settings(): Configuration['settings'] {
    return this.#configuration.settings;
  }

  get root(): ModuleInstance {
    return this.#instance(this.#configuration.root, [], undefined, undefined);
  }

  /** The instance of the module that a call of `parent` makes with this key. */
  child(parent: ModuleInstance, call: ModuleCall, key: InstanceKey): ModuleInstance | undefined {
    if (call.module === undefined) return undefined;
    return this.#instance(call.module, [...parent.keys, key], parent, call);
  }

  #instance(
    module: Module,
    keys: readonly InstanceKey[],
    parent: ModuleInstance | undefined,
    call: ModuleCall | undefined,
  ): ModuleInstance {
    const name = `${JSON.stringify(module.path)}${JSON.stringify(keys.map((key) => key ?? null))}`;
    const known = this.#instances.get(name);
    if (known !== undefined) return known;
    const made = { module, keys, parent, call };
    this.#instances.set(name, made);
    return made;
  }

  /** Names as they are within a module. */
  of(instance: ModuleInstance): Scope {
    return {
      budget: this.#budget,
      variable: (name) => this.#name(instance, name),
      call: (name, values, lazy) => this.#function(name, values, lazy),
    };
  }

  /** Files are read below the root module, where Terraform is run. */
  #function(name: string, values: readonly Value[], lazy: LazyArguments): Value {
    const { root, others } = this.#configuration;
    const render: Render = (parts, names) => plain(evaluateTemplate(parts, namesOnly(names, this.#budget)));
    const made = callFileFunction(name.replace(/^core::/, ''), values, root.folder, others, render);
    return made ?? callFunction(name, values, lazy);
  }

  /** Names as they are within a resource or call that has a key: `count.index`, `each.key`, `each.value`. */
  within(instance: ModuleInstance, block: Sourced<Block>, key: InstanceKey): Scope {
    const scope = this.of(instance);
    if (key === undefined) return scope;
    const index = new Map<string, Value>([['index', typeof key === 'number' ? key : new Unknown('there is no index')]]);
    const each = new Namespace((name) => {
      if (name === 'key') return key;
      const forEach = attributeOf(block, 'for_each');
      if (forEach === undefined) return new Unknown('there is no `for_each`');
      const collection = plain(evaluate(forEach.node.value, scope));
      if (collection instanceof Unknown) return collection;
      if (isList(collection)) return key;
      return (isMap(collection) ? collection.get(String(key)) : undefined) ?? new Unknown('a key is not in `for_each`');
    });
    return withNames(
      scope,
      new Map<string, Value>([
        ['count', index],
        ['each', each],
      ]),
    );
  }

  /** The instances that a block's `count` or `for_each` makes. */
  instancesOf(instance: ModuleInstance, block: Sourced<Block>): Instances {
    const scope = this.of(instance);
    const count = attributeOf(block, 'count');
    if (count !== undefined) {
      const value = plain(evaluate(count.node.value, scope));
      if (value instanceof Unknown) return value;
      const number = numberOf(value);
      if (number === undefined || number < 0 || number > MAX_INSTANCES)
        return new Unknown('`count` is no usable number');
      return Array.from({ length: number }, (_, key) => ({ key, value: key }));
    }
    const forEach = attributeOf(block, 'for_each');
    if (forEach === undefined) return [{ key: undefined, value: null }];
    const collection = plain(evaluate(forEach.node.value, scope));
    const entries = entriesOf(collection);
    if (entries instanceof Unknown) return entries;
    if (collection !== null && isList(collection) && !isSet(collection)) return new Failure('`for_each` is a list');
    const made = new Map<string, Value>();
    for (const [key, value] of entries) {
      const text = textOf(isList(collection) ? value : key);
      if (text === undefined) return new Unknown('a key of `for_each` is not known');
      made.set(text, value);
    }
    return sortedEntries(made).map(([key, value]) => ({ key, value }));
  }

  #name(instance: ModuleInstance, name: string): Value {
    switch (name) {
      case 'var':
        return new Namespace((inner) => this.#keep(instance, `var.${inner}`, () => this.#variable(instance, inner)));
      case 'local':
        return new Namespace((inner) => this.#keep(instance, `local.${inner}`, () => this.#local(instance, inner)));
      case 'module':
        return new Namespace((inner) => this.#keep(instance, `module.${inner}`, () => this.#call(instance, inner)));
      case 'data':
        return new Namespace(
          (type) => new Namespace((inner) => this.#resourceValue(instance, { mode: 'data', type, name: inner })),
        );
      case 'terraform':
        return new Map([
          ['workspace', this.#variables === undefined ? 'default' : new Unknown('the workspace is not known')],
        ]);
      case 'path':
        return new Map<string, Value>([
          ['module', relativePath(this.#configuration.root.folder, instance.module.folder)],
          ['root', '.'],
          ['cwd', new Unknown('the working directory is not known')],
        ]);
      case 'each':
      case 'count':
      case 'self':
      case '*':
        return new Unknown(`\`${name}\` means nothing here`);
      default:
        return new Namespace((inner) => this.#resourceValue(instance, { mode: 'managed', type: name, name: inner }));
    }
  }

  #keep(instance: ModuleInstance, name: string, make: () => Value): Value {
    const key = `${JSON.stringify(instance.module.path)}${JSON.stringify(instance.keys.map((one) => one ?? null))}${name}`;
    const known = this.#kept.get(key);
    if (known === 'open') return new Unknown(`\`${name}\` is made from itself`);
    if (known !== undefined) return known;
    if (this.#depth > MAX_CHAIN) return new Unknown('values are made from each other in too long a chain');
    this.#kept.set(key, 'open');
    this.#depth += 1;
    const value = plain(make());
    this.#depth -= 1;
    const made = isTooLarge(value, this.#budget) ? new Unknown(`\`${name}\` is too large to be evaluated`) : value;
    this.#kept.set(key, made);
    return made;
  }

  #local(instance: ModuleInstance, name: string): Value {
    const local = instance.module.locals.get(name);
    if (local === undefined) return new Unknown(`there is no \`local.${name}\``);
    return evaluate(local.node.value, this.of(instance));
  }

  #variable(instance: ModuleInstance, name: string): Value {
    const block = instance.module.variables.get(name);
    const type = block === undefined ? undefined : attributeOf(block, 'type');
    const given = this.#given(instance, name);
    if (given !== undefined && given !== null) return convert(given, type?.node.value);
    const standard = block === undefined ? undefined : attributeOf(block, 'default');
    const isNullable = block === undefined || constantOf(attributeOf(block, 'nullable')?.node.value) !== false;
    if (given === null && isNullable) return null;
    if (standard === undefined) return new Unknown(`variable \`${name}\` has no value here`);
    return convert(evaluate(standard.node.value, this.of(instance)), type?.node.value);
  }

  #given(instance: ModuleInstance, name: string): Value | undefined {
    const { parent, call, keys } = instance;
    if (parent === undefined || call === undefined) {
      const planned = this.#variables?.get(name);
      if (planned !== undefined) return planned;
      const setting = this.#configuration.settings.get(name);
      return setting === undefined ? undefined : plain(evaluate(setting.node.value, this.of(instance)));
    }
    const argument = attributeOf(call, name);
    if (argument === undefined) return undefined;
    return plain(evaluate(argument.node.value, this.within(parent, call, keys.at(-1))));
  }

  /** A call's outputs, as an object, or several of them by key. */
  #call(instance: ModuleInstance, name: string): Value {
    const call = instance.module.calls.get(name);
    if (call === undefined) return new Unknown(`there is no module \`${name}\``);
    const { module } = call;
    if (module === undefined) return new Unknown(`module \`${name}\` is not at hand`);
    const instances = this.instancesOf(instance, call);
    if (instances instanceof Unknown) return instances;
    const made = instances.map(({ key }) => [key, this.#outputs(this.child(instance, call, key))] as const);
    return byKey(made, attributeOf(call, 'count') !== undefined);
  }

  #outputs(instance: ModuleInstance | undefined): Value {
    if (instance === undefined) return new Unknown('a module is not at hand');
    const made = new Map<string, Value>();
    for (const [name, output] of instance.module.outputs) {
      const value = attributeOf(output, 'value');
      if (value !== undefined)
        made.set(
          name,
          this.#keep(instance, `output.${name}`, () => evaluate(value.node.value, this.of(instance))),
        );
    }
    return made;
  }

  #resourceValue(instance: ModuleInstance, found: Pick<ResourceAddress, 'mode' | 'type' | 'name'>): Value {
    const block = instance.module.resources.get(resourceKey(found));
    if (block === undefined) return new Unknown(`there is no \`${resourceKey(found)}\``);
    return this.#keep(instance, resourceKey(found), () => {
      const instances = this.instancesOf(instance, block);
      if (instances instanceof Unknown) return instances;
      const made = instances.map(({ key }) => [key, this.#resource(instance, { ...found, key })] as const);
      return byKey(made, attributeOf(block, 'count') !== undefined);
    });
  }
}

const MAX_INSTANCES = 1000;

/** How many values may stand behind each other: `local.a` is made from `local.b`, and so on. */
const MAX_CHAIN = 100;

/** Values that evaluating one configuration may look at; real ones need a hundredth. */
const MAX_STEPS = 30_000_000;

/** What a template that is rendered by name sees: the names that it is given, and functions that read no files. */
function namesOnly(names: ReadonlyMap<string, Value>, budget: Budget): Scope {
  return {
    budget,
    variable: (name) => (names.has(name) ? (names.get(name) as Value) : new Failure(`there is no \`${name}\``)),
    call: (name, values, lazy) => callFunction(name, values, lazy),
  };
}

/** One value, a list by `count`, or a map by `for_each`. */
function byKey(values: readonly (readonly [InstanceKey, Value])[], isCounted: boolean): Value {
  const [first] = values;
  if (first === undefined) return isCounted ? [] : new Map();
  if (first[0] === undefined) return first[1];
  if (typeof first[0] === 'number') return values.map(([, value]) => value);
  return new Map(values.map(([key, value]) => [String(key), value]));
}

function constantOf(value: Expression | undefined): unknown {
  return value?.kind === 'literal' ? value.value : undefined;
}

import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { type Configuration, expressionAt, referencesIn } from './configuration.ts';
import { child, isObject } from './json.ts';
import { type AddressStep, type Plan, type PlannedResource, splitAddress } from './plan.ts';

/**
 * What an attribute's expression refers to.
 * Shape:  `managed` and `data` are resource instances, each once, in order of first mention. `isAmbiguous` says that one
 *         reference stands for several instances and nothing tells which. `locals` are the module instances in which the
 *         trail ends at a local value, whose expression a plan does not hold.
 */
export type Targets = {
  readonly managed: readonly PlannedResource[];
  readonly data: readonly PlannedResource[];
  readonly isAmbiguous: boolean;
  /** The attributes of `managed` that are referred to; undefined stands for a whole resource. */
  readonly attributes: readonly (string | undefined)[];
  readonly locals: readonly string[];
};

export type Resolver = {
  readonly targets: (resource: PlannedResource, path: JsonPath) => Targets;
  readonly expression: (resource: PlannedResource, path: JsonPath) => JsonObject | undefined;
};

const MAX_HOPS = 60;

/**
 * Follows references from attributes to resources: in the same module, through variables to the module call's
 * arguments, and through outputs into other modules.
 * Shape:  both notations of references: with every prefix (`a.b.id`, `a.b`; Terraform 1.0.8 and later) and without.
 * Source: Terraform, JSON Output Format, Expression Representation.
 */
export function createResolver(plan: Plan, configuration: Configuration): Resolver {
  const index = indexInstances(plan);
  const children = indexModuleCalls(plan);
  const expression = (resource: PlannedResource, path: JsonPath) => expressionAt(configuration.of(resource), path);
  return {
    expression,
    targets: (resource, path) => {
      const search = new Search(configuration, index, children, plan);
      search.follow(referencesIn(expression(resource, path)), {
        module: resource.module,
        key: resource.key,
        repetition: configuration.of(resource),
        hops: 0,
      });
      return search.result();
    },
  };
}

/** Where a reference stands: the module instance, and the key and repetition of the resource or call it is in. */
type Standing = {
  readonly module: string;
  readonly key: string | number | undefined;
  readonly repetition: JsonObject | undefined;
  readonly hops: number;
};

class Search {
  readonly #managed = new Set<PlannedResource>();
  readonly #data = new Set<PlannedResource>();
  readonly #locals = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #attributes = new Set<string | undefined>();
  #isAmbiguous = false;

  readonly #configuration: Configuration;
  readonly #instances: ReadonlyMap<string, readonly PlannedResource[]>;
  readonly #modules: ReadonlyMap<string, readonly string[]>;
  readonly #plan: Plan;

  constructor(
    configuration: Configuration,
    instances: ReadonlyMap<string, readonly PlannedResource[]>,
    modules: ReadonlyMap<string, readonly string[]>,
    plan: Plan,
  ) {
    this.#configuration = configuration;
    this.#instances = instances;
    this.#modules = modules;
    this.#plan = plan;
  }

  result(): Targets {
    return {
      managed: [...this.#managed],
      data: [...this.#data],
      isAmbiguous: this.#isAmbiguous,
      attributes: [...this.#attributes],
      locals: [...this.#locals],
    };
  }

  /** `isKeyed` says that the place refers by its own key whatever the references show, as each.value does. */
  follow(references: readonly string[], at: Standing, isKeyed = false): void {
    if (at.hops > MAX_HOPS) return;
    const steps = references.map(splitAddress);
    const byKey =
      isKeyed ||
      steps.some(([first, second]) => first?.name === 'each' || (first?.name === 'count' && second !== undefined));
    for (const group of groupReferences(steps)) this.#followOne(group, at, byKey);
  }

  #followOne(steps: readonly AddressStep[], at: Standing, byKey: boolean): void {
    const [first, second] = steps;
    const mark = `${at.module}\n${steps.map((step) => `${step.name}[${String(step.key)}]`).join('.')}`;
    if (first === undefined || this.#seen.has(mark)) return;
    this.#seen.add(mark);
    switch (first.name) {
      case 'var':
        this.#followVariable(second?.name, at);
        return;
      case 'local':
        this.#locals.add(at.module);
        return;
      case 'module':
        this.#followOutput(second, steps[2]?.name, at, byKey);
        return;
      case 'each':
        // each.value over resources: `for_each = aws_s3_bucket.a` gives the instance with the same key.
        if (second?.name === 'value')
          this.follow(referencesIn(child(at.repetition, 'for_each_expression')), { ...at, hops: at.hops + 1 }, true);
        return;
      case 'count':
      case 'path':
      case 'terraform':
      case 'self':
        return;
      case 'data':
        this.#choose(`${at.module}\ndata.${second?.name}.${steps[2]?.name}`, steps[2]?.key, at, byKey, this.#data);
        return;
      default:
        this.#attributes.add(steps[2]?.name);
        this.#choose(`${at.module}\n${first.name}.${second?.name}`, second?.key, at, byKey, this.#managed);
        return;
    }
  }

  #followVariable(name: string | undefined, at: Standing): void {
    const instance = this.#plan.modules.get(at.module);
    if (instance?.parent === undefined || name === undefined) return;
    const call = this.#configuration.moduleAt(instance.parent)?.calls.get(instance.name)?.call;
    const argument = child(child(call, 'expressions'), name);
    this.follow(referencesIn(argument), {
      module: instance.parent,
      key: instance.key,
      repetition: call,
      hops: at.hops + 1,
    });
  }

  #followOutput(call: AddressStep | undefined, output: string | undefined, at: Standing, byKey: boolean): void {
    const instances = this.#modules.get(`${at.module}\n${call?.name}`) ?? [];
    const keyed = instances.map((address) => ({ address, key: this.#plan.modules.get(address)?.key }));
    for (const { address } of this.#pick(keyed, call?.key, at, byKey)) {
      const outputs = this.#configuration.moduleAt(address)?.outputs;
      const written = output === undefined ? outputs : child(child(outputs, output), 'expression');
      this.follow(outputExpressions(written, output === undefined), {
        module: address,
        key: undefined,
        repetition: undefined,
        hops: at.hops + 1,
      });
    }
  }

  #choose(
    place: string,
    key: string | number | undefined,
    at: Standing,
    byKey: boolean,
    into: Set<PlannedResource>,
  ): void {
    for (const found of this.#pick(this.#instances.get(place) ?? [], key, at, byKey)) into.add(found);
  }

  /** The instance that is meant: the one named, the only one, or the one with the key of the place that refers. */
  #pick<T extends { readonly key: string | number | undefined }>(
    instances: readonly T[],
    key: string | number | undefined,
    at: Standing,
    byKey: boolean,
  ): readonly T[] {
    if (key !== undefined) return instances.filter((instance) => instance.key === key);
    if (instances.length <= 1) return instances;
    const same = byKey && at.key !== undefined ? instances.filter((instance) => instance.key === at.key) : [];
    if (same.length === 1) return same;
    this.#isAmbiguous = true;
    return instances;
  }
}

/** References of an output, or of all outputs where the whole module is referred to. */
function outputExpressions(written: JsonValue | undefined, isAll: boolean): readonly string[] {
  if (!isAll || !isObject(written)) return referencesIn(written);
  return Object.values(written).flatMap((output) => referencesIn(child(output, 'expression')));
}

/**
 * One reference for each thing referred to: prefixes that the newer notation adds are dropped, and a reference to one
 * instance makes the one to all instances mean nothing.
 */
function groupReferences(references: readonly (readonly AddressStep[])[]): readonly (readonly AddressStep[])[] {
  const groups = new Map<string, (readonly AddressStep[])[]>();
  for (const steps of references) {
    const size = steps[0]?.name === 'data' ? 3 : 2;
    const name = steps
      .slice(0, size)
      .map((step) => step.name)
      .join('.');
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [steps]);
    else group.push(steps);
  }
  return [...groups.values()].flatMap((group) => {
    const isModule = group[0]?.[0]?.name === 'module';
    const full = isModule ? group.filter((steps) => steps.length > 2) : group;
    const kept = full.length > 0 ? full : group;
    const at = isModule ? 1 : group[0]?.[0]?.name === 'data' ? 2 : 1;
    const keyed = kept.filter((steps) => steps[at]?.key !== undefined);
    return isModule ? (keyed.length > 0 ? keyed : kept) : keyed.length > 0 ? keyed : kept.slice(0, 1);
  });
}

/** `module\ntype.name` -> instances, data sources under `data.type.name`. */
function indexInstances(plan: Plan): ReadonlyMap<string, readonly PlannedResource[]> {
  const index = new Map<string, PlannedResource[]>();
  for (const resource of [...plan.managed, ...plan.data]) {
    const prefix = resource.mode === 'data' ? 'data.' : '';
    const place = `${resource.module}\n${prefix}${resource.type}.${resource.name}`;
    const group = index.get(place);
    if (group === undefined) index.set(place, [resource]);
    else group.push(resource);
  }
  return index;
}

/** `parent module\ncall name` -> addresses of the call's instances. */
function indexModuleCalls(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const instance of plan.modules.values()) {
    if (instance.parent === undefined) continue;
    const place = `${instance.parent}\n${instance.name}`;
    const group = index.get(place);
    if (group === undefined) index.set(place, [instance.address]);
    else group.push(instance.address);
  }
  return index;
}

import { type JsonObject, type JsonValue, schemaOf } from '../inputs/index.ts';
import { type ConfigModule, type Configuration, referencesIn } from './configuration.ts';
import { child, isObject, listOf, text } from './json.ts';
import { type AddressStep, type Plan, type PlannedResource, splitAddress } from './plan.ts';
import { hasMark } from './traced.ts';

/** An attribute that is not known before apply, of one resource. */
type Attribute = { readonly of: PlannedResource; readonly name: string };

/** Resources whose values are made to be passed on, so that they may well be what a number of blocks rests on. */
const CARRIERS =
  /^(?:terraform_data|null_resource|null_data_source|random_integer|random_shuffle|time_\w+|external|http)$/;

const MAX_HOPS = 60;

/**
 * What not yet known values a module may use in places that the configuration part of its plan does not show: in
 * `dynamic` blocks, in local values, in conditions.
 * Shape:  the plan lists every attribute that contributes to it (`relevant_attributes`). One that is not known and that no
 *         expression of its module refers to, not even through a local value, is used in a place that is not shown; so is an unknown argument of a module
 *         call whose variable no expression of the module refers to. Of those that are referred to, an identity (a text of
 *         a cloud resource) counts as used there; anything else (a list, a number, a value that is only passed on) may
 *         decide a number of blocks besides. Plans before Terraform 1.2 do not list attributes: there only module calls
 *         tell.
 * Source: Terraform, JSON Output Format: relevant_attributes; lang/globalref, ContributingResourceReferences.
 */
export class UnknownSources {
  readonly #plan: Plan;
  readonly #configuration: Configuration;
  readonly #visible = new Map<string, Visible>();
  readonly #throughLocals = new Map<string, boolean>();
  readonly #hidden = new Map<string, ReadonlySet<PlannedResource>>();
  #relevant: readonly Attribute[] | undefined;
  #byPlace: ReadonlyMap<string, readonly PlannedResource[]> | undefined;

  constructor(plan: Plan, configuration: Configuration) {
    this.#plan = plan;
    this.#configuration = configuration;
  }

  /** Whether something unknown may be used within `resource` without being shown. What rests on it itself cannot be. */
  mayReach(resource: PlannedResource): boolean {
    for (const source of this.#hiddenIn(resource.module)) if (!this.#restsOn(source, resource)) return true;
    return false;
  }

  #hiddenIn(module: string): ReadonlySet<PlannedResource> {
    const known = this.#hidden.get(module);
    if (known !== undefined) return known;
    const found = new Set<PlannedResource>();
    for (const attribute of this.#relevantAttributes()) {
      if (attribute.of.module !== module && !this.#isGivenUp(attribute, module)) continue;
      if (!this.#isShown(attribute) || !isIdentity(attribute)) found.add(attribute.of);
    }
    const { variables } = this.#visibleIn(module);
    for (const [name, argument] of this.#argumentsOf(module)) {
      const { parent } = this.#plan.modules.get(module) ?? {};
      if (parent === undefined) continue;
      for (const attribute of this.#unknownIn(referencesIn(argument), parent, 0))
        if (!variables.has(name) || !isIdentity(attribute)) found.add(attribute.of);
    }
    this.#hidden.set(module, found);
    return found;
  }

  /** Unknown attributes that the plan says it rests on. */
  #relevantAttributes(): readonly Attribute[] {
    this.#relevant ??= listOf(child(this.#plan.root, 'relevant_attributes')).flatMap((one) => {
      const address = text(child(one, 'resource')) ?? '';
      const name = text(listOf(child(one, 'attribute'))[0]);
      const found = this.#at(address);
      return name === undefined ? [] : found.filter((of) => isOpen(of, name)).map((of) => ({ of, name }));
    });
    return this.#relevant;
  }

  /** Whether a module gives the attribute to the modules around it, of which `module` is one. */
  #isGivenUp({ of, name }: Attribute, module: string): boolean {
    if (of.module === '' || !(module === '' || of.module.startsWith(`${module}.`))) return false;
    return this.#visibleIn(of.module).outputs.some(({ references }) => refersTo(references, of, name));
  }

  #isShown({ of, name }: Attribute): boolean {
    const { references, outputs } = this.#visibleIn(of.module);
    if (refersTo(references, of, name)) return true;
    const giving = outputs.filter((output) => refersTo(output.references, of, name));
    return giving.some((output) => this.#isUsed(of.module, output.name, 0)) || this.#isThroughLocals(of.module);
  }

  /** Whether a module has as many local values that carry something unknown as attributes that are used out of sight. */
  #isThroughLocals(module: string): boolean {
    const known = this.#throughLocals.get(module);
    if (known !== undefined) return known;
    const { references, outputs } = this.#visibleIn(module);
    const lost = this.#relevantAttributes().filter(
      ({ of, name }) =>
        of.module === module &&
        ![references, ...outputs.map((output) => output.references)].some((shown) => refersTo(shown, of, name)),
    );
    const carriers = new Set<string>();
    for (const resource of lost.length === 0 ? [] : this.#plan.managed) {
      const written = child(this.#configuration.of(resource), 'expressions');
      if (resource.module !== module || !isObject(written)) continue;
      for (const [name, expression] of Object.entries(written))
        if (hasMark(child(resource.unknown, name)))
          for (const one of referencesIn(expression)) if (one.startsWith('local.')) carriers.add(one);
    }
    const isEnough = carriers.size >= new Set(lost.map(({ of, name }) => `${of.type}.${of.name}.${name}`)).size;
    this.#throughLocals.set(module, isEnough);
    return isEnough;
  }

  /** Whether an output of a module is used where it is shown; those of the root module are. */
  #isUsed(module: string, output: string, hops: number): boolean {
    const instance = this.#plan.modules.get(module);
    if (instance?.parent === undefined || hops > MAX_HOPS) return true;
    const { references, outputs } = this.#visibleIn(instance.parent);
    const isIt = ([first, second, third]: readonly AddressStep[]) =>
      first?.name === 'module' && second?.name === instance.name && (third === undefined || third.name === output);
    if (references.some(isIt)) return true;
    const parent = instance.parent;
    return outputs.some((one) => one.references.some(isIt) && this.#isUsed(parent, one.name, hops + 1));
  }

  #unknownIn(references: readonly string[], module: string, hops: number): readonly Attribute[] {
    if (hops > MAX_HOPS) return [];
    return references.map(splitAddress).flatMap((steps): readonly Attribute[] => {
      const [first, second, third] = steps;
      const name = second?.name ?? '';
      if (first === undefined) return [];
      switch (first.name) {
        case 'var': {
          const { parent } = this.#plan.modules.get(module) ?? {};
          const argument = parent === undefined ? undefined : this.#argumentsOf(module).get(name);
          return parent === undefined ? [] : this.#unknownIn(referencesIn(argument), parent, hops + 1);
        }
        case 'local':
          return this.#relevantAttributes().filter((one) => one.of.module === module && !this.#isShown(one));
        case 'module':
          return [...this.#plan.modules.values()]
            .filter((one) => one.parent === module && one.name === name)
            .flatMap(({ address }) => {
              const outputs = this.#configuration.moduleAt(address)?.outputs;
              const written = third === undefined ? outputs : child(outputs, third.name);
              return this.#unknownIn(referencesIn(written), address, hops + 1);
            });
        case 'each':
        case 'count':
        case 'path':
        case 'terraform':
        case 'self':
          return [];
        default: {
          const isData = first.name === 'data';
          const attribute = steps[isData ? 3 : 2]?.name;
          const place = isData ? `data.${name}.${third?.name}` : `${first.name}.${name}`;
          if (attribute === undefined) return [];
          const found = this.#places().get(`${module}\n${place}`) ?? [];
          return found.filter((of) => isOpen(of, attribute)).map((of) => ({ of, name: attribute }));
        }
      }
    });
  }

  #argumentsOf(module: string): ReadonlyMap<string, JsonValue> {
    const instance = this.#plan.modules.get(module);
    const parent = instance?.parent === undefined ? undefined : this.#configuration.moduleAt(instance.parent);
    const written = child(parent?.calls.get(instance?.name ?? '')?.call, 'expressions');
    return new Map(isObject(written) ? Object.entries(written) : []);
  }

  #visibleIn(module: string): Visible {
    const known = this.#visible.get(module) ?? visibleIn(this.#configuration.moduleAt(module));
    this.#visible.set(module, known);
    return known;
  }

  /** Whether a resource refers to another one, directly or through others: then that one cannot use it. */
  #restsOn(source: PlannedResource, on: PlannedResource): boolean {
    const open = [source];
    const seen = new Set(open);
    const isIt = (one: PlannedResource) => one.module === on.module && one.type === on.type && one.name === on.name;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (isIt(next)) return true;
      for (const steps of this.#written(next)) {
        const at = steps[0]?.name === 'data' ? 'data.' : '';
        const [type, name] = at === '' ? steps : steps.slice(1);
        for (const target of this.#places().get(`${next.module}\n${at}${type?.name}.${name?.name}`) ?? []) {
          if (!seen.has(target)) open.push(target);
          seen.add(target);
        }
      }
    }
    return false;
  }

  #written(resource: PlannedResource): readonly (readonly AddressStep[])[] {
    const block = this.#configuration.of(resource);
    const after = listOf(child(block, 'depends_on')).flatMap((one) => text(one) ?? []);
    return [...referencesOf(block), ...after].map(splitAddress);
  }

  #at(address: string): readonly PlannedResource[] {
    const steps = splitAddress(address);
    let at = 0;
    let module = '';
    while (steps[at]?.name === 'module') at += 2;
    const own = steps.slice(at);
    if (at > 0) module = address.slice(0, (own[0]?.start ?? address.length + 1) - 1);
    const [type, name] = own[0]?.name === 'data' ? own.slice(1) : own;
    const prefix = own[0]?.name === 'data' ? 'data.' : '';
    const found = this.#places().get(`${module}\n${prefix}${type?.name}.${name?.name}`) ?? [];
    return name?.key === undefined ? found : found.filter(({ key }) => key === name.key);
  }

  #places(): ReadonlyMap<string, readonly PlannedResource[]> {
    if (this.#byPlace !== undefined) return this.#byPlace;
    const places = new Map<string, PlannedResource[]>();
    for (const one of [...this.#plan.managed, ...this.#plan.data]) {
      const place = `${one.module}\n${one.mode === 'data' ? 'data.' : ''}${one.type}.${one.name}`;
      const group = places.get(place);
      if (group === undefined) places.set(place, [one]);
      else group.push(one);
    }
    this.#byPlace = places;
    return places;
  }
}

/** What the configuration part shows of a module: what its expressions and its outputs refer to. */
type Visible = {
  readonly references: readonly (readonly AddressStep[])[];
  readonly variables: ReadonlySet<string>;
  readonly outputs: readonly { readonly name: string; readonly references: readonly (readonly AddressStep[])[] }[];
};

function visibleIn(module: ConfigModule | undefined): Visible {
  const shown = [...(module?.resources.values() ?? []), ...[...(module?.calls.values() ?? [])].map(({ call }) => call)];
  const references = shown.flatMap(referencesOf).map(splitAddress);
  const written = isObject(module?.outputs) ? Object.entries(module.outputs) : [];
  const outputs = written.map(([name, output]) => ({
    name,
    references: referencesIn(child(output, 'expression')).map(splitAddress),
  }));
  const all = [...references, ...outputs.flatMap((output) => output.references)];
  const variables = new Set(all.flatMap(([first, second]) => (first?.name === 'var' ? (second?.name ?? []) : [])));
  return { references, variables, outputs };
}

/** What a resource's block or a module's call refers to. */
function referencesOf(block: JsonObject | undefined): readonly string[] {
  return ['expressions', 'count_expression', 'for_each_expression', 'provisioners'].flatMap((part) =>
    referencesIn(child(block, part)),
  );
}

function refersTo(references: readonly (readonly AddressStep[])[], of: PlannedResource, name: string): boolean {
  const own = references
    .map((steps) => (of.mode === 'data' && steps[0]?.name === 'data' ? steps.slice(1) : steps))
    .filter(([type, called]) => type?.name === of.type && called?.name === of.name);
  // A reference to all of a resource's instances (`[*]`) is shown without the attribute.
  return own.some(([, , attribute]) => attribute?.name === name) || (own.length > 0 && own.every(([, , one]) => !one));
}

/** Whether an attribute of a new or changed resource, or of a data source that is read on apply, is not known. */
function isOpen({ unknown, values, mode }: PlannedResource, name: string): boolean {
  const mark = child(unknown, name);
  if (mode === 'data' && mark === undefined) return unknown !== undefined && child(values, name) === undefined;
  return hasMark(mark);
}

/** A text that a cloud resource has: what is called by it uses it, and hardly anything is counted by it. */
function isIdentity({ of, name }: Attribute): boolean {
  if (CARRIERS.test(of.type)) return false;
  const kind = schemaOf(of.type)?.attributes.get(name)?.kind;
  return kind === 's' || kind === undefined;
}

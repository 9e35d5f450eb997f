import type { Place } from '../../diagnostics/index.ts';
import type { JsonPath, JsonValue } from '../document.ts';
import { parseAddress, type ResourceAddress } from './address.ts';
import { type Configuration, findModule, findResource, type ModuleCall } from './configuration.ts';
import { Descent } from './descent.ts';
import { evaluate, plain } from './evaluate.ts';
import { attributeOf, bodiesOf } from './module-files.ts';
import { type OpenJson, openJson } from './open-json.ts';
import { resourceValue } from './resource-value.ts';
import { type ModuleInstance, type ResourceValues, Scopes } from './scopes.ts';
import { isMadeFromSecret } from './secrets.ts';
import type { Body } from './types.ts';
import type { Value } from './value.ts';
import { hasReferences } from './written-expressions.ts';

/** A call on the way to a resource, and where it is written. */
export type CallPlace = { readonly name: string; readonly place: Place };

/**
 * Where something of a plan is written.
 * Shape:  `modules` are the calls that lead there, outermost first. `reached` says what `place` points at: the attribute,
 *         a block around it, the resource's block, or (for modules whose source is not at hand) the call.
 */
export type SourceLocation = {
  readonly place: Place;
  readonly modules: readonly CallPlace[];
  readonly reached: 'attribute' | 'block' | 'resource' | 'module';
};

export type Locator = {
  /**
   * Finds an attribute of a resource by its address and its path in Terraform's names.
   * Shape:  `values` are the resource's planned values; they tell which of several blocks an element of a set is.
   *         Undefined where the configuration does not have the resource: then nothing is claimed.
   */
  readonly locate: (address: string, path: JsonPath, values?: JsonValue) => SourceLocation | undefined;
  /**
   * Whether a resource has the block at `path`, written or made by a `dynamic` block.
   * Shape:  undefined where the sources do not tell: they lack the resource, or a `dynamic` block makes none with the
   *         settings at hand, while a plan may have been made with others.
   */
  readonly hasBlock: (address: string, path: JsonPath) => boolean | undefined;
  /**
   * What the JSON text of an attribute holds although the text is not known as a whole.
   * Shape:  `references` are those that the plan tells of the attribute; where the source has others it is another source,
   *         and nothing is told. Nothing is told of secrets either.
   */
  readonly openJson: (address: string, path: JsonPath, references?: readonly string[]) => OpenJson | undefined;
  /** The calls that lead to a module instance. */
  readonly calls: (names: readonly string[]) => readonly CallPlace[];
  /** Whether the configuration has the resource, or a call without source that leads to it. */
  readonly has: (address: string) => boolean;
};

/** Makes the finder of places for one configuration; `variables` are the values that a plan of it was made with. */
export function createLocator(configuration: Configuration, variables?: ReadonlyMap<string, Value>): Locator {
  const made: ResourceValues = (instance, address) => resourceValue(scopes, instance, address);
  const scopes: Scopes = new Scopes(configuration, made, variables);
  const addresses = new Map<string, ResourceAddress | undefined>();
  const read = (address: string) => {
    if (!addresses.has(address)) addresses.set(address, parseAddress(address));
    return addresses.get(address);
  };
  const locate: Locator['locate'] = (address, path, values) => {
    const parsed = read(address);
    if (parsed === undefined) return undefined;
    const found = findModule(
      configuration,
      parsed.modules.map(({ name }) => name),
    );
    if (found === undefined) return undefined;
    const modules = found.calls.map(callPlace);
    const { module } = found;
    if (module === undefined) {
      const last = modules.at(-1);
      return last === undefined ? undefined : { place: last.place, modules, reached: 'module' };
    }
    const block = findResource(module, parsed);
    if (block === undefined) return undefined;
    const header = block.file.placeOf(block.node.span.start);
    const instance = instanceOf(scopes, found.calls, parsed);
    const reached = new Descent(scopes).enter(block, path, values, {
      instance,
      module,
      scope: instance === undefined ? undefined : scopes.within(instance, block, parsed.key),
    });
    if (reached === undefined) return { place: header, modules, reached: 'resource' };
    return { place: reached.place, modules, reached: reached.isWhole ? 'attribute' : 'block' };
  };
  const hasBlock: Locator['hasBlock'] = (address, path) => {
    const found = locate(address, path);
    if (found === undefined || found.reached === 'module') return undefined;
    if (found.reached === 'attribute') return true;
    const parsed = read(address);
    const block =
      parsed &&
      findModule(
        configuration,
        parsed.modules.map(({ name }) => name),
      )?.module;
    const written = block && parsed ? findResource(block, parsed) : undefined;
    const name = path.findLast((step) => typeof step === 'string');
    return written !== undefined && bodiesOf(written).some(({ body }) => hasDynamic(body, name)) ? undefined : false;
  };
  const openJsonOf: Locator['openJson'] = (address, path, references) => {
    const parsed = read(address);
    const [name] = path;
    if (parsed === undefined || path.length !== 1 || typeof name !== 'string') return undefined;
    const names = parsed.modules.map((step) => step.name);
    const found = findModule(configuration, names);
    const block = found?.module === undefined ? undefined : findResource(found.module, parsed);
    const instance = found === undefined ? undefined : instanceOf(scopes, found.calls, parsed);
    const attribute = block === undefined ? undefined : attributeOf(block, name);
    if (block === undefined || instance === undefined || attribute === undefined) return undefined;
    const { value } = attribute.node;
    if (references !== undefined && !hasReferences(value, references)) return undefined;
    if (isMadeFromSecret(value, instance.module)) return undefined;
    return openJson(plain(evaluate(value, scopes.within(instance, block, parsed.key))));
  };
  return {
    locate,
    hasBlock,
    openJson: openJsonOf,
    calls: (names) => (findModule(configuration, names)?.calls ?? []).map(callPlace),
    has: (address) => {
      const parsed = read(address);
      if (parsed === undefined) return false;
      const names = parsed.modules.map(({ name }) => name);
      const found = findModule(configuration, names);
      if (found === undefined) return false;
      return found.module === undefined || findResource(found.module, parsed) !== undefined;
    },
  };
}

/** Whether a body, or a block in it, may hold a `dynamic` block of this name. */
function hasDynamic(body: Body, name: string | undefined): boolean {
  if (body.attributes.some((attribute) => attribute.name === 'dynamic')) return true;
  return body.blocks.some(
    (block) => (block.type === 'dynamic' && block.labels[0] === name) || hasDynamic(block.body, name),
  );
}

function callPlace({ name, node, file }: ModuleCall): CallPlace {
  return { name, place: file.placeOf(node.span.start) };
}

/** The module instance that an address names. */
function instanceOf(
  scopes: Scopes,
  calls: readonly ModuleCall[],
  { modules }: ResourceAddress,
): ModuleInstance | undefined {
  let instance: ModuleInstance | undefined = scopes.root;
  for (const [index, call] of calls.entries()) {
    if (instance === undefined) return undefined;
    instance = scopes.child(instance, call, modules[index]?.key);
  }
  return instance;
}

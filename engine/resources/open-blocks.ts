import { type BlockSchema, type JsonPath, type JsonValue, type SourcePlaces, schemaOf } from '../inputs/index.ts';
import type { Configuration } from './configuration.ts';
import { child, listOf, text } from './json.ts';
import type { Plan, PlannedResource } from './plan.ts';
import { UnknownSources } from './unknown-sources.ts';

/**
 * Tells blocks that are left out from `dynamic` blocks whose number is not known before apply.
 * Shape:  the configuration part of a plan shows neither, and of both nothing is planned. A block that the provider does
 *         not compute is empty where it is left out, so an unknown one is `dynamic`. One that the provider computes is
 *         unknown either way: the sources beside the plan tell, else whether the plan shows that something unknown is
 *         used where its configuration part does not show it (see UnknownSources).
 * Source: Terraform, JSON Output Format (configuration: dynamic blocks are not shown); docs/decisions/0003.
 */
export class OpenBlocks {
  readonly #unknown: UnknownSources;
  readonly #isConfiguration: boolean;
  #sources: SourcePlaces | undefined;

  constructor(plan: Plan, configuration: Configuration) {
    this.#unknown = new UnknownSources(plan, configuration);
    this.#isConfiguration = child(plan.root, 'unread') !== undefined;
  }

  /** The sources that the plan was made from, once they are found. */
  learn(sources: SourcePlaces | undefined): void {
    this.#sources = sources;
  }

  /** Whether what lies at `path` may come from a block that the configuration part does not show. */
  mayBeDynamic(resource: PlannedResource, path: JsonPath): boolean {
    if (!resource.actions.includes('create')) return false;
    let mark: JsonValue | undefined = resource.unknown;
    let value: JsonValue | undefined = resource.values;
    let schema: BlockSchema | undefined;
    let isBelow = false;
    for (const [depth, key] of path.entries()) {
      mark = child(mark, key);
      value = child(value, key);
      if (mark === undefined) return false;
      if (typeof key === 'number') continue;
      schema = isBelow ? schema : schemaOf(resource.type);
      isBelow = true;
      const block = schema?.blocks.get(key);
      if (block === undefined) return false;
      if (mark === true && value === undefined)
        return schema?.computedBlocks.includes(key) !== true || this.#isOpen(resource, path.slice(0, depth + 1));
      schema = block.schema;
    }
    return false;
  }

  #isOpen(resource: PlannedResource, path: JsonPath): boolean {
    const [name] = path;
    if (this.#isConfiguration)
      return listOf(child(child(resource.change, 'change'), 'open_blocks')).some((one) => text(one) === name);
    return this.#sources?.hasBlock(resource.address, path) ?? this.#unknown.mayReach(resource);
  }
}

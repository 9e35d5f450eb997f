import type { JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import { withTypeMarks } from './aws/sensitive-attributes.ts';
import type { KnownText } from './known-text.ts';
import type { PlannedResource } from './plan.ts';
import type { Native, Traced } from './traced.ts';

/** What a native resource asks of the plan around it. */
export type PlanView = {
  readonly account: () => string | undefined;
  readonly isConfigured: (resource: PlannedResource, path: JsonPath) => boolean | undefined;
  readonly decidedBy: (resource: PlannedResource, path: JsonPath) => readonly string[];
  readonly rebuild: (resource: PlannedResource, path: JsonPath) => Traced | undefined;
  readonly follow: (resource: PlannedResource, path: JsonPath, type: string) => Native | undefined;
  readonly siblings: (resource: PlannedResource, type: string) => readonly Native[];
  readonly isAlwaysSet: (resource: PlannedResource, path: JsonPath) => boolean;
  readonly symbolOf: (resource: PlannedResource, path: JsonPath) => string | undefined;
  readonly textOf: (resource: PlannedResource, path: JsonPath) => KnownText | undefined;
};

/** A planned resource as mappers see it. */
export class PlannedNative implements Native {
  readonly values: JsonObject;
  readonly #resource: PlannedResource;
  readonly #view: PlanView;

  constructor(resource: PlannedResource, view: PlanView) {
    this.values = resource.values;
    this.#resource = resource;
    this.#view = view;
  }

  get address(): string {
    return this.#resource.address;
  }
  get type(): string {
    return this.#resource.type;
  }
  get unknown(): JsonValue | undefined {
    return this.#resource.unknown;
  }
  get sensitive(): JsonValue | undefined {
    const { type, values, sensitive } = this.#resource;
    return withTypeMarks(type, values, sensitive);
  }
  get base(): JsonPath {
    return this.#resource.base;
  }
  get isNew(): boolean {
    return this.#resource.actions.includes('create');
  }
  get account(): string | undefined {
    return this.#view.account();
  }
  isConfigured(path: JsonPath): boolean | undefined {
    return this.#view.isConfigured(this.#resource, path);
  }
  decidedBy(path: JsonPath): readonly string[] {
    return this.#view.decidedBy(this.#resource, path);
  }
  rebuild(path: JsonPath): Traced | undefined {
    return this.#view.rebuild(this.#resource, path);
  }
  follow(path: JsonPath, type: string): Native | undefined {
    return this.#view.follow(this.#resource, path, type);
  }
  siblings(type: string): readonly Native[] {
    return this.#view.siblings(this.#resource, type);
  }
  isAlwaysSet(path: JsonPath): boolean {
    return this.#view.isAlwaysSet(this.#resource, path);
  }
  symbolOf(path: JsonPath): string | undefined {
    return this.#view.symbolOf(this.#resource, path);
  }
  textOf(path: JsonPath): KnownText | undefined {
    return this.#view.textOf(this.#resource, path);
  }
}

import { type Diagnostic, noticeDiagnostic } from '../diagnostics/index.ts';
import type { Document, JsonObject, JsonPath, SourcePlaces } from '../inputs/index.ts';
import { MAPPER_OF_TERRAFORM, SATELLITES_OF } from './aws/index.ts';
import { type Configuration, expressionAt, isConfigured, readConfiguration, referencesIn } from './configuration.ts';
import { Copies } from './copies.ts';
import { describeDrift } from './drift.ts';
import type { Identities } from './identities.ts';
import { scopePrefix } from './ids.ts';
import { child, isList, isObject, listOf, once, text, valueAt } from './json.ts';
import { linkReferences } from './linked.ts';
import type { SplitResource, TypeMapper } from './mapper.ts';
import { type MergeContext, traceOwner, tracePartial } from './merge.ts';
import { OpenBlocks } from './open-blocks.ts';
import { linkSatellites, type Owners } from './owners.ts';
import { moduleChain, type Plan, type PlannedResource, readPlan } from './plan.ts';
import { callerAccount, groupByType, incompleteness } from './plan-facts.ts';
import { PlannedNative, type PlanView } from './planned-native.ts';
import { openDocument, rebuildPolicyDocument } from './policy-document.ts';
import { createResolver, type Resolver } from './references.ts';
import type { Change, ModuleCall, Resource, ResourceId, Scope } from './resource.ts';
import type { Draft } from './resource-of.ts';
import { type Native, rootCursor, type Traced } from './traced.ts';

/** What one document gives, before ids. */
export type Drafts = {
  readonly drafts: readonly Draft[];
  readonly deletions: readonly Draft[];
  readonly incomplete: readonly { readonly type: string; readonly reason: string }[];
  readonly diagnostics: readonly Diagnostic[];
  /** Takes the sources that the document was made from, before anything is asked of the drafts. */
  readonly learn?: (sources: SourcePlaces | undefined) => void;
};

/**
 * The resources of a Terraform or OpenTofu plan.
 * Shape:  one draft for each managed resource that will be, satellites included (they keep their native type, and their
 *         values are merged into their owners as well); then owners outside the plan, and resources carried within others.
 * Errors: notices for what was changed outside of Terraform and for satellites whose owner cannot be told; a plan that is not whole is `incomplete`.
 */
export function extractPlan(document: Document, scope: Scope, identities: Identities): Drafts {
  if (!isObject(document.root)) return { drafts: [], deletions: [], incomplete: [], diagnostics: [] };
  return new PlanExtraction(document, document.root, scope, identities).run();
}

class PlanExtraction {
  readonly #document: Document;
  readonly #scope: Scope;
  readonly #identities: Identities;
  readonly #plan: Plan;
  readonly #configuration: Configuration;
  readonly #resolver: Resolver;
  readonly #openBlocks: OpenBlocks;
  #sources: SourcePlaces | undefined;
  readonly #copies: Copies;
  readonly #owners: Owners;
  readonly #natives = new Map<PlannedResource, Native>();
  readonly #planned = new Map<Native, PlannedResource>();
  readonly #byType: () => ReadonlyMap<string, readonly PlannedResource[]>;
  readonly #account: string | undefined;
  readonly #chains = new Map<string, readonly ModuleCall[]>();
  readonly #scopes = new Map<string, Scope>();
  readonly #outsideOwnersOf = new Map<PlannedResource, Native[]>();

  constructor(document: Document, root: JsonObject, scope: Scope, identities: Identities) {
    this.#document = document;
    this.#mergeContext = {
      nativeOf: (resource) => this.#native(resource),
      beforeOf: (resource) => this.#before(resource),
      isState: document.kind === 'terraform-state',
    };
    this.#scope = scope;
    this.#identities = identities;
    this.#plan = readPlan(root);
    this.#configuration = readConfiguration(this.#plan);
    this.#resolver = createResolver(this.#plan, this.#configuration);
    this.#copies = new Copies(this.#resolver, `${document.path}#${document.index}`);
    this.#openBlocks = new OpenBlocks(this.#plan, this.#configuration);
    this.#owners = linkSatellites(this.#plan, this.#resolver);
    this.#byType = once(() => groupByType(this.#plan.managed));
    this.#account = scope.account ?? callerAccount(this.#plan);
  }

  run(): Drafts {
    const drafts: Draft[] = this.#plan.managed.map((resource) => this.#draft(resource));
    drafts.push(...this.#splitResources(), ...this.#outsideOwners());
    return {
      drafts,
      deletions: [...this.#plan.deleted, ...this.#plan.forgotten].map((resource) => this.#draft(resource)),
      incomplete: incompleteness(this.#plan.root),
      learn: (sources) => {
        this.#sources = sources;
        this.#openBlocks.learn(sources);
      },
      diagnostics: [
        ...describeDrift(this.#document, this.#plan),
        ...this.#owners.ambiguous.map(({ resource, owners }) =>
          noticeDiagnostic(
            'resource_ambiguous',
            `\`${resource.address}\` may belong to any of ${owners.length} resources: ${named(owners)}`,
            { place: this.#document.locate(resource.base) },
          ),
        ),
      ],
    };
  }

  #draft(resource: PlannedResource): Draft {
    const mapper = MAPPER_OF_TERRAFORM.get(resource.type);
    const native = this.#native(resource);
    const trace = mapper === undefined ? undefined : () => this.#trace(resource, mapper);
    return {
      wantedId: `${scopePrefix(this.#scope)}${resource.address}`,
      type: mapper?.type ?? resource.type,
      name: resource.name,
      native,
      trace,
      alwaysSet: mapper?.alwaysSet ?? [],
      tags: child(resource.values, 'tags_all') ?? child(resource.values, 'tags'),
      scope: this.#scopeOf(resource),
      source: {
        kind: this.#document.kind,
        document: this.#document.path,
        address: resource.address,
        modules: this.#chainOf(resource.module),
      },
      change: this.#changeOf(resource),
      derived: undefined,
      references: this.#references(resource, mapper),
      ...(SATELLITES_OF.has(resource.type) ? { owners: () => this.#ownersOf(resource) } : {}),
    };
  }

  /** What a satellite is merged into, owners outside the plan included. */
  #ownersOf(resource: PlannedResource): readonly ResourceId[] {
    const inside = this.#owners.ownersOf(resource).map((owner) => this.#native(owner));
    return this.#identities.idsOf([...inside, ...(this.#outsideOwnersOf.get(resource) ?? [])]);
  }

  #chainOf(module: string): readonly ModuleCall[] {
    const known = this.#chains.get(module);
    if (known !== undefined) return known;
    const chain = moduleChain(this.#plan, module);
    this.#chains.set(module, chain);
    return chain;
  }

  #references(resource: PlannedResource, mapper: TypeMapper | undefined) {
    return (traced: Traced | undefined): Resource['references'] =>
      linkReferences(traced, {
        self: this.#native(resource),
        names: mapper?.names ?? {},
        identities: this.#identities,
        targets: (native, path) => {
          const planned = this.#planned.get(native);
          return planned === undefined || this.#resolver.expression(planned, path) === undefined
            ? undefined
            : this.#resolver.targets(planned, path);
        },
        nativeOf: (planned) => this.#native(planned),
        attributes: Object.keys(child(this.#configuration.of(resource), 'expressions') ?? {}),
      });
  }

  #trace(resource: PlannedResource, mapper: TypeMapper): Traced {
    return traceOwner(this.#native(resource), mapper, this.#owners.of(resource), this.#mergeContext);
  }

  readonly #mergeContext: MergeContext;

  readonly #view: PlanView = {
    account: () => this.#account,
    isConfigured: (resource, path) => this.#isConfigured(resource, path),
    decidedBy: (resource, path) => this.#decidedBy(resource, path),
    rebuild: (resource, path) => this.#rebuild(resource, path),
    follow: (resource, path, type) => this.#follow(resource, path, type),
    siblings: (resource, type) => this.#siblings(resource, type),
    isAlwaysSet: (resource, path) => this.#copies.isAlwaysSet(resource, path),
    symbolOf: (resource, path) => this.#copies.symbolOf(resource, path),
    textOf: (resource, path) => this.#copies.textOf(resource, path),
  };

  /** A satellite as it was. For one that is deleted, its values are those before. */
  #before(resource: PlannedResource): Native | undefined {
    if (resource.actions.length === 1 && resource.actions[0] === 'delete') return this.#native(resource);
    const before = child(child(resource.change, 'change'), 'before');
    if (!isObject(before)) return undefined;
    return new PlannedNative({ ...resource, values: before, unknown: undefined }, this.#view);
  }

  #native(resource: PlannedResource): Native {
    const known = this.#natives.get(resource);
    if (known !== undefined) return known;
    const native: Native = new PlannedNative(resource, this.#view);
    this.#natives.set(resource, native);
    this.#planned.set(native, resource);
    return native;
  }

  /** The managed resources that a value is made from, else the data sources, else the resource itself. */
  #decidedBy(resource: PlannedResource, path: JsonPath): readonly string[] {
    if (this.#resolver.expression(resource, path) === undefined) return [resource.address];
    const { managed, data } = this.#resolver.targets(resource, path);
    const found = (managed.length > 0 ? managed : data).map((target) => target.address);
    return found.length > 0 ? found : [resource.address];
  }

  #isConfigured(resource: PlannedResource, path: JsonPath): boolean | undefined {
    if (!this.#configuration.isPresent) return undefined;
    // What an existing resource shows beyond its configuration is the last refresh.
    const planned = resource.actions.includes('create') ? resource.values : undefined;
    const isWritten = isConfigured(this.#configuration.of(resource), path, planned) ?? false;
    return isWritten || this.#openBlocks.mayBeDynamic(resource, path);
  }

  #rebuild(resource: PlannedResource, path: JsonPath): Traced | undefined {
    const { managed, data, isAmbiguous } = this.#resolver.targets(resource, path);
    const [document] = data;
    const isOne = managed.length === 0 && data.length === 1 && !isAmbiguous;
    if (!isOne || document?.type !== 'aws_iam_policy_document') return this.#rebuildFromSources(resource, path);
    // A function around the document (a merge, a replacement) leaves other references or none; a bare reference has its
    // attribute, `json`, and no more.
    const written = referencesIn(this.#resolver.expression(resource, path));
    const isBare = written.every((reference) => /^(data|var|module|each|local)\b/.test(reference));
    return isBare ? rebuildPolicyDocument(rootCursor(this.#native(document))) : undefined;
  }

  /** What the sources tell of a document that is written with an unknown part in it. */
  #rebuildFromSources(resource: PlannedResource, path: JsonPath): Traced | undefined {
    const written = referencesIn(this.#resolver.expression(resource, path));
    const open =
      this.#sources?.openJson(resource.address, path, written) ?? this.#document.openJson?.(resource.address, path);
    if (open === undefined) return undefined;
    return openDocument(open, { native: this.#native(resource), path }, this.#decidedBy(resource, path));
  }

  #follow(resource: PlannedResource, path: JsonPath, type: string): Native | undefined {
    const targets = this.#resolver.targets(resource, path);
    const found = targets.managed.filter((target) => target.type === type);
    const [one] = found;
    if (one !== undefined && found.length === 1) return this.#native(one);
    const value = text(valueAt(resource.values, path));
    const named = value === undefined ? undefined : this.#owners.named(type, value);
    return named === undefined ? undefined : this.#native(named);
  }

  #siblings(resource: PlannedResource, type: string): readonly Native[] {
    const provider = this.#providerKey(resource);
    const all = this.#byType().get(type) ?? [];
    return all.filter((other) => this.#providerKey(other) === provider).map((other) => this.#native(other));
  }

  #providerKey(resource: PlannedResource): string | undefined {
    return text(child(this.#configuration.of(resource), 'provider_config_key'));
  }

  #scopeOf(resource: PlannedResource): Scope {
    if (this.#scope.region !== undefined || !resource.type.startsWith('aws_')) return this.#scope;
    const key = this.#providerKey(resource) ?? '';
    const known = this.#scopes.get(key);
    if (known !== undefined) return known;
    const scope = this.#providerScope(key);
    this.#scopes.set(key, scope);
    return scope;
  }

  #providerScope(key: string): Scope {
    const providers = child(child(this.#plan.root, 'configuration'), 'provider_config');
    const provider = child(providers, key);
    const region = expressionAt(isObject(provider) ? provider : undefined, ['region']);
    const written = text(child(region, 'constant_value')) ?? this.#variable(referencesIn(region));
    return written === undefined ? this.#scope : { ...this.#scope, region: written };
  }

  /** The value of the root variable that a provider setting is taken from. */
  #variable(references: readonly string[]): string | undefined {
    const [reference] = references;
    if (references.length !== 1 || reference === undefined || !reference.startsWith('var.')) return undefined;
    return text(child(child(child(this.#plan.root, 'variables'), reference.slice(4)), 'value'));
  }

  #changeOf(resource: PlannedResource): Change | undefined {
    const drift = this.#plan.drifted.get(resource.address);
    // A refresh-only plan changes nothing: what it has to say is the drift alone.
    const entry = resource.change ?? drift;
    if (entry === undefined) return undefined;
    const change = child(entry, 'change');
    const previous = text(child(entry, 'previous_address'));
    const reason = text(child(entry, 'action_reason'));
    return {
      actions: resource.change === undefined ? ['no-op'] : resource.actions,
      before: child(change, 'before') ?? null,
      beforeSensitive: child(change, 'before_sensitive') ?? null,
      replacePaths: listOf(child(change, 'replace_paths')).filter(isList) as readonly JsonPath[],
      ...(previous === undefined ? {} : { previousAddress: previous }),
      ...(child(change, 'importing') === undefined ? {} : { importing: true }),
      ...(drift === undefined ? {} : { drift: true }),
      ...(reason === undefined ? {} : { reason }),
      ...(resource.deferred === undefined ? {} : { deferred: resource.deferred }),
    };
  }

  /** What a resource carries within it, as a bucket of older configurations does its policy. */
  #splitResources(): Draft[] {
    return this.#plan.managed.flatMap((resource) => {
      const splits = MAPPER_OF_TERRAFORM.get(resource.type)?.split ?? [];
      return splits.flatMap((split): Draft[] => {
        if (split.from !== 'terraform') return [];
        const native = this.#native(resource);
        const traced = split.read(rootCursor(native));
        if (traced === undefined || this.#carriedElsewhere(resource, split)) return [];
        const draft = this.#draft(resource);
        return [
          {
            ...draft,
            wantedId: `${draft.wantedId}/${split.type}`,
            type: split.type,
            native: new PlannedNative(resource, this.#view),
            trace: () => traced,
            alwaysSet: [],
            derived: 'split',
            references: () => ({ [split.owner]: this.#identities.idsOf([native]) }),
          },
        ];
      });
    });
  }

  /** Whether a resource of its own holds what this one shows as well: then the one that the configuration sets counts. */
  #carriedElsewhere(resource: PlannedResource, split: SplitResource): boolean {
    if (split.beside === undefined) return false;
    const isOwn = this.#resolver.expression(resource, ['policy']) !== undefined;
    return !isOwn && this.#heldBeside(split.beside).has(resource);
  }

  readonly #besides = new Map<string, ReadonlySet<PlannedResource>>();

  /** The resources of which another one of type `type` holds a part, those that this plan deletes included. */
  #heldBeside([type, attribute]: NonNullable<SplitResource['beside']>): ReadonlySet<PlannedResource> {
    const known = this.#besides.get(type);
    if (known !== undefined) return known;
    const owners = new Set<PlannedResource>();
    const holders = [...(this.#byType().get(type) ?? []), ...this.#plan.deleted.filter((gone) => gone.type === type)];
    for (const holder of holders) {
      const carriers = [...MAPPER_OF_TERRAFORM.values()].filter((mapper) =>
        mapper.split?.some((one) => one.beside?.[0] === type),
      );
      for (const carrier of new Set(carriers.flatMap((mapper) => mapper.terraform))) {
        const native = this.#follow(holder, [attribute], carrier);
        const owner = native === undefined ? undefined : this.#planned.get(native);
        if (owner !== undefined) owners.add(owner);
      }
    }
    this.#besides.set(type, owners);
    return owners;
  }

  #outsideOwners(): Draft[] {
    return this.#owners.outside.flatMap(({ mapper, name, links }): Draft[] => {
      const first = links[0]?.resource;
      if (first === undefined) return [];
      const native = new PlannedNative(first, this.#view);
      this.#planned.set(native, first);
      for (const { resource } of links) {
        const owners = this.#outsideOwnersOf.get(resource);
        if (owners === undefined) this.#outsideOwnersOf.set(resource, [native]);
        else owners.push(native);
      }
      const draft = this.#draft(first);
      return [
        {
          ...draft,
          wantedId: `${scopePrefix(this.#scope)}${name === undefined ? `${first.address}/owner` : `outside/${mapper.type}/${name}`}`,
          type: mapper.type,
          name: name ?? first.name,
          native,
          trace: () => tracePartial(native, mapper, name, links, this.#mergeContext),
          alwaysSet: mapper.alwaysSet ?? [],
          tags: undefined,
          change: undefined,
          derived: 'partial',
          references: this.#references(first, mapper),
        },
      ];
    });
  }
}

function named(owners: readonly PlannedResource[]): string {
  const shown = owners.slice(0, 3).map((owner) => `\`${owner.address}\``);
  return owners.length > 3 ? `${shown.join(', ')} and ${owners.length - 3} more` : shown.join(', ');
}

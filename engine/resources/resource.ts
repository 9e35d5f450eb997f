import type { Diagnostic, Place } from '../diagnostics/index.ts';
import type { DocumentKind, JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';
import type { KnownText } from './known-text.ts';
import type { SecretTexts } from './secret-texts.ts';

/** Stable id of a resource within a run: scope + address or native id. */
export type ResourceId = string & { readonly brand: 'ResourceId' };

/** Where a resource lives; every part comes from the source, probity.yaml or `--scope`. */
export type Scope = {
  readonly account?: string;
  readonly region?: string;
  readonly subscription?: string;
  readonly project?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly workspace?: string;
};

export type ChangeAction = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget' | 'open';

/**
 * What a plan does to a resource; absent for manifests and live items.
 * Shape: `before` is in the source's own attributes, null for new resources; `beforeSensitive` is Terraform's tree of
 *        marks over it (true marks a whole value). `replacePaths` are the attributes whose change forces a replacement.
 *        `reason` is Terraform's own word for a replacement or deletion, `deferred` its word for why this plan puts the
 *        change off. `drift` says that the resource was changed outside of Terraform since the last apply.
 * Source: Terraform, JSON Output Format: resource_changes, action_reason, deferred_changes, resource_drift.
 */
export type Change = {
  readonly actions: readonly ChangeAction[];
  readonly before: JsonValue;
  readonly beforeSensitive: JsonValue;
  readonly replacePaths: readonly JsonPath[];
  readonly previousAddress?: string;
  readonly importing?: boolean;
  readonly drift?: boolean;
  readonly reason?: string;
  readonly deferred?: string;
};

/**
 * One call in the chain of module calls that leads to a resource, outermost first.
 * `place` is where the call is written, when the sources are at hand.
 */
export type ModuleCall = { readonly name: string; readonly address: string; readonly place?: Place };

export type ResourceSource = {
  readonly kind: DocumentKind;
  /** Path of the document, as printed. */
  readonly document: string;
  /** Terraform address, `namespace/name` or the item's ARN or id: what a person would search for. */
  readonly address: string;
  readonly modules: readonly ModuleCall[];
};

export type UnknownReason = 'after-apply' | 'outside-plan' | 'ambiguous' | 'not-reported' | 'unresolved' | 'redacted';

/**
 * A path of `properties` whose value is not known, and why.
 * Shape:  `path` is the canonical path of a value that is absent from `properties`. With `open`, the list or object at
 *         `path` is there, what it shows is known, and it may hold more than that; `[]` with `open` is a resource of
 *         which only a part is known. `alwaysSet` says that the value can be anything but absent (arn, id, name).
 *         `symbol` names the value: where it is the same, so is the value. `text` is what is known of it all the same; of an
 *         open list it is known of every element.
 */
export type UnknownPath = {
  readonly path: JsonPath;
  readonly reason: UnknownReason;
  /** Addresses of the resources whose apply decides the value. */
  readonly decidedBy: readonly string[];
  readonly open?: true | undefined;
  readonly alwaysSet?: true | undefined;
  readonly symbol?: string | undefined;
  readonly text?: KnownText | undefined;
};

/**
 * One resource in its canonical shape (design 3).
 * Shape:  `properties` is the vendor's schema: CloudFormation for AWS, the object itself for Kubernetes; without a mapper
 *         the source's own attributes. Unknown values are absent from `properties` and listed in `unknown`; null is absent.
 *         `native` is the source's own attributes, with Terraform's names.
 *         `references` maps a dotted property path to resource ids, or to `'ambiguous'`.
 *         properties, references, unknown and sensitive are made on first use and kept.
 */
export type Resource = {
  readonly id: ResourceId;
  readonly type: string;
  readonly name: string;
  /** Type names in the source's own words, `aws_s3_bucket`; the same as `type` where the source has the canonical one. */
  readonly nativeType: string;
  readonly properties: JsonObject;
  readonly native: JsonObject;
  /** null where the source does not report tags. */
  readonly tags: { readonly [key: string]: string } | null;
  readonly scope: Scope;
  readonly source: ResourceSource;
  readonly change: Change | undefined;
  /**
   * Why the source has no item of its own for this resource: `partial` is the owner outside the plan of a satellite,
   * `split` was carried by another item (the policy within a bucket). Absent for everything that the source counts.
   */
  readonly derived?: 'partial' | 'split';
  /**
   * The resources into which this one's values were merged, for a satellite that belongs to them (the versioning of a
   * bucket). Empty or absent for everything else; a satellite that may belong to any of several is merged into none.
   */
  readonly mergedInto?: readonly ResourceId[];
  readonly references: { readonly [path: string]: readonly string[] | 'ambiguous' };
  readonly unknown: readonly UnknownPath[];
  /** Paths of `native` that are not known. */
  readonly nativeUnknown: readonly JsonPath[];
  /** Paths of `properties` that are secret. */
  readonly sensitive: readonly JsonPath[];
  /** Paths of `native` that are secret. */
  readonly nativeSensitive: readonly JsonPath[];
  /** The secrets of the run, which may turn up in any resource. */
  readonly secretTexts?: SecretTexts;
  /**
   * Place of a property, or of the resource itself, found on demand: in the sources beside a plan where they have it, else
   * in the document.
   */
  readonly locate: (path: JsonPath) => Place;
  /** What a list element is called in a fingerprint; see content-key.ts. Undefined keeps the index. */
  readonly contentKey: (path: JsonPath) => string | undefined;
};

/**
 * What a policy sees as `input`, exactly (design 3).
 * Shape: plain JSON; `unknown` and `sensitive` as lists of dotted paths. `tags` is left out where it is not known.
 */
export type ResourceInput = {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly properties: JsonObject;
  readonly native: JsonObject;
  readonly tags?: JsonValue;
  readonly scope: JsonObject;
  readonly source: JsonObject;
  readonly change: JsonValue;
  readonly references: JsonObject;
  readonly unknown: readonly JsonValue[];
  readonly sensitive: readonly JsonValue[];
};

/**
 * Why a type of resource may be incomplete within its reach: a policy that needs it is unknown, never pass.
 * Shape: type `*` stands for every type of the document.
 */
export type IncompleteType = { readonly type: string; readonly document: string; readonly reason: string };

/**
 * Shape: `resources` is the population to judge; `deletions` are the resources that a plan deletes or that a live
 *        account no longer has, with change.actions `['delete']`, for policies that ask for them. What a plan forgets
 *        (`['forget']`) stays in the cloud: it is in `resources` as far as the planned state holds it, else here.
 */
export type ExtractedResources = {
  readonly resources: readonly Resource[];
  readonly deletions: readonly Resource[];
  readonly incomplete: readonly IncompleteType[];
  readonly diagnostics: readonly Diagnostic[];
  /** The secrets that the documents hold, to be kept out of every output. */
  readonly secretTexts: SecretTexts;
};

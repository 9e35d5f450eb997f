import type { Diagnostic, Place } from '../diagnostics/index.ts';
import type { DocumentKind, JsonObject, JsonPath, JsonValue } from '../inputs/index.ts';

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

/** What a plan does to a resource; absent for manifests and live items. */
export type Change = {
  readonly actions: readonly ChangeAction[];
  readonly before: JsonValue;
  readonly replacePaths: readonly JsonPath[];
  readonly previousAddress?: string;
  readonly importing?: boolean;
  readonly drift?: boolean;
};

/** One call in the chain of module calls that leads to a resource, outermost first. */
export type ModuleCall = { readonly name: string; readonly address: string };

export type ResourceSource = {
  readonly kind: DocumentKind;
  /** Path of the document, as printed. */
  readonly document: string;
  /** Terraform address, `namespace/name` or the item's ARN or id: what a person would search for. */
  readonly address: string;
  readonly modules: readonly ModuleCall[];
};

/**
 * A path of `properties` whose value is not known, and why.
 * Shape:  `path` is the canonical path; `[]` means the whole of `properties`.
 */
export type UnknownPath = {
  readonly path: JsonPath;
  readonly reason: 'after-apply' | 'outside-plan' | 'ambiguous' | 'not-reported' | 'unresolved';
  /** Addresses of the resources whose apply decides the value. */
  readonly decidedBy: readonly string[];
};

/**
 * One resource in its canonical shape (design 3).
 * Shape:  `properties` is the vendor's schema: CloudFormation for AWS, the object itself for Kubernetes; without a mapper
 *         the source's own attributes. Unknown values are absent from `properties` and listed in `unknown`.
 *         `native` is the source's own attributes, with Terraform's names.
 *         `references` maps a dotted property path to resource ids, or to `'ambiguous'`.
 */
export type Resource = {
  readonly id: ResourceId;
  readonly type: string;
  readonly name: string;
  readonly properties: JsonObject;
  readonly native: JsonObject;
  /** null where the source does not report tags. */
  readonly tags: { readonly [key: string]: string } | null;
  readonly scope: Scope;
  readonly source: ResourceSource;
  readonly change: Change | undefined;
  readonly references: { readonly [path: string]: readonly string[] | 'ambiguous' };
  readonly unknown: readonly UnknownPath[];
  /** Paths of `properties` that are secret. */
  readonly sensitive: readonly JsonPath[];
  /** Place of a property in its source document, or of the resource itself; found on demand. */
  readonly locate: (path: JsonPath) => Place;
  /** What a list element is called in a fingerprint; see `contentKey`. Undefined keeps the index. */
  readonly contentKey: (path: JsonPath) => string | undefined;
};

/**
 * What a policy sees as `input`, exactly (design 3).
 * Shape: plain JSON; `unknown` and `sensitive` as lists of paths.
 */
export type ResourceInput = {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly properties: JsonObject;
  readonly native: JsonObject;
  readonly tags: JsonValue;
  readonly scope: JsonObject;
  readonly source: JsonObject;
  readonly change: JsonValue;
  readonly references: JsonObject;
  readonly unknown: readonly JsonValue[];
  readonly sensitive: readonly JsonValue[];
};

/** Why a type of resource may be incomplete within its reach: a policy that needs it is unknown, never pass. */
export type IncompleteType = { readonly type: string; readonly document: string; readonly reason: string };

export type ExtractedResources = {
  readonly resources: readonly Resource[];
  readonly incomplete: readonly IncompleteType[];
  readonly diagnostics: readonly Diagnostic[];
};

import type { Diagnostic, Place } from '../diagnostics/index.ts';
import type { JsonObject, JsonPath, JsonValue, ResourceId } from '../resources/index.ts';

/** `aws/s3-bucket-encryption`, or `document/<namespace>` for a Conftest-style document policy. */
export type PolicyId = string & { readonly brand: 'PolicyId' };

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How far a policy looks beyond its own resource. */
export type Reach = 'document' | 'account' | 'run';

/**
 * What becomes of a resource: `planned` will be there (or is there, for manifests and live items), `delete` will be deleted
 * for good, `forget` stays in the cloud while Terraform no longer manages it.
 */
export const LIFE_CYCLES = ['planned', 'delete', 'forget'] as const;
export type LifeCycle = (typeof LIFE_CYCLES)[number];

/** The `# METADATA` of a policy, validated against policies/schemas/metadata.json. */
export type PolicyMetadata = {
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly resourceTypes: readonly string[];
  readonly reach: Reach;
  readonly topic: string;
  readonly remediation: {
    readonly text: string;
    readonly terraform?: string;
    readonly cli?: string;
    readonly manifest?: string;
  };
  readonly references: readonly string[];
  readonly parameters: JsonObject;
  readonly timeDependent: boolean;
  readonly deprecated: boolean;
  /** Which resources of a plan are judged; `['planned']` when left out. */
  readonly appliesTo?: readonly LifeCycle[];
  /** What a result counts as that depends on something not known; `unknown` when left out. */
  readonly unknownAs?: 'unknown' | 'fail';
};

export type Verdict = 'pass' | 'fail' | 'unknown' | 'not-applicable' | 'waived' | 'error';

/** One message of a failing Result. `path` is the canonical path it blames; the engine infers it when left out. */
export type Denial = {
  readonly message: string;
  readonly path: JsonPath;
  /** For document policies: `warn` rules give low, `deny` and `violation` the policy's own. */
  readonly severity?: Severity;
};

/**
 * One policy on one resource (or, for document policies, on one document).
 * Shape:  an unknown result `isUndecided` when the engine could not tell whether the missing values make a difference;
 *         without it, two choices of them were found that do. A failing result with `missing` fails whatever these are,
 *         by the denials that it has, and may get more.
 * INVARIANT: `waived` never appears here; findings/ makes it of a `fail` whose findings are all waived.
 */
export type Result = {
  readonly policy: PolicyId;
  readonly severity: Severity;
  readonly subject: Subject;
} & ResultVerdict;

export type ResultVerdict =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'not-applicable'; readonly reason: string }
  | { readonly verdict: 'fail'; readonly denials: readonly Denial[]; readonly missing?: readonly MissingValue[] }
  | { readonly verdict: 'waived'; readonly denials: readonly Denial[]; readonly reason: string }
  | {
      readonly verdict: 'unknown';
      readonly missing: readonly MissingValue[];
      readonly denials: readonly Denial[];
      readonly isUndecided?: true;
    }
  | { readonly verdict: 'error'; readonly diagnostics: readonly Diagnostic[] };

/** What made a verdict unknown. */
export type MissingValue = { readonly path: JsonPath; readonly reason: string; readonly decidedBy: readonly string[] };

/** What was judged: a resource, or a whole document. */
export type Subject = {
  readonly id: ResourceId;
  /** The id before a move or rename, so that a base and waivers still match. */
  readonly previousId?: ResourceId;
  readonly type: string;
  readonly name: string;
  readonly source: SubjectSource;
  readonly locate: (path: JsonPath) => Place;
  readonly contentKey: (path: JsonPath) => string | undefined;
};
export type SubjectSource = {
  readonly kind: string;
  readonly document: string;
  readonly address: string;
  readonly modules: readonly { readonly name: string; readonly address: string; readonly place?: Place }[];
};

/**
 * Texts of one policy tree as read by the cli: path relative to the tree, and content.
 * Shape: `regoVersion` where a bundle's manifest says it; otherwise the tree's texts decide.
 */
export type PolicyFile = { readonly path: string; readonly text: string; readonly regoVersion?: 'v0' | 'v1' };
export type PolicyParameters = { readonly [policyId: string]: { readonly [name: string]: JsonValue } };

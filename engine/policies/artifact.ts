import type { Diagnostic } from '../diagnostics/index.ts';
import type { ProgramText } from '../rego/runtime.ts';
import type { JsonObject } from '../resources/index.ts';
import type { PolicyId, PolicyMetadata } from './policy.ts';
import type { Shape } from './unknown/shape.ts';

/**
 * One policy tree, compiled: everything that evaluation needs, and nothing that must be parsed again.
 * Shape:  plain JSON, so that it can be kept in a cache. `programs` is the generated JavaScript, absent when the modules
 *         do not compile; `diagnostics` then says why. `data` are the tree's data files.
 */
export type PolicyArtifact = {
  /** SHA-256 over the tree's texts, in hex. */
  readonly digest: string;
  readonly programs: { readonly fast: ProgramText; readonly provenance: ProgramText } | undefined;
  readonly data: JsonObject;
  readonly policies: readonly CompiledPolicy[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * One policy within an artifact.
 * Shape:  entry points are refs (`data.probity.aws.x.deny`). `needs` are the constant types whose resources it looks up
 *         in `data.resources.by_type`.
 */
export type CompiledPolicy = CompiledResourcePolicy | CompiledDocumentPolicy;

export type CompiledResourcePolicy = {
  readonly kind: 'resource';
  readonly id: PolicyId;
  readonly metadata: PolicyMetadata;
  readonly digest: string;
  readonly deny: string;
  readonly notApplicable: string | undefined;
  readonly needs: readonly string[];
  /** What `properties` may hold, by type, for the types that it judges or looks up and that have a schema. */
  readonly shapes: { readonly [type: string]: Shape };
};

/** A Conftest-style rule over whole documents; `exception` gives lists of rule names that are excepted. */
export type CompiledDocumentPolicy = {
  readonly kind: 'document';
  readonly id: PolicyId;
  readonly metadata: PolicyMetadata;
  readonly digest: string;
  readonly deny: string;
  /** What follows `deny_`, `warn_` or `violation_` in the rule's name. */
  readonly suffix: string;
  readonly exception: string | undefined;
};

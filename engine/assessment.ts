import type { Catalog, ControlResult } from './controls/index.ts';
import type { Diagnostic } from './diagnostics/index.ts';
import type { CollectedFindings, Comparison, Finding, JudgedResult } from './findings/index.ts';
import type { Gate, Thresholds } from './gate/index.ts';
import type { Document, JsonObject } from './inputs/index.ts';
import type { PolicyId, PolicyMetadata, PolicyParameters } from './policies/index.ts';
import type { Resource, Scope } from './resources/index.ts';

/** Who judged, with what, when: everything that a replay needs besides the inputs. */
export type Run = {
  /** Name and version of the engine, `probity 0.1.0`. */
  readonly engine: string;
  /** SHA-256 over the policy texts, in hex, or `none`. */
  readonly bundle: string;
  /** RFC 3339 in UTC; the clock that policies and waivers see. */
  readonly now: string;
  readonly parameters: PolicyParameters;
  readonly scope: Scope;
  readonly thresholds: Thresholds;
};

/** What was not checked, and why; part of every output. */
export type NotChecked = { readonly what: string; readonly reason: string };

/** All of one run: what reporters and evidence render. */
export type Assessment = {
  readonly run: Run;
  readonly documents: readonly Document[];
  readonly resources: readonly Resource[];
  readonly policies: readonly { readonly id: PolicyId; readonly metadata: PolicyMetadata; readonly digest: string }[];
  readonly results: readonly JudgedResult[];
  readonly findings: readonly Finding[];
  /** Whether findings were compared with a base; without one `new` says nothing. */
  readonly hasBase?: boolean;
  /** What became of the findings of the base; absent without one. */
  readonly comparison?: Comparison;
  readonly waivers: CollectedFindings['waivers'];
  readonly catalogs: readonly Catalog[];
  readonly controls: readonly ControlResult[];
  readonly gate: Gate;
  readonly notChecked: readonly NotChecked[];
  /** Types of resources of which some may not have been seen, as the controls were judged with; `*` means any. */
  readonly incomplete?: readonly { readonly type: string; readonly reason: string }[];
  readonly diagnostics: readonly Diagnostic[];
  /** Coverage of a live scan: what was expected and seen, by account, region and type. */
  readonly coverage: readonly CoverageRow[];
};

export type CoverageRow = {
  readonly account: string;
  readonly region: string;
  readonly type: string;
  /** undefined where the expected number could not be read. */
  readonly expected: number | undefined;
  readonly expectedFrom: string;
  readonly seen: number;
  readonly failed: number;
  readonly pages: number;
  readonly retries: number;
  readonly errors: readonly string[];
  readonly recorder: string;
  /** RFC 3339; undefined where nothing was seen. */
  readonly oldestCapture: string | undefined;
  readonly newestCapture: string | undefined;
  readonly complete: boolean;
};

export type { JsonObject };

import type { Diagnostic, Place } from '../diagnostics/index.ts';
import type { Denial, PolicyId, Result, Severity, Verdict } from '../policies/index.ts';

/** `sha256:` + hex over policy id, resource id and content-keyed path (design 6). */
export type Fingerprint = string & { readonly brand: 'Fingerprint' };

/** A Denial with its fingerprint, place and state. */
export type Finding = {
  readonly policy: PolicyId;
  /** The denial's own severity where it has one, else the policy's. */
  readonly severity: Severity;
  readonly denial: Denial;
  readonly resource: string;
  readonly fingerprint: Fingerprint;
  /** The fingerprint that it had before its resource moved; a base and waivers may still hold that one. */
  readonly previousFingerprint?: Fingerprint;
  /** `existing` = in the base already; `new` = everything else, hence all of them when there is no base. */
  readonly status: 'new' | 'existing' | 'waived';
  /** Whether the base has it, waived or not; false when there is no base. */
  readonly isInBase: boolean;
  readonly waiver?: Waiver;
  /** Why it is waived: the waiver's reason, or that of the policy's own exception. */
  readonly waivedBecause?: string;
  readonly place: Place;
  /** Addresses of the module calls that lead to the resource, outermost first. */
  readonly modules: readonly string[];
  /** Where those calls are written, one for each, where that is known. */
  readonly callPlaces?: readonly (Place | undefined)[];
};

/** One entry of `probity.waivers.yaml` (design 6). Dates are `YYYY-MM-DD`, ends of days in UTC. */
export type Waiver = {
  readonly policy: string;
  /** A resource's id or address; `*` stands for any characters. */
  readonly resource?: string;
  readonly fingerprint?: string;
  readonly reason: string;
  readonly owner: string;
  readonly approver: string;
  /** Left out by comments, which are in force from when they are written. */
  readonly created?: string;
  readonly expires: string;
  readonly compensatingControl?: string;
  readonly ticket?: string;
  readonly place: Place;
  /** Of a comment: the rows of the block or YAML document that it stands in or above; only what is there is named. */
  readonly rows?: { readonly from: number; readonly to: number };
};

/** A Result together with its findings; `verdict` is `waived` when every finding is. */
export type JudgedResult = {
  readonly result: Result;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
};

export type CollectedFindings = {
  readonly results: readonly JudgedResult[];
  readonly findings: readonly Finding[];
  readonly waivers: {
    readonly used: readonly Waiver[];
    readonly unused: readonly Waiver[];
    readonly expired: readonly Waiver[];
  };
  readonly diagnostics: readonly Diagnostic[];
};

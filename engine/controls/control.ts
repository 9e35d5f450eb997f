import type { PolicyId, Verdict } from '../policies/index.ts';

export type ControlId = string & { readonly brand: 'ControlId' };

export type Control = {
  readonly id: ControlId;
  /** In our own short words; the standards' text is copyrighted. */
  readonly title: string;
  readonly group: string;
  /** Why no configuration can show this control; absent where one can. */
  readonly notAutomated?: string;
  /** What an auditor needs beside configuration, where configuration shows only a part. */
  readonly alsoNeeded?: string;
};

export const STRENGTHS = ['direct', 'partial', 'indirect'] as const;

/** How much of a control its policies show: the technical part, a part of it, or only a contributing signal. */
export type Strength = (typeof STRENGTHS)[number];

export type MappingRow = {
  readonly control: ControlId;
  readonly policies: readonly PolicyId[];
  readonly strength: Strength;
  readonly rationale: string;
  /** URL of the public source that the row can be compared with. */
  readonly source: string;
};
/** One version of a framework with its mapping. */
export type Catalog = {
  readonly framework: string;
  readonly version: string;
  readonly title: string;
  readonly controls: readonly Control[];
  readonly mapping: readonly MappingRow[];
};

export type ControlStatus =
  | 'supported'
  | 'not-supported'
  | 'indeterminate'
  | 'no-resources'
  | 'not-automated'
  | 'waived';

/** INVARIANT: every control of every catalog has one, and it is never better than its worst required part. */
export type ControlResult = {
  readonly framework: string;
  readonly version: string;
  readonly control: ControlId;
  readonly title: string;
  readonly group: string;
  readonly status: ControlStatus;
  /** Why it has this status, for `indeterminate`, `no-resources` and `not-automated`. */
  readonly reason?: string;
  /** The strongest of its mapping rows; absent where no policy is mapped. */
  readonly strength?: Strength;
  readonly alsoNeeded?: string;
  readonly policies: readonly PolicyId[];
  readonly counts: Readonly<Record<Verdict, number>>;
};

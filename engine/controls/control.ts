import type { PolicyId } from '../policies/index.ts';

export type ControlId = string & { readonly brand: 'ControlId' };

export type Control = {
  readonly id: ControlId;
  readonly title: string;
  readonly group: string;
  /** Why no configuration can show this control; absent where one can. */
  readonly notAutomated?: string;
};
export type MappingRow = {
  readonly control: ControlId;
  readonly policies: readonly PolicyId[];
  readonly strength: 'direct' | 'partial' | 'indirect';
  readonly rationale: string;
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
  readonly control: ControlId;
  readonly title: string;
  readonly status: ControlStatus;
  readonly policies: readonly PolicyId[];
  readonly counts: Readonly<Record<'pass' | 'fail' | 'unknown' | 'not-applicable' | 'waived' | 'error', number>>;
};

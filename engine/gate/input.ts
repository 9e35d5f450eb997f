import type { ControlResult } from '../controls/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { Finding, JudgedResult } from '../findings/index.ts';
import type { Thresholds } from './gate.ts';

/** How much there was to judge. */
export type GateCounts = {
  readonly documents: number;
  readonly resources: number;
  /** Policies that were loaded and could run. */
  readonly policies: number;
  /** Resources to which no policy applies: none ran on them, or each said `not-applicable`. */
  readonly uncovered: number;
};

/** A part of the population, or of the data that a policy needs, that could not be seen. */
export type Incompleteness = { readonly what: string; readonly reason: string };

/**
 * Everything that the gate looks at, and nothing else.
 * Shape:  `diagnostics` are those of the whole run; only errors count, by their code.
 *         `controls` are told in a notice; a control changes no exit code, its findings do.
 */
export type GateInput = {
  readonly results: readonly JudgedResult[];
  readonly findings: readonly Finding[];
  readonly controls: readonly ControlResult[];
  readonly thresholds: Thresholds;
  readonly counts: GateCounts;
  readonly diagnostics: readonly Diagnostic[];
  readonly incomplete: readonly Incompleteness[];
};

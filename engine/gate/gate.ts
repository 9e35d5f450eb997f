import type { Severity } from '../findings/index.ts';

export type GateStatus = 'passed' | 'failed' | 'bad-input' | 'indeterminate' | 'internal-error';

/** Exit codes by status; where several hold, the first of `internal-error, bad-input, failed, indeterminate, passed`. */
export const EXIT_CODES = {
  passed: 0,
  failed: 1,
  'bad-input': 2,
  indeterminate: 3,
  'internal-error': 4,
} as const satisfies Record<GateStatus, number>;

export type GateReason = { readonly status: GateStatus; readonly text: string };

export type Gate = {
  readonly status: GateStatus;
  readonly exitCode: 0 | 1 | 2 | 3 | 4;
  readonly reasons: readonly GateReason[];
};

export type Thresholds = {
  readonly failOn: Severity;
  /** Unknown results of at least this severity make the gate indeterminate; undefined lets them pass with a notice. */
  readonly unknownBlocks: Severity | undefined;
  /** Resources for which no policy applies are indeterminate unless this is set. */
  readonly allowUncovered: boolean;
};

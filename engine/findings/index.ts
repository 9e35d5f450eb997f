export type { PolicyId, Severity, Verdict } from '../policies/index.ts';
export {
  type Base,
  type BaseFinding,
  baseFindingsOf,
  type Comparison,
  compareWithBase,
  type FixedFinding,
  parseBase,
  renderBaseline,
} from './base.ts';
export { collectFindings, type FindingOptions } from './collect.ts';
export * from './finding.ts';
export { fingerprintOf, formatPath, keyPath, type Path, type PathStep, parseFingerprint } from './fingerprint.ts';
export { groupBy } from './group.ts';
export { compareText, compareTexts } from './order.ts';
export { EXPIRING_DAYS, matchesPattern, waiverState } from './waivers.ts';

export type { PolicyId, Severity, Verdict } from '../policies/index.ts';
export * from './finding.ts';

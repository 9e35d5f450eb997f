export { systemClock } from './clock.ts';
export { type CoverageRow, diagnoseCoverage } from './ledger.ts';
export { scanAws } from './scan.ts';
export {
  type Clock,
  type Credentials,
  DEFAULT_LIMITS,
  type ScanEvent,
  type ScanLimits,
  type ScanOptions,
  type Shard,
} from './types.ts';

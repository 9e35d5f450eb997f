import type { CoverageRow } from './ledger.ts';

/** Time as the scan sees it: given from outside, so that tests need not wait. Units: milliseconds. */
export type Clock = {
  readonly now: () => number;
  /** Ends early, by rejecting, when `signal` is aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
};

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** How hard a scan may press on the Config API. */
export type ScanLimits = {
  /** Requests a second for each account, region and operation. */
  readonly requestsPerSecond: number;
  /** Requests that may follow one another at once. */
  readonly burst: number;
  /** Attempts of the SDK at one request, the first included. */
  readonly maxAttempts: number;
  /** Regions read at the same time. */
  readonly concurrentRegions: number;
  /** Pages of one shard, after which something must be wrong. */
  readonly maxPages: number;
};

export const DEFAULT_LIMITS: ScanLimits = {
  requestsPerSecond: 5,
  burst: 10,
  maxAttempts: 10,
  concurrentRegions: 4,
  maxPages: 100_000,
};

/** One part of a scan that is read, and resumed, as a whole. */
export type Shard = { readonly account: string; readonly region: string; readonly type: string };

export type ScanOptions = {
  readonly regions: readonly string[];
  /** Resource types to read; undefined reads every type that Config has counted. */
  readonly types?: readonly string[];
  /** Account id; asked of STS when not given. */
  readonly account?: string;
  /** Where to find Config, and STS, instead of AWS's own addresses. */
  readonly endpoint?: string;
  /** Undefined uses the SDK's default chain. */
  readonly credentials?: Credentials;
  readonly clock: Clock;
  readonly limits?: Partial<ScanLimits>;
  readonly signal?: AbortSignal;
  /** Shards that an earlier run has read completely: they are left out, rows and all. */
  readonly isDone?: (shard: Shard) => boolean;
};

/**
 * What a scan yields, as it comes.
 * Shape:  `batch` holds the items of one page as a JSON array, in the form that inputs reads; a `row` ends its shard.
 *         Batches of a shard whose row is not complete are real items, but not all of them.
 */
export type ScanEvent =
  | ({
      readonly kind: 'batch';
      readonly items: { readonly path: string; readonly bytes: Uint8Array };
      readonly count: number;
    } & Shard)
  | { readonly kind: 'row'; readonly row: CoverageRow };

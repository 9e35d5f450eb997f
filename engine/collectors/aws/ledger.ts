import { type Diagnostic, errorDiagnostic } from '../../diagnostics/index.ts';
import type { Shard } from './types.ts';

/**
 * What a scan saw of one account, region and type.
 * Shape:  `expected` is undefined where no count could be read, and then the row is not complete. `failed` counts resources
 *         that are known to be there but could not be read. Times are RFC 3339.
 * INVARIANT: complete means every expected resource was seen, without an error, by a recorder that records this type.
 * Source: design 8; the same fields as `CoverageRow` of an Assessment, and the times.
 */
export type CoverageRow = Shard & {
  readonly expected: number | undefined;
  readonly expectedFrom: string;
  readonly seen: number;
  readonly failed: number;
  readonly pages: number;
  readonly retries: number;
  readonly errors: readonly string[];
  readonly recorder: string;
  readonly oldestCapture: string | undefined;
  readonly newestCapture: string | undefined;
  readonly complete: boolean;
};

/** Builds one row while its shard is read. */
export class LedgerEntry {
  readonly shard: Shard;
  expected: number | undefined;
  expectedFrom = 'GetDiscoveredResourceCounts';
  pages = 0;
  retries = 0;
  recorder = 'unknown';
  readonly #seen = new Set<string>();
  readonly #unread = new Set<string>();
  #unreadable = 0;
  readonly #errors = new Set<string>();
  #oldest: string | undefined;
  #newest: string | undefined;

  constructor(shard: Shard) {
    this.shard = shard;
  }

  get failed(): number {
    return this.#unread.size + this.#unreadable;
  }

  get seen(): number {
    return this.#seen.size;
  }

  hasSeen(id: string): boolean {
    return this.#seen.has(id);
  }

  see(id: string, captured: string | undefined): void {
    this.#seen.add(id);
    this.#unread.delete(id);
    if (captured === undefined) return;
    if (this.#oldest === undefined || captured < this.#oldest) this.#oldest = captured;
    if (this.#newest === undefined || captured > this.#newest) this.#newest = captured;
  }

  /** A resource that is there but has no configuration to read. */
  miss(id: string): void {
    this.#unread.add(id);
  }

  /** A row that cannot even be told apart. */
  missUnnamed(): void {
    this.#unreadable += 1;
  }

  fail(message: string): void {
    this.#errors.add(message.replaceAll(/\s+/g, ' ').trim());
  }

  row(): CoverageRow {
    const { shard, expected, expectedFrom, seen, failed, pages, retries, recorder } = this;
    const errors = [...this.#errors];
    if (expected === undefined) errors.push('how many resources there are could not be read');
    else if (seen < expected) errors.push(`${expected} resources were counted but ${seen} could be read`);
    const complete = errors.length === 0 && failed === 0;
    const times = { oldestCapture: this.#oldest, newestCapture: this.#newest };
    return { ...shard, expected, expectedFrom, seen, failed, pages, retries, errors, recorder, ...times, complete };
  }
}

/** A diagnostic for each row that is not complete: `scan_failed` where nothing was seen, else `scan_incomplete`. */
export function diagnoseCoverage(rows: readonly CoverageRow[]): readonly Diagnostic[] {
  return rows
    .filter(({ complete }) => !complete)
    .map(({ account, region, type, seen, errors }) =>
      errorDiagnostic(
        seen === 0 ? 'scan_failed' : 'scan_incomplete',
        `\`${type}\` in ${region} of account ${account} was not read completely: ${errors.join('; ')}`,
      ),
    );
}

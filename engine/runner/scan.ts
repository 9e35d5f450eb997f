import type { CoverageRow } from '../assessment.ts';
import { diagnoseCoverage, type ScanEvent } from '../collectors/aws/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';

/** A scan as the pipeline takes it: files of items, and what could not be seen. */
export type GatheredScan = {
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly coverage: readonly CoverageRow[];
  readonly incomplete: readonly { readonly type: string; readonly document: string; readonly reason: string }[];
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Gathers what a collector yields: one file of items for each account and region.
 * Shape:  paths are `aws-config/<account>/<region>.json`; pages are sorted by type, in the order they came within one.
 *         `onRow` hears of every finished shard, for progress.
 * INVARIANT: a row that is not complete makes its type incomplete for every policy; nothing incomplete is left out.
 */
export async function gatherScan(
  events: AsyncIterable<ScanEvent>,
  onRow: (row: CoverageRow) => void,
): Promise<GatheredScan> {
  const pages = new Map<string, { readonly type: string; readonly bytes: Uint8Array }[]>();
  const rows: CoverageRow[] = [];
  for await (const event of events) {
    if (event.kind === 'row') {
      rows.push(event.row);
      onRow(event.row);
      continue;
    }
    const path = pathOf(event.account, event.region);
    const known = pages.get(path);
    if (known === undefined) pages.set(path, [{ type: event.type, bytes: event.items.bytes }]);
    else known.push({ type: event.type, bytes: event.items.bytes });
  }
  const coverage = rows.sort((a, b) => compare(keyOf(a), keyOf(b)));
  return {
    files: [...pages.keys()].sort(compare).map((path) => ({ path, bytes: joinPages(pages.get(path) ?? []) })),
    coverage,
    incomplete: coverage
      .filter((row) => !row.complete)
      .map((row) => ({ type: row.type, document: pathOf(row.account, row.region), reason: reasonOf(row) })),
    diagnostics: diagnoseCoverage(coverage),
  };
}

/** Puts pages, each a JSON array, into one JSON array without reading them. */
function joinPages(pages: readonly { readonly type: string; readonly bytes: Uint8Array }[]): Uint8Array {
  const sorted = [...pages].sort((a, b) => compare(a.type, b.type));
  const bodies = sorted.map(({ bytes }) => Buffer.from(bytes).toString('utf8').trim().slice(1, -1).trim());
  return Buffer.from(`[${bodies.filter((body) => body !== '').join(',')}]`);
}

function reasonOf(row: CoverageRow): string {
  const counts = `${row.seen} of ${row.expected ?? 'an unknown number'} seen in ${row.account}, ${row.region}`;
  return row.errors.length === 0 ? counts : `${counts}: ${row.errors.join('; ')}`;
}

function pathOf(account: string, region: string): string {
  return `aws-config/${account}/${region}.json`;
}

function keyOf(row: CoverageRow): string {
  return JSON.stringify([row.account, row.region, row.type]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

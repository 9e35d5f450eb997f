import type { TestSuite } from './types.ts';

/** Rows that follow each other. Units: 1-based, both ends included. */
export type RowRange = { readonly start: { readonly row: number }; readonly end: { readonly row: number } };

/** Coverage of one file in OPA's shape; members that are zero or empty are left out. */
export type FileCoverage = {
  readonly covered?: readonly RowRange[];
  readonly not_covered?: readonly RowRange[];
  readonly covered_lines?: number;
  readonly not_covered_lines?: number;
  readonly coverage?: number;
};

/** Coverage in the shape of `opa test --coverage`. Units: `coverage` in per cent. */
export type CoverageReport = {
  readonly files: { readonly [file: string]: FileCoverage };
  readonly covered_lines: number;
  readonly not_covered_lines: number;
  readonly coverage: number;
};

/** Gathers the rows that tests reach. */
export class Coverage {
  readonly #hits = new Map<string, Set<number>>();

  readonly hit = (file: string, row: number): void => {
    let rows = this.#hits.get(file);
    if (rows === undefined) {
      rows = new Set();
      this.#hits.set(file, rows);
    }
    rows.add(row);
  };

  /** The report over all files of a suite. Source: OPA v1/cover cover.go. */
  report(suite: TestSuite): CoverageReport {
    const files: Record<string, FileCoverage> = Object.create(null);
    let covered = 0;
    let missed = 0;
    for (const file of Object.keys(suite.rows).sort()) {
      const hits = this.#hits.get(file) ?? new Set<number>();
      const missing = (suite.rows[file] ?? []).filter((row) => !hits.has(row));
      files[file] = fileCoverage(
        [...hits].sort((a, b) => a - b),
        missing,
      );
      covered += hits.size;
      missed += missing.length;
    }
    return { files, covered_lines: covered, not_covered_lines: missed, coverage: percent(covered, missed) };
  }
}

function fileCoverage(covered: readonly number[], missing: readonly number[]): FileCoverage {
  return {
    ...(covered.length > 0 ? { covered: ranges(covered) } : {}),
    ...(missing.length > 0 ? { not_covered: ranges(missing) } : {}),
    ...(covered.length > 0 ? { covered_lines: covered.length } : {}),
    ...(missing.length > 0 ? { not_covered_lines: missing.length } : {}),
    ...(covered.length > 0 ? { coverage: percent(covered.length, missing.length) } : {}),
  };
}

function percent(covered: number, missed: number): number {
  return covered + missed === 0 ? 0 : (100 * covered) / (covered + missed);
}

function ranges(rows: readonly number[]): readonly RowRange[] {
  const out: { start: number; end: number }[] = [];
  for (const row of rows) {
    const last = out.at(-1);
    if (last !== undefined && row === last.end + 1) last.end = row;
    else out.push({ start: row, end: row });
  }
  return out.map(({ start, end }) => ({ start: { row: start }, end: { row: end } }));
}

import type { CoverPlace, Position, TestSuite } from './types.ts';

/** A stretch of a file. Units: row and col are 1-based; the end is behind it. */
export type CoverRange = { readonly start: Position; readonly end: Position };

/** Coverage of one file in OPA's shape; members that are zero or empty are left out. */
export type FileCoverage = {
  readonly covered?: readonly CoverRange[];
  readonly not_covered?: readonly CoverRange[];
  readonly covered_lines?: number;
  readonly not_covered_lines?: number;
  readonly coverage?: number;
};

/** Coverage in the shape of `opa test --coverage`. Units: `coverage` in per cent of lines. */
export type CoverageReport = {
  readonly files: { readonly [file: string]: FileCoverage };
  readonly covered_lines: number;
  readonly not_covered_lines: number;
  readonly coverage: number;
};

/** Gathers the places that tests reach. */
export class Coverage {
  readonly #hits = new Set<string>();

  readonly hit = (file: string, row: number, col: number): void => {
    this.#hits.add(`${row}:${col}:${file}`);
  };

  /** The report over all files of a suite. Source: OPA v1/cover cover.go. */
  report(suite: Pick<TestSuite, 'places'>): CoverageReport {
    const files: Record<string, FileCoverage> = Object.create(null);
    let covered = 0;
    let missed = 0;
    for (const file of Object.keys(suite.places).sort()) {
      const places = suite.places[file] ?? [];
      const isHit = ({ at }: CoverPlace) => this.#hits.has(`${at.row}:${at.col}:${file}`);
      const own = fileCoverage(
        places.filter(isHit),
        places.filter((place) => place.isDeclaration !== true && !isHit(place)),
      );
      files[file] = own;
      covered += own.covered_lines ?? 0;
      missed += own.not_covered_lines ?? 0;
    }
    return { files, covered_lines: covered, not_covered_lines: missed, coverage: percent(covered, missed) };
  }
}

function fileCoverage(hit: readonly CoverPlace[], others: readonly CoverPlace[]): FileCoverage {
  const rows = rowsOf(hit);
  const missing = others.filter(({ start }) => !rows.has(start.row));
  const missed = new Set([...rowsOf(missing)].filter((row) => !rows.has(row)));
  return {
    ...(hit.length > 0 ? { covered: hit.map(toRange) } : {}),
    ...(missing.length > 0 ? { not_covered: missing.map(toRange) } : {}),
    ...(rows.size > 0 ? { covered_lines: rows.size } : {}),
    ...(missed.size > 0 ? { not_covered_lines: missed.size } : {}),
    ...(rows.size > 0 ? { coverage: percent(rows.size, missed.size) } : {}),
  };
}

function toRange({ start, end }: CoverPlace): CoverRange {
  return { start, end };
}

function rowsOf(places: readonly CoverPlace[]): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const { start, end } of places) for (let row = start.row; row <= end.row; row++) rows.add(row);
  return rows;
}

function percent(covered: number, missed: number): number {
  return covered + missed === 0 ? 0 : (100 * covered) / (covered + missed);
}

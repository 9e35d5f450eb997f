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

/**
 * Coverage in the shape of `opa test --coverage`, and of rules besides.
 * Shape:  `rules` counts the clauses whose body held at least once; a line counts as covered when it was reached.
 * Units:  `coverage` in per cent of lines.
 */
export type CoverageReport = {
  readonly files: { readonly [file: string]: FileCoverage };
  readonly covered_lines: number;
  readonly not_covered_lines: number;
  readonly coverage: number;
  readonly rules: { readonly held: number; readonly never_held: readonly RulePlace[] };
};

/** A clause. Units: row and col are 1-based. */
export type RulePlace = { readonly rule: string; readonly file: string; readonly row: number; readonly col: number };

/** Gathers the places that tests reach. */
export class Coverage {
  readonly #hits = new Set<string>();

  readonly hit = (file: string, row: number, col: number): void => {
    this.#hits.add(`${row}:${col}:${file}`);
  };

  isHit(file: string, { at }: CoverPlace): boolean {
    return this.#hits.has(`${at.row}:${at.col}:${file}`);
  }

  /** The report over all files of a suite. Source: OPA v1/cover cover.go. */
  report(suite: Pick<TestSuite, 'places'>): CoverageReport {
    const files: Record<string, FileCoverage> = Object.create(null);
    let covered = 0;
    let missed = 0;
    let held = 0;
    const never: RulePlace[] = [];
    for (const file of Object.keys(suite.places).sort()) {
      const places = suite.places[file] ?? [];
      const isHit = (place: CoverPlace) => this.isHit(file, place);
      for (const place of places) {
        if (place.isHead !== true) continue;
        if (isHit(place)) held++;
        else never.push({ rule: place.rule, file, ...place.start });
      }
      const own = fileCoverage(
        places.filter(isHit),
        places.filter((place) => place.isDeclaration !== true && !isHit(place)),
      );
      files[file] = own;
      covered += own.covered_lines ?? 0;
      missed += own.not_covered_lines ?? 0;
    }
    const lines = { covered_lines: covered, not_covered_lines: missed, coverage: percent(covered, missed) };
    return { files, ...lines, rules: { held, never_held: never } };
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

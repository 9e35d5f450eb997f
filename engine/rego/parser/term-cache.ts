import type { Term } from '../ast/term.ts';
import type { ParserState } from './parser.ts';

export type CachedTerm = {
  readonly position: number;
  readonly term: Term | undefined;
  readonly after: ParserState;
};

/**
 * Terms that were read, by where they start, so that reading them again after backtracking takes no time.
 * INVARIANT: positions grow from bottom to top; a new entry drops those at or behind its start, which it contains.
 * Source: OPA v1/ast parser.go parsedTermCache.
 */
export class TermCache {
  private readonly entries: CachedTerm[] = [];

  push(entry: CachedTerm): void {
    const { entries } = this;
    while (entries.length > 0 && entries[entries.length - 1]!.position >= entry.position) entries.pop();
    entries.push(entry);
  }

  find(position: number): CachedTerm | undefined {
    const { entries } = this;
    let low = 0;
    let high = entries.length - 1;
    if (high < 0 || entries[high]!.position < position) return undefined;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const entry = entries[middle]!;
      if (entry.position === position) return entry;
      if (entry.position < position) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  /** Drops everything, between statements. */
  clear(): void {
    this.entries.length = 0;
  }
}

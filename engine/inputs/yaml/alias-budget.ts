const LOW = 400_000;
const HIGH = 4_000_000;

/**
 * Bounds what the aliases of one document expand to.
 * Shape:  counts nodes as if every alias were copied out; small documents may be almost all aliases, large ones a tenth.
 * Source: go-yaml v2 decode.go, `allowedAliasRatio`, so that what kubectl reads is read here.
 */
export class AliasBudget {
  total = 0;
  #aliased = 0;

  count(nodes: number): void {
    this.total += nodes;
  }

  /** False when the document holds more aliases than it may. */
  countAlias(nodes: number): boolean {
    this.total += nodes + 1;
    this.#aliased += nodes;
    if (this.#aliased <= 100 || this.total <= 1000) return true;
    return this.#aliased / this.total <= allowedRatio(this.total);
  }
}

function allowedRatio(total: number): number {
  if (total <= LOW) return 0.99;
  if (total >= HIGH) return 0.1;
  return 0.99 - 0.89 * ((total - LOW) / (HIGH - LOW));
}

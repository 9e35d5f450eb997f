import type { RegoValue } from '../../rego/runtime.ts';
import { isNumber } from '../../rego/value/number.ts';
import type { Choice } from './choices.ts';
import type { Node } from './node.ts';
import { aroundToken, hasToken, isSymbol, NumberSymbol, nodesIn, visitScalars } from './symbols.ts';
import type { Unknowns } from './unknowns.ts';

type Scalars = {
  readonly symbols: readonly RegoValue[];
  readonly others: readonly RegoValue[];
  readonly all: readonly RegoValue[];
};

/** Thrown within an evaluation: a builtin's result over something unknown must be chosen first. */
export class NeedsResult {
  readonly name: string;
  readonly choices: readonly Choice[];
  readonly nodes: readonly Node[];

  constructor(name: string, choices: readonly Choice[], nodes: readonly Node[]) {
    this.name = name;
    this.choices = choices;
    this.nodes = nodes;
  }
}

/** Thrown within an evaluation: a number was compared within its range, which is two ranges from now on. */
export class Divided {
  readonly node: Node;

  constructor(node: Node) {
    this.node = node;
  }
}

/**
 * What is being tried while a program runs, and what is learnt from it.
 * Shape:  `nodes` are the choices in force by number, `results` those made for builtins. `isLost` says that the evaluation
 *         used what was tried in a way that does not speak for all that it stands for.
 */
export class Session {
  readonly unknowns: Unknowns;
  readonly nodes = new Map<number, Node>();
  readonly results = new Map<string, Node>();
  isLost = false;
  /** Whether something was assumed of which nothing is known. */
  isMadeUp = false;
  hasTokenKeys = false;
  #next = 0;

  constructor(unknowns: Unknowns) {
    this.unknowns = unknowns;
  }

  number(): number {
    this.#next += 1;
    return this.#next;
  }

  start(): void {
    this.isLost = false;
    this.isMadeUp = false;
    this.hasTokenKeys = false;
    this.unknowns.isOverwhelmed = false;
  }

  lose(): undefined {
    this.isLost = true;
  }

  /** How many elements there are, or in which order, decides: of lists that may hold more, not all such are tried. */
  countElements(): undefined {
    for (const { variable, isFirst } of this.nodes.values()) if (variable?.kind === 'element' && !isFirst) this.lose();
  }

  /** The node whose value this very text or number is. */
  ownerOf(value: RegoValue): Node | undefined {
    if (value instanceof NumberSymbol) return this.nodes.get(value.node);
    if (typeof value !== 'string') return undefined;
    const [first] = nodesIn(value);
    const node = first === undefined ? undefined : this.nodes.get(first);
    return node?.value === value ? node : undefined;
  }

  /** The nodes that a symbol is made of. */
  nodesOf(symbol: string | NumberSymbol): readonly Node[] {
    const ids = symbol instanceof NumberSymbol ? [symbol.node] : nodesIn(symbol);
    return ids.flatMap((id) => this.nodes.get(id) ?? []);
  }

  /**
   * Two scalars were compared for equality and are not the same: what one stands for may be the other.
   * Shape: false when that cannot be told by trying more values for one of them.
   */
  meet(a: RegoValue, b: RegoValue): boolean {
    if (a === b) return true;
    if (typeof a === 'string' && typeof b === 'string') return this.#meetTexts(a, b);
    if (!(isNumber(a) && isNumber(b))) return true;
    if (a instanceof NumberSymbol) return this.divide(a, b);
    return b instanceof NumberSymbol ? this.divide(b, a) : true;
  }

  #meetTexts(a: string, b: string): boolean {
    const [first, second] = [this.ownerOf(a), this.ownerOf(b)];
    if (first !== undefined && second !== undefined) {
      // The later of the two takes the value of the earlier one.
      const [early, late] = first.id < second.id ? [first, second] : [second, first];
      this.unknowns.groups.join(early.cell, late.cell);
      if (early.list !== undefined && early.list === late.list) this.lose();
      late.choices.addExact(early.value as RegoValue);
      return true;
    }
    if (first !== undefined && !hasToken(b)) first.choices.addExact(b);
    else if (second !== undefined && !hasToken(a)) second.choices.addExact(a);
    else if (hasToken(a) || hasToken(b)) return hasToken(a) ? this.#meetMade(a, b) : this.#meetMade(b, a);
    return true;
  }

  /** A text that was made of a symbol, beside one without. */
  #meetMade(made: string, text: string): boolean {
    const around = hasToken(text) ? undefined : aroundToken(made);
    if (around === undefined) return false;
    const [before, after] = around;
    if (!text.startsWith(before) || !text.endsWith(after) || text.length < before.length + after.length) return true;
    const node = this.nodesOf(made)[0];
    const value = node?.value;
    const own = typeof value === 'string' && made.includes(value) ? aroundToken(value) : undefined;
    if (node === undefined || own === undefined) return false;
    // What was put around the node's own text is taken off; what is known of that text itself stays.
    const [start, end] = [before.length - own[0].length, after.length - own[1].length];
    node.choices.addExact(text.slice(start, text.length - end));
    return true;
  }

  /** A number of a range beside another number: within the range, the range is divided. */
  divide(symbol: NumberSymbol, other: RegoValue): boolean {
    const point = typeof other === 'number' ? other : undefined;
    const node = this.ownerOf(symbol);
    if (point === undefined || node === undefined) return false;
    if (point <= symbol.low || point >= symbol.high) return true;
    node.divide(point);
    throw new Divided(node);
  }

  /** Each scalar of one value was compared with each of another. */
  meetAcross(a: RegoValue, b: RegoValue): undefined {
    const [left, right] = [this.#scalarsOf(a), this.#scalarsOf(b)];
    if (left === undefined || right === undefined) return this.lose();
    this.#meetPairs(left.symbols, right.all);
    this.#meetPairs(right.symbols, left.others);
  }

  /** All scalars in a value were compared with each other. */
  meetWithin(value: RegoValue): undefined {
    const found = this.#scalarsOf(value);
    if (found === undefined) return this.lose();
    this.#meetPairs(found.symbols, found.others);
    for (const [index, symbol] of found.symbols.entries()) this.#meetPairs([symbol], found.symbols.slice(index + 1));
  }

  #meetPairs(symbols: readonly RegoValue[], others: readonly RegoValue[]): undefined {
    if (symbols.length * others.length > 4096) return this.lose();
    for (const symbol of symbols) for (const other of others) if (!this.meet(symbol, other)) this.lose();
  }

  #scalarsOf(value: RegoValue): Scalars | undefined {
    const symbols = new Set<RegoValue>();
    const others = new Set<RegoValue>();
    const isSeen = visitScalars(value, (scalar) => void (isSymbol(scalar) ? symbols : others).add(scalar));
    return isSeen ? { symbols: [...symbols], others: [...others], all: [...symbols, ...others] } : undefined;
  }

  /** The result that was chosen for a builtin, a comparison or the like; asks for a choice where there is none. */
  resultOf(name: string, choices: readonly Choice[], symbols: readonly (string | NumberSymbol)[]): Node {
    const known = this.results.get(name);
    if (known !== undefined) return known;
    throw new NeedsResult(
      name,
      choices,
      symbols.flatMap((symbol) => this.nodesOf(symbol)),
    );
  }
}

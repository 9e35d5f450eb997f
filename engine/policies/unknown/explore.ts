import { InvariantError } from '../../diagnostics/index.ts';
import type { Read } from '../../rego/runtime.ts';
import type { JsonPath } from '../../resources/index.ts';
import type { Choice } from './choices.ts';
import { isVarying, type Leaf, leafOf, type TriedRules } from './leaf.ts';
import { type ListPool, Node, newPool } from './node.ts';
import { Divided, NeedsResult, type Session } from './session.ts';
import { nodesIn } from './symbols.ts';
import type { Variable } from './unknowns.ts';

/**
 * What one group of unknowns, whose values decide together, makes of a policy.
 * Shape:  `leaves` once for each outcome and exactness; `varied` are the cells whose value changes the outcome, `seen` all
 *         that were tried. `isLost` says that not all values were tried.
 */
export type Group = {
  readonly cell: string;
  readonly leaves: readonly Leaf[];
  readonly varied: ReadonlySet<string>;
  readonly seen: ReadonlySet<string>;
  readonly isLost: boolean;
};

/** `certain` is the part of the outcome that rests on nothing unknown. */
export type Explored = { readonly certain: Leaf; readonly groups: readonly Group[]; readonly evaluations: number };

export type Exploring = {
  readonly session: Session;
  readonly run: () => TriedRules;
  readonly place: (path: JsonPath | undefined) => JsonPath;
  readonly limits: Limits;
};

/** Units: evaluations of the rules; in all, for one group, and for one group whose outcome is known to vary. */
export type Limits = { readonly all: number; readonly group: number; readonly varied: number };
const MAX_DEPTH = 60;

const ONE: Choice = { kind: 'exact', value: 1 };

/** Two groups turned out to decide together. */
class Joined {}

type Step = { readonly kind: 'leaf'; readonly tried: TriedRules } | { readonly kind: 'branch'; readonly of: Branching };
type Branching = ConstructorParameters<typeof Node>[2];

/**
 * Tries values for what is not known until every outcome was seen.
 * Shape:  all unknowns have their first choice to begin with; what is read together on one branch of an evaluation forms a
 *         group, and the choices of each group are tried in depth, in the order in which they are read, while the other
 *         groups keep their first ones.
 * INVARIANT: what an evaluation derives rests on the values of one group only, else the groups would have been joined; so
 *            the outcome of any choice is the union of what the groups give. Source: docs/decisions/0003.
 */
export function explore(exploring: Exploring): Explored {
  return new Explorer(exploring).explore();
}

class Explorer {
  readonly #session: Session;
  readonly #run: () => TriedRules;
  readonly #place: Exploring['place'];
  readonly #pools = new Map<object, ListPool>();
  readonly #queue: string[] = [];
  readonly #names = new Map<string, string>();
  #evaluations = 0;
  #cell: string | undefined;
  #leaves = new Map<string, Leaf>();
  #varied = new Set<string>();
  #seen = new Set<string>();
  #started = 0;
  #isStopped = false;
  #isLost = false;

  readonly #limits: Limits;

  constructor({ session, run, place, limits }: Exploring) {
    this.#limits = limits;
    this.#session = session;
    this.#run = run;
    this.#place = place;
  }

  explore(): Explored {
    const { unknowns } = this.#session;
    const certain = this.#certain();
    let groups: Group[] = [];
    for (let cell = this.#queue.shift(); cell !== undefined; cell = this.#queue.shift()) {
      const root = unknowns.groups.find(cell);
      if (groups.some((group) => unknowns.groups.find(group.cell) === root)) continue;
      groups.push(this.#group(cell));
      // Groups that were joined after they were tried are tried again together.
      const roots = groups.map((group) => unknowns.groups.find(group.cell));
      const isAlone = (_: Group, index: number) => roots.indexOf(roots[index]!) === roots.lastIndexOf(roots[index]!);
      this.#queue.push(...groups.filter((group, index) => !isAlone(group, index)).map((group) => group.cell));
      groups = groups.filter(isAlone);
    }
    return { certain, groups, evaluations: this.#evaluations };
  }

  /** A first evaluation with the first choice for everything. */
  #certain(): Leaf {
    this.#begin(undefined);
    try {
      const step = this.#settle();
      if (step.kind === 'branch') throw new InvariantError('no group is tried yet');
      const isCertain = (reads: readonly Read[]) => !reads.some((read) => read.unknown);
      return leafOf(step.tried, isCertain, this.#place, { isExact: false, isLost: this.#isLost });
    } finally {
      this.#session.unknowns.undoTo(0);
    }
  }

  #begin(cell: string | undefined): void {
    this.#cell = cell;
    this.#leaves = new Map();
    this.#varied = new Set();
    this.#seen = new Set();
    this.#started = this.#evaluations;
    this.#isStopped = false;
    this.#isLost = false;
  }

  #group(cell: string): Group {
    for (;;) {
      this.#begin(cell);
      try {
        this.#visit(0);
        return {
          cell,
          leaves: [...this.#leaves.values()],
          varied: this.#varied,
          seen: this.#seen,
          isLost: this.#isLost,
        };
      } catch (error) {
        if (!(error instanceof Joined)) throw error;
      } finally {
        this.#session.unknowns.undoTo(0);
      }
    }
  }

  /** The name of the outcomes below this point; `?` where they were not tried. */
  #visit(depth: number): string {
    if (this.#isStopped) return '?';
    const { unknowns } = this.#session;
    const { mark } = unknowns;
    try {
      const step = this.#settle();
      if (step.kind === 'branch') return this.#branch(step.of, depth);
      return this.#isStopped ? '?' : this.#leaf(step.tried);
    } finally {
      unknowns.undoTo(mark);
    }
  }

  #branch(of: Branching, depth: number): string {
    const { unknowns } = this.#session;
    if (depth > MAX_DEPTH) return this.#stop();
    const mark = unknowns.mark;
    const node = this.#node(of);
    this.#seen.add(node.cell);
    const names: string[] = [];
    for (node.index = 0; node.choiceAt(node.index) !== undefined; ) {
      try {
        this.#choose(node);
        names.push(this.#visit(depth + 1));
        node.index += 1;
      } catch (error) {
        if (!(error instanceof Divided) || error.node !== node) throw error;
      } finally {
        unknowns.undoTo(mark);
      }
    }
    const known = [...new Set(names.filter((name) => name !== '?'))];
    if (known.length > 1) this.#vary(node);
    const name = known.length === 1 ? known[0]! : `${node.cell} ${names.join(' ')}`;
    if (known.length === 0) return '?';
    return this.#nameOf(name, known.length === 1);
  }

  #vary(node: Node): void {
    this.#varied.add(node.cell);
    // A value that it may share with another one depends on that one too.
    for (const { kind, ...choice } of node.choices.list) {
      if (kind !== 'exact' || !('value' in choice) || typeof choice.value !== 'string') continue;
      for (const id of nodesIn(choice.value)) {
        const other = this.#session.nodes.get(id);
        if (other !== undefined) this.#varied.add(other.cell);
      }
    }
  }

  #nameOf(text: string, isName: boolean): string {
    if (isName) return text;
    const name = this.#names.get(text) ?? `#${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }

  #leaf(tried: TriedRules): string {
    const { unknowns, nodes, results, isLost, isMadeUp } = this.#session;
    const root = unknowns.groups.find(this.#cell as string);
    const isOurs = (read: Read): boolean => {
      const cell = read.unknown ? unknowns.cellOf(read) : undefined;
      return cell !== undefined && unknowns.groups.find(cell) === root;
    };
    const lost = isLost || unknowns.isOverwhelmed || [...nodes.values()].some((node) => this.#isBounded(node));
    const state = { isExact: results.size === 0 && !isMadeUp, isLost: lost };
    const leaf = leafOf(tried, (reads) => reads.some(isOurs), this.#place, state);
    if (lost) this.#isLost = true;
    if (isVarying(leaf.key)) for (const node of nodes.values()) if (!node.isFirst) this.#varied.add(node.cell);
    const name = `${leaf.key}\n${leaf.isExact}`;
    if (!this.#leaves.has(name)) this.#leaves.set(name, leaf);
    return this.#nameOf(leaf.key, false);
  }

  /** More such elements than were tried might make a difference. */
  #isBounded({ variable, choice }: Node): boolean {
    if (variable === undefined || choice === undefined || choice.kind === 'closed') return false;
    if (variable.kind === 'member') return true;
    return (
      this.#session.unknowns.isAdded(variable.container) || (variable.kind === 'element' && choice.kind === 'number')
    );
  }

  #stop(): string {
    this.#isStopped = true;
    this.#isLost = true;
    return '?';
  }

  /** Evaluates until all is settled that was read, or something of the group at hand is open. */
  #settle(): Step {
    const { unknowns } = this.#session;
    for (;;) {
      const spent = this.#evaluations - this.#started;
      const exact = new Set([...this.#leaves.values()].filter((leaf) => leaf.isExact).map((leaf) => leaf.key));
      const limit = exact.size > 1 ? this.#limits.varied : this.#limits.group;
      if (this.#cell !== undefined && (spent >= limit || this.#evaluations >= this.#limits.all)) this.#stop();
      const evaluated = this.#evaluate();
      this.#checkJoined();
      if (this.#isStopped && evaluated.kind === 'leaf') return evaluated;
      if (evaluated.kind === 'branch') {
        if (this.#isOurs(evaluated.of.cell)) return evaluated;
        this.#chooseFirst(evaluated.of);
        continue;
      }
      const open = this.#firstOpen(evaluated.tried);
      if (open === 'none') return evaluated;
      if (open !== 'settled') return { kind: 'branch', of: open };
      if (unknowns.mark > 4000) {
        this.#stop();
        return evaluated;
      }
    }
  }

  #evaluate(): Step {
    this.#evaluations += 1;
    this.#session.start();
    try {
      return { kind: 'leaf', tried: this.#run() };
    } catch (error) {
      if (!(error instanceof NeedsResult)) throw error;
      const { groups } = this.#session.unknowns;
      const [first, ...rest] = error.nodes;
      const cell = first?.cell ?? this.#cell ?? '';
      for (const node of rest) groups.join(cell, node.cell);
      return { kind: 'branch', of: { result: error.name, cell, choices: [...error.choices] } };
    }
  }

  /** The first open variable of the group at hand; `settled` when some of other groups got their first choice. */
  #firstOpen({ notApplicable, deny }: TriedRules): Variable | 'none' | 'settled' {
    let found: 'none' | 'settled' = 'none';
    for (const tried of [notApplicable, deny]) {
      for (const read of tried?.derivation.unknownReads ?? []) {
        const variable = this.#session.unknowns.firstOpen(read);
        if (variable === undefined) continue;
        if (this.#session.unknowns.settleAsShared(variable)) {
          found = 'settled';
          continue;
        }
        if (this.#isOurs(variable.cell)) {
          if (found === 'none') return variable;
          continue;
        }
        this.#chooseFirst(variable);
        found = 'settled';
      }
    }
    return found;
  }

  #isOurs(cell: string): boolean {
    const { groups } = this.#session.unknowns;
    return this.#cell !== undefined && groups.find(cell) === groups.find(this.#cell);
  }

  #chooseFirst(of: Branching): void {
    this.#queue.push(of.cell);
    this.#choose(this.#node(of), true);
  }

  /** A first choice that is in force for another group is of this one after all. */
  #checkJoined(): void {
    if (this.#cell === undefined) return;
    for (const node of this.#session.nodes.values()) if (node.isFirst && this.#isOurs(node.cell)) throw new Joined();
  }

  #node(of: Branching): Node {
    const session = this.#session;
    let pool: ListPool | undefined;
    if (!('result' in of) && of.kind === 'element') {
      pool = this.#pools.get(of.container) ?? newPool(of);
      this.#pools.set(of.container, pool);
    }
    return new Node(session.number(), session.unknowns.mark, of, pool);
  }

  #choose(node: Node, isFirst = false): void {
    const { unknowns, nodes, results } = this.#session;
    const listed = node.choiceAt(node.index);
    if (listed === undefined) return;
    // One number is as good as another while it stays the same.
    const choice = isFirst && listed.kind === 'number' ? ONE : listed;
    node.choice = choice;
    node.isFirst = isFirst;
    const { variable, result, list } = node;
    if (variable !== undefined) node.value = unknowns.settle(variable, choice, node.id);
    else node.value = unknowns.valueOf(choice, node.id, node.cell);
    nodes.set(node.id, node);
    if (result !== undefined) results.set(result, node);
    if (list !== undefined && choice.kind !== 'closed') list.taken.push(node.poolIndex(node.index));
    unknowns.onUndo(() => {
      nodes.delete(node.id);
      if (result !== undefined) results.delete(result);
      if (list !== undefined && choice.kind !== 'closed') list.taken.pop();
    });
  }
}

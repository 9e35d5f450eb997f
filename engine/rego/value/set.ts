import { compare, equals } from './compare.ts';
import { type Key, keyOf, memberKeyText } from './keys.ts';
import type { RegoValue } from './types.ts';

/** Up to so many members are searched one after the other: that costs less than writing keys of composites. */
const FEW = 8;

/**
 * A Rego set.
 * Shape:  membership by value in constant time; `sorted` gives OPA's order and is cached.
 * INVARIANT: `add` is only called by the expression that builds the set, before anything else sees it.
 */
export class RegoSet implements Iterable<RegoValue> {
  /** In the order in which they were added. */
  #members: RegoValue[] = [];
  /** The members by key, once there are more than a few. */
  #index: Map<Key, RegoValue> | undefined;
  #sorted: readonly RegoValue[] | undefined;
  #keyTexts: readonly string[] | undefined;

  static of(values: Iterable<RegoValue>): RegoSet {
    const set = new RegoSet();
    for (const value of values) set.add(value);
    return set;
  }

  get size(): number {
    return this.#members.length;
  }

  has(value: RegoValue): boolean {
    return this.get(value) !== undefined;
  }

  /** The member that equals `value` (1.0 may be held for 1), or undefined. */
  get(value: RegoValue): RegoValue | undefined {
    if (this.#index !== undefined) return this.#index.get(keyOf(value));
    const members = this.#members;
    for (let index = 0; index < members.length; index++) {
      const member = members[index] as RegoValue;
      if (member === value || (typeof value !== 'string' && equals(member, value))) return member;
    }
    return undefined;
  }

  /** Adds a value; the first of several equal ones stays. Returns this. */
  add(value: RegoValue): this {
    if (this.#index !== undefined) {
      const key = keyOf(value);
      if (this.#index.has(key)) return this;
      this.#index.set(key, value);
    } else if (this.get(value) !== undefined) return this;
    this.#members.push(value);
    if (this.#index === undefined && this.#members.length > FEW) this.#buildIndex();
    if (this.#sorted !== undefined) this.#sorted = undefined;
    if (this.#keyTexts !== undefined) this.#keyTexts = undefined;
    return this;
  }

  #buildIndex(): void {
    this.#index = new Map();
    for (const member of this.#members) this.#index.set(keyOf(member), member);
  }

  sorted(): readonly RegoValue[] {
    this.#sorted ??= [...this.#members].sort(compare);
    return this.#sorted;
  }

  /** The members in no particular order: for operations whose result does not depend on it. */
  unordered(): readonly RegoValue[] {
    return this.#members;
  }

  sortedKeyTexts(): readonly string[] {
    this.#keyTexts ??= this.#members.map(memberKeyText).sort();
    return this.#keyTexts;
  }

  isSubsetOf(other: RegoSet): boolean {
    if (this.size > other.size) return false;
    return this.#select((contains) => contains, other).length === this.size;
  }

  union(other: RegoSet): RegoSet {
    const result = new RegoSet();
    result.#members = [...this.#members];
    result.#index = this.#index && new Map(this.#index);
    for (const member of other.#members) result.add(member);
    return result;
  }

  intersection(other: RegoSet): RegoSet {
    const [small, large] = this.size <= other.size ? [this, other] : [other, this];
    return small.#subset(small.#select((contains) => contains, large));
  }

  difference(other: RegoSet): RegoSet {
    return this.#subset(this.#select((contains) => !contains, other));
  }

  /** The members that the test wants, told whether `other` contains them. */
  #select(wants: (contains: boolean) => boolean, other: RegoSet): RegoValue[] {
    const selected: RegoValue[] = [];
    if (this.#index !== undefined && other.#index !== undefined) {
      for (const [key, member] of this.#index) if (wants(other.#index.has(key))) selected.push(member);
    } else for (const member of this.#members) if (wants(other.has(member))) selected.push(member);
    return selected;
  }

  /** A set of some of the members. */
  #subset(members: RegoValue[]): RegoSet {
    const result = new RegoSet();
    result.#members = members;
    if (members.length > FEW) result.#buildIndex();
    return result;
  }

  [Symbol.iterator](): Iterator<RegoValue> {
    return this.sorted()[Symbol.iterator]();
  }
}

export const EMPTY_SET: RegoSet = new RegoSet();

import type { Marks, Read, RegoValue, UnknownKeys } from '../../rego/runtime.ts';
import type { KnownText } from '../../resources/index.ts';
import type { Choice } from './choices.ts';
import { closedMembers, isRequired, type Shape, stepInto } from './shape.ts';
import { NumberSymbol, textToken } from './symbols.ts';
import { Union } from './union.ts';

/** What a place may hold, as its owner knows it. */
export type Place = {
  readonly shape: Shape;
  /** Whether it may be absent. */
  readonly isOptional: boolean;
  /** Whether it is never the empty text: names and other identities. */
  readonly isFilled: boolean;
  /** Names the value: places with the same symbol hold the same value. */
  readonly symbol?: string | undefined;
  /** What is known of the text that it holds. */
  readonly text?: KnownText | undefined;
};

/**
 * `shapeOf` a container, and the place of one of its keys; `elementTextOf` a list that may hold more than it shows is what
 * is known of each further element.
 */
export type Places = {
  readonly shapeOf: (container: object) => Shape;
  readonly placeOf: (container: object, key: string | number) => Place;
  readonly elementTextOf?: (container: object) => KnownText | undefined;
};

/**
 * One thing that is not known: the value of a key, a further element of a list, or a further member of an object.
 * Shape: `cell` names what of the input it comes from.
 */
export type Variable = {
  readonly kind: 'key' | 'element' | 'member';
  readonly container: object;
  readonly key: string | number | undefined;
  readonly place: Place;
  readonly cell: string;
};

/** What of the input a cell is. */
export type Cell = { readonly container: object; readonly key: string | number | undefined };

type Made = {
  readonly shape: Shape;
  readonly cell: string;
  readonly isElement: boolean;
  readonly depth: number;
  /** What is known of the texts in a list. */
  readonly text?: KnownText | undefined;
};

/** How deep values are made up where the shape sets no end. */
const MAX_MADE = 3;

const MAX_WALK = 20_000;

/**
 * The unknown values of one situation while values are tried for them.
 * Shape:  values are put into the containers of the input themselves, where policies and all that refers to them see them,
 *         and taken out again in reverse order.
 * INVARIANT: after `undoTo(0)` every container is as it was.
 */
export class Unknowns {
  readonly groups = new Union();
  readonly cells = new Map<string, Cell>();
  readonly unknown: Marks['unknown'];
  readonly carriers: Marks['carriers'];
  /** Whether something was too large to look through. */
  isOverwhelmed = false;
  readonly #base: Marks;
  readonly #places: Places;
  readonly #made = new Map<object, Made>();
  readonly #settled = new Map<object, Set<string | number>>();
  readonly #closed = new Set<object>();
  readonly #ids = new Map<object, number>();
  readonly #known = new Map<string, Place>();
  readonly #wholes = new Set<object>();
  readonly #elements = new Map<object, KnownText | undefined>();
  /** The first cell of each value that stands in several places. */
  readonly #symbols = new Map<string, string>();
  /** The choices in force for values that stand in several places. */
  readonly #shared = new Map<string, { readonly value: RegoValue | undefined }>();
  /** How many elements the lists have that are known. */
  readonly #lengths = new Map<object, number>();
  readonly #undo: (() => void)[] = [];

  constructor(base: Marks, places: Places) {
    this.#base = base;
    this.#places = places;
    const get = (container: object): UnknownKeys | undefined => this.#keysOf(container);
    this.unknown = { get, has: (container) => get(container) !== undefined, size: base.unknown.size };
    const has = (container: object): boolean => base.carriers.has(container) || this.#made.has(container);
    this.carriers = { has, size: base.carriers.size + 1 };
  }

  get mark(): number {
    return this.#undo.length;
  }

  undoTo(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()!();
  }

  /** Runs `undo` when what is done now is undone. */
  onUndo(undo: () => void): void {
    this.#undo.push(undo);
  }

  isSettled(container: object, key: RegoValue): boolean {
    if (typeof key === 'number' && key >= (this.#lengths.get(container) ?? Number.POSITIVE_INFINITY)) return true;
    return this.#settled.get(container)?.has(key as string) === true;
  }

  /** Whether a container is, or lies in, an element that was added to a list or a member that was added to an object. */
  isAdded(container: object): boolean {
    return this.#made.get(container)?.isElement === true;
  }

  /** Whether a place in a list that may hold more is among the known elements, or the first behind them. */
  isNext(container: object, index: number): boolean {
    if (this.#keysOf(container) !== 'all') return false;
    return index >= 0 && index <= (this.#lengths.get(container) ?? (container as unknown[]).length);
  }

  /** Settles a variable; gives the value that stands for the choice. */
  settle(variable: Variable, choice: Choice, node: number): RegoValue | undefined {
    const { kind, container, cell } = variable;
    if (choice.kind === 'closed') {
      this.#closed.add(container);
      this.onUndo(() => this.#closed.delete(container));
      return undefined;
    }
    const isElement = kind !== 'key' || this.isAdded(container);
    const depth = (this.#made.get(container)?.depth ?? 0) + 1;
    const value = this.#materialize(choice, node, { shape: {}, cell, isElement, depth });
    if (kind === 'element') {
      if (!this.#lengths.has(container)) this.#lengths.set(container, (container as unknown[]).length);
      (container as unknown[]).push(value);
      this.onUndo(() => void (container as unknown[]).pop());
      return value;
    }
    const key = kind === 'member' ? textToken(node) : (variable.key as string | number);
    this.#put(container, key, value);
    const { symbol } = variable.place;
    if (symbol !== undefined) {
      this.#shared.set(symbol, { value });
      this.onUndo(() => this.#shared.delete(symbol));
    }
    return kind === 'member' ? key : value;
  }

  /** Settles a variable by the value that another place has which holds the same; false where there is none yet. */
  settleAsShared({ kind, container, key, place }: Variable): boolean {
    const shared = place.symbol === undefined || kind !== 'key' ? undefined : this.#shared.get(place.symbol);
    if (shared === undefined) return false;
    this.#put(container, key as string | number, shared.value);
    return true;
  }

  /** The value that stands for a choice which lies nowhere in the input. */
  valueOf(choice: Choice, node: number, cell: string): RegoValue | undefined {
    return this.#materialize(choice, node, { shape: {}, cell, isElement: false, depth: 0 });
  }

  #put(container: object, key: string | number, value: RegoValue | undefined): void {
    const settled = this.#settled.get(container) ?? new Set();
    this.#settled.set(container, settled.add(key));
    const target = container as Record<string | number, RegoValue>;
    const before = Object.hasOwn(target, key) ? target[key] : undefined;
    if (value !== undefined) target[key] = value;
    else if (Array.isArray(container)) target[key] = null;
    else if (before !== undefined) delete target[key];
    this.onUndo(() => {
      settled.delete(key);
      if (before !== undefined) target[key] = before;
      else delete target[key];
    });
  }

  #materialize(choice: Choice, node: number, made: Made): RegoValue | undefined {
    switch (choice.kind) {
      case 'exact':
        return choice.value;
      case 'text':
        return textOf(choice, node);
      case 'number':
        return new NumberSymbol(node, choice.low, choice.high);
      case 'list':
        return this.#make([], {
          ...made,
          shape: { type: 'array', items: choice.items },
          text: choice.text,
        }) as RegoValue;
      case 'object':
        return this.#make({}, { ...made, shape: choice.shape }) as RegoValue;
      default:
        return undefined;
    }
  }

  #make(container: object, made: Made): object {
    this.#made.set(container, made);
    this.onUndo(() => this.#made.delete(container));
    return container;
  }

  /** The first thing that is still open of what was read; undefined when all of it is settled. */
  firstOpen(read: Read): Variable | undefined {
    const { container, key } = read;
    if (typeof key === 'string' || typeof key === 'number') return this.#openAt(container, key);
    if (key !== undefined) return undefined;
    return read.shallow ? this.#openIn(container) : this.#firstBelow(container, (one) => this.#openIn(one));
  }

  /** What of the input a read rests on, as one cell of the group; joins what a whole read rests on. */
  cellOf(read: Read): string | undefined {
    const { container, key } = read;
    if (typeof key === 'string' || typeof key === 'number') return this.#cell(container, key);
    let first: string | undefined;
    const join = (one: object): undefined => {
      for (const cell of this.#cellsIn(one)) {
        if (first === undefined) first = cell;
        else this.groups.join(first, cell);
      }
    };
    if (read.shallow) join(container);
    else this.#firstBelow(container, join);
    return first;
  }

  #keysOf(container: object): UnknownKeys | undefined {
    return this.#made.has(container) ? 'all' : this.#base.unknown.get(container);
  }

  #openAt(container: object, key: string | number): Variable | undefined {
    const keys = this.#keysOf(container);
    if (keys === undefined || this.#closed.has(container)) return undefined;
    if (keys !== 'all')
      return keys.has(key) && !this.isSettled(container, key) ? this.#keyed(container, key) : undefined;
    if (Array.isArray(container))
      return typeof key === 'number' && key >= container.length ? this.#element(container) : undefined;
    if (typeof key === 'number' || Object.hasOwn(container, key) || this.isSettled(container, key)) return undefined;
    return stepInto(this.#shapeOf(container), key) === undefined ? undefined : this.#keyed(container, key);
  }

  /** The first open thing right in a container. */
  #openIn(container: object): Variable | undefined {
    const keys = this.#keysOf(container);
    if (keys === undefined || this.#closed.has(container)) return undefined;
    if (keys !== 'all') {
      for (const key of keys) if (!this.isSettled(container, key)) return this.#keyed(container, key);
      return undefined;
    }
    const members = Array.isArray(container) ? undefined : closedMembers(this.#shapeOf(container));
    if (members === undefined && (this.#made.get(container)?.depth ?? 0) >= MAX_MADE) {
      this.isOverwhelmed = true;
      return undefined;
    }
    if (Array.isArray(container)) return this.#element(container);
    if (members === undefined) return this.#member(container);
    const open = members.find((key) => !Object.hasOwn(container, key) && !this.isSettled(container, key));
    return open === undefined ? undefined : this.#keyed(container, open);
  }

  #keyed(container: object, key: string | number): Variable {
    return { kind: 'key', container, key, place: this.#placeOf(container, key), cell: this.#cell(container, key) };
  }

  #element(container: object): Variable {
    const shape = stepInto(this.#shapeOf(container), 0) ?? {};
    const made = this.#made.get(container);
    const text = made === undefined ? this.#elementText(container) : made.text;
    return {
      kind: 'element',
      container,
      key: undefined,
      place: { shape, isOptional: false, isFilled: false, text },
      cell: this.#whole(container),
    };
  }

  #member(container: object): Variable {
    const shape = stepInto(this.#shapeOf(container), '') ?? {};
    return {
      kind: 'member',
      container,
      key: undefined,
      place: { shape, isOptional: false, isFilled: false },
      cell: this.#whole(container),
    };
  }

  #shapeOf(container: object): Shape {
    return this.#made.get(container)?.shape ?? this.#places.shapeOf(container);
  }

  /** Asked once, before values are put in: explanations look at the containers as they were. */
  #placeOf(container: object, key: string | number): Place {
    const made = this.#made.get(container);
    if (made !== undefined) {
      const shape = stepInto(made.shape, key) ?? {};
      return { shape, isOptional: !isRequired(made.shape, key), isFilled: false };
    }
    const name = `${this.#id(container)}:${key}`;
    const known = this.#known.get(name) ?? this.#places.placeOf(container, key);
    this.#known.set(name, known);
    return known;
  }

  #elementText(container: object): KnownText | undefined {
    if (!this.#elements.has(container)) this.#elements.set(container, this.#places.elementTextOf?.(container));
    return this.#elements.get(container);
  }

  #id(container: object): number {
    const known = this.#ids.get(container) ?? this.#ids.size;
    this.#ids.set(container, known);
    return known;
  }

  #cell(container: object, key: string | number): string {
    const made = this.#made.get(container);
    if (made !== undefined) return made.cell;
    if (Array.isArray(container) && this.#keysOf(container) === 'all') return this.#whole(container);
    const cell = `${this.#id(container)}:${key}`;
    if (!this.cells.has(cell)) {
      this.cells.set(cell, { container, key });
      // Places that hold the same value decide together.
      const { symbol } = this.#keysOf(container) === 'all' ? {} : this.#placeOf(container, key);
      const first = symbol === undefined ? undefined : this.#symbols.get(symbol);
      if (first !== undefined) this.groups.join(first, cell);
      else if (symbol !== undefined) this.#symbols.set(symbol, cell);
    }
    if (this.#wholes.has(container)) this.groups.join(this.#whole(container), cell);
    return cell;
  }

  #whole(container: object): string {
    const made = this.#made.get(container);
    if (made !== undefined) return made.cell;
    const cell = `${this.#id(container)}:*`;
    if (!this.cells.has(cell)) this.cells.set(cell, { container, key: undefined });
    return cell;
  }

  #cellsIn(container: object): readonly string[] {
    const keys = this.#keysOf(container);
    if (keys === undefined) return [];
    if (keys !== 'all') return [...keys].map((key) => this.#cell(container, key));
    const whole = this.#whole(container);
    if (!this.#made.has(container) && !this.#wholes.has(container)) {
      this.#wholes.add(container);
      for (const [name, cell] of this.cells) if (cell.container === container) this.groups.join(whole, name);
    }
    return [whole];
  }

  #firstBelow<T>(container: object, find: (container: object) => T | undefined): T | undefined {
    const open: unknown[] = [container];
    const seen = new Set<object>();
    while (open.length > 0) {
      const next = open.pop();
      if (typeof next !== 'object' || next === null || seen.has(next)) continue;
      if (seen.size > MAX_WALK) {
        this.isOverwhelmed = true;
        return undefined;
      }
      seen.add(next);
      const found = find(next);
      if (found !== undefined) return found;
      open.push(...Object.values(next).reverse());
    }
    return undefined;
  }
}

function textOf({ prefix, middle, suffix }: Extract<Choice, { kind: 'text' }>, node: number): string {
  const token = textToken(node);
  return `${prefix}${token}${middle.map((part) => `${part}${token}`).join('')}${suffix}`;
}

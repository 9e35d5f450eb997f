import { InvariantError } from '../../diagnostics/index.ts';
import type { Block, Constant, Func, Local, Location, Operand, Stmt } from '../ir/index.ts';
import type { Source, Span } from '../source/source.ts';
import type { Generation, Generations } from './generation.ts';
import { NO_MOCKS } from './mocks.ts';

/** What happens next, for each solution of what was just planned. */
export type Next = () => undefined;
export type NextValue = (value: Operand) => undefined;
/** Without the span; `emit` adds it. */
export type NewStmt = Stmt extends infer S ? (S extends Stmt ? Omit<S, 'at'> : never) : never;

/** What the planner has to know of a builtin. */
export type BuiltinShape = { readonly arity: number; readonly relation: boolean };
export type BuiltinShapes = (name: string) => BuiltinShape | undefined;

export const NOWHERE: Location = { file: 0, row: 0, col: 0 };
export const TRUE: Operand = { kind: 'bool', value: true };
export const FALSE: Operand = { kind: 'bool', value: false };

/**
 * Everything the planner is in the middle of: pools, finished functions, and the block that statements go to.
 * INVARIANT: `frames` is never empty while a body is planned; a var is bound in the innermost frame.
 */
export class PlanState {
  readonly funcs: Func[] = [];
  readonly builtinFuncs = new Map<string, number>();
  readonly builtins: BuiltinShapes;
  generation: Generation;
  readonly generations: Generations;
  frames: Map<string, Operand>[] = [new Map()];
  stmts: Stmt[] = [];
  /** How many blocks enclose the current statement within its function. */
  depth = 1;
  at: Location = NOWHERE;
  /** Above 0 where the order of solutions shows: inside array comprehensions. */
  ordered = 0;
  mockSlots = 0;
  nextLocal = 2;
  readonly coverage: boolean;
  #queue: Next[] = [];
  #pending: { readonly generation: Generation; readonly plan: () => undefined }[] = [];
  #strings = new Map<string, number>();
  #files = new Map<string, number>();
  #fileIndexes = new Map<Source, number>();
  #constants = new Map<string, { readonly index: number; readonly constant: Constant }>();

  constructor(builtins: BuiltinShapes, generations: Generations, coverage: boolean) {
    this.builtins = builtins;
    this.generations = generations;
    this.generation = generations.get(NO_MOCKS, []);
    this.coverage = coverage;
  }

  /** Puts off planning a function, so that a long chain of rules needs no deep stack here. */
  later(generation: Generation, plan: () => undefined): undefined {
    this.#pending.push({ generation, plan });
  }

  /** Plans everything that was put off, and what that puts off in turn. */
  finish(): undefined {
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      this.generation = next.generation;
      next.plan();
    }
  }

  get strings(): readonly string[] {
    return [...this.#strings.keys()];
  }

  get files(): readonly string[] {
    return [...this.#files.keys()];
  }

  get constants(): readonly Constant[] {
    return [...this.#constants.values()].map((entry) => entry.constant);
  }

  local(): Local {
    return this.nextLocal++;
  }

  emit(stmt: NewStmt): undefined {
    this.stmts.push({ ...stmt, at: this.at } as Stmt);
  }

  /** Plans into a new block one level further in and returns it, with all that was deferred there. */
  nested(build: () => undefined): Block {
    const outer = this.stmts;
    const outerQueue = this.#queue;
    const stmts: Stmt[] = [];
    this.stmts = stmts;
    this.#queue = [];
    this.depth++;
    build();
    this.#drain();
    this.depth--;
    this.#queue = outerQueue;
    this.stmts = outer;
    return { stmts };
  }

  /** Plans into a new block whose variables are its own. */
  closure(build: () => undefined): Block {
    return this.nested(() => {
      this.frames.push(new Map());
      build();
      this.#drain();
      this.frames.pop();
    });
  }

  /** Goes on in the current block once what is being planned has returned: a long body needs no deep stack. */
  defer(next: Next): undefined {
    const { generation } = this;
    this.#queue.push(() => {
      this.generation = generation;
      next();
    });
  }

  #drain(): undefined {
    const { generation } = this;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) next();
    this.generation = generation;
  }

  bind(name: string, value: Operand): undefined {
    this.frames[this.frames.length - 1]!.set(name, value);
  }

  lookup(name: string): Operand | undefined {
    for (let index = this.frames.length - 1; index >= 0; index--) {
      const found = this.frames[index]!.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Every var that has a value here. */
  boundVars(): ReadonlyMap<string, Operand> {
    return new Map(this.frames.flatMap((frame) => [...frame]));
  }

  /** An operand as a local, for statements that take nothing else. */
  asLocal(operand: Operand): Local {
    if (operand.kind === 'local') return operand.local;
    const target = this.local();
    this.emit({ kind: 'AssignVarStmt', source: operand, target });
    return target;
  }

  string(value: string): Operand {
    return { kind: 'string', index: this.stringIndex(value) };
  }

  stringIndex(value: string): number {
    return indexIn(this.#strings, value);
  }

  constant(constant: Constant): Operand {
    if (constant.kind === 'string') return this.string(constant.value);
    if (constant.kind === 'boolean') return constant.value ? TRUE : FALSE;
    const key = JSON.stringify(constant);
    const known = this.#constants.get(key);
    if (known !== undefined) return { kind: 'constant', index: known.index };
    const index = this.#constants.size;
    this.#constants.set(key, { index, constant });
    return { kind: 'constant', index };
  }

  locate(span: Span): Location {
    let file = this.#fileIndexes.get(span.source);
    if (file === undefined) {
      file = indexIn(this.#files, span.source.name);
      this.#fileIndexes.set(span.source, file);
    }
    return { file, row: span.row, col: span.col };
  }

  /** Runs `build` as a function of its own: new locals, new frames, new block. Returns its blocks. */
  isolated(firstLocal: Local, build: () => readonly Block[]): readonly Block[] {
    const saved = [this.stmts, this.depth, this.at, this.ordered, this.nextLocal, this.frames] as const;
    [this.stmts, this.depth, this.ordered, this.nextLocal, this.frames] = [[], 0, 0, firstLocal, [new Map()]];
    const blocks = build();
    [this.stmts, this.depth, this.at, this.ordered, this.nextLocal, this.frames] = saved;
    return blocks;
  }
}

function indexIn(pool: Map<string, number>, value: string): number {
  const known = pool.get(value);
  if (known !== undefined) return known;
  pool.set(value, pool.size);
  return pool.size - 1;
}

export function local(index: Local): Operand {
  return { kind: 'local', local: index };
}

/** For switches over unions that must be exhaustive. */
export function unreachable(value: never, what: string): never {
  throw new InvariantError(`unexpected ${what}: ${JSON.stringify((value as { kind?: unknown }).kind)}`);
}

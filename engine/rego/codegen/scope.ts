import type { Func, Local, Operand, Plan, Policy } from '../ir/index.ts';
import { baseLocals } from './base-values.ts';
import { emitOperand, type Known, knownOf } from './constants.ts';
import type { Memory } from './memory.ts';
import type { CodegenOptions } from './options.ts';
import type { LocalUse, Used } from './walk.ts';

/** The names of input, data and the memo table, which `with` replaces for a block. */
export type Environment = { readonly input: string; readonly data: string; readonly memo: string };

/** A block that code may leave: by failing, or by a break statement. */
export type Exit = { readonly label: string; used: boolean };

/** What all functions of a program share while it is generated. */
export type ProgramScope = {
  readonly policy: Policy;
  readonly options: CodegenOptions;
  readonly memory: Memory;
  /** The name of a table that is made when the program is loaded. */
  readonly table: (code: string) => string;
  /** The name of a function with the given parameters and body. */
  readonly outline: (lines: readonly string[]) => string;
  /** Rules whose values outlive an evaluation. */
  readonly stable: ReadonlySet<string>;
  /** Index of each planned function by name; `f<index>` in the code. */
  readonly funcs: ReadonlyMap<string, number>;
  /** Index of each builtin by name; `b<index>` in the code. */
  readonly builtins: ReadonlyMap<string, number>;
  /** Whether `with` puts values of rules into input or data. */
  readonly isReplacing: boolean;
};

/** Which locals a JavaScript function is given, and which are its own. */
export type Locals = { readonly shared: readonly Local[]; readonly own: Used; readonly isCase: boolean };

/** Generation of one function: its exits and environments by nesting, and fresh names. */
export class FuncScope {
  readonly program: ProgramScope;
  readonly owner: Func | Plan;
  readonly environments: Environment[] = [{ input: 'i0', data: 'd0', memo: 'm0' }];
  /** Innermost last; what a break statement counts. */
  readonly exits: Exit[] = [];
  readonly use: LocalUse;
  /** The locals that the JavaScript function has, given or its own. */
  readonly visible: ReadonlySet<Local>;
  /** Whether this is a case of a switch, a function of its own within the owner's. */
  readonly isCase: boolean;
  #fresh = 0;
  #base: ReadonlySet<Local> | undefined;

  constructor(program: ProgramScope, owner: Func | Plan, use: LocalUse, { shared, own, isCase }: Locals) {
    this.program = program;
    this.owner = owner;
    this.use = use;
    this.visible = new Set([...shared, ...own.written, ...own.read].filter((local) => local > 1));
    this.isCase = isCase;
  }

  /** Where the value of the rule is remembered. */
  get memoIndex(): number | undefined {
    return this.program.memory.rules.get(this.owner.name);
  }

  /** Where the results of the function are remembered by its arguments. */
  get tableIndex(): number | undefined {
    return this.program.memory.tables.get(this.owner.name);
  }

  /** Whether a local only ever holds values of input and data as they are, or constants. */
  isBase(local: Local): boolean {
    this.#base ??= this.program.isReplacing ? new Set() : baseLocals(this.owner.blocks);
    return this.#base.has(local);
  }

  get environment(): Environment {
    return this.environments[this.environments.length - 1]!;
  }

  fresh(prefix: string): string {
    this.#fresh += 1;
    return `${prefix}${this.#fresh}`;
  }

  local(index: Local): string {
    if (index === 0) return this.environment.input;
    if (index === 1) return this.environment.data;
    return `l${index}`;
  }

  operand(operand: Operand): string {
    return emitOperand(operand, this.program.policy.static, (index) => this.local(index));
  }

  known(operand: Operand): Known | undefined {
    return knownOf(operand, this.program.policy.static);
  }

  /** A statement that leaves the innermost block: what was just tried is undefined. */
  fail(): string {
    return this.leave(0);
  }

  leave(levels: number): string {
    const exit = this.exits[this.exits.length - 1 - levels]!;
    exit.used = true;
    return `break ${exit.label};`;
  }
}

import type { Diagnostic } from '../../diagnostics/index.ts';
import { InvariantError } from '../../diagnostics/index.ts';
import { guardReads } from '../../rego/codegen/names.ts';
import type { ProvenanceState } from '../../rego/codegen/provenance.ts';
import {
  builtin,
  type Derivation,
  type EvaluationOptions,
  Executable,
  type Instantiate,
  type Marks,
  type RegoValue,
} from '../../rego/runtime.ts';
import { hookedBuiltin, hookedRuntime, seeLookup } from './hooks.ts';
import type { Session } from './session.ts';

/** What one rule gave for the values that are being tried. */
export type Tried = {
  readonly value: RegoValue | undefined;
  readonly derivation: Derivation;
  readonly failure: Diagnostic | undefined;
};

/** Values are put in where none were: every look-up is to be seen, not only those that find nothing. */
const EVERY_NAME = { size: 1, has: () => true };

/**
 * A program in provenance mode whose comparisons and builtins tell a session what they do with stand-ins.
 * Errors: throws what the session throws; failures of the evaluation are values.
 */
export class WatchedProgram {
  readonly #executable: Executable;
  #session: Session | undefined;

  constructor(text: Executable['text']) {
    const session = () => this.#session;
    const instantiate: Instantiate = (code) => {
      const program = new Function('R', 'S', 'B', guardReads(code, EVERY_NAME)) as ReturnType<Instantiate>;
      return (runtime, state, builtins) =>
        program({ ...hookedRuntime(session, runtime), hooked: true }, state, builtins);
    };
    const hooked = (name: string) => hookedBuiltin(session, name, builtin(name));
    this.#executable = new Executable(text, hooked, instantiate);
  }

  run(entry: string, input: unknown, data: unknown, session: Session, options: EvaluationOptions): Tried {
    const plan = this.#executable.planIndex(entry);
    if (plan === undefined) throw new InvariantError(`the program has no plan \`${entry}\``);
    const { unknowns } = session;
    const marks: Marks = {
      unknown: unknowns.unknown,
      carriers: unknowns.carriers,
      watch: {
        isSettled: (container, key) => unknowns.isSettled(container, key),
        lookup: (container, key) => seeLookup(session, container, key),
        joined: (before, read) => {
          const [a, b] = [unknowns.cellOf(before), unknowns.cellOf(read)];
          if (a !== undefined && b !== undefined) unknowns.groups.join(a, b);
        },
      },
    };
    this.#session = session;
    try {
      const derived = this.#executable.derive(plan, input as RegoValue, data as RegoValue, marks, options);
      if (derived.ok) return { ...derived.value, failure: undefined };
      const state = this.#executable.state as ProvenanceState;
      return { value: undefined, derivation: state.derivation(undefined), failure: derived.failure };
    } finally {
      this.#session = undefined;
    }
  }
}

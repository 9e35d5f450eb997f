import { InvariantError } from '../diagnostics/index.ts';
import type { Budget, Derivation, EvaluationOptions, Executable, Marks, RegoValue } from '../rego/runtime.ts';
import type { JsonPath } from '../resources/index.ts';
import { elementsOf } from './denials.ts';
import type { MissingValue } from './policy.ts';
import { trackedPaths, withReadPaths } from './read-paths.ts';
import type { ForeignProgram, PolicyTree, ProgramMode } from './set.ts';
import { type Tried, WatchedProgram } from './unknown/program.ts';
import type { Session } from './unknown/session.ts';
import type { Places } from './unknown/unknowns.ts';
import type { RuleElement, RuleOutcome } from './verdict.ts';

/**
 * What one rule is evaluated on.
 * Shape:  `marks` say what of `input` and `data` is not known; undefined when everything is. `missingAt` explains a read of
 *         an unknown value. `strict` makes an error of a builtin an error of the evaluation.
 */
export type Situation = {
  readonly input: unknown;
  readonly data: unknown;
  readonly marks: Marks | undefined;
  readonly missingAt: (container: object, key: string | number | undefined) => readonly MissingValue[];
  /** What the places may hold that are not known. */
  readonly places: Places;
  readonly strict: boolean;
};

/**
 * What one rule may use on one resource or document: about a second, and some hundred megabytes of values. The largest
 * documents that are read (some million values) can still be walked several times.
 * INVARIANT: counted in steps, never in seconds: the same run ends the same way on a slow machine.
 */
const BUDGET: Budget = { steps: 50_000_000, depth: 1_000 };

/** Each of many evaluations that try values; far more than a rule over one resource needs. */
const TRYING = { steps: 2_000_000, depth: 1_000 };

const NO_MARKS: Marks = { unknown: new Map(), carriers: new Set() };

/** How often a policy may run out of budget before it is not evaluated any more in this run. */
const MAX_EXHAUSTED = 3;

/**
 * Evaluates rules of compiled trees: in fast mode first, in provenance mode where that meets something unknown.
 * Shape:  programs are loaded on first use.
 * Errors: failures of a rule are outcomes; a rule that used up its budget several times fails at once from then on.
 */
export class RuleRunner {
  readonly #trees: readonly PolicyTree[];
  readonly #options: EvaluationOptions;
  readonly #fast = new Map<number, Executable>();
  readonly #provenance = new Map<number, Executable>();
  readonly #watched = new Map<number, WatchedProgram>();
  readonly #exhausted = new Map<string, number>();

  constructor(trees: readonly PolicyTree[], now: string) {
    this.#trees = trees;
    this.#options = { now: BigInt(Date.parse(now)) * 1_000_000n, budget: BUDGET };
  }

  /** The elements of the set rule at `entry` (or the value of any other rule as the only element). */
  run(tree: number, entry: string, situation: Situation): RuleOutcome {
    const exhausted = this.#exhausted.get(entry) ?? 0;
    if (exhausted >= MAX_EXHAUSTED) {
      const message = `\`${entry}\` used up its budget ${MAX_EXHAUSTED} times and was not evaluated again`;
      return { ok: false, diagnostic: { code: 'budget_error', message, severity: 'error' } };
    }
    const { foreign } = this.#tree(tree);
    if (foreign !== undefined) return this.#foreignRun(foreign, entry, situation);
    const outcome =
      situation.marks === undefined
        ? this.#fastRun(tree, entry, situation)
        : (this.#probed(tree, entry, situation, situation.marks) ?? this.#marked(tree, entry, situation));
    if (!outcome.ok && outcome.diagnostic.code === 'budget_error') this.#exhausted.set(entry, exhausted + 1);
    return outcome;
  }

  /** Whether a tree is code that cannot say what it reads, so that values cannot be tried. */
  isForeign(tree: number): boolean {
    return this.#tree(tree).foreign !== undefined;
  }

  /** Evaluates while values are tried for what is not known. */
  watch(tree: number, entry: string, situation: Situation, session: Session): Tried {
    let program = this.#watched.get(tree);
    if (program === undefined) {
      program = new WatchedProgram(this.#load(this.#provenance, tree, 'provenance').text);
      this.#watched.set(tree, program);
    }
    const options = { ...this.#options, strictBuiltinErrors: situation.strict, budget: TRYING };
    return program.run(entry, situation.input, situation.data, session, options);
  }

  /** The outcome of a rule, with the paths that its solutions read; evaluates the rule once more. */
  withPaths(tree: number, entry: string, situation: Situation, outcome: RuleOutcome): RuleOutcome {
    if (this.isForeign(tree)) return outcome;
    const executable = this.#load(this.#provenance, tree, 'provenance');
    const options = { ...this.#options, strictBuiltinErrors: situation.strict };
    const { input, data, marks = NO_MARKS } = situation;
    const paths = trackedPaths(input);
    const tracked: Marks = { unknown: marks.unknown, carriers: marks.carriers, tracked: paths };
    const plan = planOf(executable, entry);
    const evaluated = executable.derive(plan, input as RegoValue, data as RegoValue, tracked, options);
    if (!evaluated.ok) return outcome;
    return withReadPaths(outcome, evaluated.value.value, evaluated.value.derivation, paths);
  }

  /** What a foreign program says; as it cannot tell what it read, nothing is definite where something is unknown. */
  #foreignRun(foreign: ForeignProgram, entry: string, { input, marks }: Situation): RuleOutcome {
    const evaluated = foreign.evaluate(entry, input, this.#options.now ?? 0n);
    if (!evaluated.ok) return { ok: false, diagnostic: evaluated.failure };
    const definite = marks === undefined;
    const elements = elementsOf(evaluated.value).map((value) => ({ value, definite, readPaths: [] }));
    const reason = 'the policy is compiled code, which does not say what it read';
    return { ok: true, elements, unknownReads: definite ? [] : [{ path: [], reason, decidedBy: [] }] };
  }

  #fastRun(tree: number, entry: string, situation: Situation): RuleOutcome {
    const executable = this.#load(this.#fast, tree, 'fast');
    const options = { ...this.#options, strictBuiltinErrors: situation.strict };
    const { input, data } = situation;
    const evaluated = executable.evaluate(planOf(executable, entry), input as RegoValue, data as RegoValue, options);
    if (!evaluated.ok) return { ok: false, diagnostic: evaluated.failure };
    return certainOutcome(evaluated.value);
  }

  /** Whatever the unknown values are, when the evaluation meets none of them; undefined when it does, or fails. */
  #probed(tree: number, entry: string, situation: Situation, marks: Marks): RuleOutcome | undefined {
    const executable = this.#load(this.#fast, tree, 'fast');
    const options = { ...this.#options, strictBuiltinErrors: situation.strict };
    const { input, data } = situation;
    const probed = executable.probe(planOf(executable, entry), input as RegoValue, data as RegoValue, marks, options);
    return probed.ok && probed.value.isCertain ? certainOutcome(probed.value.value) : undefined;
  }

  #marked(tree: number, entry: string, situation: Situation): RuleOutcome {
    const executable = this.#load(this.#provenance, tree, 'provenance');
    const options = { ...this.#options, strictBuiltinErrors: situation.strict };
    const { input, data, marks, missingAt } = situation;
    const plan = planOf(executable, entry);
    const evaluated = executable.derive(plan, input as RegoValue, data as RegoValue, marks!, options);
    if (!evaluated.ok) return { ok: false, diagnostic: evaluated.failure };
    const { value, derivation } = evaluated.value;
    const unknownReads = derivation.unknownReads.flatMap((read) => missingAt(read.container, stepOf(read.key)));
    return { ok: true, elements: derivedElements(value, derivation), unknownReads };
  }

  #load(loaded: Map<number, Executable>, tree: number, mode: ProgramMode): Executable {
    const known = loaded.get(tree);
    if (known !== undefined) return known;
    const executable = this.#tree(tree).executable(mode);
    loaded.set(tree, executable);
    return executable;
  }

  #tree(tree: number): PolicyTree {
    const found = this.#trees[tree];
    if (found === undefined) throw new InvariantError(`there is no policy tree ${tree}`);
    return found;
  }
}

function planOf(executable: Executable, entry: string): number {
  const plan = executable.planIndex(entry);
  if (plan === undefined) throw new InvariantError(`the program has no plan \`${entry}\``);
  return plan;
}

/** What a rule gave without a look at anything unknown. */
function certainOutcome(value: RegoValue | undefined): RuleOutcome {
  const elements = elementsOf(value).map((element) => ({ value: element, definite: true, readPaths: [] }));
  return { ok: true, elements, unknownReads: [] };
}

function derivedElements(value: RegoValue | undefined, derivation: Derivation): readonly RuleElement[] {
  if (derivation.elements !== undefined) {
    return derivation.elements.map((element) => ({ ...element, readPaths: [] as readonly JsonPath[] }));
  }
  return elementsOf(value).map((element) => ({ value: element, definite: derivation.definite, readPaths: [] }));
}

function stepOf(key: unknown): string | number | undefined {
  return typeof key === 'string' || typeof key === 'number' ? key : undefined;
}

import type { RegoValue } from '../value/index.ts';

/**
 * What a builtin may reach besides its operands; one for each evaluation.
 * Shape:  everything that is not a pure function of the operands comes from here, so that an evaluation is a function
 *         of its inputs. A capability that is absent makes its builtin fail with an error that names it.
 */
export type BuiltinContext = {
  /** The moment of the evaluation. Units: nanoseconds since 1970-01-01 UTC. */
  readonly now: bigint;
  /**
   * Charges work or size against the budget of the evaluation. Units: about one for each value or character made.
   * Errors: BudgetError when the budget is spent.
   */
  readonly charge: (units: number) => void;
  /** Results that must stay the same within one evaluation, and compiled patterns. */
  readonly cache: Map<string, unknown>;
  /** The next number of the evaluation's seeded generator. Units: a 32-bit unsigned integer. */
  readonly random: () => number;
  /** Receives `print` output; without it prints are dropped. */
  readonly print: ((message: string) => void) | undefined;
  /** Receives `trace` notes. */
  readonly trace: ((message: string) => void) | undefined;
  /** Told the name of each case that a table-style test reaches, as a list of parts. */
  readonly testCase?: ((name: RegoValue) => void) | undefined;
  readonly capabilities: BuiltinCapabilities;
};

/** The world outside, given by whoever trusts the policy with it. */
export type BuiltinCapabilities = {
  readonly httpSend?: (request: RegoValue) => RegoValue;
  readonly lookupIpAddr?: (host: string) => readonly string[];
  readonly runtime?: () => RegoValue;
  /** The parser, for `rego.parse_module`; given by the engine, which may import it. */
  readonly parseModule?: (file: string, text: string) => RegoValue;
};

/**
 * A builtin's implementation: operands by position, the result, or undefined where Rego's result is undefined.
 * Errors: throws BuiltinError (the call is undefined, or an error in strict mode) and BudgetError (never caught).
 */
export type Builtin = (context: BuiltinContext, ...operands: RegoValue[]) => RegoValue | undefined;

/** A context for evaluations that need nothing from outside: no clock, no budget, a fixed seed. */
export function pureContext(overrides: Partial<BuiltinContext> = {}): BuiltinContext {
  return {
    now: 0n,
    charge: () => {},
    cache: new Map(),
    random: seededRandom(0),
    print: undefined,
    trace: undefined,
    capabilities: {},
    ...overrides,
  };
}

/** A generator whose numbers depend on the seed only. Units: 32-bit unsigned integers. Source: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

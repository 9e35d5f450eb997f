import { hrtime } from 'node:process';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type Diagnostic, errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import { builtin } from '../builtin-lookup.ts';
import { BuiltinError, OUTSIDE_BUILTINS, pureContext } from '../builtins/index.ts';
import { BudgetError, type RegoValue } from '../value/index.ts';
import { parseValueText, toValueText } from './value-text.ts';
import { WORKER_TEXT } from './worker-text.ts';

/**
 * What a WASM module may use.
 * Units:  milliseconds of wall clock to load and for one evaluation; pages of 64 KiB; steps of builtins.
 */
export type WasmLimits = {
  readonly loadFor: number;
  readonly evaluateFor: number;
  readonly pages: number;
  readonly steps: number;
};

export const WASM_LIMITS: WasmLimits = { loadFor: 10_000, evaluateFor: 10_000, pages: 8192, steps: 50_000_000 };

export type WasmEvaluated =
  | { readonly ok: true; readonly value: RegoValue | undefined }
  | { readonly ok: false; readonly failure: Diagnostic };

type Reply =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'builtin'; readonly name: string; readonly operands: readonly string[] };

/**
 * A WASM module made by OPA, in a worker of its own that is ended from outside when it takes too long.
 * Shape:  synchronous for the caller, who answers the module's calls of builtins while it waits: they are this engine's,
 *         with their budgets, and none reaches outside.
 * INVARIANT: a module that was ended stays ended.
 */
export class WasmPolicy {
  readonly entrypoints: readonly string[];
  readonly #host: Host;
  readonly #limits: WasmLimits;

  private constructor(host: Host, entrypoints: readonly string[], limits: WasmLimits) {
    this.#host = host;
    this.entrypoints = entrypoints;
    this.#limits = limits;
  }

  /**
   * Loads a module with its base documents.
   * Errors: `bundle_invalid` for a module that is none of OPA's; `bundle_unsafe` for one that asks for the network, or
   *         for more time or memory than it may use.
   */
  static load(bytes: Uint8Array, data: RegoValue, limits: WasmLimits = WASM_LIMITS): Outcome<WasmPolicy> {
    const host = new Host(limits);
    const asked = host.ask({ kind: 'load', bytes, data: toValueText(data) }, limits.loadFor, 0n);
    const failed = (code: 'bundle_invalid' | 'bundle_unsafe', message: string): Outcome<WasmPolicy> => {
      host.end();
      return { ok: false, diagnostics: [errorDiagnostic(code, message)] };
    };
    if (asked === undefined) return failed('bundle_unsafe', `the WASM module was not ready after ${limits.loadFor} ms`);
    if (typeof asked === 'string') return failed('bundle_invalid', `the WASM module cannot be loaded: ${asked}`);
    const { builtins, entrypoints } = asked.value as Record<'builtins' | 'entrypoints', readonly string[]>;
    const outside = builtins.find((name) => OUTSIDE_BUILTINS.includes(name));
    if (outside !== undefined)
      return failed('bundle_unsafe', `the WASM module calls \`${outside}\`, which is not allowed`);
    return { ok: true, value: new WasmPolicy(host, entrypoints, limits), diagnostics: [] };
  }

  /**
   * The value of an entrypoint such as `a/p/deny`.
   * Units:  `now` is nanoseconds since 1970-01-01 UTC.
   * Errors: `budget_error` when it took too long or too much; `eval_internal_error` when the module failed.
   */
  evaluate(entrypoint: string, input: RegoValue | undefined, now: bigint): WasmEvaluated {
    const fail = (code: 'budget_error' | 'eval_internal_error', message: string): WasmEvaluated => ({
      ok: false,
      failure: errorDiagnostic(code, message),
    });
    if (!this.entrypoints.includes(entrypoint)) {
      return fail('eval_internal_error', `the WASM module has no entrypoint \`${entrypoint}\``);
    }
    const text = input === undefined ? undefined : toValueText(input);
    const asked = this.#host.ask({ kind: 'evaluate', entrypoint, input: text }, this.#limits.evaluateFor, now);
    if (asked === undefined) {
      return fail('budget_error', `the WASM module was ended: it gave no answer within ${this.#limits.evaluateFor} ms`);
    }
    if (typeof asked === 'string') return fail('eval_internal_error', `the WASM module failed: ${asked}`);
    const results = parseValueText(asked.value as string);
    const members = resultsOf(results);
    if (members === undefined) return fail('eval_internal_error', 'the WASM module gave no result set');
    return { ok: true, value: members[0] };
  }

  /** Ends the worker. */
  close(): void {
    this.#host.end();
  }
}

/** The `result` of each member of a result set; a module writes the set as one of objects. */
function resultsOf(value: RegoValue | undefined): readonly RegoValue[] | undefined {
  const text = value === undefined ? undefined : [...elements(value)];
  const results = text?.map((member) => memberOf(member, 'result'));
  return results?.every((one) => one !== undefined) === true ? (results as readonly RegoValue[]) : undefined;
}

function* elements(value: RegoValue): Iterable<RegoValue> {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) yield* value as Iterable<RegoValue>;
}

function memberOf(value: RegoValue, name: string): RegoValue | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as { readonly [name: string]: RegoValue })[name];
}

/** The worker, and the turn taking with it: each side waits while the other one works. */
class Host {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  /** How many messages the worker has sent, and how many answers to builtins it got. */
  readonly #turns = new Int32Array(new SharedArrayBuffer(8));
  readonly #limits: WasmLimits;
  #isEnded = false;

  constructor(limits: WasmLimits) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#limits = limits;
    this.#worker = new Worker(WORKER_TEXT, {
      eval: true,
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      workerData: { port: port2, turns: this.#turns, maxPages: limits.pages },
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    });
    // Out of memory ends the worker; whoever asks it notices by the time.
    this.#worker.on('error', () => {
      this.#isEnded = true;
    });
    this.#worker.unref();
    this.#port.unref();
  }

  /** What the worker did, why it failed, or undefined where it had to be ended. */
  ask(message: object, milliseconds: number, now: bigint): Extract<Reply, { kind: 'done' }> | string | undefined {
    if (this.#isEnded) return undefined;
    const until = hrtime.bigint() + BigInt(milliseconds) * 1_000_000n;
    const builtins = new BuiltinCalls(this.#limits.steps, now);
    let turn = Atomics.load(this.#turns, 0);
    this.#port.postMessage(message);
    for (;;) {
      const left = Number(until - hrtime.bigint()) / 1e6;
      if (left <= 0) break;
      // A wait also ends by a call that came late, for a message that was taken before.
      Atomics.wait(this.#turns, 0, turn, left);
      if (Atomics.load(this.#turns, 0) === turn) continue;
      turn++;
      const reply = receiveMessageOnPort(this.#port)?.message as Reply;
      if (reply.kind === 'done') return reply;
      if (reply.kind === 'failed') return reply.reason;
      this.#port.postMessage(builtins.answer(reply.name, reply.operands));
      Atomics.add(this.#turns, 1, 1);
      Atomics.notify(this.#turns, 1);
    }
    this.end();
    return undefined;
  }

  end(): void {
    this.#isEnded = true;
    void this.#worker.terminate();
  }
}

/** Answers the builtins that a module asks for during one evaluation. */
class BuiltinCalls {
  #left: number;
  readonly #context: ReturnType<typeof pureContext>;

  constructor(steps: number, now: bigint) {
    this.#left = steps;
    const charge = (units: number) => {
      this.#left -= units;
      if (this.#left < 0) throw new BudgetError('steps', 'evaluation took too many steps');
    };
    this.#context = pureContext({ now, charge });
  }

  /** The value as text, nothing where it is undefined, or why the evaluation ends. */
  answer(name: string, operands: readonly string[]): { readonly value?: string; readonly error?: string } {
    try {
      const values = operands.map(parseValueText);
      if (values.includes(undefined)) return { error: `an operand of ${name} is no value` };
      const value = builtin(name)(this.#context, ...(values as readonly RegoValue[]));
      return value === undefined ? {} : { value: toValueText(value) };
    } catch (error) {
      if (error instanceof BuiltinError) return {};
      if (error instanceof BudgetError) return { error: error.message };
      if (error instanceof RangeError) return { error: 'evaluation needed more depth or memory than it may use' };
      throw error;
    }
  }
}

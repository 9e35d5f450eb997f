import { errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import { DEFAULT_BUDGET } from '../../rego/codegen/state.ts';
import { compileModules } from '../../rego/compile.ts';
import type { EvaluationOptions } from '../../rego/executable.ts';
import type { Program } from '../../rego/program.ts';
import { type PreparedQuery, prepareQuery, type QueryResult } from '../../rego/query.ts';
import { Coverage, type CoverageReport } from '../../rego/tester/coverage.ts';
import { Profile, type ProfileRow } from '../../rego/tester/profile.ts';
import type { Explain } from '../../rego/tester/trace-text.ts';
import { BudgetError } from '../../rego/value/budget.ts';
import type { RegoValue } from '../../rego/value/index.ts';
import { closeMeter, openMeter } from '../../rego/value/meter.ts';
import { readCapabilities } from '../capabilities-option.ts';
import { parseDuration } from '../duration.ts';
import type { EvalExtras, Explanation, Metrics } from '../eval-extras.ts';
import { renderEval } from '../eval-formats.ts';
import { sortProfile } from '../eval-profile.ts';
import { handSteps } from '../hand-budget.ts';
import { runtimeCapabilities } from '../rego-capabilities.ts';
import { type InputOptions, readCount, readInput, readQuery } from '../rego-input.ts';
import { readSchemas } from '../rego-schemas.ts';
import { loadRegoSources, type RegoSources, type SourceOptions } from '../rego-sources.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { toError } from './rego-check.ts';

export type EvalFormat = 'json' | 'pretty' | 'values' | 'bindings' | 'raw' | 'discard';

type Options = SourceOptions &
  InputOptions & {
    readonly stdin?: boolean;
    readonly format: EvalFormat;
    readonly package?: string;
    readonly import: readonly string[];
    readonly strictBuiltinErrors?: boolean;
    readonly strict?: boolean;
    readonly schema?: string;
    readonly capabilities?: string;
    readonly fail?: boolean;
    readonly failDefined?: boolean;
    readonly count: string;
    readonly timeout: string;
    readonly metrics?: boolean;
    readonly profile?: boolean;
    readonly profileLimit: string;
    readonly profileSort: readonly string[];
    readonly coverage?: boolean;
    readonly explain: 'off' | Explain;
    readonly varValues?: boolean;
  };

/** Exit codes of `opa eval`: 2 for errors, 1 for a result that `--fail` or `--fail-defined` does not want. */
const EXIT = { done: 0, unwanted: 1, errors: 2 } as const;

type Evaluation = { readonly results: readonly QueryResult[]; readonly extras: EvalExtras };

/** `probity rego eval QUERY`: prints all solutions of a query, and what was asked to be told of its evaluation. */
export async function regoEval(argument: string | undefined, raw: object, terminal: Terminal): Promise<number> {
  const options = raw as Options;
  const query = await readQuery(argument, options, terminal);
  const input = await readInput(options, terminal);
  const outcome = input.ok ? rendered(await evaluate(query, options, input.value, terminal), options, query) : input;
  if (!outcome.ok) {
    const errors = { errors: outcome.diagnostics.map(toError) };
    if (options.format === 'json') await write(terminal.stdout, [`${JSON.stringify(errors, null, 2)}\n`]);
    else await printDiagnostics(terminal, outcome.diagnostics);
    return EXIT.errors;
  }
  await write(terminal.stdout, [outcome.value.text]);
  const { isDefined } = outcome.value;
  if ((options.fail === true && !isDefined) || (options.failDefined === true && isDefined)) return EXIT.unwanted;
  return EXIT.done;
}

/** The text of a result. Errors: `budget_error` for one that is too large to be written. */
function rendered(
  evaluated: Outcome<Evaluation>,
  { format }: Options,
  query: string,
): Outcome<{ readonly text: string; readonly isDefined: boolean }> {
  if (!evaluated.ok) return evaluated;
  const { results, extras } = evaluated.value;
  // A value whose parts are shared may be short in memory and endless in writing.
  openMeter(handSteps());
  try {
    const text = renderEval(results, format, extras, query.trim());
    return { ok: true, value: { text, isDefined: results.length > 0 }, diagnostics: [] };
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof BudgetError)) throw error;
    return { ok: false, diagnostics: [errorDiagnostic('budget_error', 'the result is too large to be written')] };
  } finally {
    closeMeter();
  }
}

/** Evaluates as often as `--count` says, each time from the files on, so that the metrics are those of a whole run. */
async function evaluate(
  query: string,
  options: Options,
  input: RegoValue | undefined,
  terminal: Terminal,
): Promise<Outcome<Evaluation>> {
  const rounds = readCount('--count', options.count, 1000);
  const metrics: Metrics[] = [];
  const profiles: (readonly ProfileRow[])[] = [];
  const coverage = new Coverage();
  for (let round = 1; ; round++) {
    const timer = new Timer();
    const loaded = prepare(query, options, timer, terminal);
    if (!loaded.ok) return loaded;
    const { program, prepared, sources } = loaded.value;
    const profile = new Profile(clock);
    const evaluation = await evaluationOf(options, terminal);
    const hit: EvaluationOptions['coverage'] = (...place) => {
      if (options.coverage === true) coverage.hit(...place);
      if (options.profile === true) profile.hit(...place);
    };
    const outcome = timer.take('query_eval', () => prepared.evaluate({ ...evaluation, input, coverage: hit }));
    profile.stop();
    if (!outcome.ok) return outcome;
    metrics.push(timer.metrics());
    profiles.push(sortProfile(profile.rows(program.compiled, prepared.compiled), options));
    if (round < rounds) continue;
    const explanation = await explain(program, prepared, options, { ...evaluation, input });
    const extras: EvalExtras = {
      ...(options.metrics === true || options.profile === true ? { metrics } : {}),
      ...(options.profile === true ? { profile: profiles } : {}),
      ...(options.coverage === true ? { coverage: await coverageOf(sources, coverage) } : {}),
      ...(explanation === undefined ? {} : { explanation }),
    };
    return { ok: true, value: { results: outcome.value, extras }, diagnostics: [] };
  }
}

function prepare(
  query: string,
  options: Options,
  timer: Timer,
  terminal: Terminal,
): Outcome<{ readonly program: Program; readonly prepared: PreparedQuery; readonly sources: RegoSources }> {
  const sources = timer.take('load_files', () => loadRegoSources(options, terminal));
  if (!sources.ok) return sources;
  const capabilities = readCapabilities(options.capabilities, terminal);
  timer.start();
  const compiled = compileModules({
    ...sources.value,
    baseDocuments: sources.value.data,
    strict: options.strict === true,
    schemas: readSchemas(options.schema, terminal.cwd),
    ...(capabilities.value && { capabilities: capabilities.value }),
    print: true,
    parsed: () => timer.lap('module_parse'),
  });
  if (!compiled.ok) return compiled;
  timer.lap('module_compile');
  const prepared = prepareQuery(compiled.value, query, {
    package: options.package,
    imports: options.import,
    mode: options.coverage === true || options.profile === true ? 'coverage' : 'fast',
  });
  if (!prepared.ok) return prepared;
  timer.lap('query_compile');
  return {
    ok: true,
    value: { program: compiled.value, prepared: prepared.value, sources: sources.value },
    diagnostics: [],
  };
}

async function evaluationOf(options: Options, terminal: Terminal): Promise<EvaluationOptions> {
  const timeout = parseDuration(options.timeout);
  const started = clock();
  const expired = { expired: () => clock() - started > timeout };
  return {
    strictBuiltinErrors: options.strictBuiltinErrors === true,
    now: BigInt(terminal.now().getTime()) * 1_000_000n,
    capabilities: await runtimeCapabilities(terminal),
    print: (message) => terminal.stderr.write(`${message}\n`),
    budget: { ...DEFAULT_BUDGET, steps: handSteps(), ...(timeout > 0 ? expired : {}) },
  };
}

/** Coverage of the modules as they are written. */
async function coverageOf(
  { modules, regoVersion, fileVersions }: RegoSources,
  coverage: Coverage,
): Promise<CoverageReport> {
  const { coverPlaces } = await import('../../rego/tester/cover-places.ts');
  const { parseModule } = await import('../../rego/parser/index.ts');
  const places = Object.entries(modules).flatMap(([name, text]) => {
    const parsed = parseModule({ name, text }, { regoVersion: fileVersions.get(name) ?? regoVersion });
    return parsed.ok ? [[name, coverPlaces(parsed.value)] as const] : [];
  });
  return coverage.report({ places: Object.fromEntries(places) });
}

/** A second evaluation, by the reference evaluator, that tells its steps; what it prints was printed by the first. */
async function explain(
  { compiled, data, regoVersion }: Program,
  prepared: PreparedQuery,
  options: Options,
  evaluation: EvaluationOptions & { readonly input: RegoValue | undefined },
): Promise<Explanation | undefined> {
  if (options.explain === 'off') return undefined;
  const { interpret } = await import('../../rego/interpreter/index.ts');
  const { selectEvents, TraceBuffer, traceNames } = await import('../../rego/tester/trace-text.ts');
  const trace = new TraceBuffer();
  const how = { ...evaluation, print: () => {}, tracer: trace.tell };
  interpret(compiled, data, regoVersion).solutions(prepared.plain, evaluation.input, how);
  return {
    events: selectEvents(trace.events, options.explain),
    names: traceNames(compiled, prepared.plain),
    values: options.varValues === true,
    isCut: trace.isCut,
  };
}

function clock(): number {
  return performance.now() * 1e6;
}

/** Nanoseconds of the stages of one round, by OPA's names. */
class Timer {
  readonly #spent = new Map<string, number>();
  #since = 0;

  start(): void {
    this.#since = clock();
  }

  lap(stage: string): void {
    this.#spent.set(`timer_rego_${stage}_ns`, Math.round(clock() - this.#since));
    this.start();
  }

  take<T>(stage: string, run: () => T): T {
    this.start();
    const value = run();
    this.lap(stage);
    return value;
  }

  metrics(): Metrics {
    return Object.fromEntries([...this.#spent].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

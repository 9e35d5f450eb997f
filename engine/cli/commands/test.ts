import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Instantiate } from '../../rego/runtime.ts';
import type { TestOptions } from '../../rego/tester/compile.ts';
import { Coverage } from '../../rego/tester/coverage.ts';
import { type PrettyOptions, reportPretty } from '../../rego/tester/report-pretty.ts';
import { prepareTests, type RunOptions } from '../../rego/tester/run.ts';
import type { Explain } from '../../rego/tester/trace-text.ts';
import type { TestCase, TestResult, TestSuite } from '../../rego/tester/types.ts';
import { Verdicts } from '../../rego/tester/verdicts.ts';
import type { RegoValue } from '../../rego/value/index.ts';
import { readCapabilities } from '../capabilities-option.ts';
import { parseDuration } from '../duration.ts';
import { handSteps } from '../hand-budget.ts';
import { matcherOf, runtimeCapabilities } from '../rego-capabilities.ts';
import { readCount } from '../rego-input.ts';
import { readSchemas } from '../rego-schemas.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { benchJson, benchLine, type MeasuredTest, measureTest } from '../test-bench.ts';
import { openTestCache } from '../test-cache.ts';
import { type TestFormat, writeCoverage, writeResults } from '../test-reports.ts';
import { loadTestSources } from '../test-sources.ts';
import { UsageError } from '../usage.ts';
import { watchPaths } from '../watch.ts';

type Options = {
  readonly run?: string;
  readonly verbose?: boolean;
  readonly varValues?: boolean;
  readonly explain: 'off' | Explain;
  readonly format: TestFormat;
  readonly sort: 'none' | 'duration';
  readonly coverage?: boolean;
  readonly threshold?: string;
  readonly timeout?: string;
  readonly count: string;
  readonly bench?: boolean;
  readonly benchmem: boolean;
  readonly watch?: boolean;
  readonly maxErrors: string;
  readonly exitZeroOnSkipped?: boolean;
  readonly failOnEmpty?: boolean;
  readonly bundle?: boolean;
  readonly capabilities?: string;
  readonly schema?: string;
  readonly ignore: readonly string[];
  readonly v0Compatible?: boolean;
};

/** Exit codes of `opa test`: 1 where tests could not be run, 2 where one failed, was skipped or ended with an error. */
const EXIT = { passed: 0, broken: 1, failed: 2 } as const;

/** `probity test PATHS`: runs the tests of policies; with `--watch` again whenever a file changes, until it is ended. */
export async function test(paths: readonly string[], raw: object, terminal: Terminal): Promise<number> {
  const options = raw as Options;
  checkOptions(options);
  if (options.watch !== true) return await runOnce(paths, options, terminal);
  await watchPaths(paths, terminal.cwd, async () => {
    await runOnce(paths, options, terminal);
    await write(terminal.stderr, [`${'*'.repeat(80)}\nWatching for changes ...\n`]);
  });
  return EXIT.passed;
}

function checkOptions({ bench = false, format, coverage, threshold, watch }: Options): void {
  if (bench && (coverage === true || threshold !== undefined))
    throw UsageError.of('coverage is not measured together with `--bench`');
  if (bench && format === 'junit') throw UsageError.of('`--bench` prints pretty, json or gobench');
  if (!bench && format === 'gobench') throw UsageError.of('`--format gobench` needs `--bench`');
  if (bench && watch === true) throw UsageError.of('`--bench` and `--watch` cannot be used together');
}

async function runOnce(paths: readonly string[], options: Options, terminal: Terminal): Promise<number> {
  const threshold = readThreshold(options.threshold);
  const count = readCount('--count', options.count, 1000);
  const sources = loadTestSources(paths, {
    cwd: terminal.cwd,
    ignore: options.ignore,
    bundle: options.bundle === true,
    regoVersion: options.v0Compatible === true ? 'v0' : 'v1',
  });
  await printDiagnostics(terminal, sources.diagnostics);
  if (sources.diagnostics.some(({ severity }) => severity === 'error')) return EXIT.broken;
  const { modules, fileVersions, data } = sources;
  const testOptions = testOptionsOf(options, { modules, fileVersions }, threshold > 0, terminal);
  const loaded = await loadSuite(testOptions, terminal);
  if (!('suite' in loaded)) {
    await printDiagnostics(terminal, loaded);
    return EXIT.broken;
  }
  let exit: number = EXIT.passed;
  for (let round = 0; round < count; round++) {
    const session: Session = { options, testOptions, threshold, data, now: nowOf(terminal), ...loaded };
    exit = Math.max(exit, await runRound(session, terminal));
  }
  return exit;
}

/** What one round of tests is run with. */
type Session = Loaded & {
  readonly options: Options;
  readonly testOptions: TestOptions;
  readonly threshold: number;
  readonly data: RegoValue;
  readonly now: bigint;
};

async function runRound(session: Session, terminal: Terminal): Promise<number> {
  const { suite, options, testOptions } = session;
  const coverage = new Coverage();
  const verdicts = new Verdicts(suite);
  const run = prepareTests(suite, {
    ...(await runOptionsOf(session, terminal)),
    ...(testOptions.coverage === true
      ? {
          coverage: (...place) => {
            coverage.hit(...place);
            verdicts.hit(...place);
          },
        }
      : {}),
  });
  const isSelected = options.run === undefined ? () => true : await selector(options.run);
  const tests = suite.tests.filter(isSelected);
  if (tests.length === 0 && options.failOnEmpty === true) {
    terminal.stderr.write('no tests were run\n');
    return EXIT.broken;
  }
  if (options.bench === true) return await benchAll(tests, run, options, terminal);
  const results = tests.map((one) => {
    const result = run(one);
    verdicts.endTest();
    return result;
  });
  if (testOptions.coverage === true) {
    const found = verdicts.report();
    const report = { ...coverage.report(suite), ...(found === undefined ? {} : { verdicts: found }) };
    return await coverageExit(results, report, session, terminal);
  }
  await writeResults(results, { ...options, pretty: await prettyOptions(results, session) }, terminal);
  return exitOf(results, options);
}

function exitOf(results: readonly TestResult[], { exitZeroOnSkipped }: Options): number {
  const isBad = results.some(
    ({ status }) => status !== 'passed' && !(status === 'skipped' && exitZeroOnSkipped === true),
  );
  return isBad ? EXIT.failed : EXIT.passed;
}

async function runOptionsOf({ options, data, now, instantiate }: Session, terminal: Terminal): Promise<RunOptions> {
  const { timeout = options.bench === true ? '30s' : '5s' } = options;
  return {
    data,
    now,
    clock: () => Number(process.hrtime.bigint()),
    timeout: parseDuration(timeout),
    steps: handSteps(),
    capabilities: await runtimeCapabilities(terminal),
    ...(instantiate === undefined ? {} : { instantiate }),
  };
}

async function benchAll(
  tests: readonly TestCase[],
  run: (test: TestCase) => TestResult,
  options: Options,
  terminal: Terminal,
): Promise<number> {
  const measured: MeasuredTest[] = [];
  const { format, benchmem } = options;
  for (const one of tests) {
    const found = measureTest(one, run);
    measured.push(found);
    if (format === 'pretty' || format === 'gobench') await write(terminal.stdout, [benchLine(found, format, benchmem)]);
  }
  const results = measured.map(({ result }) => result);
  if (format === 'json') {
    const { toRow } = await import('../../rego/tester/report-json.ts');
    const rows = measured.map(({ result, benchmark }) => ({
      ...toRow(result),
      ...(benchmark === undefined ? {} : { benchmark_result: benchJson(benchmark, benchmem) }),
    }));
    await write(terminal.stdout, [`${JSON.stringify(rows, null, 2)}\n`]);
  } else await write(terminal.stdout, reportPretty(results, { verbose: false }));
  return exitOf(results, options);
}

async function coverageExit(
  results: readonly TestResult[],
  report: Parameters<typeof writeCoverage>[0],
  { options, threshold }: Session,
  terminal: Terminal,
): Promise<number> {
  const bad = results.filter(({ status }) => status === 'failed' || status === 'error');
  if (bad.length > 0) {
    await write(terminal.stdout, reportPretty(bad, { verbose: false }));
    return EXIT.broken;
  }
  const isEnough = await writeCoverage(report, { threshold, verbose: options.verbose === true }, terminal);
  return isEnough ? exitOf(results, options) : EXIT.failed;
}

function testOptionsOf(
  options: Options,
  sources: Pick<TestOptions, 'modules' | 'fileVersions'>,
  hasThreshold: boolean,
  terminal: Terminal,
): TestOptions {
  const { value: capabilities } = readCapabilities(options.capabilities, terminal);
  return {
    ...sources,
    regoVersion: options.v0Compatible === true ? 'v0' : 'v1',
    schemas: readSchemas(options.schema, terminal.cwd),
    errorLimit: Number(options.maxErrors),
    coverage: options.coverage === true || hasThreshold,
    ...(capabilities === undefined ? {} : { capabilities }),
  };
}

type Loaded = { readonly suite: TestSuite; readonly instantiate: Instantiate | undefined };

/** The compiled tests, from the cache where the same texts were compiled before; diagnostics where they do not compile. */
async function loadSuite(options: TestOptions, terminal: Terminal): Promise<Loaded | readonly Diagnostic[]> {
  const cache = openTestCache(options, terminal);
  const cached = cache.read();
  if (cached !== undefined) return { suite: cached, instantiate: cache.instantiate };
  const { compileTests } = await import('../../rego/tester/compile.ts');
  const compiled = compileTests(options);
  if (!compiled.ok) return compiled.diagnostics;
  cache.write(compiled.value);
  return { suite: compiled.value, instantiate: cache.instantiate };
}

async function selector(pattern: string): Promise<(test: TestCase) => boolean> {
  const matches = await matcherOf(pattern);
  return ({ plan, package: name, name: own }) => matches(plan) || matches(`${name}.${own.replace(/#\d+$/, '')}`);
}

/** What shows why tests failed; compiled again for it, only where it is needed. */
async function prettyOptions(results: readonly TestResult[], session: Session): Promise<PrettyOptions> {
  const { options, testOptions, data, now } = session;
  const verbose = options.verbose === true;
  const isTraced = options.explain !== 'off';
  const isTold = verbose || options.varValues === true || options.format === 'junit';
  const hasFailed = results.some(({ status }) => status === 'failed');
  if (!(hasFailed && (isTold || isTraced)) && !(verbose && isTraced)) return { verbose };
  const { loadTests, explainFailure, traceTest } = await import('../../rego/tester/index.ts');
  const loaded = loadTests(testOptions, data);
  if (!loaded.ok) return { verbose };
  const compiled = loaded.value;
  const how = { explain: options.explain as Explain, values: options.varValues === true, now };
  return {
    verbose,
    ...(isTold ? { explain: ({ test: failing }, path) => explainFailure(compiled, failing, path, now) } : {}),
    ...(isTraced ? { trace: ({ test: traced }) => traceTest(compiled, traced, how) } : {}),
  };
}

function nowOf(terminal: Terminal): bigint {
  return BigInt(terminal.now().getTime()) * 1_000_000n;
}

function readThreshold(text: string | undefined): number {
  const threshold = text === undefined ? 0 : Number(text);
  if (!(threshold >= 0 && threshold <= 100)) throw UsageError.of('the threshold must be between 0 and 100');
  return threshold;
}

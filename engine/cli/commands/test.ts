import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Instantiate } from '../../rego/runtime.ts';
import type { TestOptions } from '../../rego/tester/compile.ts';
import { Coverage, type CoverageReport } from '../../rego/tester/coverage.ts';
import { reportJson } from '../../rego/tester/report-json.ts';
import { reportJunit } from '../../rego/tester/report-junit.ts';
import { type PrettyOptions, reportPretty } from '../../rego/tester/report-pretty.ts';
import { runTests } from '../../rego/tester/run.ts';
import type { TestCase, TestResult, TestSuite } from '../../rego/tester/types.ts';
import type { RegoValue } from '../../rego/value/index.ts';
import { parseDuration } from '../duration.ts';
import { matcherOf, runtimeCapabilities } from '../rego-capabilities.ts';
import { type RegoFiles, readRegoFiles } from '../rego-files.ts';
import { readSchemas } from '../rego-schemas.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { openTestCache } from '../test-cache.ts';
import { UsageError } from '../usage.ts';

type Options = {
  readonly run?: string;
  readonly verbose?: boolean;
  readonly varValues?: boolean;
  readonly format: 'pretty' | 'json' | 'junit';
  readonly coverage?: boolean;
  readonly threshold?: string;
  readonly timeout: string;
  readonly maxErrors: string;
  readonly exitZeroOnSkipped?: boolean;
  readonly failOnEmpty?: boolean;
  readonly bundle?: boolean;
  readonly schema?: string;
  readonly ignore: readonly string[];
  readonly v0Compatible?: boolean;
};

/** Exit codes of `opa test`: 1 where tests could not be run, 2 where one failed, was skipped or ended with an error. */
const EXIT = { passed: 0, broken: 1, failed: 2 } as const;

/** `probity test PATHS`: runs the tests of policies. */
export async function test(paths: readonly string[], raw: object, terminal: Terminal): Promise<number> {
  const options = raw as Options;
  const threshold = readThreshold(options.threshold);
  const files = readRegoFiles(paths, {
    cwd: terminal.cwd,
    ignore: options.ignore,
    bundle: options.bundle === true,
  });
  if (await failed(terminal, files.diagnostics)) return EXIT.broken;
  const testOptions = testOptionsOf(options, files, threshold > 0, terminal);
  const loaded = await loadSuite(testOptions, terminal);
  if (!('suite' in loaded)) {
    await printDiagnostics(terminal, loaded);
    return EXIT.broken;
  }
  const { suite, instantiate } = loaded;
  const coverage = new Coverage();
  const now = BigInt(terminal.now().getTime()) * 1_000_000n;
  const results = [
    ...runTests(suite, {
      data: files.data,
      now,
      clock: () => Number(process.hrtime.bigint()),
      timeout: parseDuration(options.timeout),
      capabilities: await runtimeCapabilities(terminal),
      ...(instantiate === undefined ? {} : { instantiate }),
      ...(options.run === undefined ? {} : { select: await selector(options.run) }),
      ...(testOptions.coverage === true ? { coverage: coverage.hit } : {}),
    }),
  ];
  if (results.length === 0 && options.failOnEmpty === true) {
    terminal.stderr.write('no tests were run\n');
    return EXIT.broken;
  }
  if (testOptions.coverage === true)
    return reportCoverage(terminal, results, coverage.report(suite), threshold, options.verbose === true);
  await report(terminal, results, options, testOptions, files.data, now);
  const isBad = results.some(
    ({ status }) => status !== 'passed' && !(status === 'skipped' && options.exitZeroOnSkipped === true),
  );
  return isBad ? EXIT.failed : EXIT.passed;
}

function testOptionsOf(options: Options, files: RegoFiles, hasThreshold: boolean, terminal: Terminal): TestOptions {
  return {
    modules: files.modules,
    regoVersion: options.v0Compatible === true ? 'v0' : 'v1',
    schemas: readSchemas(options.schema, terminal.cwd),
    errorLimit: Number(options.maxErrors),
    coverage: options.coverage === true || hasThreshold,
  };
}

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

type Loaded = { readonly suite: TestSuite; readonly instantiate: Instantiate | undefined };

async function selector(pattern: string): Promise<(test: TestCase) => boolean> {
  const matches = await matcherOf(pattern);
  return ({ plan, package: name, name: own }) => matches(plan) || matches(`${name}.${own.replace(/#\d+$/, '')}`);
}

async function report(
  terminal: Terminal,
  results: readonly TestResult[],
  options: Options,
  testOptions: TestOptions,
  data: RegoValue,
  now: bigint,
): Promise<void> {
  if (options.format === 'json') return write(terminal.stdout, [reportJson(results)]);
  if (options.format === 'junit') return write(terminal.stdout, reportJunit(results));
  const wanted = options.verbose === true || options.varValues === true;
  const explain =
    wanted && results.some(({ status }) => status === 'failed') ? await explainer(testOptions, data, now) : undefined;
  const pretty: PrettyOptions = { verbose: options.verbose === true, ...(explain === undefined ? {} : { explain }) };
  return write(terminal.stdout, reportPretty(results, pretty));
}

async function explainer(options: TestOptions, data: RegoValue, now: bigint): Promise<PrettyOptions['explain']> {
  const { loadTests, explainFailure } = await import('../../rego/tester/index.ts');
  const loaded = loadTests(options, data);
  if (!loaded.ok) return undefined;
  return ({ test: failing }, path) => explainFailure(loaded.value, failing, path, now);
}

async function reportCoverage(
  terminal: Terminal,
  results: readonly TestResult[],
  found: CoverageReport,
  threshold: number,
  verbose: boolean,
): Promise<number> {
  const bad = results.filter(({ status }) => status === 'failed' || status === 'error');
  if (bad.length > 0) {
    await write(terminal.stdout, reportPretty(bad, { verbose: false }));
    return EXIT.broken;
  }
  if (found.coverage >= threshold) {
    await write(terminal.stdout, [`${JSON.stringify(found, null, 2)}\n`]);
    return results.some(({ status }) => status === 'skipped') ? EXIT.failed : EXIT.passed;
  }
  const lines = [
    `Code coverage threshold not met: got ${found.coverage.toFixed(2)} instead of ${threshold.toFixed(2)}`,
  ];
  if (verbose) lines.push('Lines not covered:', ...missedLines(found));
  await write(terminal.stderr, [`${lines.join('\n')}\n`]);
  return EXIT.failed;
}

function missedLines({ files }: CoverageReport): readonly string[] {
  return Object.entries(files).flatMap(([file, { not_covered: missed = [] }]) =>
    missed.map(({ start, end }) => `\t${file}:${start.row}${start.row === end.row ? '' : `-${end.row}`}`),
  );
}

function readThreshold(text: string | undefined): number {
  const threshold = text === undefined ? 0 : Number(text);
  if (!(threshold >= 0 && threshold <= 100)) throw UsageError.of('the threshold must be between 0 and 100');
  return threshold;
}

async function failed(terminal: Terminal, diagnostics: readonly Diagnostic[]): Promise<boolean> {
  await printDiagnostics(terminal, diagnostics);
  return diagnostics.some(({ severity }) => severity === 'error');
}

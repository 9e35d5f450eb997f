import { printable } from '../diagnostics/index.ts';
import type { TestCase, TestResult } from '../rego/tester/types.ts';
import { type Benchmark, distribution, measure } from './benchmark.ts';

/** A test and what measuring it found; undefined where it did not pass, and was not measured. */
export type MeasuredTest = { readonly result: TestResult; readonly benchmark: Benchmark | undefined };

export type BenchFormat = 'pretty' | 'json' | 'gobench';

/** Runs a test once, and measures it where it passes. */
export function measureTest(test: TestCase, run: (test: TestCase) => TestResult): MeasuredTest {
  const result = run(test);
  if (result.status !== 'passed') return { result, benchmark: undefined };
  const benchmark = measure(() => (run(test).status === 'passed' ? undefined : 'failed'));
  return 'failure' in benchmark ? { result, benchmark: undefined } : { result, benchmark };
}

/** A line for a measured test, as `opa test --bench` prints it; the words of the others are theirs. */
export function benchLine({ result, benchmark }: MeasuredTest, format: BenchFormat, memory: boolean): string {
  const { package: name, name: own } = result.test;
  const shown = format === 'gobench' ? `Benchmark${camelCase(`${name}.${own}`)}` : printable(`${name}.${own}`);
  if (benchmark === undefined) return `${shown}: ${WORDS[result.status]}\n`;
  const { count, total, bytes } = benchmark;
  const parts = [shown, String(count).padStart(8), `${figure(total / count).padStart(10)} ns/op`];
  if (memory) parts.push(`${String(Math.round(bytes / count)).padStart(8)} B/op`);
  return `${parts.join('\t')}\n`;
}

const WORDS = { passed: 'PASS', failed: 'FAIL', skipped: 'SKIPPED', error: 'ERROR' } as const;

/** What JSON says of a measured test besides its result. */
export function benchJson(benchmark: Benchmark, memory: boolean): object {
  const { count, total, bytes } = benchmark;
  const Extra = distribution(benchmark);
  return { N: count, T: Math.round(total), Bytes: 0, MemBytes: memory ? bytes : 0, Extra };
}

function figure(value: number): string {
  return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toPrecision(3);
}

/** `data.p_test.test_x` as `DataPTestTestX`. */
function camelCase(name: string): string {
  return name
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

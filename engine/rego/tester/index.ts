export { type CompiledTests, compileTests, loadTests, type TestOptions } from './compile.ts';
export { Coverage, type CoverageReport, type FileCoverage } from './coverage.ts';
export { explainFailure } from './explain.ts';
export { reportJson } from './report-json.ts';
export { reportJunit } from './report-junit.ts';
export { type PrettyOptions, reportPretty } from './report-pretty.ts';
export { prepareTests, type RunOptions, runTests } from './run.ts';
export { type Explain, traceTest } from './trace-test.ts';
export type { FailedValue, Failure, SubResult, TestCase, TestResult, TestSuite } from './types.ts';

import type { SubResult, TestResult } from './types.ts';

/** Writes results in the shape of `opa test --format json`; printed output is Base64 there. */
export function reportJson(results: readonly TestResult[]): string {
  return `${JSON.stringify(results.map(toRow), null, 2)}\n`;
}

/** One result as it stands in the JSON. */
export function toRow(result: TestResult): object {
  const { test, status, cases, output, nanoseconds } = result;
  const { file, row, col } = test;
  return {
    ...(result.status === 'error' ? { error: errorOf(result) } : {}),
    location: { file, row, col },
    ...(cases.length > 0 ? { sub_results: casesOf(cases) } : {}),
    package: test.package,
    name: test.name,
    ...(output === '' ? {} : { output: Buffer.from(output).toString('base64') }),
    duration: Math.round(nanoseconds),
    ...(status === 'failed' ? { fail: true } : {}),
    ...(status === 'skipped' ? { skip: true } : {}),
  };
}

function errorOf({ error: { code, message, place } }: Extract<TestResult, { status: 'error' }>): object {
  return { code, message, ...(place === undefined ? {} : { location: place }) };
}

function casesOf(cases: readonly SubResult[]): object {
  const rows: Record<string, object> = Object.create(null);
  for (const { name, failed, cases: inner } of cases)
    rows[name] = {
      ...(inner.length > 0 ? { sub_results: casesOf(inner) } : {}),
      ...(name === '' ? {} : { name }),
      ...(failed ? { fail: true } : {}),
    };
  return rows;
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RegoVersion } from '../../../engine/rego/ast/index.ts';
import { parseModule } from '../../../engine/rego/parser/index.ts';
import { hasOpa, OPA_VERSION, opaErrors } from './opa.ts';

/** One line of errors.jsonl: a text and what OPA 1.19.1 says of it; an empty list where it parses. */
type ErrorCase = {
  readonly rego_version: RegoVersion;
  /** OPA then ran with `and`, `or` and `not` among the future keywords of its capabilities. */
  readonly experimental_keywords?: boolean;
  readonly module: string;
  readonly want_errors: readonly string[];
};

const CASES: readonly (ErrorCase & { readonly line: number })[] = readFileSync(
  new URL('./errors.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((text, index) => ({ ...(JSON.parse(text) as ErrorCase), line: index + 1 }));

function errorsOf({ module, rego_version, experimental_keywords = false }: ErrorCase, allErrors = false): string[] {
  const options = { regoVersion: rego_version, experimentalKeywords: experimental_keywords, allErrors };
  const outcome = parseModule({ name: 'a.rego', text: module }, options);
  return outcome.diagnostics.map(({ message, place }) => `${place?.row}:${place?.col} ${message}`);
}

describe('parse errors are those of OPA', () => {
  test.each(CASES)('errors.jsonl:$line $module', (entry) => {
    expect(errorsOf(entry)).toEqual(entry.want_errors);
  });

  test('every error has the code, the line and a width', () => {
    for (const { module, rego_version } of CASES) {
      const outcome = parseModule({ name: 'a.rego', text: module }, { regoVersion: rego_version });
      for (const { code, line, width, place } of outcome.diagnostics) {
        expect(code).toBe('rego_parse_error');
        if (place?.row !== 0) expect(line).toBeTypeOf('string');
        if (place?.row !== 0) expect(width).toBeGreaterThan(0);
      }
    }
  });
});

describe.skipIf(!hasOpa())(`the table against OPA ${OPA_VERSION} (skipped when it is not installed)`, () => {
  const sample = CASES.filter(({ line, experimental_keywords }) => line % 5 === 0 && !experimental_keywords);
  test.each(sample)('errors.jsonl:$line', ({ module, rego_version, want_errors }) => {
    expect(opaErrors(module, rego_version)).toEqual(want_errors);
  });
});

describe('allErrors', () => {
  const module = 'package a\n\np := )\n\nq if {\n\tx y\n}\n\nr := 1\n\ns contains (\n';

  const BROKEN: ErrorCase = { rego_version: 'v1', module, want_errors: [] };

  test('goes on with the next statement', () => {
    expect(errorsOf(BROKEN, true).filter((line) => !line.includes(': expected'))).toEqual([
      '3:6 unexpected ) token',
      '12:0 unexpected eof token',
    ]);
    expect(errorsOf(BROKEN, true).some((line) => line.startsWith('6:4 '))).toBe(true);
  });

  test('starts with the errors that OPA reports', () => {
    for (const entry of CASES) {
      const first = errorsOf(entry);
      expect(errorsOf(entry, true).slice(0, first.length)).toEqual(first);
    }
  });
});

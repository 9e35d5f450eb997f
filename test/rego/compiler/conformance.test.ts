import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import type { RegoVersion } from '../../../engine/rego/ast/index.ts';
import { compileQuery } from '../../../engine/rego/compiler/index.ts';
import { parseQuery } from '../../../engine/rego/parser/index.ts';
import { compileTexts, filesBelow, HAS_SHARED_DATA, SHARED_DATA, shown } from './support.ts';

const CASES = `${SHARED_DATA}opa-conformance/cases`;
const COMPILE_CASES = `${SHARED_DATA}opa-conformance/compilecases`;

type EvaluationCase = {
  readonly note: string;
  readonly modules?: readonly string[];
  readonly query?: string;
  readonly want_error_code?: string;
  readonly experimental_keywords?: boolean;
};
type CompileCase = {
  readonly note: string;
  readonly modules: readonly string[];
  readonly print_statements?: boolean;
  readonly want_errors: readonly { code: string; row: number; col: number; message: string }[];
  readonly exhaustive: boolean;
};

function casesOf<T>(file: string): readonly T[] {
  return (load(readFileSync(file, 'utf8')) as { readonly cases: readonly T[] }).cases;
}

function named(modules: readonly string[] = []): { [name: string]: string } {
  return Object.fromEntries(modules.map((text, i) => [`module-${i}.rego`, text]));
}

/** Why a case does not compile, or undefined where it does. */
function codeOf(item: EvaluationCase, regoVersion: RegoVersion): string | undefined {
  const experimentalKeywords = item.experimental_keywords === true;
  const compiled = compileTexts(named(item.modules), { regoVersion, experimentalKeywords });
  if (!compiled.ok) return compiled.diagnostics[0]?.code;
  if (item.query === undefined) return undefined;
  const query = parseQuery({ name: '', text: item.query }, { regoVersion, experimentalKeywords });
  if (!query.ok) return query.diagnostics[0]?.code;
  const result = compileQuery(query.value.body, compiled.value, { imports: query.value.imports });
  return result.ok ? undefined : result.diagnostics[0]?.code;
}

if (!HAS_SHARED_DATA) console.warn('SKIPPED: the conformance cases are not at ../shared/data');

describe.skipIf(!HAS_SHARED_DATA)('conformance cases compile, or fail with the wanted code', () => {
  for (const version of ['v0', 'v1'] as const)
    test(version, { timeout: 120_000 }, () => {
      const wrong: string[] = [];
      for (const file of HAS_SHARED_DATA ? filesBelow(`${CASES}/${version}`, '.yaml') : [])
        for (const item of casesOf<EvaluationCase>(file)) {
          const wanted = item.want_error_code?.startsWith('rego_') ? item.want_error_code : undefined;
          // A builtin that only OPA's own test program has.
          if ((item.modules ?? []).some((text) => text.includes('test.sleep'))) continue;
          const got = codeOf(item, version);
          if (got !== wanted) wrong.push(`${item.note}: want ${wanted}, got ${got}`);
        }
      expect(wrong).toEqual([]);
    });
});

describe.skipIf(!HAS_SHARED_DATA)('compiler conformance cases', () => {
  const files = HAS_SHARED_DATA ? filesBelow(COMPILE_CASES, '.yaml') : [];
  for (const file of files)
    for (const item of casesOf<CompileCase>(file))
      test(`${relative(COMPILE_CASES, file)} ${item.note}`, () => {
        const regoVersion = relative(COMPILE_CASES, file).startsWith('v0') ? 'v0' : 'v1';
        const print = item.print_statements === true;
        const { diagnostics } = compileTexts(named(item.modules), { regoVersion, print });
        const got = diagnostics.map((diagnostic) => shown(diagnostic).replace(/ \S+\.rego:/, ' '));
        const want = item.want_errors.map(({ code, row, col, message }) => `${code} ${row}:${col} ${message}`);
        if (item.exhaustive) expect(got).toEqual(want);
        else expect(got).toEqual(expect.arrayContaining(want));
      });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../engine/diagnostics/index.ts';
import type { RegoVersion } from '../../../engine/rego/ast/index.ts';
import type { RegoValue } from '../../../engine/rego/value/index.ts';
import { compileTexts, shown, type Texts } from './support.ts';

type CheckError = {
  readonly code: string;
  readonly message: string;
  readonly row?: number;
  readonly col?: number;
  readonly details?: unknown;
};
/** One line of checks.jsonl: a module and what `opa check --format json` of OPA 1.19 says of it. */
type CheckCase = {
  readonly rego_version: RegoVersion;
  readonly strict?: true;
  readonly module: string;
  readonly want_errors: readonly CheckError[];
};

const CASES: readonly (CheckCase & { readonly line: number })[] = readFileSync(
  new URL('./checks.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((text, index) => ({ ...(JSON.parse(text) as CheckCase), line: index + 1 }));

function toError({ code, message, place, details }: Diagnostic): CheckError {
  return {
    code,
    message,
    ...(place === undefined ? {} : { row: place.row, col: place.col }),
    ...(details === undefined ? {} : { details }),
  };
}

/** OPA lists errors of one place in no particular order. */
function sorted(errors: readonly CheckError[]): readonly CheckError[] {
  return [...errors].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ row = 0, col = 0, message }: CheckError): string {
  return `${row}:${col} ${message} `;
}

describe('errors and their details are those of opa check --format json', () => {
  test.each(CASES)('checks.jsonl:$line $module', ({ rego_version, strict, module, want_errors }) => {
    const options = { regoVersion: rego_version, strict: strict === true, print: true };
    const { diagnostics } = compileTexts({ 'm.rego': module }, options);
    expect(sorted(diagnostics.map(toError))).toEqual(sorted(want_errors));
  });
});

type DataCase = {
  readonly note: string;
  readonly modules: Texts;
  readonly data: RegoValue;
  readonly want: readonly string[];
};

const DATA_CASES: readonly DataCase[] = [
  {
    note: 'a value, and a value below an object',
    modules: { 'm.rego': 'package b\n\np := 1\n\nq.r := 2\n\nq.z := 3\n\nu := 1\n' },
    data: { b: { p: 1, q: { r: 2 } } },
    want: [
      'rego_compile_error m.rego:3:1 conflicting rule for data path b/p found',
      'rego_compile_error m.rego:5:1 conflicting rule for data path b/q/r found',
    ],
  },
  {
    note: 'rules below what is no object',
    modules: { 'm.rego': 'package s.t\n\nv := 1\n\nw[x] := 1 if x := 2\n' },
    data: { s: { t: 1 } },
    want: [
      'rego_compile_error m.rego:3:1 conflicting rule for data path s/t/v found',
      'rego_compile_error m.rego:5:1 conflicting rule for data path s/t/w found',
    ],
  },
  {
    note: 'functions and sets',
    modules: { 'm.rego': 'package s\nt contains 1\nf(x) := 1\ng(x) := 1\n' },
    data: { s: { t: null, f: [] } },
    want: [
      'rego_compile_error m.rego:3:1 conflicting rule for data path s/f found',
      'rego_compile_error m.rego:2:1 conflicting rule for data path s/t found',
    ],
  },
  {
    note: 'items of arrays',
    modules: { 'm.rego': 'package b["0"]\np := 1\n', 'n.rego': 'package b["1"]\np := 1\n' },
    data: { b: [{ p: 1 }] },
    want: [
      'rego_compile_error m.rego:2:1 conflicting rule for data path b/0/p found',
      'rego_compile_error n.rego:2:1 conflicting rule for data path b/1/p found',
    ],
  },
  {
    note: 'names that objects inherit',
    modules: { 'm.rego': 'package b\nconstructor := 1\n__proto__ := 2\n' },
    data: { b: {} },
    want: [],
  },
];

describe('rules where base documents stand', () => {
  test.each(DATA_CASES)('$note', ({ modules, data, want }) => {
    expect(compileTexts(modules, { baseDocuments: data }).diagnostics.map(shown)).toEqual(want);
    expect(compileTexts(modules).diagnostics).toEqual([]);
  });
});

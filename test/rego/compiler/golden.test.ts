import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileTexts, shown, type Texts } from './support.ts';

type Fact = {
  readonly code: string;
  readonly file: string;
  readonly row: number;
  readonly col: number;
  readonly message: string;
};
type GoldenCase = {
  readonly note: string;
  readonly flags: readonly ('strict' | 'v0')[];
  readonly modules: Texts;
  readonly errors: readonly Fact[];
};

const file = new URL('../../../fixtures/rego/diagnostics/compiler.json', import.meta.url);
const CASES = (JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly GoldenCase[] }).cases;

/** Where OPA 1.19 gives no place ours is welcome; newer OPA names the rule on lines that rules share. */
function comparable(facts: readonly string[], places: readonly boolean[]): string[] {
  return facts
    .map((fact, i) => (places[i] ? fact : fact.replace(/^(\w+) \S*:\d+:\d+ /, '$1 ')))
    .map((fact) => fact.replace(/ is unsafe in rule \S+$/, ' is unsafe'))
    .sort();
}

function factText(fact: Fact): string {
  return fact.row === 0
    ? `${fact.code} ${fact.message}`
    : `${fact.code} ${fact.file}:${fact.row}:${fact.col} ${fact.message}`;
}

describe('diagnostics agree with OPA 1.19', () => {
  test.each(CASES)('$note', ({ flags, modules, errors }) => {
    const result = compileTexts(modules, {
      regoVersion: flags.includes('v0') ? 'v0' : 'v1',
      strict: flags.includes('strict'),
      print: true,
    });
    const places = errors.map((error) => error.row > 0);
    const got = result.diagnostics.map(shown);
    expect(got.length).toBe(errors.length);
    expect(comparable(got, places)).toEqual(
      comparable(
        errors.map(factText),
        errors.map(() => true),
      ),
    );
    const rows = (list: readonly (number | undefined)[]) => list.filter((_, i) => places[i]);
    expect(rows(result.diagnostics.map((diagnostic) => diagnostic.place?.row))).toEqual(rows(errors.map((e) => e.row)));
  });
});

const opa = [
  process.env['OPA'] ?? '',
  ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'opa')),
].find((path) => path !== '' && existsSync(path));
if (opa === undefined) console.warn('SKIPPED: opa is not installed, the recorded answers are not compared with it');

describe.skipIf(opa === undefined)('the recorded answers are those of the opa at hand', () => {
  test('all cases', { timeout: 120_000 }, () => {
    const differing = CASES.filter((item) => {
      const live = answerOf(item).map(factText).sort();
      return JSON.stringify(live) !== JSON.stringify(item.errors.map(factText).sort());
    });
    expect(differing.map((item) => item.note)).toEqual([]);
  });
});

function answerOf({ flags, modules }: GoldenCase): Fact[] {
  const folder = mkdtempSync(join(tmpdir(), 'opa-check-'));
  try {
    for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), text);
    const options = [
      ...(flags.includes('strict') ? ['--strict'] : []),
      ...(flags.includes('v0') ? ['--v0-compatible'] : []),
    ];
    const args = ['check', '--format', 'json', ...options, ...Object.keys(modules).sort()];
    let output = '';
    try {
      output = execFileSync(opa!, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
      output = stdout || stderr;
    }
    if (output.trim() === '') return [];
    type OpaError = { code: string; message: string; location?: { file?: string; row?: number; col?: number } };
    return (JSON.parse(output) as { errors: OpaError[] }).errors.map(({ code, message, location }) => ({
      code,
      message,
      file: location?.file ?? '',
      row: location?.row ?? 0,
      col: location?.col ?? 0,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
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
  /** By path below `schema`; the empty path is the input's. */
  readonly schemas?: { readonly [path: string]: unknown };
  /** Why our places differ from those of OPA. */
  readonly places?: string;
  readonly errors: readonly Fact[];
};

const folder = new URL('../../../fixtures/rego/diagnostics/', import.meta.url);
const CASES = ['compiler.json', 'compiler-types.json'].flatMap(
  (name) =>
    (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { readonly cases: readonly GoldenCase[] }).cases,
);

/**
 * OPA lists errors of one place in no particular order. Where it gives no place ours is welcome; newer OPA names the
 * rule on lines that rules share, and so do we.
 */
function comparable(facts: readonly string[], places: boolean): string[] {
  return facts
    .map((fact) => (places ? fact : fact.replace(/^(\w+) \S*:\d+:\d+ /, '$1 ')))
    .map((fact) => fact.replace(/ is unsafe in rule \S+$/, ' is unsafe'))
    .sort();
}

function factText(fact: Fact): string {
  return fact.row === 0
    ? `${fact.code} ${fact.message}`
    : `${fact.code} ${fact.file}:${fact.row}:${fact.col} ${fact.message}`;
}

describe('diagnostics agree with OPA 1.19', () => {
  test.each(CASES)('$note', ({ flags, modules, schemas, places: excuse, errors }) => {
    const result = compileTexts(modules, {
      regoVersion: flags.includes('v0') ? 'v0' : 'v1',
      strict: flags.includes('strict'),
      print: true,
      schemas: schemas ?? {},
    });
    const comparePlaces = excuse === undefined && errors.every((error) => error.row > 0);
    const got = result.diagnostics.map((diagnostic) => shown(diagnostic));
    expect(comparable(got, comparePlaces)).toEqual(comparable(errors.map(factText), comparePlaces));
  });
});

const opa = [
  process.env.OPA ?? '',
  ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'opa')),
].find((path) => path !== '' && existsSync(path));
if (opa === undefined) console.warn('SKIPPED: opa is not installed, the recorded answers are not compared with it');

describe.skipIf(opa === undefined)('the recorded answers are those of the opa at hand', () => {
  test('all cases', { timeout: 120_000 }, () => {
    const differing = CASES.filter((item) => {
      const live = answerOf(item).map(factText).sort();
      const recorded = item.errors.map(factText).sort();
      // Which way round a circle of rules is told, OPA leaves to chance.
      return item.note.includes('recursion') ? live.length !== recorded.length : String(live) !== String(recorded);
    });
    expect(differing.map((item) => item.note)).toEqual([]);
  });
});

function answerOf({ flags, modules, schemas = {} }: GoldenCase): Fact[] {
  const folder = mkdtempSync(join(tmpdir(), 'opa-check-'));
  try {
    for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), text);
    const options = [
      ...(flags.includes('strict') ? ['--strict'] : []),
      ...(flags.includes('v0') ? ['--v0-compatible'] : []),
    ];
    const args = ['check', '--format', 'json', ...options, ...Object.keys(modules).sort()];
    for (const [path, schema] of Object.entries(schemas)) {
      const file = path === '' ? 'schema.json' : join('schemas', `${path}.json`);
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), JSON.stringify(schema));
    }
    if (Object.keys(schemas).length > 0) args.push('--schema', '' in schemas ? 'schema.json' : 'schemas');
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

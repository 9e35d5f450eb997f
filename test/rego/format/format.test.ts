import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { afterAll, describe, expect, test } from 'vitest';
import { formatModule } from '../../../engine/rego/format/index.ts';

const FIXTURES = new URL('../../../fixtures/rego/format/', import.meta.url).pathname;
const SHARED = new URL('../../../../shared/data/', import.meta.url).pathname;
const MODES = ['v1', 'v0', 'v0-v1'] as const;
const FLAGS = { v1: [], v0: ['--v0-compatible'], 'v0-v1': ['--v0-v1'] } as const;

type Mode = (typeof MODES)[number];

function format(text: string, mode: Mode) {
  return formatModule(text, { regoVersion: mode === 'v1' ? 'v1' : 'v0', target: mode, checkResult: false });
}

function formatted(text: string, mode: Mode): string {
  const outcome = format(text, mode);
  return outcome.ok ? outcome.value : JSON.stringify(outcome.diagnostics);
}

// The `.formatted.rego` beside each module is what `opa fmt` of OPA 1.19.1 printed.
const GOLDENS = MODES.flatMap((mode) =>
  readdirSync(join(FIXTURES, mode))
    .filter((name) => name.endsWith('.rego') && !name.endsWith('.formatted.rego'))
    .map((name) => ({ mode, name, path: join(FIXTURES, mode, name) })),
);

describe('golden modules', () => {
  test.each(GOLDENS)('$mode/$name', ({ mode, path }) => {
    const want = readFileSync(path.replace(/\.rego$/, '.formatted.rego'), 'utf8');
    expect(formatted(readFileSync(path, 'utf8'), mode)).toBe(want);
    if (mode !== 'v0-v1') expect(formatted(want, mode), 'formatted once more').toBe(want);
  });
});

describe('errors', () => {
  const CASES = [
    { note: 'text that does not parse', mode: 'v1', text: 'package a\n\np if {', want: 'rego_parse_error' },
    { note: 'v0 text as v1', mode: 'v1', text: 'package a\n\np { true }', want: 'rego_parse_error' },
    { note: 'operand missing', mode: 'v1', text: 'package a\n\np if plus(1)', want: 'rego_type_error' },
    { note: 'deprecated builtin', mode: 'v1', text: 'package a\n\np := any([true])', want: 'rego_type_error' },
    {
      note: 'imports of one name',
      mode: 'v0-v1',
      text: 'package a\nimport data.x\nimport data.y.x',
      want: 'rego_compile_error',
    },
    { note: 'keyword as name', mode: 'v0-v1', text: 'package a\n\nif { true }', want: 'rego_parse_error' },
  ] as const;
  test('a result that a comment breaks', () => {
    const text = 'package a\n\np\nif\n{\n\tf( # c\n"0" # d\n)\n}\n';
    const outcome = formatModule(text, { regoVersion: 'v1' });
    expect(outcome.diagnostics[0]).toMatchObject({ code: 'rego_parse_error', place: { file: 'formatted' } });
  });
  test('a line that would become part of the one above', () => {
    const outcome = formatModule('package a\n\np if { x := 1; -x < 0; true }\n', { regoVersion: 'v1' });
    expect(outcome.ok ? outcome.value : outcome.diagnostics[0]?.message).toMatch(/0 - x < 0|other expressions/);
    const minus = formatModule('package a\n\np if { input.x == 1; -1 < 0 }\n', { regoVersion: 'v1' });
    expect(minus.diagnostics[0]?.message).toBe('the formatted rule would have other expressions');
  });
  test.each(CASES)('$note', ({ mode, text, want }) => {
    const outcome = format(text, mode);
    expect(outcome.ok ? outcome.value : outcome.diagnostics[0]?.code).toBe(want);
  });
});

/** Every string of the shared data that starts as a Rego module, once. */
function sharedModules(): readonly string[] {
  const found = new Set<string>();
  const dig = (value: unknown): void => {
    if (typeof value === 'string') {
      if (/^\s*(?:#.*\n\s*)*package\s/.test(value)) found.add(value);
    } else if (value !== null && typeof value === 'object') Object.values(value).forEach(dig);
  };
  for (const entry of readdirSync(SHARED, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    if (!text.includes('package ')) continue;
    try {
      loadAll(text, { schema: CORE_SCHEMA }).forEach(dig);
    } catch {
      // Templates of charts are no YAML.
    }
  }
  return [...found];
}

const opa = [
  join(homedir(), '.peers', 'bin', 'opa'),
  ...(process.env.PATH ?? '').split(':').map((dir) => join(dir, 'opa')),
].find((path) => existsSync(path));
const folder = mkdtempSync(join(tmpdir(), 'probity-format-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(opa === undefined || !existsSync(SHARED))('the same bytes as opa fmt', () => {
  test.each(MODES)('%s', { timeout: 120_000 }, (mode) => {
    const ours = sharedModules().flatMap((text) => {
      const outcome = format(text, mode);
      return outcome.ok ? [{ text, value: outcome.value }] : [];
    });
    const dir = join(folder, mode);
    mkdirSync(dir);
    for (const [index, { text }] of ours.entries()) writeFileSync(join(dir, `${index}.rego`), text);
    const run = spawnSync(opa ?? '', ['fmt', '-w', '--check-result=false', ...FLAGS[mode], dir], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const different = ours.filter(({ value }, index) => readFileSync(join(dir, `${index}.rego`), 'utf8') !== value);
    expect(different).toEqual([]);
    expect(ours.length).toBeGreaterThan(1000);
  });
});

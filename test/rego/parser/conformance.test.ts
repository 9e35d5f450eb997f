import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { type Module, print, type RegoVersion } from '../../../engine/rego/ast/index.ts';
import { type ParseOptions, parseModule, parseQuery } from '../../../engine/rego/parser/index.ts';
import { moduleShape } from './shape.ts';

const ROOT = new URL('../../../../shared/data/opa-conformance/cases/', import.meta.url);
const PRESENT = existsSync(ROOT);

type Case = {
  readonly note: string;
  readonly modules?: readonly string[];
  readonly query?: string;
  readonly want_error_code?: string;
  readonly experimental_keywords?: boolean;
};
type Text = { readonly note: string; readonly text: string; readonly options: ParseOptions; readonly fails: boolean };

function readCases(regoVersion: RegoVersion): { readonly modules: readonly Text[]; readonly queries: readonly Text[] } {
  const modules: Text[] = [];
  const queries: Text[] = [];
  const root = new URL(`${regoVersion}/`, ROOT);
  for (const folder of readdirSync(root).sort()) {
    for (const file of readdirSync(new URL(`${folder}/`, root)).sort()) {
      const { cases } = load(readFileSync(new URL(`${folder}/${file}`, root), 'utf8')) as { cases: readonly Case[] };
      for (const entry of cases) {
        const options: ParseOptions = { regoVersion, experimentalKeywords: entry.experimental_keywords === true };
        const fails = entry.want_error_code === 'rego_parse_error';
        const note = `${folder}/${file} ${entry.note}`;
        for (const text of entry.modules ?? []) modules.push({ note, text, options, fails });
        if (entry.query !== undefined) queries.push({ note, text: entry.query, options, fails: false });
      }
    }
  }
  return { modules, queries };
}

describe.skipIf(!PRESENT).each(['v0', 'v1'] as const)("OPA's %s conformance cases (skipped when absent)", (version) => {
  const { modules, queries } = PRESENT ? readCases(version) : { modules: [], queries: [] };

  test('every module parses, or fails where a parse error is wanted', () => {
    expect(modules.length).toBeGreaterThan(1000);
    const wrong = modules.filter(
      ({ text, options, fails, note }) => parseModule({ name: note, text }, options).ok === fails,
    );
    expect(wrong.map(({ note }) => note)).toEqual([]);
  });

  test('every query parses', () => {
    const wrong = queries.filter(({ text, options, note }) => !parseQuery({ name: note, text }, options).ok);
    expect(wrong.map(({ note, text }) => `${note}: ${text}`)).toEqual([]);
  });

  test('every module prints to a text that parses to it', () => {
    for (const { text, options, note } of modules) {
      const parsed = parseModule({ name: note, text }, options);
      if (!parsed.ok) continue;
      const printed = print(parsed.value);
      const again = parseModule({ name: note, text: printed }, options);
      if (!again.ok) throw new Error(`${note}: ${again.diagnostics[0]?.message}\n${printed}`);
      if (shapeText(again.value) !== shapeText(parsed.value))
        expect(moduleShape(again.value)).toEqual(moduleShape(parsed.value));
    }
  });
});

function shapeText(module: Module): string {
  return JSON.stringify(moduleShape(module));
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { catalogsFromJson, catalogsToJson, lintControls } from '../../engine/controls/index.ts';
import { loadCatalogs } from '../../engine/controls/load.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const files = ['soc2/2017-2022', 'iso27001/2022'].flatMap((folder) =>
  ['catalog.yaml', 'mapping.yaml'].map((name) => ({
    path: `${folder}/${name}`,
    text: readFileSync(join(ROOT, 'controls', folder, name), 'utf8'),
  })),
);
const loaded = loadCatalogs(files);

/** Ids of the shipped policies: every folder with a policy.rego, two levels below policies/. */
const policyIds = readdirSync(join(ROOT, 'policies'), { withFileTypes: true })
  .filter((provider) => provider.isDirectory())
  .flatMap((provider) =>
    readdirSync(join(ROOT, 'policies', provider.name), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(entry.parentPath, entry.name, 'policy.rego')))
      .map((entry) => `${provider.name}/${entry.name}`),
  );

test('the shipped catalogs load and lint without a word', () => {
  expect(loaded.diagnostics).toEqual([]);
  expect(lintControls(loaded.catalogs, policyIds).map((one) => one.message)).toEqual([]);
});

describe('ids', () => {
  const range = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
  const [iso, soc] = loaded.catalogs.map((catalog) => catalog.controls.map((control) => control.id as string));

  test('SOC 2 has its 61 criteria', () => {
    const common = [5, 3, 4, 2, 3, 8, 5, 1, 2].flatMap((count, index) => range(`CC${index + 1}.`, count));
    const privacy = [1, 1, 2, 3, 2, 7, 1, 1].flatMap((count, index) => range(`P${index + 1}.`, count));
    const want = [...common, ...range('A1.', 3), ...range('C1.', 2), ...range('PI1.', 5), ...privacy];
    expect(want).toHaveLength(61);
    expect(soc).toEqual(want);
  });

  test('ISO/IEC 27001 Annex A has its 93 controls', () => {
    expect(iso).toEqual([...range('A.5.', 37), ...range('A.6.', 8), ...range('A.7.', 14), ...range('A.8.', 34)]);
    expect(iso).toHaveLength(93);
  });
});

test('every shipped policy supports a control of each framework', () => {
  for (const catalog of loaded.catalogs) {
    const mapped = new Set<string>(catalog.mapping.flatMap((row) => row.policies));
    expect(
      policyIds.filter((id) => !mapped.has(id)),
      catalog.framework,
    ).toEqual([]);
  }
});

test('a control that is shown in part says what else is needed', () => {
  for (const { controls, mapping } of loaded.catalogs)
    for (const control of controls) {
      const strengths = mapping.filter((row) => row.control === control.id).map((row) => row.strength);
      if (strengths.length > 0 && !strengths.includes('direct'))
        expect(control.alsoNeeded, `${control.id} is shown in part only`).toBeDefined();
    }
});

test('titles are short and nothing claims compliance', () => {
  for (const { text } of files) expect(text).not.toMatch(/compliant/i);
  for (const { controls } of loaded.catalogs) for (const { title } of controls) expect(title.length).toBeLessThan(60);
});

test('the form made at build time reads back as the same', () => {
  expect(catalogsFromJson(catalogsToJson(loaded.catalogs), 'catalogs.json')).toEqual(loaded);
});

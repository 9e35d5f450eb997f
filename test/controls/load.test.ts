import { describe, expect, test } from 'vitest';
import {
  type Catalog,
  type ControlId,
  catalogsFromJson,
  lintControls,
  type MappingRow,
} from '../../engine/controls/index.ts';
import { loadCatalogs } from '../../engine/controls/load.ts';
import type { PolicyId } from '../../engine/policies/index.ts';

const CATALOG = `framework: test
version: "1"
title: Test
controls:
  - id: T.1
    title: First
    group: All
  - id: T.2
    title: Second
    group: All
    notAutomated: a matter of people
`;
const MAPPING = `rows:
  - control: T.1
    policies: [aws/a]
    strength: direct
    rationale: because
    source: https://example.com/
`;

const told = (catalog: string, mapping: string | undefined) => {
  const files = [
    { path: 'test/1/catalog.yaml', text: catalog },
    ...(mapping === undefined ? [] : [{ path: 'test/1/mapping.yaml', text: mapping }]),
  ];
  return loadCatalogs(files).diagnostics.map(({ place, message }) =>
    place === undefined ? message : `${place.file.split('/').at(-1)}:${place.row}:${place.col} ${message}`,
  );
};

test.for([
  { note: 'whole', catalog: CATALOG, mapping: MAPPING, want: [] },
  {
    note: 'no mapping',
    catalog: CATALOG,
    mapping: undefined,
    want: ['`test/1/catalog.yaml` has no mapping beside it'],
  },
  {
    note: 'no title',
    catalog: CATALOG.replace('title: First\n    ', ''),
    mapping: MAPPING,
    want: ['catalog.yaml:5:5 `controls.0.title` is not text'],
  },
  {
    note: 'a misspelt key',
    catalog: CATALOG.replace('notAutomated', 'notAutomatic'),
    mapping: MAPPING,
    want: ['catalog.yaml:11:19 `controls.1.notAutomatic` is not a known key'],
  },
  {
    note: 'a strength that is none',
    catalog: CATALOG,
    mapping: MAPPING.replace('direct', 'strong'),
    want: ['mapping.yaml:4:15 `rows.0.strength` is none of direct, partial, indirect'],
  },
  {
    note: 'no policies',
    catalog: CATALOG,
    mapping: MAPPING.replace('[aws/a]', '[]'),
    want: ['mapping.yaml:3:15 `rows.0.policies` is not a list of policy ids'],
  },
  {
    note: 'a list',
    catalog: '- a\n',
    mapping: MAPPING,
    want: expect.arrayContaining(['catalog.yaml:1:1 the file is not a mapping']),
  },
  {
    note: 'not YAML',
    catalog: 'a: [\n',
    mapping: MAPPING,
    want: expect.arrayContaining([expect.stringMatching(/^catalog\.yaml:\d+:\d+ the file is not YAML/)]),
  },
])('loading: $note', ({ catalog, mapping, want }) => {
  expect(told(catalog, mapping)).toEqual(want);
});

test.for(['', '{}', '[1]', '[{"framework":"a"}]', '{'])('built JSON %j is refused', (text) => {
  expect(catalogsFromJson(text, 'c.json').diagnostics.length).toBeGreaterThan(0);
});

describe('lint', () => {
  const good = loadCatalogs([
    { path: 'test/1/catalog.yaml', text: CATALOG },
    { path: 'test/1/mapping.yaml', text: MAPPING },
  ]).catalogs[0]!;
  const [row] = good.mapping as readonly [MappingRow];
  const [first, second] = good.controls;

  test.for<{ note: string; change: Partial<Catalog>; want: readonly string[] }>([
    { note: 'whole', change: {}, want: [] },
    {
      note: 'unknown policy',
      change: { mapping: [{ ...row, policies: ['aws/b' as PolicyId] }] },
      want: ['`T.1` is mapped to the unknown policy `aws/b`'],
    },
    {
      note: 'unknown control',
      change: { mapping: [row, { ...row, control: 'T.9' as ControlId }] },
      want: ['a mapping row names the unknown control `T.9`'],
    },
    {
      note: 'missing control',
      change: { mapping: [] },
      want: ['control `T.1` has neither a mapping row nor a reason in `notAutomated`'],
    },
    {
      note: 'both',
      change: { mapping: [row, { ...row, control: 'T.2' as ControlId }] },
      want: ['control `T.2` is mapped and yet called not automated'],
    },
    {
      note: 'duplicate control',
      change: { controls: [first!, first!, second!] },
      want: ['control `T.1` is there twice'],
    },
    { note: 'duplicate row', change: { mapping: [row, row] }, want: ['`T.1` is mapped to `aws/a` twice'] },
    {
      note: 'no rationale',
      change: { mapping: [{ ...row, rationale: '' }] },
      want: ['a mapping row of `T.1` has no rationale'],
    },
    {
      note: 'no source',
      change: { mapping: [{ ...row, source: 'somewhere' }] },
      want: ['a mapping row of `T.1` has no source URL'],
    },
  ])('$note', ({ change, want }) => {
    const messages = lintControls([{ ...good, ...change }], ['aws/a']).map((one) => one.message);
    expect(messages).toEqual(want.map((text) => `test 1: ${text}`));
  });
});

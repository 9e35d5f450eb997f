import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFiles } from '../../engine/cli/find-files.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'probity-find-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Writes files by name; `-> target` makes a link. */
function write(files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), join(cwd, path));
    else writeFileSync(join(cwd, path), text);
  }
}

type Row = {
  readonly note: string;
  readonly files: { readonly [path: string]: string };
  readonly paths: readonly string[];
  readonly want?: readonly string[];
  readonly codes?: readonly string[];
  readonly skipped?: readonly string[];
};

const ROWS: readonly Row[] = [
  { note: 'a file of any name', files: { plan: '{}' }, paths: ['plan'], want: ['plan'] },
  {
    note: 'in the order given, once',
    files: { 'b.json': '{}', 'a.json': '{}' },
    paths: ['./b.json', 'a.json', 'b.json'],
    want: ['b.json', 'a.json'],
  },
  { note: 'standard input once', files: {}, paths: ['-', '-'], want: ['-'] },
  {
    note: 'a folder, sorted',
    files: { 'd/b.yaml': 'a: 1', 'd/a/c.yml': 'a: 1', 'd/Z.JSON': '{}', 'd/x.tf': '', 'd/y.py': '', 'd/z.py': '' },
    paths: ['d/'],
    want: ['d/Z.JSON', 'd/a/c.yml', 'd/b.yaml', 'd/x.tf'],
    skipped: ['d: 2 files that are neither .json, .yaml nor .tf (.py)'],
  },
  {
    note: 'a folder twice, and a file of it',
    files: { 'd/a.json': '{}' },
    paths: ['d', 'd', 'd/a.json'],
    want: ['d/a.json'],
  },
  {
    note: 'the folder here',
    files: { 'b.yaml': 'a: 1', 'c/d.json': '{}' },
    paths: ['.'],
    want: ['b.yaml', 'c/d.json'],
  },
  {
    note: 'what .gitignore names',
    files: {
      '.gitignore': 'out/\n*.gen.json\n!keep.gen.json\n',
      'out/a.json': '{}',
      'a.gen.json': '{}',
      'keep.gen.json': '{}',
      'b.json': '{}',
    },
    paths: ['.'],
    want: ['b.json', 'keep.gen.json'],
    skipped: [
      '.: 1 files that are neither .json, .yaml nor .tf (.gitignore)',
      'a.gen.json: ignored by .gitignore',
      'out/: ignored by .gitignore',
    ],
  },
  {
    note: 'a .gitignore further down, and one above in a repository',
    files: {
      '.git/HEAD': '',
      '.gitignore': 'secret.json',
      'd/.gitignore': '/a.json',
      'd/a.json': '{}',
      'd/e/a.json': '{}',
      'd/secret.json': '{}',
    },
    paths: ['d'],
    want: ['d/e/a.json'],
    skipped: [
      'd/a.json: ignored by .gitignore',
      'd/secret.json: ignored by .gitignore',
      'd: 1 files that are neither .json, .yaml nor .tf (.gitignore)',
    ],
  },
  {
    note: 'an ignored file that is named',
    files: { '.gitignore': 'a.json', 'a.json': '{}' },
    paths: ['a.json'],
    want: ['a.json'],
  },
  {
    note: 'caches',
    files: { 'node_modules/a/package.json': '{}', '.terraform/m.json': '{}', 'a.json': '{}' },
    paths: ['.'],
    want: ['a.json'],
    skipped: ['.terraform/: a folder of copies and caches', 'node_modules/: a folder of copies and caches'],
  },
  {
    note: 'our own files',
    files: { 'probity.yaml': 'a: 1', 'probity.waivers.yaml': 'a: 1', 'a.json': '{}' },
    paths: ['.'],
    want: ['a.json'],
    skipped: ["probity.waivers.yaml: Probity's own file", "probity.yaml: Probity's own file"],
  },
  {
    note: 'a glob',
    files: { 'a/x.json': '{}', 'a/y.json': '{}', 'b/x.json': '{}', '.gitignore': 'y.json' },
    paths: ['*/*.json'],
    want: ['a/x.json', 'b/x.json'],
    skipped: ['a/y.json: ignored by .gitignore'],
  },
  { note: 'a glob that matches nothing', files: {}, paths: ['*.json'], codes: ['input_not_found'] },
  { note: 'a file with the name of a glob', files: { 'a[1].json': '{}' }, paths: ['a[1].json'], want: ['a[1].json'] },
  { note: 'nothing there', files: {}, paths: ['a.json', 'b/c.json'], codes: ['input_not_found', 'input_not_found'] },
  {
    note: 'a folder without files',
    files: { 'd/a.txt': '' },
    paths: ['d'],
    codes: ['input_nothing'],
    skipped: ['d: 1 files that are neither .json, .yaml nor .tf (.txt)'],
  },
  {
    note: 'a link to itself',
    files: { 'd/a.json': '-> a.json', 'd/b.json': '{}' },
    paths: ['d'],
    want: ['d/b.json'],
    codes: ['input_symlink_loop'],
  },
  {
    note: 'a link to a folder above',
    files: { 'd/e/up': '-> ..', 'd/e/b.json': '{}' },
    paths: ['d'],
    want: ['d/e/b.json'],
    skipped: ['d/e/up: a symbolic link that leads back to a folder above it'],
  },
  {
    note: 'a link to the outside',
    files: { 'x/secret.json': '{}', 'd/a.json': '-> ../x/secret.json', 'd/b': '-> ../x', 'd/c.json': '{}' },
    paths: ['d'],
    want: ['d/c.json'],
    skipped: [
      'd/a.json: a symbolic link that leads outside of the folder',
      'd/b: a symbolic link that leads outside of the folder',
    ],
  },
  {
    note: 'a link within',
    files: { 'd/a/b.json': '{}', 'd/z': '-> a', 'd/y.json': '-> a/b.json' },
    paths: ['d'],
    want: ['d/a/b.json'],
  },
  {
    note: 'a link to nothing',
    files: { 'd/a.json': '-> none', 'd/b': '-> none', 'd/c.json': '{}' },
    paths: ['d'],
    want: ['d/c.json'],
    codes: ['input_not_found'],
    skipped: ['d/b: a symbolic link to nothing'],
  },
];

describe('finds files', () => {
  test.each(ROWS)('$note', async ({ files, paths, want = [], codes = [], skipped = [] }) => {
    write(files);
    const found = await findFiles(paths, { cwd, readStdin: async () => Buffer.from('{}') });
    expect(found.files.map(({ path }) => path)).toEqual(want);
    expect(found.diagnostics.map(({ code }) => code)).toEqual(codes);
    expect(found.skipped.map(({ path, reason }) => `${path}: ${reason}`).sort()).toEqual([...skipped].sort());
  });

  test.skipIf(process.getuid?.() === 0)('tells what may not be read', async () => {
    write({ 'd/a.json': '{}', 'd/e/b.json': '{}', 'd/f.json': '{}' });
    chmodSync(join(cwd, 'd/a.json'), 0);
    chmodSync(join(cwd, 'd/e'), 0);
    const found = await findFiles(['d'], { cwd, readStdin: async () => Buffer.from('{}') });
    chmodSync(join(cwd, 'd/e'), 0o700);
    expect(found.files.map(({ path }) => path)).toEqual(['d/f.json']);
    expect(found.diagnostics.map(({ code }) => code)).toEqual(['input_unreadable', 'input_unreadable']);
  });
});

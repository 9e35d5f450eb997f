import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;

/** Who may import whom; types included, `diagnostics` is everybody's. ARCHITECTURE.md shows the same table. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  rego: [],
  inputs: [],
  collectors: [],
  store: [],
  resources: ['inputs'],
  policies: ['resources', 'rego'],
  findings: ['policies'],
  controls: ['policies', 'findings'],
  gate: ['findings', 'controls'],
  pipeline: ['inputs', 'resources', 'policies', 'findings', 'controls', 'gate', 'assessment'],
  assessment: ['inputs', 'resources', 'policies', 'findings', 'controls', 'gate'],
  evidence: ['assessment', 'inputs', 'resources', 'policies', 'findings', 'controls', 'gate'],
  reporters: ['assessment', 'inputs', 'resources', 'policies', 'findings', 'controls', 'gate'],
  runner: ['pipeline', 'assessment', 'collectors', 'store'],
  cli: [],
  index: [],
};
const MAY_IMPORT_ALL = new Set(['cli', 'index']);

function roomOf(path: string): string {
  const [first, second = ''] = path.split('/');
  return first === 'reporters' ? 'reporters' : second.replace(/\.ts$/, '');
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((match) =>
    posix.join(posix.dirname(path), match[1] ?? ''),
  );
}

test('imports follow the flow of data', () => {
  const wrong: string[] = [];
  for (const path of [...sourceFiles('engine'), ...sourceFiles('reporters')]) {
    const room = roomOf(path);
    const allowed = MAY_IMPORT[room];
    if (allowed === undefined) wrong.push(`${path}: the room \`${room}\` has no row in the table`);
    if (allowed === undefined || MAY_IMPORT_ALL.has(room)) continue;
    for (const target of importsOf(path)) {
      const targetRoom = roomOf(target);
      if (targetRoom === room || targetRoom === 'diagnostics' || allowed.includes(targetRoom)) continue;
      wrong.push(`${path} imports ${target}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('no room reaches out: network, disk, clock and randomness belong to cli, collectors and store', () => {
  const wrong: string[] = [];
  for (const path of [...sourceFiles('engine'), ...sourceFiles('reporters')]) {
    if (['cli', 'collectors', 'store'].includes(roomOf(path))) continue;
    const text = readFileSync(join(ROOT, path), 'utf8');
    const reach =
      /Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|'node:(fs|net|http|https|child_process|os)'/g;
    for (const match of text.matchAll(reach)) wrong.push(`${path}: ${match[0]}`);
  }
  expect(wrong).toEqual([]);
});

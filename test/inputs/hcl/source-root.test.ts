import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSources } from '../../../engine/cli/source-root.ts';
import { loadConfiguration } from '../../../engine/inputs/hcl/index.ts';

let folder = '';
const PLAN = new TextEncoder().encode('{"format_version":"1.2","planned_values":{},"resource_changes":[]}');

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
  write(
    'repo/infra/main.tf',
    'module "m" {\n  source = "../modules/m"\n}\nmodule "out" {\n  source = "../../outside"\n}\n',
  );
  write('repo/modules/m/m.tf', 'resource "a" "b" {}\n');
  write('outside/secret.tf', 'resource "a" "secret" {}\n');
  write('repo/infra/.terraform/providers/x/y.tf', 'resource "a" "provider" {}\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (named?: string, path = 'infra/plan.json') =>
  readSources({ cwd: join(folder, 'repo'), named, documents: [{ path, bytes: PLAN }] });

test('the folder of the plan, with modules beside it in the working directory', () => {
  const { sources, diagnostics } = read();
  const configuration = loadConfiguration(sources.tree, 'infra');
  expect(configuration.files.map(({ path }) => path)).toEqual(['infra/main.tf', 'modules/m/m.tf']);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'sources in `../outside` are not read: it lies outside of the source root',
  ]);
});

test('a named folder is read whole, but for what Terraform keeps there', () => {
  expect(read('.').sources.tree.folders).toEqual(['infra', 'modules/m']);
});

test('nothing is read for inputs that are no plans', () => {
  const documents = [{ path: 'infra/pod.yaml', bytes: new TextEncoder().encode('kind: Pod') }];
  const { sources } = readSources({ cwd: join(folder, 'repo'), named: undefined, documents });
  expect(sources.tree.folders).toEqual([]);
});

test('links that lead out are told and not followed', () => {
  symlinkSync(join(folder, 'outside/secret.tf'), join(folder, 'repo/infra/linked.tf'));
  symlinkSync(join(folder, 'outside'), join(folder, 'repo/infra/folder'));
  symlinkSync(join(folder, 'repo'), join(folder, 'repo/modules/loop'));
  for (const named of [undefined, '.']) {
    const { sources, diagnostics } = read(named);
    expect(loadConfiguration(sources.tree, 'infra').root.resources.has('a.secret')).toBe(false);
    expect(diagnostics.map(({ message }) => message)).toContain(
      'sources in `infra/linked.tf` are not read: a symbolic link that leads outside of the source root',
    );
  }
});

test('a source root that is none', () => {
  expect(() => read('nowhere')).toThrow();
});

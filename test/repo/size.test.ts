import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;
const LIMIT = 400;

/** Files that are longer on purpose, each with its reason. */
const LONGER: Readonly<Record<string, string>> = {};

test(`no file is longer than ${LIMIT} lines without a reason`, () => {
  const long = ['engine', 'reporters', 'test', 'scripts'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
      .filter((path) => readFileSync(join(ROOT, path), 'utf8').split('\n').length > LIMIT + 1),
  );
  expect(long.filter((path) => !Object.hasOwn(LONGER, path))).toEqual([]);
  expect(Object.keys(LONGER).filter((path) => !long.includes(path))).toEqual([]);
});

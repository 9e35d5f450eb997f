import { createHash } from 'node:crypto';
import type { Instantiate } from '../rego/runtime.ts';
import type { TestOptions } from '../rego/tester/compile.ts';
import type { TestSuite } from '../rego/tester/types.ts';
import { openCacheFolder } from './cache-folder.ts';
import { runCached } from './code-cache.ts';
import { cachePrefix } from './policy-store.ts';
import type { Terminal } from './terminal.ts';
import { ENGINE_BUILD } from './version.ts';

/** The place of one suite in the user's cache; `instantiate` keeps its code compiled by V8. */
export type TestCache = {
  readonly read: () => TestSuite | undefined;
  readonly write: (suite: TestSuite) => void;
  readonly instantiate: Instantiate | undefined;
};

/**
 * Finds the place of compiled tests: named by the engine's build and the digest of all texts and options.
 * Shape: an engine that runs from its sources has no build, and keeps nothing.
 */
export function openTestCache(options: TestOptions, terminal: Terminal): TestCache {
  if (ENGINE_BUILD === undefined) return { read: () => undefined, write: () => {}, instantiate: undefined };
  const cache = openCacheFolder(terminal.env);
  const name = `${cachePrefix()}-${digestOf(options)}-tests`;
  return {
    read: () => {
      const text = cache.read(`${name}.json`);
      return text === undefined ? undefined : (JSON.parse(text.toString('utf8')) as TestSuite);
    },
    write: (suite) => cache.write(`${name}.json`, JSON.stringify(suite)),
    instantiate: (code) =>
      runCached(`(function (R, S, B) {${code}\n})`, `${name}.js`, name, cache) as ReturnType<Instantiate>,
  };
}

function digestOf({ modules, ...rest }: TestOptions): string {
  const sets = (_: string, value: unknown) => (value instanceof Set ? [...value].sort() : value);
  const hash = createHash('sha256').update(JSON.stringify(rest, sets));
  for (const name of Object.keys(modules).sort()) {
    const text = modules[name] ?? '';
    hash.update(`\0${name.length}:${name}\0${text.length}:${text}`);
  }
  return hash.digest('hex');
}

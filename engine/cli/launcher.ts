import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCacheFolder } from './cache-folder.ts';
import { runCached } from './code-cache.ts';

/**
 * The bin: runs the bundled command line through V8's code cache.
 * The bundles are CommonJS scripts beside this file, wrapped as Node wraps one: `check` with that command alone, `probity`
 * with all of them. PROBITY_BUNDLE is their digest, put in by the build.
 */
const here = dirname(fileURLToPath(import.meta.url));
const name = process.argv[2] === 'check' ? 'check' : 'probity';
const bundle = join(here, `${name}.cjs`);
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'utf8')}\n})`;
const run = runCached(source, bundle, `${name}-${process.env.PROBITY_BUNDLE}`, openCacheFolder(process.env));
const bundled = { exports: {} };
(run as (...args: unknown[]) => void)(bundled.exports, createRequire(bundle), bundled, bundle, here);

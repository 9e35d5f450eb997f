// Builds dist/: the bundled entries, the type declarations, and the shipped policies and catalogs compiled ahead of time.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
rmSync('dist', { recursive: true, force: true });

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

// What compiled policies in a user's cache are keyed by: every file that decides what the compiler makes of a policy.
const digest = createHash('sha256');
for (const folder of ['engine', 'policies']) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    digest.update(`${path}\0`).update(readFileSync(path));
  }
}

await build({
  entryPoints: {
    cli: 'engine/cli/main.ts',
    index: 'engine/index.ts',
    rego: 'engine/rego/index.ts',
    prebuild: 'engine/cli/prebuild.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  minifyWhitespace: true,
  minifySyntax: true,
  chunkNames: 'chunks/[name]-[hash]',
  define: {
    'process.env.PROBITY_VERSION': JSON.stringify(version),
    'process.env.PROBITY_BUILD': JSON.stringify(digest.digest('hex')),
  },
  logLevel: 'warning',
});

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

const { prebuild } = await import(pathToFileURL(`${root}/dist/prebuild.js`).href);
prebuild(root);

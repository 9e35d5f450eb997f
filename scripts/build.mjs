// Builds dist/: the bundled entries, the type declarations, and the shipped policies and catalogs compiled ahead of time.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
rmSync('dist', { recursive: true, force: true });

const { dependencies, version } = JSON.parse(readFileSync('package.json', 'utf8'));

// What compiled policies in a user's cache are keyed by: every file that decides what the compiler makes of a policy.
const digest = createHash('sha256');
for (const folder of ['engine', 'policies']) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    digest.update(`${path}\0`).update(readFileSync(path));
  }
}

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
};
const define = {
  'process.env.PROBITY_VERSION': JSON.stringify(version),
  'process.env.PROBITY_BUILD': JSON.stringify(digest.digest('hex')),
};
const cjs = {
  format: 'cjs',
  // `import()` becomes `require`: a script that runs from V8's cache has no loader for modules of its own.
  supported: { 'dynamic-import': false },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};

// The library: one file for each entry, and chunks that they share.
await build({
  ...shared,
  entryPoints: { index: 'engine/index.ts', rego: 'engine/rego/index.ts', prebuild: 'engine/cli/prebuild.ts' },
  outdir: 'dist',
  splitting: true,
  format: 'esm',
  packages: 'external',
  chunkNames: 'chunks/[name]-[hash]',
  define,
});

// The command line: scripts whose parts run when they are first needed, and a launcher that keeps them compiled. `check`
// has a script of its own, without the other commands and without the compiler, which is needed only for policies that
// were not compiled before; `probity` has everything.
const external = Object.keys(dependencies).filter((name) => name !== 'commander');
const meta = { 'import.meta.url': '__importMetaUrl' };
const script = {
  ...shared,
  ...cjs,
  minifyIdentifiers: true,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  external,
};
const parts = {
  name: 'parts',
  setup(bundler) {
    bundler.onResolve({ filter: /^\./ }, ({ kind, path }) => {
      if (kind !== 'dynamic-import' || path.endsWith('commands/check.ts')) return undefined;
      if (path.includes('commands/')) return { path: './probity.cjs', external: true };
      return path.endsWith('policies/compile.ts') ? { path: './compile.cjs', external: true } : undefined;
    });
  },
};
const scripts = { probity: 'engine/cli/main.ts', compile: 'engine/policies/compile.ts' };
await build({ ...script, entryPoints: scripts, define: { ...define, ...meta } });
await build({ ...script, entryPoints: { check: scripts.probity }, plugins: [parts], define: { ...define, ...meta } });
const bundle = createHash('sha256');
for (const name of ['probity', 'check']) bundle.update(readFileSync(`dist/${name}.cjs`));
await build({
  ...script,
  entryPoints: { cli: 'engine/cli/launcher.ts' },
  banner: { js: `#!/usr/bin/env node\n${cjs.banner.js}` },
  define: { ...define, ...meta, 'process.env.PROBITY_BUNDLE': JSON.stringify(bundle.digest('hex').slice(0, 32)) },
});
chmodSync('dist/cli.cjs', 0o755);

const { prebuild } = await import(pathToFileURL(`${root}/dist/prebuild.js`).href);
prebuild(root);

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' });

// Bundles and runs a conformance runner:
//   node scripts/conformance.mjs DIR [--rego-version v0|v1] [--backend js|interpreter]
//   node scripts/conformance.mjs --compile-cases DIR [--rego-version v0|v1]
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [first, ...rest] = process.argv.slice(2);
const isCompile = first === '--compile-cases';
const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = `${root}node_modules/.cache/probity/conformance-${process.pid}.mjs`;
await build({
  absWorkingDir: root,
  entryPoints: [isCompile ? 'test/conformance/compile-cli.ts' : 'test/conformance/cli.ts'],
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outfile,
  logLevel: 'warning',
});
const args = isCompile ? rest : process.argv.slice(2);
const { status } = spawnSync(process.execPath, [outfile, ...args], { stdio: 'inherit' });
rmSync(outfile, { force: true });
process.exitCode = status ?? 4;

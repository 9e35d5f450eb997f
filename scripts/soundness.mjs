// Tries values for everything unknown in plans: node scripts/soundness.mjs [SUBSTITUTIONS [PART-OF-A-PATH]]
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = `${root}test/policies/.soundness-${process.pid}.mjs`;
await build({
  absWorkingDir: root,
  entryPoints: ['test/policies/unknown/soundness-cli.ts'],
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outfile,
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(outfile, { force: true });
process.exitCode = status ?? 4;

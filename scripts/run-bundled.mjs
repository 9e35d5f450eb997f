import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles a TypeScript file of the tests and runs it with this process's arguments; its exit status becomes ours. */
export async function runBundled(entry) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const outfile = `${root}node_modules/.cache/probity/run-${process.pid}.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
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
}

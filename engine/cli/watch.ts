import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { splitPrefix } from './rego-files.ts';
import { UsageError } from './usage.ts';

/** Changes within this time of each other count as one. Units: milliseconds. */
const SETTLE = 100;
const WATCHED = /\.(?:rego|json|ya?ml|tar\.gz|tgz)$|(?:^|[\\/])\.manifest$/;

/**
 * Calls `run` now, and whenever a policy or data file of these paths has changed, until the process is told to end.
 * Shape:  one call after the other; what changes meanwhile leads to one more. Ends on SIGINT and SIGTERM.
 * Errors: `UsageError` for a path that cannot be watched.
 */
export async function watchPaths(paths: readonly string[], cwd: string, run: () => Promise<void>): Promise<void> {
  let running: Promise<void> | undefined;
  let isStale = true;
  let timer: NodeJS.Timeout | undefined;
  const runAll = async (): Promise<void> => {
    while (isStale) {
      isStale = false;
      await run();
    }
    running = undefined;
  };
  const notice = (name: string): void => {
    if (!WATCHED.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isStale = true;
      running ??= runAll();
    }, SETTLE);
  };
  // Before the first run: what changes during it must not be missed.
  const watchers = paths.map((path) => watchPath(resolve(cwd, splitPrefix(path).path), notice));
  running = runAll();
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  await running;
}

function watchPath(path: string, notice: (name: string) => void): FSWatcher {
  try {
    const isFolder = statSync(path).isDirectory();
    const own = basename(path);
    // A file is watched through its folder: editors put a new file in its place.
    return watch(isFolder ? path : dirname(path), { recursive: isFolder }, (_, name) => {
      if (isFolder || name === own) notice(name ?? '.rego');
    }).on('error', () => {});
  } catch (error) {
    throw UsageError.of(`\`${path}\` cannot be watched: ${(error as NodeJS.ErrnoException).code}`);
  }
}

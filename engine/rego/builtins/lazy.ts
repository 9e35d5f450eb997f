import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/**
 * A package that is loaded at its first use, synchronously.
 * Shape: `lazily<typeof import('yaml')>('yaml')` gives a function that returns the package.
 */
export function lazily<T>(name: string): () => T {
  let loaded: T | undefined;
  return () => {
    loaded ??= load(name) as T;
    return loaded;
  };
}

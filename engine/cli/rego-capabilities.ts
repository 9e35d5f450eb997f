import type { BuiltinCapabilities } from '../rego/builtins/context.ts';
import { newObject, type RegoValue } from '../rego/value/index.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';
import { ENGINE_VERSION } from './version.ts';

/**
 * What policies that a user runs by hand may reach: the version of the engine, and the parser. Neither the network nor the
 * environment is among it.
 */
export async function runtimeCapabilities(_terminal: Terminal): Promise<BuiltinCapabilities> {
  return {
    runtime: (): RegoValue => {
      const runtime = newObject() as Record<string, RegoValue>;
      runtime.version = ENGINE_VERSION;
      runtime.env = newObject();
      return runtime;
    },
  };
}

/** A matcher of RE2 patterns. Errors: `UsageError` for a pattern that is none. */
export async function matcherOf(pattern: string): Promise<(text: string) => boolean> {
  const { RE2JS } = await import('re2js');
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch {
    throw UsageError.of(`\`${pattern}\` is no regular expression`);
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Builtin, BuiltinError, IMPLEMENTATIONS, pureContext } from '../../../engine/rego/builtins/index.ts';
import { parseJson, type RegoValue, toJsonText } from '../../../engine/rego/value/index.ts';

const FOLDER = new URL('cases/', import.meta.url);

/**
 * One call of a builtin with what OPA 1.19 answers.
 * Shape: args and want are JSON texts, so that numbers keep their spelling; no want means undefined.
 */
type Case = { readonly call: string; readonly args: string; readonly want?: string; readonly error?: string };

function run({ call, args }: Case): { readonly want?: string; readonly error?: string } {
  const builtin = (IMPLEMENTATIONS as Readonly<Record<string, Builtin>>)[call];
  if (builtin === undefined) return { error: `no builtin ${call}` };
  try {
    const context = pureContext({ now: 1_700_000_000_000_000_000n });
    const value = builtin(context, ...(parseJson(args) as readonly RegoValue[]));
    return value === undefined ? {} : { want: toJsonText(value) };
  } catch (error) {
    if (error instanceof BuiltinError) return { error: `${error.code}: ${call}: ${error.message}` };
    throw error;
  }
}

describe.each(readdirSync(FOLDER))('%s', (file) => {
  const cases = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as readonly Case[];
  it.each(cases.map((row) => [row.call, row.args, row] as const))('%s%s', (_call, _args, row) => {
    const { want, error } = row;
    expect(run(row)).toEqual({
      ...(want === undefined ? {} : { want: toJsonText(parseJson(want)) }),
      ...(error === undefined ? {} : { error }),
    });
  });
});

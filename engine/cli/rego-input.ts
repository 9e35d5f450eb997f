import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { Outcome } from '../diagnostics/index.ts';
import type { RegoValue } from '../rego/value/index.ts';
import { readDocument } from './rego-documents.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

/** The options that say what a query's input is. */
export type InputOptions = { readonly input?: string; readonly stdinInput?: boolean };

/** The input document, undefined where none is named. Errors: `UsageError`; those of JSON and YAML. */
export async function readInput(options: InputOptions, terminal: Terminal): Promise<Outcome<RegoValue | undefined>> {
  if (options.stdinInput === true) return readDocument('stdin.yaml', Buffer.from(await readAll(terminal.stdin)));
  if (options.input === undefined) return { ok: true, value: undefined, diagnostics: [] };
  const path = options.input.replace(/^file:\/\//, '');
  try {
    return readDocument(options.input, readFileSync(resolve(terminal.cwd, path)));
  } catch (error) {
    throw UsageError.of(`the input \`${options.input}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/**
 * The query of a command: its argument, or standard input with `--stdin`.
 * Errors: `UsageError` where there is none, or two things are to be read from one stream.
 */
export async function readQuery(
  argument: string | undefined,
  options: { readonly stdin?: boolean; readonly stdinInput?: boolean },
  terminal: Terminal,
): Promise<string> {
  const { stdin = false, stdinInput = false } = options;
  if (stdin && stdinInput) throw UsageError.of('`--stdin` and `--stdin-input` cannot be used together');
  if (stdin && argument !== undefined)
    throw UsageError.of('write the query as an argument, or use `--stdin`, not both');
  if (stdin) return await readAll(terminal.stdin);
  if (argument === undefined) throw UsageError.of('a query is missing', 'write one, or use `--stdin`');
  return argument;
}

/** A whole number of an option. Errors: `UsageError` below 1 and above `most`. */
export function readCount(name: string, text: string, most: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= most) return count;
  throw UsageError.of(`\`${name} ${text}\` is not a number from 1 to ${most}`);
}

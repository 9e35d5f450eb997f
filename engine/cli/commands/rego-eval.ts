import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { Outcome } from '../../diagnostics/index.ts';
import { compileModules } from '../../rego/compile.ts';
import { evaluateQuery, type QueryResult } from '../../rego/query.ts';
import type { RegoValue } from '../../rego/value/index.ts';
import { readCapabilities } from '../capabilities-option.ts';
import { renderEval } from '../eval-formats.ts';
import { runtimeCapabilities } from '../rego-capabilities.ts';
import { readDocument } from '../rego-documents.ts';
import { readSchemas } from '../rego-schemas.ts';
import { loadRegoSources } from '../rego-sources.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { UsageError } from '../usage.ts';
import { toError } from './rego-check.ts';

export type EvalFormat = 'json' | 'pretty' | 'values' | 'bindings' | 'raw' | 'discard';

type Options = {
  readonly data: readonly string[];
  readonly bundle: readonly string[];
  readonly input?: string;
  readonly stdinInput?: boolean;
  readonly format: EvalFormat;
  readonly package?: string;
  readonly import: readonly string[];
  readonly strictBuiltinErrors?: boolean;
  readonly strict?: boolean;
  readonly schema?: string;
  readonly ignore: readonly string[];
  readonly v0Compatible?: boolean;
  readonly capabilities?: string;
  readonly fail?: boolean;
  readonly failDefined?: boolean;
};

/** Exit codes of `opa eval`: 2 for errors, 1 for a result that `--fail` or `--fail-defined` does not want. */
const EXIT = { done: 0, unwanted: 1, errors: 2 } as const;

/** `probity rego eval QUERY`: prints all solutions of a query. */
export async function regoEval(query: string, raw: object, terminal: Terminal): Promise<number> {
  const options = raw as Options;
  const input = await readInput(options, terminal);
  const outcome = input.ok ? await evaluate(query, options, input.value, terminal) : input;
  if (!outcome.ok) {
    const errors = { errors: outcome.diagnostics.map(toError) };
    if (options.format === 'json') await write(terminal.stdout, [`${JSON.stringify(errors, null, 2)}\n`]);
    else await printDiagnostics(terminal, outcome.diagnostics);
    return EXIT.errors;
  }
  const results = outcome.value;
  await write(terminal.stdout, [renderEval(results, options.format)]);
  const isDefined = results.length > 0;
  if ((options.fail === true && !isDefined) || (options.failDefined === true && isDefined)) return EXIT.unwanted;
  return EXIT.done;
}

async function readInput(options: Options, terminal: Terminal): Promise<Outcome<RegoValue | undefined>> {
  if (options.stdinInput === true) return readDocument('stdin.yaml', Buffer.from(await readAll(terminal.stdin)));
  if (options.input === undefined) return { ok: true, value: undefined, diagnostics: [] };
  try {
    return readDocument(options.input, readFileSync(resolve(terminal.cwd, options.input)));
  } catch (error) {
    throw UsageError.of(`the input \`${options.input}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

async function evaluate(
  query: string,
  options: Options,
  input: RegoValue | undefined,
  terminal: Terminal,
): Promise<Outcome<readonly QueryResult[]>> {
  const { cwd } = terminal;
  const sources = loadRegoSources(options, terminal);
  if (!sources.ok) return sources;
  const capabilities = readCapabilities(options.capabilities, terminal);
  const compiled = compileModules({
    ...sources.value,
    strict: options.strict === true,
    schemas: readSchemas(options.schema, cwd),
    ...(capabilities.value && { capabilities: capabilities.value }),
    print: true,
  });
  if (!compiled.ok) return compiled;
  return evaluateQuery(compiled.value, query, {
    input,
    package: options.package,
    imports: options.import,
    strictBuiltinErrors: options.strictBuiltinErrors === true,
    now: BigInt(terminal.now().getTime()) * 1_000_000n,
    capabilities: await runtimeCapabilities(terminal),
    print: (message) => terminal.stderr.write(`${message}\n`),
  });
}

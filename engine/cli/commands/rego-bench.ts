import { type Diagnostic, errorDiagnostic, type Outcome } from '../../diagnostics/index.ts';
import { compileModules } from '../../rego/compile.ts';
import { prepareQuery } from '../../rego/query.ts';
import { type Benchmark, distribution, measure } from '../benchmark.ts';
import { runtimeCapabilities } from '../rego-capabilities.ts';
import { type InputOptions, readCount, readInput, readQuery } from '../rego-input.ts';
import { readSchemas } from '../rego-schemas.ts';
import { loadRegoSources, type SourceOptions } from '../rego-sources.ts';
import { printDiagnostics, type Terminal, write } from '../terminal.ts';
import { toError } from './rego-check.ts';

type Format = 'pretty' | 'json' | 'gobench';
type Options = SourceOptions &
  InputOptions & {
    readonly stdin?: boolean;
    readonly package?: string;
    readonly import: readonly string[];
    readonly schema?: string;
    readonly count: string;
    readonly benchmem: boolean;
    readonly metrics: boolean;
    readonly fail: boolean;
    readonly format: Format;
  };

/**
 * `probity rego bench QUERY`: how long one evaluation of a query takes, prepared policies and parsed input given.
 * Shape:  0, or 1 where the query does not compile, fails or is undefined, as `opa bench`.
 */
export async function regoBench(argument: string | undefined, raw: object, terminal: Terminal): Promise<number> {
  const options = raw as Options;
  const count = readCount('--count', options.count, 1000);
  const query = await readQuery(argument, options, terminal);
  const prepared = await prepare(query, options, terminal);
  if (!prepared.ok) return await printFailure(prepared.diagnostics, options, terminal);
  for (let round = 0; round < count; round++) {
    const measured = measure(prepared.value);
    if ('failure' in measured) return await printFailure([measured.failure], options, terminal);
    await write(terminal.stdout, [render(measured, options)]);
  }
  return 0;
}

const UNDEFINED = errorDiagnostic('usage', 'undefined result', { hint: 'with `--no-fail` this is no error' });

/** One evaluation as a function; it gives a diagnostic where it failed. */
async function prepare(
  query: string,
  options: Options,
  terminal: Terminal,
): Promise<Outcome<() => Diagnostic | undefined>> {
  const input = await readInput(options, terminal);
  if (!input.ok) return input;
  const sources = loadRegoSources(options, terminal);
  if (!sources.ok) return sources;
  const compiled = compileModules({ ...sources.value, schemas: readSchemas(options.schema, terminal.cwd) });
  if (!compiled.ok) return compiled;
  const ready = prepareQuery(compiled.value, query, { package: options.package, imports: options.import });
  if (!ready.ok) return ready;
  const evaluation = {
    input: input.value,
    now: BigInt(terminal.now().getTime()) * 1_000_000n,
    capabilities: await runtimeCapabilities(terminal),
  };
  const run = () => {
    const evaluated = ready.value.evaluate(evaluation);
    if (!evaluated.ok) return evaluated.diagnostics[0];
    if (options.fail && evaluated.value.length === 0) return UNDEFINED;
    return undefined;
  };
  return { ok: true, value: run, diagnostics: [] };
}

async function printFailure(
  diagnostics: readonly Diagnostic[],
  { format }: Options,
  terminal: Terminal,
): Promise<number> {
  const errors = { errors: diagnostics.map(toError) };
  if (format === 'json') await write(terminal.stdout, [`${JSON.stringify(errors, null, 2)}\n`]);
  else await printDiagnostics(terminal, diagnostics);
  return 1;
}

function render(benchmark: Benchmark, { format, benchmem, metrics }: Options): string {
  const { count, total, bytes } = benchmark;
  const extra = metrics ? distribution(benchmark) : {};
  if (format === 'json') {
    const result = { N: count, T: Math.round(total), Bytes: 0, MemBytes: benchmem ? bytes : 0, Extra: extra };
    return `${JSON.stringify(result, null, 2)}\n`;
  }
  const perOperation = total / count;
  const memory = Math.round(bytes / count);
  if (format === 'gobench') {
    const parts = [`BenchmarkProbityEval\t${String(count).padStart(8)}\t${shown(perOperation).padStart(10)} ns/op`];
    parts.push(...Object.entries(extra).map(([name, value]) => `${shown(value).padStart(10)} ${name}`));
    if (benchmem) parts.push(`${String(memory).padStart(8)} B/op`);
    return `${parts.join('\t')}\n`;
  }
  const rows = [
    ['samples', String(count)],
    ['ns/op', shown(perOperation)],
  ];
  if (benchmem) rows.push(['B/op', String(memory)]);
  rows.push(...Object.entries(extra).map(([name, value]) => [name, shown(value)]));
  return table(rows);
}

/** Three significant digits for small numbers, none behind the point for large ones. */
function shown(value: number): string {
  return value === 0 || value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toPrecision(3);
}

function table(rows: readonly (readonly string[])[]): string {
  const [left, right] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) as [
    number,
    number,
  ];
  const line = (a: string, b: string, c: string) => `${a}${'─'.repeat(left + 2)}${b}${'─'.repeat(right + 2)}${c}`;
  const body = rows.map(([name = '', value = '']) => `│ ${name.padEnd(left)} │ ${value.padStart(right)} │`);
  return `${[line('┌', '┬', '┐'), ...body, line('└', '┴', '┘')].join('\n')}\n`;
}

import type { TraceEvent } from '../rego/interpreter/index.ts';
import type { CoverageReport } from '../rego/tester/coverage.ts';
import type { ProfileRow } from '../rego/tester/profile.ts';
import { duration } from '../rego/tester/report-pretty.ts';
import { nodeText, type TraceNames, traceLines } from '../rego/tester/trace-text.ts';
import { summarise } from './benchmark.ts';
import { table } from './eval-table.ts';

/** Nanoseconds by the name of what they were spent on. */
export type Metrics = { readonly [name: string]: number };

/** The steps of an evaluation that are shown. */
export type Explanation = {
  readonly events: readonly TraceEvent[];
  readonly names: TraceNames;
  readonly values: boolean;
  readonly isCut: boolean;
};

/**
 * What an evaluation tells besides its result.
 * Shape:  metrics and profile have an item for each of `--count` rounds; profile rows are in the order to be shown.
 */
export type EvalExtras = {
  readonly metrics?: readonly Metrics[];
  readonly profile?: readonly (readonly ProfileRow[])[];
  readonly coverage?: CoverageReport;
  readonly explanation?: Explanation;
};

/** The extras as members of the JSON that `opa eval` prints, in its order; those of several rounds are summed up. */
export function extrasJson({ metrics, profile, coverage, explanation }: EvalExtras): object {
  const [firstMetrics] = metrics ?? [];
  const [firstProfile] = profile ?? [];
  return {
    ...(metrics?.length === 1 ? { metrics: firstMetrics } : {}),
    ...(metrics !== undefined && metrics.length > 1 ? { aggregated_metrics: aggregate(metrics) } : {}),
    ...(explanation === undefined
      ? {}
      : { explanation: explanation.events.map((event) => eventJson(event, explanation)) }),
    ...(profile?.length === 1 && firstProfile !== undefined ? { profile: firstProfile.map(profileJson) } : {}),
    ...(profile !== undefined && profile.length > 1 ? { aggregated_profile: aggregatedProfile(profile) } : {}),
    ...(coverage === undefined ? {} : { coverage }),
  };
}

function aggregate(metrics: readonly Metrics[]): object {
  const names = [...new Set(metrics.flatMap(Object.keys))].sort();
  return Object.fromEntries(names.map((name) => [name, summarise(metrics.map((one) => one[name] ?? 0))]));
}

function profileJson({ nanoseconds, evaluations, generatedExpressions, file, row, col }: ProfileRow): object {
  return {
    total_time_ns: Math.round(nanoseconds),
    num_eval: evaluations,
    num_gen_expr: generatedExpressions,
    location: { file, row, col },
  };
}

function aggregatedProfile(rounds: readonly (readonly ProfileRow[])[]): readonly object[] {
  return (rounds[0] ?? []).map((first) => {
    const { file, row, col, evaluations, generatedExpressions } = first;
    return {
      total_time_ns_stats: summarise(timesOf(rounds, first)),
      num_eval: evaluations,
      num_gen_expr: generatedExpressions,
      location: { file, row, col },
    };
  });
}

function timesOf(rounds: readonly (readonly ProfileRow[])[], { file, row, col }: ProfileRow): readonly number[] {
  return rounds.map((rows) => {
    const same = rows.find((other) => other.file === file && other.row === row && other.col === col);
    return Math.round(same?.nanoseconds ?? 0);
  });
}

function eventJson(event: TraceEvent, { names }: Explanation): object {
  const { op, span, query, parent, message } = event;
  return {
    Op: op,
    Text: op === 'Note' ? '' : nodeText(event, names),
    Location: { file: span.source.name, row: span.row, col: span.col },
    QueryID: query,
    ParentID: parent,
    Message: message,
  };
}

/** The lines of a trace, which stand before the result. */
export function* explanationText({ events, names, values, isCut }: Explanation): Generator<string> {
  yield* traceLines(events, names, values);
  if (isCut) yield '... the trace goes on; only its first part is shown\n';
}

/** Tables of metrics, profile and coverage, which stand behind the result. */
export function extrasText({ metrics, profile, coverage }: EvalExtras, queryText: string): string {
  let text = '';
  if (metrics?.length === 1) text += table(['Metric', 'Value'], Object.entries(metrics[0] ?? {}).map(cells));
  if (metrics !== undefined && metrics.length > 1) {
    const rows = Object.entries(aggregate(metrics)) as [string, ReturnType<typeof summarise>][];
    text += table(
      ['Metric', 'Min', 'Max', 'Mean', '90%', '99%'],
      rows.map(([name, stats]) => [name, ...['min', 'max', 'mean', '90%', '99%'].map((key) => String(stats[key]))]),
    );
  }
  if (profile !== undefined) text += profileTable(profile, queryText);
  if (coverage !== undefined) text += `${box('Overall Coverage', coverage.coverage.toFixed(2))}\n`;
  return text;
}

function cells([name, value]: readonly [string, number]): readonly string[] {
  return [name, String(value)];
}

function profileTable(rounds: readonly (readonly ProfileRow[])[], queryText: string): string {
  const rows = rounds[0] ?? [];
  const isOne = rounds.length === 1;
  const heads = isOne ? ['Time'] : ['Min', 'Max', 'Mean', '90%', '99%'];
  return table(
    [...heads, 'Num Eval', 'Num Gen Expr', 'Location'],
    rows.map((row) => {
      const stats = summarise(timesOf(rounds, row));
      const times = isOne ? [row.nanoseconds] : ['min', 'max', 'mean', '90%', '99%'].map((key) => stats[key] ?? 0);
      const place = row.file === '' ? queryText : `${row.file}:${row.row}:${row.col}`;
      return [...times.map(duration), String(row.evaluations), String(row.generatedExpressions), place];
    }),
  );
}

function box(name: string, value: string): string {
  const line = (a: string, b: string, c: string) =>
    `${a}${'─'.repeat(name.length + 2)}${b}${'─'.repeat(value.length + 2)}${c}`;
  return [line('┌', '┬', '┐'), `│ ${name} │ ${value} │`, line('└', '┴', '┘')].join('\n');
}

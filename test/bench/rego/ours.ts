import { readFileSync } from 'node:fs';
import { compileModules, type JsonValue, type Marks, type RegoValue, toJson } from '../../../engine/rego/index.ts';

type Workload = {
  readonly name: string;
  readonly module: string;
  readonly path: string;
  readonly data: RegoValue;
  readonly input: RegoValue;
  readonly open: { readonly at: readonly (string | number)[]; readonly key: string };
};

/** Every container of a value. */
function containersOf(value: RegoValue, into: Set<object> = new Set()): Set<object> {
  if (typeof value !== 'object' || value === null) return into;
  into.add(value);
  for (const item of Object.values(value as Record<string, RegoValue>)) containersOf(item, into);
  return into;
}

/** What is unknown when a key is that the policy looks up. */
function openMarks({ data, input, open }: Workload): Marks {
  const carriers = new Set<object>();
  let container: unknown = { data, input };
  for (const step of open.at) {
    container = (container as Record<string, unknown>)[step];
    carriers.add(container as object);
  }
  return { unknown: new Map([[container as object, open.key === '*' ? 'all' : new Set([open.key])]]), carriers };
}

const NO_MARKS: Marks = { unknown: new Map(), carriers: new Set() };

/** Units: nanoseconds, the median of 31 batches of about 20 ms. */
function median(run: () => void): number {
  const begin = performance.now();
  while (performance.now() - begin < 500) run();
  const once = performance.now();
  run();
  const batch = Math.max(1, Math.floor(20 / Math.max(1e-4, performance.now() - once)));
  const times: number[] = [];
  for (let index = 0; index < 31; index++) {
    const start = performance.now();
    for (let turn = 0; turn < batch; turn++) run();
    times.push(((performance.now() - start) * 1e6) / batch);
  }
  return times.sort((a, b) => a - b)[15]!;
}

const EVALUATIONS = 1_000_000;

/** Units: bytes that the heap holds more after a million evaluations than after a tenth of them, by evaluation. */
function growth(run: () => void): number {
  const { gc } = globalThis as { readonly gc?: () => void };
  if (gc === undefined) throw new Error('run node with --expose-gc');
  const held = (times: number) => {
    for (let turn = 0; turn < times; turn++) run();
    gc();
    return process.memoryUsage().heapUsed;
  };
  const before = held(EVALUATIONS / 10);
  return (held(EVALUATIONS) - before) / EVALUATIONS;
}

function measure(workload: Workload, only: string | undefined): object {
  const { name, module, path, data, input } = workload;
  const compiled = compileModules({ modules: { 'policy.rego': module }, data });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.diagnostics));
  const program = compiled.value;
  const fast = program.prepare([path]);
  const bare = program.prepare([path], { mode: 'fast', budget: false });
  const provenance = program.prepare([path], { mode: 'provenance', budget: true });
  const tracked: Marks = { ...NO_MARKS, tracked: containersOf(input) };
  const few: Marks = { unknown: new Map([[input as object, new Set(['x'])]]), carriers: new Set([input as object]) };
  const evaluated = fast.evaluate(0, input, data);
  if (!evaluated.ok) throw new Error(JSON.stringify(evaluated.failure));
  const value: JsonValue | undefined = evaluated.value === undefined ? undefined : toJson(evaluated.value);
  /** As policies are judged: the provenance program runs only where something unknown was looked at. */
  const judge = (marks: Marks) => {
    const probed = fast.probe(0, input, data, marks);
    return probed.ok && !probed.value.isCertain ? provenance.derive(0, input, data, marks) : probed;
  };
  const open = openMarks(workload);
  const rows: Record<string, () => unknown> = {
    ns: () => fast.evaluate(0, input, data),
    bare: () => bare.evaluate(0, input, data),
    known: () => judge(NO_MARKS),
    unknown: () => judge(few),
    provenance: () => provenance.derive(0, input, data, few),
    touched: () => provenance.derive(0, input, data, open),
    tracked: () => provenance.derive(0, input, data, tracked),
  };
  const times = Object.entries(rows).flatMap(([row, run]) =>
    only === undefined || only === row ? [[row, median(run)] as const] : [],
  );
  const grown =
    only === 'growth'
      ? {
          fast: growth(() => fast.evaluate(0, input, data)),
          provenance: growth(() => provenance.derive(0, input, data, open)),
        }
      : undefined;
  return { name, value, ...Object.fromEntries(times), ...(grown && { growth: grown }) };
}

const [file, name, row] = process.argv.slice(2);
for (const workload of JSON.parse(readFileSync(file!, 'utf8')) as readonly Workload[])
  if (name === undefined || name === workload.name) console.log(JSON.stringify(measure(workload, row)));

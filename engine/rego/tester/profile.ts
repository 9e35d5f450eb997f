import { walkBody } from '../ast/index.ts';
import type { CompiledModules, CompiledQuery } from '../compiler/types.ts';

/**
 * What was measured of the expressions at one place.
 * Shape:  `file` is empty for the query itself. `generatedExpressions` is how many expressions the compiler made of it.
 * Units:  nanoseconds from reaching the expression to reaching the next one, of all times together; row and col 1-based.
 */
export type ProfileRow = {
  readonly file: string;
  readonly row: number;
  readonly col: number;
  readonly nanoseconds: number;
  readonly evaluations: number;
  readonly generatedExpressions: number;
};

type Tally = { nanoseconds: number; evaluations: number };

/**
 * Measures expressions of programs that are compiled for coverage.
 * Units: `clock` gives nanoseconds.
 * Source: OPA v1/profiler; ours does not count how often an expression was tried again, since nothing is undone here.
 */
export class Profile {
  readonly #tallies = new Map<string, Tally>();
  readonly #clock: () => number;
  #last: Tally | undefined;
  #since = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  readonly hit = (file: string, row: number, col: number): void => {
    this.stop();
    const key = keyOf(file, row, col);
    let tally = this.#tallies.get(key);
    if (tally === undefined) {
      tally = { nanoseconds: 0, evaluations: 0 };
      this.#tallies.set(key, tally);
    }
    tally.evaluations++;
    this.#last = tally;
    this.#since = this.#clock();
  };

  /** Charges the time that passed to the expression that is being evaluated; call it at the end too. */
  stop(): void {
    if (this.#last !== undefined) this.#last.nanoseconds += this.#clock() - this.#since;
    this.#last = undefined;
  }

  /** The rows of expressions; heads of rules, which are reached when their body holds, are none. */
  rows(modules: CompiledModules, query: CompiledQuery): readonly ProfileRow[] {
    const counts = expressionCounts(modules, query);
    const rows: ProfileRow[] = [];
    for (const [key, { nanoseconds, evaluations }] of this.#tallies) {
      const generatedExpressions = counts.get(key) ?? 0;
      const [row = '', col = '', ...file] = key.split(':');
      if (generatedExpressions === 0) continue;
      const place = { file: file.join(':'), row: Number(row), col: Number(col) };
      rows.push({ ...place, nanoseconds, evaluations, generatedExpressions });
    }
    return rows;
  }
}

function keyOf(file: string, row: number, col: number): string {
  return `${row}:${col}:${file}`;
}

function expressionCounts(modules: CompiledModules, query: CompiledQuery): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (body: CompiledQuery['body']) =>
    walkBody(body, {
      expr: ({ span }) => {
        const key = keyOf(span.source.name, span.row, span.col);
        counts.set(key, (counts.get(key) ?? 0) + 1);
        return undefined;
      },
    });
  for (const { rules } of modules.modules)
    for (const first of rules)
      for (let rule: typeof first | undefined = first; rule; rule = rule.else) count(rule.body);
  count(query.body);
  return counts;
}

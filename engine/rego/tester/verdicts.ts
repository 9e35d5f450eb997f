import { Coverage } from './coverage.ts';
import type { CoverPlace, TestSuite } from './types.ts';

/** Rules by which a policy fails a resource, by their names. */
const DENYING: ReadonlySet<string> = new Set(['deny', 'violation', 'warn']);
const NOT_APPLICABLE = 'not_applicable';

/**
 * How many tests exercise each verdict of a policy.
 * Shape:  `missing` are the verdicts that the policy can give and no test exercises. `unknown` is not among them: the
 *         engine finds it by itself where a plan leaves values open, so that no test of a rule can.
 */
export type VerdictCoverage = {
  readonly pass: number;
  readonly fail: number;
  readonly 'not-applicable': number;
  readonly missing: readonly ('pass' | 'fail' | 'not-applicable')[];
};

type Policy = {
  readonly denying: readonly Place[];
  readonly excusing: readonly Place[];
  pass: number;
  fail: number;
  notApplicable: number;
};
type Place = { readonly file: string; readonly place: CoverPlace };

/**
 * Tells verdicts by what a test reaches: a denial or a reason why the policy does not apply that holds; or rules that
 * were evaluated and gave neither, which is a pass.
 * Shape:  a test that fails, or whose own evaluations disagree, counts for each verdict that it shows; one that both
 *         denies and passes in turn counts as fail alone.
 */
export class Verdicts {
  readonly #policies = new Map<string, Policy>();
  #test = new Coverage();

  constructor({ places }: Pick<TestSuite, 'places'>) {
    for (const [file, all] of Object.entries(places))
      for (const place of all) {
        const split = place.rule.lastIndexOf('.');
        const name = place.rule.slice(split + 1);
        if (!DENYING.has(name) && name !== NOT_APPLICABLE) continue;
        const id = place.rule.slice(0, split);
        let policy = this.#policies.get(id);
        if (policy === undefined) {
          policy = { denying: [], excusing: [], pass: 0, fail: 0, notApplicable: 0 };
          this.#policies.set(id, policy);
        }
        (policy[name === NOT_APPLICABLE ? 'excusing' : 'denying'] as Place[]).push({ file, place });
      }
    for (const [id, { denying }] of this.#policies) if (denying.length === 0) this.#policies.delete(id);
  }

  readonly hit: Coverage['hit'] = (file, row, col) => this.#test.hit(file, row, col);

  /** Call it when a test has ended. */
  endTest(): void {
    const test = this.#test;
    const isHit = ({ file, place }: Place) => test.isHit(file, place);
    const holds = (item: Place) => item.place.isHead === true && isHit(item);
    for (const policy of this.#policies.values()) {
      const isExcused = policy.excusing.some(holds);
      const isDenied = policy.denying.some(holds);
      if (isExcused) policy.notApplicable++;
      if (isDenied) policy.fail++;
      if (!isExcused && !isDenied && policy.denying.some(isHit)) policy.pass++;
    }
    this.#test = new Coverage();
  }

  /** By the package of each policy, in the order of names; undefined where there is none. */
  report(): { readonly [policy: string]: VerdictCoverage } | undefined {
    if (this.#policies.size === 0) return undefined;
    const ids = [...this.#policies.keys()].sort();
    return Object.fromEntries(ids.map((id) => [id, verdictsOf(this.#policies.get(id)!)]));
  }
}

function verdictsOf({ pass, fail, notApplicable, excusing }: Policy): VerdictCoverage {
  const missing = [
    ...(pass === 0 ? (['pass'] as const) : []),
    ...(fail === 0 ? (['fail'] as const) : []),
    ...(notApplicable === 0 && excusing.length > 0 ? (['not-applicable'] as const) : []),
  ];
  return { pass, fail, 'not-applicable': notApplicable, missing };
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseInputs } from '../../../engine/inputs/index.ts';
import { propertyPath } from '../../../engine/policies/denials.ts';
import { evaluatePolicies, type LoadedPolicy, type PolicySet, type Result } from '../../../engine/policies/index.ts';
import { Neighbours, type View } from '../../../engine/policies/neighbours.ts';
import { effectiveParameters } from '../../../engine/policies/parameters.ts';
import { RuleRunner } from '../../../engine/policies/rule-runner.ts';
import { PLAN_PLACES, resourcePlaces } from '../../../engine/policies/unknown/places.ts';
import type { Places } from '../../../engine/policies/unknown/unknowns.ts';
import { decideVerdict, NOTHING } from '../../../engine/policies/verdict.ts';
import { extractResources, type Resource, toPolicyInput, unknownMarks } from '../../../engine/resources/index.ts';
import { ROOT } from '../support.ts';
import { copyOf, fillIn, literalsOf, type Pool, poolOf, randomFrom } from './worlds.ts';

const NOW = '2026-11-01T00:00:00Z';
const SCOPE = { account: '111122223333', region: 'eu-central-1' };

/** What the substitutions of one plan showed. */
export type Tally = {
  pairs: number;
  definite: number;
  substitutions: number;
  readonly contradictions: string[];
  unknown: number;
  undecided: number;
  readonly avoidable: string[];
};

export function emptyTally(): Tally {
  return { pairs: 0, definite: 0, substitutions: 0, contradictions: [], unknown: 0, undecided: 0, avoidable: [] };
}

/** All plans with something unknown: those of public repositories, where they are, and the fixtures. */
export function plansWithUnknowns(): readonly string[] {
  return [join(ROOT, '../shared/data/tf-plans'), join(ROOT, 'fixtures')].flatMap((folder) => {
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    return files
      .sort()
      .map((name) => join(folder, name))
      .filter((path) => /"after_unknown"\s*:\s*\{\s*"/.test(readFileSync(path, 'utf8')));
  });
}

/** How many worlds an unknown verdict is tried in before it counts as avoidable. */
const OPEN_TIMES = 2000;

type Pair = {
  readonly policy: LoadedPolicy & { readonly kind: 'resource' };
  readonly resource: Resource;
  readonly result: Result;
};

/** Judges one plan, then judges it again with values in place of everything unknown, `times` times. */
export function checkPlan(
  path: string,
  set: PolicySet,
  policyTexts: ReadonlyMap<string, string>,
  times: number,
  tally: Tally,
): void {
  const { documents } = parseInputs([{ path, bytes: readFileSync(path) }]);
  const { resources, incomplete } = extractResources(documents, { scope: SCOPE });
  const results = evaluatePolicies(set, {
    deletions: [],
    documents: [],
    resources,
    incomplete,
    run: { now: NOW, parameters: {} },
  }).results;
  const byId = new Map<string, Resource>(resources.map((resource) => [resource.id, resource]));
  const byPolicy = new Map(set.policies.map((policy) => [policy.id, policy]));
  const pairs = results.flatMap((result): readonly Pair[] => {
    const policy = byPolicy.get(result.policy);
    const resource = byId.get(result.subject.id);
    return policy?.kind === 'resource' && resource !== undefined ? [{ policy, resource, result }] : [];
  });
  const { parameters } = effectiveParameters(set.policies, {});
  const neighbours = new Neighbours(resources, incomplete, parameters, set.trees);
  const runner = new RuleRunner(set.trees, NOW);
  const pool = poolOf([...policyTexts.values()], resources.map(toPolicyInput));
  const literals = new Map(set.policies.map(({ id }) => [id, literalsOf([policyTexts.get(id) ?? ''])]));
  const random = randomFrom(20261101);
  for (const pair of pairs) {
    const own = { ...pool, literals: literals.get(pair.policy.id) ?? [] };
    checkPair(pair, neighbours, runner, own, random, times, tally, path);
  }
}

function checkPair(
  { policy, resource, result }: Pair,
  neighbours: Neighbours,
  runner: RuleRunner,
  pool: Pool,
  random: () => number,
  times: number,
  tally: Tally,
  plan: string,
): void {
  const view = neighbours.viewOf(policy, resource);
  const marks = unknownMarks(resource);
  void toPolicyInput(resource).references;
  tally.pairs += 1;
  if (marks.unknown.size === 0 && view.marks.unknown.size === 0) return;
  const places = askedOnce(resourcePlaces(resource, marks, view, policy.shapes));
  const outcomes = new Set<string>();
  const note = `${plan.split('/').slice(-4).join('/')} ${policy.id} ${resource.source.address}`;
  // An unknown verdict that nothing changed so far is tried for longer before it counts as avoidable.
  const isOpen = result.verdict === 'unknown' && !result.isUndecided;
  for (let time = 0; time < times || (isOpen && outcomes.size === 1 && time < OPEN_TIMES); time++) {
    const world = substituted(places, resource, view, pool, random);
    const situation = { ...world, marks: undefined, missingAt: () => [], places: PLAN_PLACES, strict: true };
    const notApplicable =
      policy.notApplicable === undefined ? NOTHING : runner.run(policy.tree, policy.notApplicable, situation);
    const concrete = decideVerdict(runner.run(policy.tree, policy.deny, situation), notApplicable, propertyPath);
    const paths =
      concrete.verdict === 'fail'
        ? [...new Set(concrete.denials.map((denial) => JSON.stringify(denial.path)))].sort()
        : [];
    outcomes.add(`${concrete.verdict} ${paths.join(' ')}`);
    const wrong = result.verdict === 'unknown' ? undefined : contradiction(result, concrete.verdict, paths);
    tally.substitutions += 1;
    if (wrong !== undefined) {
      tally.contradictions.push(
        `${note}: ${result.verdict} but ${wrong} with ${JSON.stringify(world.input.properties).slice(0, 600)}`,
      );
      break;
    }
  }
  if (result.verdict !== 'unknown') tally.definite += 1;
  else if (result.isUndecided) tally.undecided += 1;
  else {
    tally.unknown += 1;
    if (outcomes.size === 1)
      tally.avoidable.push(`${note}: always ${[...outcomes].join()} missing ${JSON.stringify(result.missing)}`);
  }
}

function contradiction(result: Result, verdict: string, paths: readonly string[]): string | undefined {
  if (result.verdict !== verdict) return verdict;
  if (result.verdict !== 'fail') return undefined;
  const told = [...new Set(result.denials.map((denial) => JSON.stringify(denial.path)))];
  const lost = told.filter((path) => !paths.includes(path));
  if (lost.length > 0) return `fail without ${lost.join(' ')}`;
  return result.missing === undefined && paths.length > told.length ? `fail with ${paths.join(' ')}` : undefined;
}

/** The same places; what each may hold is found once for all worlds. */
function askedOnce(places: Places): Places {
  const shapes = new Map<object, ReturnType<Places['shapeOf']>>();
  const texts = new Map<object, ReturnType<NonNullable<Places['elementTextOf']>>>();
  const known = new Map<object, Map<string | number, ReturnType<Places['placeOf']>>>();
  return {
    shapeOf: (container) => {
      const shape = shapes.get(container) ?? places.shapeOf(container);
      shapes.set(container, shape);
      return shape;
    },
    placeOf: (container, key) => {
      const keys = known.get(container) ?? new Map();
      known.set(container, keys);
      if (!keys.has(key)) keys.set(key, places.placeOf(container, key));
      return keys.get(key);
    },
    elementTextOf: (container) => {
      if (!texts.has(container)) texts.set(container, places.elementTextOf?.(container));
      return texts.get(container);
    },
  };
}

/** The resource and its neighbours with a value, or none, for everything unknown. */
function substituted(places: Places, resource: Resource, view: View, pool: Pool, random: () => number) {
  const clones = new Map<object, object>();
  const input = copyOf(toPolicyInput(resource), clones);
  const data = copyOf(view.data, clones);
  const shared = new Map<string, unknown>();
  fillIn(unknownMarks(resource).unknown, places, clones, pool, random, shared);
  fillIn(view.marks.unknown, places, clones, pool, random, shared);
  return { input, data };
}

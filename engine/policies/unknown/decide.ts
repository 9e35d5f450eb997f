import type { JsonPath } from '../../resources/index.ts';
import { sortDenials } from '../denials.ts';
import type { Denial, MissingValue, ResultVerdict } from '../policy.ts';
import type { RuleRunner, Situation } from '../rule-runner.ts';
import { mergeMissing } from '../verdict.ts';
import { type Explored, explore, type Group, type Limits } from './explore.ts';
import { isVarying, type Leaf } from './leaf.ts';
import { Session } from './session.ts';
import { Unknowns } from './unknowns.ts';

/** What is to be decided: the rules of a policy, and how a denial's path is turned into one that findings use. */
export type Question = {
  readonly tree: number;
  readonly deny: string;
  readonly notApplicable: string | undefined;
  readonly situation: Situation;
  readonly place: (path: JsonPath | undefined) => JsonPath;
  readonly limits: Limits;
};

/** For rules over one resource: enough for a list of texts that is compared with half a dozen others. */
export const RESOURCE_LIMITS: Limits = { all: 1500, group: 400, varied: 40 };

/** For rules over a whole document, each evaluation of which reads all of it. */
export const DOCUMENT_LIMITS: Limits = { all: 80, group: 60, varied: 8 };

/**
 * Decides what unknown values leave of a verdict, by trying values for them.
 * Shape:  `tainted` is the verdict when everything counts as uncertain that read something unknown; it stays where trying
 *         cannot tell. Each value of the domain is tried or stood for: pass and fail are given only where none of them
 *         changes the verdict.
 * Source: design 4; docs/decisions/0003.
 */
export function decideUnknown(question: Question, runner: RuleRunner, tainted: ResultVerdict): ResultVerdict {
  const { tree, situation, place } = question;
  const { marks } = situation;
  if (marks === undefined || runner.isForeign(tree)) return tainted;
  const unknowns = new Unknowns(marks, situation.places);
  const session = new Session(unknowns);
  const tried = (entry: string) => runner.watch(tree, entry, situation, session);
  const run = () => ({
    notApplicable: question.notApplicable === undefined ? undefined : tried(question.notApplicable),
    deny: tried(question.deny),
  });
  const explored = explore({ session, run, place, limits: question.limits });
  const missingAt = (cells: Iterable<string>) => missingOf(cells, unknowns, situation);
  return verdictOf(explored, tainted, missingAt);
}

type MissingAt = (cells: Iterable<string>) => readonly MissingValue[];

function verdictOf({ certain, groups }: Explored, tainted: ResultVerdict, missingAt: MissingAt): ResultVerdict {
  const missing = () =>
    missingAt(groups.flatMap((group) => [...(group.varied.size > 0 ? group.varied : group.isLost ? group.seen : [])]));
  const possible = sortDenials(
    [certain, ...groups.flatMap((group) => group.leaves)].flatMap(({ denials }) => [...denials.values()]),
  );
  const unknown = (): ResultVerdict => ({
    verdict: 'unknown',
    missing: missing(),
    denials: possible,
    ...(groups.some(isProved) ? {} : { isUndecided: true }),
  });
  if (certain.isLost || groups.some((group) => group.isLost))
    return tainted.verdict === 'fail' ? { ...tainted, missing: missing() } : unknown();
  if (certain.reasons.length > 0) return { verdict: 'not-applicable', reason: textOf(certain.reasons) };
  const always = groups.find(({ leaves }) => leaves.every(({ reasons }) => reasons.length > 0));
  if (always !== undefined) return { verdict: 'not-applicable', reason: textOf(always.leaves[0]?.reasons ?? []) };
  // A failure ends the evaluation, whichever group it comes from: more than one group cannot be told apart then.
  const [only, ...others] = groups;
  if (certain.failure !== undefined && others.length > 0) return unknown();
  const failure =
    only === undefined ? certain.failure : only.leaves.every(isFailed) ? only.leaves[0]?.failure : undefined;
  if (failure !== undefined) return { verdict: 'error', diagnostics: failure };
  const mayDiffer = (leaf: Leaf) => isFailed(leaf) || leaf.reasons.length > 0;
  if (groups.some(({ leaves }) => leaves.some(mayDiffer))) return unknown();
  const sure = sureDenials(certain, groups);
  if (sure.length > 0) {
    const isAll = possible.length === 0 || possible.every(({ path }) => sure.some((one) => same(one.path, path)));
    return { verdict: 'fail', denials: sortDenials(sure), ...(isAll ? {} : { missing: missing() }) };
  }
  return possible.length === 0 ? { verdict: 'pass' } : unknown();
}

/** Denials that rest on nothing unknown, or that one group gives whatever its values are. */
function sureDenials(certain: Leaf, groups: readonly Group[]): readonly Denial[] {
  const sure = new Map(certain.denials);
  for (const { leaves } of groups) {
    const [first, ...rest] = leaves;
    for (const [key, denial] of first?.denials ?? []) {
      if (!sure.has(key) && !isVarying(key) && rest.every((leaf) => leaf.denials.has(key))) sure.set(key, denial);
    }
  }
  return [...sure.values()];
}

/** Two values that can really be were found that make a difference. */
function isProved({ leaves }: Group): boolean {
  const exact = leaves.filter((leaf) => leaf.isExact);
  return new Set(exact.map((leaf) => leaf.key)).size > 1 || exact.some((leaf) => isVarying(leaf.key));
}

function isFailed(leaf: Leaf): boolean {
  return leaf.failure !== undefined;
}

function missingOf(cells: Iterable<string>, unknowns: Unknowns, situation: Situation): readonly MissingValue[] {
  const found: MissingValue[] = [];
  for (const name of new Set(cells)) {
    const cell = unknowns.cells.get(name);
    if (cell !== undefined) found.push(...situation.missingAt(cell.container, cell.key));
  }
  return mergeMissing(found);
}

function textOf(reasons: readonly string[]): string {
  return [...new Set(reasons)].sort().join('; ');
}

function same(a: JsonPath, b: JsonPath): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}

import type { Document, JsonPath, JsonValue } from '../resources/index.ts';
import type { CompiledDocumentPolicy } from './artifact.ts';
import { type PlanMarks, planMarks } from './plan-marks.ts';
import type { MissingValue, PolicyParameters, Result, ResultVerdict } from './policy.ts';
import type { RuleRunner, Situation } from './rule-runner.ts';
import type { LoadedPolicy, PolicySet } from './set.ts';
import { documentSubject } from './subject.ts';
import { DOCUMENT_LIMITS, decideUnknown } from './unknown/decide.ts';
import { PLAN_PLACES } from './unknown/places.ts';
import { decideVerdict, NOTHING } from './verdict.ts';

/**
 * Evaluates Conftest-style policies: every rule on every whole document.
 * Shape:  a file of AWS Config items is one document. An excepted denial gives the verdict `waived`, as the rule's own
 *         author asked for; the engine's waivers come later.
 * Source: design 4; conftest's `exception` rules.
 */
export function evaluateDocuments(
  set: PolicySet,
  documents: readonly Document[],
  parameters: PolicyParameters,
  runner: RuleRunner,
): readonly Result[] {
  const policies = set.policies.filter(isDocumentPolicy);
  if (policies.length === 0) return [];
  const data = set.trees.map((tree) => ({ ...tree.data, parameters: parameters as unknown as JsonValue }));
  const results: Result[] = [];
  for (const document of documents) {
    const subject = documentSubject(document);
    const marks =
      document.kind === 'terraform-plan' || document.kind === 'terraform-hcl' ? planMarks(document.root) : undefined;
    for (const policy of policies) {
      const missingAt = (container: object, key: string | number | undefined) => missingInPlan(marks, container, key);
      const situation: Situation = {
        input: document.root,
        data: data[policy.tree] ?? {},
        marks,
        missingAt,
        places: PLAN_PLACES,
        strict: false,
      };
      const verdict = judge(policy, situation, runner);
      results.push({ policy: policy.id, severity: policy.metadata.severity, subject, ...verdict });
    }
  }
  return results;
}

function isDocumentPolicy(policy: LoadedPolicy): policy is CompiledDocumentPolicy & { readonly tree: number } {
  return policy.kind === 'document';
}

function judge(
  policy: CompiledDocumentPolicy & { readonly tree: number },
  situation: Situation,
  runner: RuleRunner,
): ResultVerdict {
  const verdict = decided(policy, situation, runner);
  if (verdict.verdict !== 'fail' || policy.exception === undefined) return verdict;
  const excepted = runner.run(policy.tree, policy.exception, situation);
  if (!excepted.ok) return { verdict: 'error', diagnostics: [excepted.diagnostic] };
  const names = excepted.elements.filter((element) => element.definite).flatMap((element) => listOf(element.value));
  if (!names.includes(policy.suffix)) return verdict;
  return { verdict: 'waived', denials: verdict.denials, reason: `excepted by \`${policy.exception}\`` };
}

/** How many values that a rule reads may be unknown for the engine to try values: each try reads the whole document. */
const MAX_TRIED = 8;

function decided(
  policy: CompiledDocumentPolicy & { readonly tree: number },
  situation: Situation,
  runner: RuleRunner,
): ResultVerdict {
  const { tree, deny } = policy;
  const tainted = decideVerdict(runner.run(tree, deny, situation), NOTHING, rootPath);
  if (tainted.verdict !== 'unknown' || tainted.missing.length > MAX_TRIED) return tainted;
  const question = { tree, deny, notApplicable: undefined, situation, place: rootPath, limits: DOCUMENT_LIMITS };
  return decideUnknown(question, runner, tainted);
}

/** Paths of a document policy start at the document's root. */
function rootPath(path: JsonPath | undefined): JsonPath {
  return path ?? [];
}

function missingInPlan(
  marks: PlanMarks | undefined,
  container: object,
  key: string | number | undefined,
): readonly MissingValue[] {
  const path = marks?.pathOf(container) ?? [];
  return [{ path: key === undefined ? path : [...path, key], reason: 'known after apply', decidedBy: [] }];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value)
    ? value
    : typeof value === 'object' && value !== null && Symbol.iterator in value
      ? [...(value as Iterable<unknown>)]
      : [];
}

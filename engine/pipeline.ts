import type { Assessment, CoverageRow, NotChecked, Run } from './assessment.ts';
import { assessControls, type Catalog } from './controls/index.ts';
import type { Diagnostic } from './diagnostics/index.ts';
import { type Base, collectFindings, compareWithBase, type Waiver } from './findings/index.ts';
import { decideGate } from './gate/index.ts';
import { type InputFile, parseInputs, type Sources } from './inputs/index.ts';
import {
  describeUnchecked,
  evaluatePolicies,
  maskDiagnostics,
  maskResults,
  type PolicySet,
  type Result,
} from './policies/index.ts';
import { extractResources, type IncompleteType, type Resource } from './resources/index.ts';

/** Everything one batch is judged with, and what was met before the pipeline began. */
export type PipelineInput = {
  readonly files: readonly InputFile[];
  readonly policies: PolicySet;
  readonly catalogs: readonly Catalog[];
  readonly waivers: readonly Waiver[];
  readonly base: Base | undefined;
  readonly run: Run;
  readonly diagnostics: readonly Diagnostic[];
  readonly notChecked: readonly NotChecked[];
  readonly coverage: readonly CoverageRow[];
  readonly incomplete: readonly IncompleteType[];
  /** The Terraform sources beside the plans, to find places in. */
  readonly sources?: Sources | undefined;
};

/** The product in one function: files in, assessment out; the same input gives the same bytes. */
export function assess(given: PipelineInput): Assessment {
  const { run, policies, catalogs } = given;
  const { documents, ...parsed } = parseInputs(given.files, given.sources);
  const {
    resources: planned,
    deletions,
    secretTexts,
    ...extracted
  } = extractResources(documents, { scope: run.scope, sources: given.sources });
  const incomplete = [...given.incomplete, ...extracted.incomplete];
  const evaluated = evaluatePolicies(policies, { documents, resources: planned, deletions, incomplete, run });
  const resources = [...planned, ...judgedOf(deletions, evaluated.results)];
  const base = given.base && { base: new Set(given.base.findings.map((one) => one.fingerprint)) };
  const collected = collectFindings(maskResults(evaluated.results, secretTexts), {
    waivers: given.waivers,
    now: run.now,
    ...base,
  });
  const { results, findings, waivers } = collected;
  const controls = assessControls(catalogs, results, { policies: policies.policies, incomplete });
  const met = [given, parsed, extracted, evaluated, collected].flatMap((room) => room.diagnostics);
  const diagnostics = maskDiagnostics(met, secretTexts);
  const unchecked = describeUnchecked(policies, { documents, resources, incomplete }, evaluated.results);
  const gate = decideGate({
    results,
    findings,
    controls,
    thresholds: run.thresholds,
    counts: { resources: resources.length, ...unchecked.counts },
    diagnostics,
    incomplete: incomplete.map(({ type, reason }) => ({ what: type, reason })),
  });
  const unread = parsed.unrecognised.map(({ path, reason }) => ({ what: path, reason }));
  const notChecked = [...given.notChecked, ...unread, ...unchecked.notChecked];
  const facts = { run, documents, resources, policies: policies.policies, catalogs, coverage: given.coverage };
  const outcome = { results, findings, waivers, controls, gate, notChecked, diagnostics };
  if (given.base === undefined) return { ...facts, ...outcome, incomplete, hasBase: false };
  const isComplete = incomplete.length === 0 && diagnostics.every(({ severity }) => severity !== 'error');
  const seen = { policies: policies.policies.map(({ id }) => id), isComplete };
  return { ...facts, ...outcome, incomplete, hasBase: true, comparison: compareWithBase(given.base, collected, seen) };
}

/** Those deletions that a policy asked for: they are part of what was judged. */
function judgedOf(deletions: readonly Resource[], results: readonly Result[]): readonly Resource[] {
  if (deletions.length === 0) return [];
  const judged = new Set<string>(results.map(({ subject }) => subject.id));
  return deletions.filter(({ id }) => judged.has(id));
}

import type { Assessment } from '../assessment.ts';
import { assessOutcomes, outcomesOf } from '../controls/index.ts';
import { InvariantError } from '../diagnostics/index.ts';
import type { JsonObject } from '../inputs/index.ts';
import { encode, foldPath, type PackFile, pathMistake, safePath, sha256 } from './bytes.ts';
import { canonicalJson, canonicalLines } from './canonical.ts';
import { envelopeBytes } from './dsse.ts';
import type { SigningKey } from './keys.ts';
import { ENVELOPE, MANIFEST, manifestBytes, manifestOf, signManifest } from './manifest.ts';
import { readmeOf } from './readme.ts';
import { countPopulation, countVerdicts, populationOf, resultRecord } from './records.ts';
import { redactInput } from './redact.ts';

/** Everything of a pack that is not in the assessment itself. */
export type PackMaterials = {
  /** Texts of the policies as evaluated. */
  readonly policyFiles: readonly { readonly path: string; readonly text: string }[];
  /** What the policies saw as `input`, by resource id. */
  readonly inputs: readonly { readonly resource: string; readonly input: JsonObject }[];
  /** Rendered reports with their path in the pack: `report/index.html`. */
  readonly reports: readonly { readonly path: string; readonly text: string }[];
  readonly keys?: readonly SigningKey[];
};

/**
 * Builds an evidence pack.
 * Shape:  files sorted by path, the manifest and, with keys, its DSSE envelope among them.
 * Errors: throws when the assessment contradicts itself or a report's path is not allowed: bugs, not user mistakes.
 * INVARIANT: same arguments, same bytes, ECDSA signatures apart: no clock, host name or chance.
 * Source: design 7.
 */
export function buildPack(assessment: Assessment, materials: PackMaterials): readonly PackFile[] {
  const results = assessment.results.map(resultRecord);
  const population = populationOf(assessment, results);
  const policyFiles = namePolicyFiles(materials.policyFiles);
  const json = (path: string, value: unknown): PackFile => ({ path, bytes: encode(`${canonicalJson(value)}\n`) });
  const lines = (path: string, values: readonly unknown[]): PackFile => ({
    path,
    bytes: encode(canonicalLines(values)),
  });
  const { run } = assessment;
  const listed: PackFile[] = [
    json('scope.json', {
      run: { engine: run.engine, bundle: run.bundle, now: run.now, scope: run.scope, thresholds: run.thresholds },
      documents: assessment.documents.map(({ path, index, kind, digest }) => ({ path, index, kind, sha256: digest })),
      population: countPopulation(population),
      verdicts: countVerdicts(results),
      coverage: assessment.coverage,
      gate: assessment.gate,
    }),
    json('parameters.json', run.parameters),
    lines('population.jsonl', population),
    lines('inputs/resources.jsonl', inputsOf(assessment, materials)),
    json('policies.json', {
      bundle: run.bundle,
      policies: assessment.policies.map(({ id, metadata, digest }) => ({ id, digest, metadata })),
      files: policyFiles.map(({ path, from }) => ({ path, from })),
    }),
    ...policyFiles.map(({ path, text }) => ({ path, bytes: encode(text) })),
    lines('results.jsonl', results),
    json('controls.json', controlsOf(assessment)),
    json('waivers.json', assessment.waivers),
    json('gaps.json', gapsOf(assessment)),
    ...materials.reports.map(({ path, text }) => ({ path, bytes: encode(text) })),
    { path: 'README-for-auditors.md', bytes: encode(readmeOf(assessment, countPopulation(population))) },
  ];
  const files = [...listed, { path: 'SHA256SUMS', bytes: encode(sumsOf(listed)) }];
  refuseBadPaths(files);
  const facts = { engine: run.engine, bundle: run.bundle, now: run.now, gate: assessment.gate.status };
  const manifest = manifestOf(facts, files);
  const made: PackFile[] = [...files, { path: MANIFEST, bytes: manifestBytes(manifest) }];
  if (materials.keys !== undefined && materials.keys.length > 0)
    made.push({ path: ENVELOPE, bytes: envelopeBytes(signManifest(manifest, materials.keys)) });
  return made.sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** Lines of `sha256sum`, sorted by path, so that an auditor needs no tool of ours. */
export function sumsOf(files: readonly PackFile[]): string {
  const sorted = [...files].sort((left, right) => (left.path < right.path ? -1 : 1));
  return sorted.map(({ path, bytes }) => `${sha256(bytes)}  ${path}\n`).join('');
}

function inputsOf(assessment: Assessment, { inputs }: PackMaterials): readonly unknown[] {
  const resources = new Map(assessment.resources.map((resource) => [resource.id as string, resource]));
  return [...inputs]
    .sort((left, right) => (left.resource < right.resource ? -1 : 1))
    .map(({ resource, input }) => {
      const known = resources.get(resource);
      return { resource, input: known === undefined ? input : redactInput(input, known) };
    });
}

type NamedFile = { readonly path: string; readonly from: string; readonly text: string };

function namePolicyFiles(files: PackMaterials['policyFiles']): readonly NamedFile[] {
  const taken = new Set<string>();
  return [...files]
    .sort((left, right) => (left.path < right.path ? -1 : 1))
    .map(({ path: from, text }) => {
      const wanted = `policies/${safePath(from).replace(/^policies\//, '')}`;
      let path = wanted;
      for (let number = 2; taken.has(foldPath(path)); number += 1) path = `${wanted}.${number}`;
      taken.add(foldPath(path));
      return { path, from, text };
    });
}

function controlsOf(assessment: Assessment): unknown {
  const { catalogs, controls, results, policies } = assessment;
  const incomplete = assessment.incomplete ?? [];
  const again = assessOutcomes(catalogs, outcomesOf(results, { policies, incomplete }));
  if (canonicalJson(again) !== canonicalJson(controls))
    throw new InvariantError('the controls of the assessment do not follow from its results');
  return { catalogs, incomplete, results: controls };
}

function gapsOf(assessment: Assessment): unknown {
  const open = assessment.controls.filter(({ status }) => status !== 'supported');
  return {
    notChecked: assessment.notChecked,
    incomplete: assessment.incomplete ?? [],
    coverage: assessment.coverage.filter((row) => !row.complete),
    diagnostics: assessment.diagnostics,
    controls: open.map(({ framework, version, control, status, reason }) => ({
      framework,
      version,
      control,
      status,
      reason,
    })),
  };
}

function refuseBadPaths(files: readonly PackFile[]): void {
  const taken = new Set<string>();
  for (const { path } of files) {
    const mistake = pathMistake(path) ?? (taken.has(foldPath(path)) ? 'is there twice' : undefined);
    if (mistake !== undefined) throw new InvariantError(`the pack file \`${path}\` ${mistake}`);
    taken.add(foldPath(path));
  }
}

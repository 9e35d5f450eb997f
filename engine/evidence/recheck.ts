import { assessOutcomes, catalogsFromJson, outcomesOf } from '../controls/index.ts';
import type { PolicyId, Severity, Verdict } from '../findings/index.ts';
import { decode, type PackFile } from './bytes.ts';
import { canonicalJson } from './canonical.ts';
import { ENVELOPE, MANIFEST, OUTSIDE_MANIFEST } from './manifest.ts';
import { sumsOf } from './pack.ts';
import {
  countPopulation,
  countVerdicts,
  type PopulationRecord,
  type PopulationState,
  type ResultRecord,
  statesOf,
} from './records.ts';
import type { PackProblem } from './verify.ts';

const VERDICTS: ReadonlySet<string> = new Set<Verdict>([
  'pass',
  'fail',
  'unknown',
  'not-applicable',
  'waived',
  'error',
]);
const STATES: ReadonlySet<string> = new Set<PopulationState>(['evaluated', 'not-applicable', 'excluded', 'errored']);
const SEVERITIES: ReadonlySet<string> = new Set<Severity>(['low', 'medium', 'high', 'critical']);

type Json = { readonly [key: string]: unknown };

/**
 * Computes again what a pack's files say about each other: digest list, population, counts, verdicts, waivers and controls.
 * Shape:  a pack whose files are all those of its manifest; a problem at the file that does not follow from the others.
 */
export function recheckPack(files: ReadonlyMap<string, PackFile>): readonly PackProblem[] {
  const problems: PackProblem[] = [];
  const complain = (file: string, message: string) => problems.push({ file, message });
  const read = (path: string) => readJson(files.get(path), path, complain);
  const results = readLines<ResultRecord>(files.get('results.jsonl'), 'results.jsonl', isResult, complain);
  const population = readLines<PopulationRecord>(
    files.get('population.jsonl'),
    'population.jsonl',
    isPopulation,
    complain,
  );
  const [scope, policies, controls, waivers] = ['scope.json', 'policies.json', 'controls.json', 'waivers.json'].map(
    read,
  );
  if (problems.length > 0) return problems;
  checkSums(files, complain);
  checkFacts(JSON.parse(decode(files.get(MANIFEST)!.bytes)!), scope!, complain);
  checkPopulation(results, population, scope!, complain);
  checkVerdicts(results, policies!, waivers!, complain);
  checkControls(results, policies!, controls!, complain);
  return problems;
}

type Complain = (file: string, message: string) => void;

function readJson(file: PackFile | undefined, path: string, complain: Complain): Json {
  if (file === undefined) complain(path, 'is missing, so the pack is not whole');
  const text = file === undefined ? undefined : decode(file.bytes);
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (`${canonicalJson(value)}\n` === text && typeof value === 'object' && value !== null) return value as Json;
    complain(path, 'is not an object in canonical JSON');
  } catch {
    if (file !== undefined) complain(path, 'is not JSON');
  }
  return {};
}

function readLines<T>(
  file: PackFile | undefined,
  path: string,
  isRecord: (value: Json) => boolean,
  complain: Complain,
): readonly T[] {
  if (file === undefined) complain(path, 'is missing, so the pack is not whole');
  const lines = (file === undefined ? '' : (decode(file.bytes) ?? '?')).split('\n');
  if (lines.pop() !== '') complain(path, 'does not end with a line break');
  const records: T[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && canonicalJson(value) === line && isRecord(value as Json)) {
        records.push(value as T);
        continue;
      }
    } catch {}
    complain(path, `line ${index + 1} is not a record in canonical JSON`);
    return records;
  }
  return records;
}

function isResult({ policy, resource, verdict, severity, findings }: Json): boolean {
  if (typeof policy !== 'string' || typeof resource !== 'string') return false;
  if (!VERDICTS.has(verdict as string) || !SEVERITIES.has(severity as string)) return false;
  return (
    findings === undefined ||
    (Array.isArray(findings) && findings.every((one) => typeof Object(one).status === 'string'))
  );
}

function isPopulation({ resource, state }: Json): boolean {
  return typeof resource === 'string' && STATES.has(state as string);
}

function checkSums(files: ReadonlyMap<string, PackFile>, complain: Complain): void {
  const listed = [...files.values()].filter(
    ({ path }) => !OUTSIDE_MANIFEST.has(path) && path !== 'SHA256SUMS' && path !== ENVELOPE,
  );
  const sums = files.get('SHA256SUMS');
  if (sums === undefined) complain('SHA256SUMS', 'is missing, so the pack is not whole');
  else if (decode(sums.bytes) !== sumsOf(listed)) complain('SHA256SUMS', 'does not list exactly the files of the pack');
}

/** The facts that the manifest repeats, and a signature with it, are those of the run. */
function checkFacts(manifest: Json, scope: Json, complain: Complain): void {
  const run = Object(scope.run) as Json;
  for (const name of ['engine', 'bundle', 'now'])
    if (manifest[name] !== run[name]) complain('scope.json', `has another \`${name}\` than the manifest`);
  if (manifest.gate !== Object(scope.gate).status) complain('scope.json', 'has another gate than the manifest');
}

function checkPopulation(
  results: readonly ResultRecord[],
  population: readonly PopulationRecord[],
  scope: Json,
  complain: Complain,
): void {
  const states = statesOf(results);
  const known = new Set<string>();
  for (const { resource, state } of population) {
    if (known.has(resource)) complain('population.jsonl', `has \`${resource}\` twice`);
    known.add(resource);
    const want = states.get(resource) ?? 'excluded';
    if (state !== want) complain('population.jsonl', `says \`${resource}\` is ${state}, its results say ${want}`);
  }
  for (const resource of states.keys())
    if (!known.has(resource)) complain('results.jsonl', `judges \`${resource}\`, which is not in the population`);
  const counts = countPopulation(population);
  if (canonicalJson(counts) !== canonicalJson(scope.population ?? null))
    complain('scope.json', 'has other counts of the population than population.jsonl');
  if (canonicalJson(countVerdicts(results)) !== canonicalJson(scope.verdicts ?? null))
    complain('scope.json', 'has other counts of verdicts than results.jsonl');
}

function checkVerdicts(results: readonly ResultRecord[], policies: Json, waivers: Json, complain: Complain): void {
  const ids = new Set(policyIdsOf(policies));
  const used = new Set((Array.isArray(waivers.used) ? waivers.used : []).map((waiver) => canonicalJson(waiver)));
  const pairs = new Set<string>();
  for (const { policy, resource, verdict, findings = [] } of results) {
    const where = `\`${policy}\` on \`${resource}\``;
    const pair = canonicalJson([policy, resource]);
    if (pairs.has(pair)) complain('results.jsonl', `has two verdicts for ${where}`);
    pairs.add(pair);
    if (!ids.has(policy)) complain('results.jsonl', `judges by \`${policy}\`, which policies.json does not have`);
    const isAllWaived = findings.length > 0 && findings.every((finding) => finding.status === 'waived');
    const isDenied = verdict === 'fail' || verdict === 'waived';
    if (isDenied && isAllWaived !== (verdict === 'waived'))
      complain('results.jsonl', `says ${verdict} for ${where}, its findings say otherwise`);
    if (!isDenied && findings.length > 0)
      complain('results.jsonl', `has findings for ${where}, whose verdict is ${verdict}`);
    for (const { waiver } of findings)
      if (waiver !== undefined && !used.has(canonicalJson(waiver)))
        complain('waivers.json', `does not have the waiver used for ${where}`);
  }
}

function checkControls(results: readonly ResultRecord[], policies: Json, controls: Json, complain: Complain): void {
  const read = catalogsFromJson(canonicalJson(controls.catalogs ?? null), 'controls.json');
  if (read.diagnostics.length > 0) {
    complain('controls.json', `has catalogs that cannot be read: ${read.diagnostics[0]!.message}`);
    return;
  }
  const incomplete = Array.isArray(controls.incomplete) ? controls.incomplete : [];
  const outcomes = outcomesOf(
    results.map(({ policy, verdict }) => ({ verdict, result: { policy } })),
    {
      policies: listOf(policies.policies).map((policy) => ({
        id: String(policy.id) as PolicyId,
        metadata: { resourceTypes: listOf(Object(policy.metadata).resourceTypes, false).map(String) },
      })),
      incomplete: listOf(incomplete).map(({ type, reason }) => ({ type: String(type), reason: String(reason) })),
    },
  );
  const want = assessOutcomes(read.catalogs, outcomes);
  const given = listOf(controls.results);
  for (const control of want) {
    const same = given.find(
      (one) =>
        one.control === control.control && one.framework === control.framework && one.version === control.version,
    );
    const name = `${control.framework} ${control.control}`;
    if (same === undefined) complain('controls.json', `lacks ${name}`);
    else if (same.status !== control.status)
      complain('controls.json', `says ${name} is ${String(same.status)}, its results say ${control.status}`);
    else if (canonicalJson(same) !== canonicalJson(control))
      complain('controls.json', `says more of ${name} than its results do`);
  }
  if (given.length > want.length) complain('controls.json', 'has controls that its catalogs do not have');
}

function policyIdsOf(policies: Json): readonly string[] {
  return listOf(policies.policies).map((policy) => String(policy.id));
}

function listOf(value: unknown, areObjects?: true): readonly Json[];
function listOf(value: unknown, areObjects: false): readonly unknown[];
function listOf(value: unknown, areObjects = true): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  return areObjects ? value.map((one) => Object(one) as Json) : value;
}

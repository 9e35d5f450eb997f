import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Assessment, CoverageRow, NotChecked } from '../assessment.ts';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import type { Waiver } from '../findings/index.ts';
import type { InputFile, Sources } from '../inputs/index.ts';
import { assess, type PipelineInput } from '../pipeline.ts';
import type { IncompleteType } from '../resources/index.ts';
import { comparePolicies, settleBase, type WantedBase } from './base.ts';
import { loadCatalogFiles } from './catalogs.ts';
import { type Config, loadConfig } from './config.ts';
import { checkEvidenceTarget } from './evidence-target.ts';
import { parseFormats, writeReports } from './formats.ts';
import { type JudgingOptions, parseNow, parseScope } from './judging.ts';
import { type LoadedPolicies, loadPolicies, shippedPolicyFiles } from './policies.ts';
import { printDiagnostics, type Terminal } from './terminal.ts';
import type { TrustedConfig } from './trusted-config.ts';
import { UsageError } from './usage.ts';
import { ENGINE_VERSION } from './version.ts';

/** What is to be judged, with everything that was met while it was gathered. */
export type Gathered = {
  readonly files: readonly InputFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly notChecked: readonly NotChecked[];
  readonly base: WantedBase | undefined;
  readonly coverage: readonly CoverageRow[];
  readonly incomplete: readonly IncompleteType[];
  /** The Terraform sources beside the plans. */
  readonly sources?: Sources;
};

/**
 * Judges what was gathered, writes the reports and the evidence, and says the gate's exit code.
 * Errors: `UsageError` for a wrong option, configuration or output file.
 */
export async function judgeFiles(gathered: Gathered, options: JudgingOptions, terminal: Terminal): Promise<number> {
  const reports = parseFormats(options.format);
  checkEvidenceTarget(options.evidence, options.signKey, terminal);
  const { assessment, policies } = await judge(gathered, options, terminal);
  await printDiagnostics(terminal, assessment.diagnostics);
  await writeReports(assessment, reports, terminal);
  if (options.evidence !== undefined) {
    const { writeEvidence } = await import('./write-evidence.ts');
    const policyFiles = [...(options.shipped ? shippedPolicyFiles() : []), ...policies.files];
    await writeEvidence(assessment, options.evidence, { keys: options.signKey, policyFiles }, terminal);
  }
  return assessment.gate.exitCode;
}

export type Judged = { readonly assessment: Assessment; readonly policies: LoadedPolicies };

/**
 * Judges what was gathered by the policies, parameters and waivers that options and configuration name.
 * Errors: `UsageError` for a wrong option, configuration or base.
 */
export async function judge(gathered: Gathered, options: JudgingOptions, terminal: Terminal): Promise<Judged> {
  if (options.trustedConfig === undefined) return await judgeWith(gathered, options, terminal, undefined);
  const { asRelative, openTrusted } = await import('./trusted-config.ts');
  const trusted = openTrusted(options.trustedConfig, terminal);
  const here = (path: string) => asRelative(path, terminal.cwd);
  const { config, waivers } = options;
  const named = {
    ...options,
    policy: options.policy.map(here),
    ...(config === undefined ? {} : { config: here(config) }),
    ...(waivers === undefined ? {} : { waivers: here(waivers) }),
  };
  try {
    return await judgeWith(gathered, named, terminal, trusted);
  } finally {
    trusted.close();
  }
}

/** Judges with what the working folder says, or with what is trusted instead of it. */
async function judgeWith(
  gathered: Gathered,
  options: JudgingOptions,
  terminal: Terminal,
  trusted: TrustedConfig | undefined,
): Promise<Judged> {
  const home = trusted === undefined ? terminal : { ...terminal, cwd: trusted.cwd };
  const configFile = options.config ?? 'probity.yaml';
  trusted?.fetch(configFile);
  const config = loadConfig(home.cwd, options.config);
  const now = parseNow(options.now, terminal);
  const scope = parseScope(options.scope, config);
  const folders = [...(config.policies ?? []), ...options.policy];
  const waiverFile = options.waivers ?? config.waivers ?? join(config.folder, 'probity.waivers.yaml');
  for (const path of [...folders, waiverFile]) trusted?.fetch(path);
  const changed =
    trusted === undefined
      ? []
      : (await import('./trusted-config.ts')).describeDifferences(
          trusted,
          { files: [configFile, waiverFile], policies: folders },
          terminal.cwd,
        );
  const policies = await loadPolicies({ ...options, policy: folders }, home);
  const catalogs = loadCatalogFiles();
  const written = await loadWaivers(options.waivers ?? config.waivers, config.folder, home);
  const inline = options.inlineWaivers ?? config.inlineWaivers ?? false;
  const waivers = inline ? bothOf(written, await readInline(gathered, now, trusted)) : written;
  const given: PipelineInput = {
    files: gathered.files,
    policies: policies.set,
    catalogs,
    waivers: waivers.waivers,
    base: undefined,
    run: {
      engine: `probity ${ENGINE_VERSION}`,
      bundle: policies.set.digest,
      now,
      parameters: config.parameters ?? {},
      scope,
      thresholds: thresholdsOf(options, config),
    },
    diagnostics: [...changed, ...gathered.diagnostics, ...policies.diagnostics, ...waivers.diagnostics],
    notChecked: gathered.notChecked,
    coverage: gathered.coverage,
    incomplete: gathered.incomplete,
    sources: gathered.sources,
  };
  if (gathered.base === undefined) return { assessment: assess(given), policies };
  const base = settleBase(gathered.base, given.waivers, (file, lasting) =>
    assess({
      ...given,
      files: [file],
      waivers: lasting,
      diagnostics: [],
      notChecked: [],
      coverage: [],
      incomplete: [],
    }),
  );
  const diagnostics = [...given.diagnostics, ...comparePolicies(base, given.run.bundle)];
  return { assessment: assess({ ...given, base, diagnostics }), policies };
}

function thresholdsOf(options: JudgingOptions, config: Config): Assessment['run']['thresholds'] {
  return {
    failOn: options.failOn ?? config.gate?.failOn ?? 'high',
    unknownBlocks: options.unknownBlocks ?? config.gate?.unknownBlocks,
    allowUncovered: options.allowUncovered ?? config.gate?.allowUncovered ?? false,
  };
}

type LoadedWaivers = { readonly waivers: readonly Waiver[]; readonly diagnostics: readonly Diagnostic[] };

function bothOf(left: LoadedWaivers, right: LoadedWaivers): LoadedWaivers {
  return {
    waivers: [...left.waivers, ...right.waivers],
    diagnostics: [...left.diagnostics, ...right.diagnostics],
  };
}

/**
 * Reads the comments that waive, in the judged files and in the Terraform sources beside them.
 * INVARIANT: with a trusted configuration only those count that stand on the same resource of the same file there too.
 */
async function readInline(
  { files, sources }: Gathered,
  now: string,
  trusted: TrustedConfig | undefined,
): Promise<LoadedWaivers> {
  const { commentedFiles, findComments, trustedComments } = await import('./inline-comments.ts');
  const { parseInlineWaivers } = await import('../findings/inline-waivers.ts');
  const texts = new Map([...commentedFiles(files), ...(sources?.tree.texts ?? [])].map((one) => [one.path, one]));
  const found = findComments([...texts.values()]);
  const kept = trusted === undefined ? { comments: found, diagnostics: [] } : trustedComments(found, texts, trusted);
  const { waivers, diagnostics } = parseInlineWaivers(kept.comments, now.slice(0, 10));
  return { waivers, diagnostics: [...kept.diagnostics, ...diagnostics] };
}

/** Reads the waiver file: the one named, or probity.waivers.yaml beside the configuration when it is there. */
export async function loadWaivers(
  named: string | undefined,
  folder: string,
  terminal: Terminal,
): Promise<LoadedWaivers> {
  const name = named ?? join(folder, 'probity.waivers.yaml');
  const path = resolve(terminal.cwd, name);
  if (!existsSync(path)) {
    if (named === undefined) return { waivers: [], diagnostics: [] };
    throw UsageError.of(`the waiver file \`${named}\` does not exist`);
  }
  const { parseWaivers } = await import('../findings/waiver-file.ts');
  try {
    return parseWaivers(readFileSync(path, 'utf8'), name);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { waivers: [], diagnostics: [errorDiagnostic('input_unreadable', `\`${name}\` cannot be read: ${code}`)] };
  }
}

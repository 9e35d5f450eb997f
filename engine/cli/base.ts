import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Assessment } from '../assessment.ts';
import { type Diagnostic, errorDiagnostic, noticeDiagnostic } from '../diagnostics/index.ts';
import { type Base, baseFindingsOf, parseBase, type Waiver } from '../findings/index.ts';
import type { InputFile } from '../inputs/index.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

/** What `--base` names: findings that are known, or a file that has to be judged first. */
export type WantedBase =
  | { readonly kind: 'findings'; readonly base: Base }
  | { readonly kind: 'document'; readonly file: InputFile };

/**
 * Reads the base of a run: an earlier `--format json` output, a baseline, or a plan (or anything else that can be judged).
 * Errors: `UsageError` when the file cannot be read, or is a baseline that holds something else.
 */
export function readBase(file: string, terminal: Terminal): WantedBase {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(terminal.cwd, file));
  } catch (error) {
    throw UsageError.of(`the base \`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const parsed = parseBase(bytes.toString('utf8'), file);
  if (parsed.kind === 'base') return { kind: 'findings', base: parsed.base };
  if (parsed.kind === 'invalid') throw UsageError.of(`the base \`${file}\` cannot be used: ${parsed.message}`);
  return { kind: 'document', file: { path: file.replaceAll('\\', '/'), bytes } };
}

/**
 * The findings of a base, judged by the policies of this run where it is a document.
 * Shape:  `judge` judges one file with these waivers.
 * Errors: `UsageError` when the document cannot be judged or was not read in full: a base with holes would call old
 *         findings new.
 * INVARIANT: what a waiver names is in no base, also after its expiry: an expired waiver's finding counts again.
 */
export function settleBase(
  wanted: WantedBase,
  waivers: readonly Waiver[],
  judge: (file: InputFile, waivers: readonly Waiver[]) => Assessment,
): Base {
  if (wanted.kind === 'findings') return wanted.base;
  const { file } = wanted;
  const lasting = waivers.map((waiver) => ({ ...waiver, created: '0001-01-01', expires: '9999-12-31' }));
  const assessment = judge(file, lasting);
  const errors = assessment.diagnostics.filter((one) => one.severity === 'error');
  const isKnown = assessment.documents.some((one) => one.kind !== 'json');
  if (!isKnown || errors.length > 0) {
    const hint = 'give an output of `probity check --format json`, a baseline of `probity baseline create`, or a plan';
    const message = `the base \`${file.path}\` is not the output of \`probity check --format json\`, a baseline or a plan`;
    throw new UsageError([errorDiagnostic('usage', message, { hint }), ...errors]);
  }
  return { source: file.path, bundle: assessment.run.bundle, findings: baseFindingsOf(assessment.findings) };
}

/** Says that base and run were judged by different policies, since that alone makes findings new or fixed. */
export function comparePolicies(base: Base, bundle: string): readonly Diagnostic[] {
  if (base.bundle === undefined || base.bundle === bundle) return [];
  const message = `the base \`${base.source}\` was judged by the policies ${base.bundle}, this run by ${bundle}`;
  const hint = 'findings may be new or fixed because the policies changed; make the base again';
  return [noticeDiagnostic('base_other_policies', message, { hint })];
}

import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type InputFile, MAX_BYTES } from '../inputs/index.ts';
import type { Scope } from '../resources/index.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

/** One result of an earlier run, as its JSON report tells it. */
export type EarlierResult = {
  readonly policy: string;
  readonly resource: string;
  readonly verdict: string;
  readonly address: string | undefined;
};

/** What an earlier run's JSON report says that a later one needs. */
export type EarlierAssessment = {
  readonly results: readonly EarlierResult[];
  readonly scope: Scope;
  readonly documents: readonly { readonly path: string; readonly kind: string; readonly digest: string }[];
};

/**
 * Reads the output of `probity check --format json`.
 * Errors: `UsageError` for a file that cannot be read or is no assessment.
 */
export function readEarlier(file: string, terminal: Terminal): EarlierAssessment {
  let text: string;
  try {
    text = readFileSync(resolve(terminal.cwd, file), 'utf8');
  } catch (error) {
    throw UsageError.of(`the assessment \`${file}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const root = asRecord(parsed(text));
  if (root?.schemaVersion === undefined || !Array.isArray(root.results))
    throw UsageError.of(`\`${file}\` is not the output of \`probity check --format json\``);
  const run = asRecord(root.run);
  return {
    results: root.results.flatMap(resultOf),
    scope: Object.fromEntries(
      Object.entries(asRecord(run?.scope) ?? {}).filter(([, value]) => typeof value === 'string'),
    ) as Scope,
    documents: (Array.isArray(run?.documents) ? run.documents : []).flatMap((one) => {
      const { path, kind, digest } = asRecord(one) ?? {};
      return typeof path === 'string' && typeof kind === 'string' && typeof digest === 'string'
        ? [{ path, kind, digest }]
        : [];
    }),
  };
}

/** The plans and states of an earlier run that are still there, unchanged. */
export function unchangedPlans({ documents }: EarlierAssessment, terminal: Terminal): readonly InputFile[] {
  const wanted = documents.filter(({ kind, path }) => /^terraform-(?:plan|state)$/.test(kind) && path !== '-');
  return wanted.flatMap(({ path, digest }): InputFile[] => {
    try {
      const full = resolve(terminal.cwd, path);
      if (statSync(full).size > MAX_BYTES) return [];
      const bytes = readFileSync(full);
      return hash('sha256', bytes) === digest ? [{ path, bytes }] : [];
    } catch {
      return [];
    }
  });
}

function resultOf(result: unknown): readonly EarlierResult[] {
  const { policy, resource, verdict, source } = asRecord(result) ?? {};
  if (typeof policy !== 'string' || typeof resource !== 'string' || typeof verdict !== 'string') return [];
  const address = asRecord(source)?.address;
  return [{ policy, resource, verdict, address: typeof address === 'string' ? address : undefined }];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

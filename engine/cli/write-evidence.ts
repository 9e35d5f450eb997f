import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadReporter } from '../../reporters/index.ts';
import type { Assessment } from '../assessment.ts';
import { buildPack, parseSigningKey, type SigningKey } from '../evidence/index.ts';
import type { PolicyFile } from '../policies/index.ts';
import { toPolicyInput } from '../resources/index.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage.ts';

export type EvidenceOptions = {
  /** Paths of private keys in PEM. */
  readonly keys: readonly string[];
  /** The texts of every policy that was loaded. */
  readonly policyFiles: readonly PolicyFile[];
};

/**
 * Writes an evidence pack into a folder that does not exist yet or is empty.
 * Errors: `UsageError` when the folder has content or cannot be written, or a key cannot be read.
 */
export async function writeEvidence(
  assessment: Assessment,
  folder: string,
  options: EvidenceOptions,
  terminal: Terminal,
): Promise<void> {
  const target = resolve(terminal.cwd, folder);
  const keys = options.keys.map((path) => readSigningKey(path, terminal));
  const renderHtml = await loadReporter('html');
  const html = [...renderHtml(assessment, { colour: false, columns: 100 })].join('');
  const pack = buildPack(assessment, {
    policyFiles: options.policyFiles,
    inputs: assessment.resources.map((resource) => ({ resource: resource.id, input: toPolicyInput(resource) })),
    reports: [{ path: 'report/index.html', text: html }],
    keys,
  });
  try {
    for (const { path, bytes } of pack) {
      const file = join(target, ...path.split('/'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes, { flag: 'wx' });
    }
  } catch (error) {
    throw UsageError.of(
      `the evidence folder \`${folder}\` cannot be written: ${(error as NodeJS.ErrnoException).code}`,
    );
  }
}

function readSigningKey(path: string, terminal: Terminal): SigningKey {
  let pem: string;
  try {
    pem = readFileSync(resolve(terminal.cwd, path), 'utf8');
  } catch (error) {
    throw UsageError.of(`the signing key \`${path}\` cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const key = parseSigningKey(pem, path);
  if (!key.ok) throw new UsageError(key.diagnostics);
  return key.value;
}

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Assessment } from '../../engine/assessment.ts';
import { readPolicyFiles } from '../../engine/cli/policy-files.ts';
import { assess, type PipelineInput } from '../../engine/pipeline.ts';
import { compilePolicies } from '../../engine/policies/compile.ts';
import { freshTree, loadPolicySet, type PolicyArtifact, type PolicySet } from '../../engine/policies/index.ts';

export const ROOT = new URL('../..', import.meta.url).pathname;

let artifact: PolicyArtifact | undefined;

/** The shipped policies, compiled from their sources once for a test file. */
export function shippedArtifact(): PolicyArtifact {
  if (artifact !== undefined) return artifact;
  const { files } = readPolicyFiles(join(ROOT, 'policies'), 'policies');
  const named = files.map((file) => ({ ...file, path: `policies/${file.path}` }));
  artifact = compilePolicies(named, { namespaces: [], library: [] });
  return artifact;
}

export function shippedPolicies(): PolicySet {
  return loadPolicySet([freshTree(shippedArtifact())], shippedArtifact().digest);
}

/** Judges files by the shipped policies, at a fixed time, without waivers. */
export function judge(paths: readonly string[], changes: Partial<PipelineInput> = {}): Assessment {
  const files = paths.map((path) => ({ path, bytes: readFileSync(join(ROOT, path)) }));
  return assess({
    files,
    policies: shippedPolicies(),
    catalogs: [],
    waivers: [],
    base: undefined,
    run: {
      engine: 'probity test',
      bundle: shippedArtifact().digest,
      now: '2026-11-01T00:00:00Z',
      parameters: {},
      scope: { account: '111122223333', region: 'eu-central-1', cluster: 'test' },
      thresholds: { failOn: 'high', unknownBlocks: undefined, allowUncovered: true },
    },
    diagnostics: [],
    notChecked: [],
    coverage: [],
    incomplete: [],
    ...changes,
  });
}

/** The path of a real peer (`opa`, `conftest`), or undefined where it is not installed. */
export function findPeer(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    join(process.env.PEERS ?? join(homedir(), '.peers'), 'bin'),
  ];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

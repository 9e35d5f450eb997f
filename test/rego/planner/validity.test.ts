import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BUILTINS, isBuiltin } from '../../../engine/rego/builtins/index.ts';
import { compileModules } from '../../../engine/rego/index.ts';
import { validatePolicy } from '../../../engine/rego/ir/index.ts';
import { planPolicy } from '../../../engine/rego/planner/index.ts';
import { readCases } from '../../conformance/cases.ts';

const root = fileURLToPath(new URL('../../../../shared/data/opa-conformance/cases/', import.meta.url));
if (!existsSync(root)) console.warn('SKIPPED: the conformance cases are not at ../shared/data');

/** Code generation takes what the planner makes without looking at it again. */
describe.skipIf(!existsSync(root)).each(['v1', 'v0'] as const)('plans of the conformance cases %s', (version) => {
  it('are valid', { timeout: 120_000 }, () => {
    const faults = readCases(`${root}${version}`).flatMap(({ note, modules: texts, experimentalKeywords }) => {
      const modules = Object.fromEntries(texts.map((text, index) => [`${index}.rego`, text]));
      const program = compileModules({ modules, regoVersion: version, experimentalKeywords });
      if (!program.ok) return [];
      const builtins = (name: string) =>
        isBuiltin(name) ? { arity: BUILTINS[name].args.length, relation: 'relation' in BUILTINS[name] } : undefined;
      return [true, false].flatMap((coverage) => {
        const request = { kind: 'path', name: 'data', path: [] } as const;
        const policy = planPolicy(program.value.compiled, [request], { builtins, coverage });
        return validatePolicy(policy).map((fault) => `${note}: ${fault}`);
      });
    });
    expect(faults).toEqual([]);
  });
});

import { createHash } from 'node:crypto';
import { type Diagnostic, errorDiagnostic } from '../diagnostics/index.ts';
import { OUTSIDE_BUILTINS } from '../rego/builtins/index.ts';
import { type Block, type Plan, type Policy, readPlan, type Stmt } from '../rego/ir/index.ts';
import { printPath } from '../rego/path.ts';
import { programText } from '../rego/program.ts';
import type { JsonObject } from '../resources/index.ts';
import type { PolicyArtifact } from './artifact.ts';
import { entrypointPolicies } from './entrypoints.ts';

/** A plan of a bundle. Shape: `file` is shown in diagnostics. */
export type PlanFile = { readonly file: string; readonly text: string; readonly data: JsonObject };

/**
 * Makes an artifact of the document policies of a plan: its entrypoints whose last part is deny, violation or warn.
 * Shape:  generated from the plan as from Rego, so that it knows what it reads.
 * Errors: `bundle_invalid` for what is no plan; `bundle_unsafe` for one that asks for the network or the environment;
 *         `policy_none`.
 */
export function compilePlan({ file, text, data }: PlanFile, namespaces: readonly string[]): PolicyArtifact {
  const digest = createHash('sha256').update(text).digest('hex');
  const place = { file, row: 1, col: 1 };
  const failed = (diagnostics: readonly Diagnostic[]): PolicyArtifact => ({
    digest,
    programs: undefined,
    data,
    policies: [],
    diagnostics: diagnostics.map((one) => ({ ...one, place })),
  });
  const read = readPlan(text);
  if (!read.ok) return failed(read.diagnostics);
  const outside = read.value.static.builtinFuncs.find(({ name }) => OUTSIDE_BUILTINS.includes(name));
  if (outside !== undefined) {
    return failed([errorDiagnostic('bundle_unsafe', `the plan calls \`${outside.name}\`, which is not allowed`)]);
  }
  const found = read.value.plans.map((plan) => ({ plan, policies: entrypointPolicies(plan.name, digest, namespaces) }));
  const chosen = found.filter(({ policies }) => policies.length > 0);
  if (chosen.length === 0) {
    const hint = 'a policy is an entrypoint whose last part is deny, violation or warn';
    return failed([errorDiagnostic('policy_none', 'no policy was found in the plan', { hint })]);
  }
  const policy = returning(
    read.value,
    chosen.map(({ plan }) => plan),
  );
  const programs = {
    fast: programText(policy, { mode: 'fast', budget: true }),
    provenance: programText(policy, { mode: 'provenance', budget: true }),
  };
  return { digest, programs, data, policies: chosen.flatMap(({ policies }) => policies), diagnostics: [] };
}

/** The policy with plans that return the value of their entrypoint where OPA's add an object with it to a result set. */
function returning(policy: Policy, plans: readonly Plan[]): Policy {
  const known = policy.static.strings.indexOf('result');
  const strings = known >= 0 ? policy.static.strings : [...policy.static.strings, 'result'];
  const key = { kind: 'string', index: known >= 0 ? known : strings.length - 1 } as const;
  const target = 1 + highestLocal(plans);
  const rewritten = (block: Block): Block => ({ stmts: block.stmts.flatMap(each) });
  const each = (stmt: Stmt): readonly Stmt[] => {
    const { at } = stmt;
    if (stmt.kind === 'ResultSetAddStmt') {
      const source = { kind: 'local', local: stmt.value } as const;
      return [
        { kind: 'DotStmt', at, source, key, target },
        { kind: 'ReturnLocalStmt', at, source: target },
      ];
    }
    if ('blocks' in stmt) return [{ ...stmt, blocks: stmt.blocks.map(rewritten) }];
    return 'block' in stmt ? [{ ...stmt, block: rewritten(stmt.block) } as Stmt] : [stmt];
  };
  return {
    ...policy,
    static: { ...policy.static, strings },
    plans: plans.map(({ name, blocks }) => ({ name: printPath(name.split('/')), blocks: blocks.map(rewritten) })),
  };
}

/** No local of the plans is higher; every field that may be one counts. */
function highestLocal(plans: readonly Plan[]): number {
  let highest = 1;
  const open: unknown[] = [...plans];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'number') highest = Math.max(highest, Math.min(value, 1e6));
    else if (typeof value === 'object' && value !== null) open.push(...Object.values(value));
  }
  return highest;
}

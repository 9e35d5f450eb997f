import type { Document, JsonValue, ParsedInputs } from '../document.ts';
import { folderOf } from '../hcl/index.ts';
import { own, ownArray, ownString } from '../object.ts';

/**
 * Leaves out states of which a plan or configuration of the same run says what will be.
 * Shape:  a state is left out, visibly, when at least half of its managed resources are in one plan or configuration
 *         of the same folder; a
 *         resource would be judged twice otherwise, as it was and as it will be.
 */
export function leaveSuperseded(parsed: ParsedInputs): ParsedInputs {
  const states = parsed.documents.filter(({ kind }) => kind === 'terraform-state');
  if (states.length === 0 || states.length === parsed.documents.length) return parsed;
  const plans = parsed.documents.filter(({ kind }) => kind === 'terraform-plan' || kind === 'terraform-hcl');
  const known = plans.map((plan) => ({ plan, addresses: new Set(addressesOf(own(plan.root, 'planned_values'))) }));
  const left = new Map<Document, string>();
  for (const state of states) {
    const addresses = addressesOf(own(state.root, 'values'));
    const isOf = (planned: ReadonlySet<string>) => {
      const count = addresses.filter((address) => planned.has(address)).length;
      return count > 0 && count >= addresses.length / 2;
    };
    const found = known.find(({ plan, addresses: planned }) => isBeside(plan, state) && isOf(planned));
    if (found !== undefined)
      left.set(state, `the Terraform state behind \`${found.plan.path}\`, which is judged instead`);
  }
  const unrecognised = [...left].map(([{ path }, reason]) => ({ path, reason }));
  return {
    documents: parsed.documents.filter((document) => !left.has(document)),
    diagnostics: parsed.diagnostics,
    unrecognised: [...parsed.unrecognised, ...unrecognised],
  };
}

/** Whether two documents lie in one folder; a configuration's path is its folder. */
function isBeside(plan: Document, state: Document): boolean {
  const folder = plan.kind === 'terraform-hcl' ? plan.path : folderOf(plan.path);
  return folder === folderOf(state.path);
}

/** The addresses of all managed resources of a `values` representation. */
function addressesOf(values: JsonValue | undefined): readonly string[] {
  const found: string[] = [];
  const open: (JsonValue | undefined)[] = [own(values, 'root_module')];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    for (const resource of ownArray(module, 'resources') ?? [])
      if (ownString(resource, 'mode') === 'managed') found.push(ownString(resource, 'address') ?? '');
    open.push(...(ownArray(module, 'child_modules') ?? []));
  }
  return found;
}

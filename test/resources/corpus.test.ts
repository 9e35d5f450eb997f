import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  extractResources,
  type JsonObject,
  type JsonValue,
  toPolicyInput,
  unknownMarks,
} from '../../engine/resources/index.ts';
import { ROOT } from './load.ts';

const PLANS = join(ROOT, '../shared/data/tf-plans');

/** Counts managed resources in the JSON itself, without any code of the product. */
function count(module: JsonValue | undefined): number {
  const { resources = [], child_modules = [] } = (module ?? {}) as {
    resources?: JsonObject[];
    child_modules?: JsonObject[];
  };
  const own = resources.filter((resource) => resource.mode !== 'data').length;
  return child_modules.reduce((sum, inner) => sum + count(inner), own);
}

function plans(): readonly { readonly path: string; readonly root: JsonObject }[] {
  if (!existsSync(PLANS)) return [];
  const files = readdirSync(PLANS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files.sort().flatMap((name) => {
    try {
      const root = JSON.parse(readFileSync(join(PLANS, name), 'utf8')) as JsonObject;
      const isPlan = root !== null && typeof root === 'object' && (root.planned_values || root.resource_changes);
      return isPlan ? [{ path: relative(PLANS, join(PLANS, name)), root }] : [];
    } catch {
      return [];
    }
  });
}

describe.skipIf(!existsSync(PLANS))('plans of public repositories', () => {
  const all = plans();

  test('there are many', () => expect(all.length).toBeGreaterThan(400));

  test('hold as many resources as a plain count finds, and nothing fails', () => {
    const wrong: string[] = [];
    for (const { path, root } of all) {
      const document = {
        ...{ path, index: 0, kind: 'terraform-plan' as const, root, digest: '', exactNumbers: false },
        locate: () => ({ file: path, row: 1, col: 1 }),
      };
      const { resources, deletions } = extractResources([document], { scope: {} });
      const own = resources.filter((resource) => resource.derived === undefined).length;
      const planned = (root.planned_values as JsonObject | undefined)?.root_module;
      // A refresh-only plan has neither planned resources nor changes: what is there is in its prior state.
      const prior = (root.prior_state as { values?: { root_module?: JsonValue } } | undefined)?.values?.root_module;
      const isRefresh = count(planned) === 0 && ((root.resource_changes ?? []) as unknown[]).length === 0;
      const expected = isRefresh ? count(prior) : count(planned);
      if (planned !== undefined && own !== expected) wrong.push(`${path}: ${own} of ${expected}`);
      if (new Set(resources.map((resource) => resource.id)).size !== resources.length) wrong.push(`${path}: equal ids`);
      for (const resource of [...resources, ...deletions]) {
        JSON.stringify(toPolicyInput(resource));
        unknownMarks(resource);
        resource.locate(['Tags', 0]);
      }
    }
    expect(wrong).toEqual([]);
  });
});

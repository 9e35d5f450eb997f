import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Assessment } from '../../../engine/assessment.ts';
import type { JsonValue, Resource } from '../../../engine/resources/index.ts';
import { judge, ROOT } from '../../policies/support.ts';

export const FOLDER = 'fixtures/applied';

/** One application of a configuration: the plan before, the plan after (which changes nothing), and the state. */
export type Stage = {
  readonly name: string;
  readonly before: Assessment;
  readonly after: Assessment;
  readonly state: Assessment;
};

/** Every application of every project; `later-` is the second one of a project. */
export function readStages(): readonly Stage[] {
  const projects = readdirSync(join(ROOT, FOLDER)).sort();
  return projects.flatMap((project) =>
    ['', 'later-']
      .filter((prefix) => existsSync(join(ROOT, FOLDER, project, `${prefix}state.json`)))
      .map((prefix): Stage => {
        const [before, after, state] = ['before', 'after', 'state'].map((file) =>
          judgeAlone(`${FOLDER}/${project}/${prefix}${file}.json`),
        ) as [Assessment, Assessment, Assessment];
        return { name: `${project} ${prefix}`.trim(), before, after, state };
      }),
  );
}

/** Judges one file by the shipped policies, without a scope. */
export function judgeAlone(path: string): Assessment {
  return judge([path], {
    run: {
      ...{ engine: 'probity test', bundle: 'none', now: '2026-11-01T00:00:00Z', parameters: {}, scope: {} },
      thresholds: { failOn: 'high', unknownBlocks: undefined, allowUncovered: true },
    },
  });
}

/** A verdict that is another after apply; `after` is `none` where the policy gives none any more. */
export type ChangedVerdict = {
  readonly policy: string;
  readonly resource: string;
  readonly before: string;
  readonly after: string;
};

export function changedVerdicts(before: Assessment, after: Assessment): readonly ChangedVerdict[] {
  const key = (policy: string, resource: string) => JSON.stringify([policy, resource]);
  const now = new Map(after.results.map(({ result, verdict }) => [key(result.policy, result.subject.id), verdict]));
  return before.results.flatMap(({ result, verdict }): ChangedVerdict[] => {
    const found = now.get(key(result.policy, result.subject.id)) ?? 'none';
    if (verdict === 'unknown' || found === verdict) return [];
    return [{ policy: result.policy, resource: result.subject.id, before: verdict, after: found }];
  });
}

/**
 * A property that was known before, absent included, and is another after apply.
 * Shape: `path` is dotted, list indexes as `*`; `after` is `unknown` where it is not known any more.
 */
export type ChangedProperty = {
  readonly type: string;
  readonly resource: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
};

/** Properties of canonical types only: a satellite's own attributes are Terraform's. */
export function changedProperties(before: Assessment, after: Assessment): readonly ChangedProperty[] {
  const now = new Map(after.resources.map((resource) => [resource.id, resource]));
  return before.resources.flatMap((was): readonly ChangedProperty[] => {
    const is = now.get(was.id);
    if (!was.type.startsWith('AWS::')) return [];
    if (is === undefined) return [{ type: was.type, resource: was.id, path: '', before: 'there', after: 'gone' }];
    return differences(was, is);
  });
}

function differences(was: Resource, is: Resource): readonly ChangedProperty[] {
  const found: ChangedProperty[] = [];
  const unknownBefore = marksOf(was);
  const unknownAfter = marksOf(is);
  const visit = (a: JsonValue | undefined, b: JsonValue | undefined, path: readonly (string | number)[]): void => {
    const key = JSON.stringify(path);
    if (unknownBefore.closed.has(key) || JSON.stringify(a) === JSON.stringify(b)) return;
    const isOpen = unknownBefore.open.has(key);
    if (isContainer(a) && isContainer(b) && Array.isArray(a) === Array.isArray(b)) {
      if (isOpen && Array.isArray(a)) return;
      for (const step of new Set([...Object.keys(a), ...Object.keys(b)]))
        visit(childOf(a, step), childOf(b, step), [...path, Array.isArray(a) ? Number(step) : step]);
      return;
    }
    if (isOpen) return;
    const isUnknown =
      b === undefined && path.some((_, at) => unknownAfter.closed.has(JSON.stringify(path.slice(0, at + 1))));
    const dotted = path.map((step) => (typeof step === 'number' ? '*' : step)).join('.');
    const after = isUnknown ? 'unknown' : (JSON.stringify(b) ?? 'absent');
    found.push({ type: was.type, resource: was.id, path: dotted, before: JSON.stringify(a) ?? 'absent', after });
  };
  visit(was.properties, is.properties, []);
  return found;
}

function marksOf({ unknown }: Resource): { readonly closed: ReadonlySet<string>; readonly open: ReadonlySet<string> } {
  const paths = (isOpen: boolean) =>
    new Set(unknown.filter(({ open }) => (open === true) === isOpen).map(({ path }) => JSON.stringify(path)));
  return { closed: paths(false), open: paths(true) };
}

function isContainer(value: JsonValue | undefined): value is Exclude<JsonValue, null | boolean | number | string> {
  return typeof value === 'object' && value !== null;
}

function childOf(value: object, key: string): JsonValue | undefined {
  return Object.hasOwn(value, key) ? (value as { readonly [key: string]: JsonValue })[key] : undefined;
}

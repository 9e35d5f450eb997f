import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAPPER_OF_TERRAFORM } from '../../../engine/resources/aws/index.ts';
import { ROOT } from '../../policies/support.ts';
import { type ChangedProperty, changedProperties, changedVerdicts, readStages, type Stage } from './compare.ts';
import { MOCK_PROPERTIES, MOCK_VERDICTS, NOT_KNOWN_LATER, NOT_READ_BACK, NOT_SHOWN } from './tables.ts';

const stages = readStages();
const LATER = ['after', 'state'] as const satisfies readonly (keyof Stage)[];

/** The row of a table that explains a difference; remembers which rows were met. */
const met = new Set<object>();
function explained<T extends object>(table: readonly T[], fits: (row: T) => boolean): boolean {
  const row = table.find(fits);
  if (row !== undefined) met.add(row);
  return row !== undefined;
}

/** A row may stand for a whole value when a difference lies within it. */
const within = (path: string, row: { readonly path: string }) => path === row.path || path.startsWith(`${row.path}.`);

function isExplained({ type, path, after }: ChangedProperty): boolean {
  if (after === 'unknown') return explained(NOT_READ_BACK, (row) => row.type === type && within(path, row));
  return explained(MOCK_PROPERTIES, (row) => row.type === type && within(path, row));
}

describe.each(stages.map((stage) => [stage.name, stage] as const))('%s', (_, stage) => {
  test.each(LATER)('no definite verdict is another in the %s', (later) => {
    const changed = changedVerdicts(stage.before, stage[later]);
    const open = changed.filter(({ policy, before, after }) =>
      after === 'unknown'
        ? !explained(NOT_KNOWN_LATER, (row) => row.policy === policy)
        : !explained(MOCK_VERDICTS, (row) => row.policy === policy && row.before === before && row.after === after),
    );
    expect(open).toEqual([]);
  });

  test.each(LATER)('what was known is the same in the %s', (later) => {
    const changed = changedProperties(stage.before, stage[later]);
    expect(changed.filter((one) => !isExplained(one))).toEqual([]);
  });

  test('the plan after changes nothing but what the mock forgets, and is known whole', () => {
    expect(stage.after.documents.map(({ kind }) => kind)).toEqual(['terraform-plan']);
    expect(stage.state.documents.map(({ kind }) => kind)).toEqual(['terraform-state']);
    const created = stage.after.resources.filter(({ change }) => change?.actions.includes('create'));
    const forgotten = new Set(MOCK_PROPERTIES.map(({ type }) => type));
    expect(created.filter(({ type }) => !forgotten.has(type)).map(({ id }) => id)).toEqual([]);
    const applied = stage.state.resources.flatMap(({ unknown }) => unknown.map(({ reason }) => reason));
    expect(applied).not.toContain('after-apply');
  });
});

test('every row of the tables is met', () => {
  const rows = [...MOCK_PROPERTIES, ...MOCK_VERDICTS, ...NOT_READ_BACK, ...NOT_KNOWN_LATER];
  expect(rows.filter((row) => !met.has(row))).toEqual([]);
});

test('at least sixty types with a mapper, and every policy of AWS with good and bad configuration', () => {
  const types = new Set(stages.flatMap(({ before }) => before.resources.map(({ nativeType }) => nativeType)));
  expect([...types].filter((type) => MAPPER_OF_TERRAFORM.has(type)).length).toBeGreaterThanOrEqual(60);
  const shown = new Set(
    stages.flatMap(({ before, after, state }) =>
      [before, after, state].flatMap(({ results }) =>
        results.map(({ result, verdict }) => `${result.policy} ${verdict}`),
      ),
    ),
  );
  const wanted = readdirSync(join(ROOT, 'policies/aws')).flatMap((name) => [`aws/${name} pass`, `aws/${name} fail`]);
  const missing = wanted.filter((one) => !shown.has(one));
  expect(missing).toEqual(NOT_SHOWN.map(({ policy, verdict }) => `${policy} ${verdict}`));
});

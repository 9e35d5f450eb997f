import { describe, expect, test } from 'vitest';
import { toPolicyInput } from '../../engine/resources/index.ts';
import { byId, extractFiles, extractTexts } from './load.ts';

const { resources, deletions } = extractFiles(['fixtures/projects/changes/plan.json']);

describe('what a plan does to a resource', () => {
  test.each([
    ['aws_sqs_queue.same', { actions: ['no-op'] }],
    ['aws_sqs_queue.after', { actions: ['update'], previousAddress: 'aws_sqs_queue.before' }],
    [
      'aws_sqs_queue.replaced',
      { actions: ['delete', 'create'], replacePaths: [['name']], reason: 'replace_because_cannot_update' },
    ],
  ])('%s', (id, want) => {
    const change = toPolicyInput(byId(resources, id)).change;
    expect(change).toMatchObject({ replacePaths: [], ...want });
    expect(change).toHaveProperty('before.name');
  });

  test('a deleted resource stands apart, a forgotten one stays in force', () => {
    const told = deletions.map((resource) => [resource.id, resource.change?.actions, resource.change?.reason]);
    expect(told).toEqual([['aws_sqs_queue.deleted', ['delete'], 'delete_because_no_resource_config']]);
    expect(byId(resources, 'aws_sqs_queue.left').change?.actions).toEqual(['forget']);
  });
});

test('a deferred change is judged with what is known of it, and the plan is not whole', () => {
  const entry = (address: string, change: object) => ({
    ...{ address, mode: 'managed', type: 'aws_sqs_queue', name: 'q' },
    change: { actions: ['create'], before: null, ...change },
  });
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    complete: false,
    planned_values: { root_module: {} },
    resource_changes: [],
    deferred_changes: [
      {
        reason: 'instance_count_unknown',
        resource_change: entry('aws_sqs_queue.q[*]', { after: { fifo_queue: true }, after_unknown: { name: true } }),
      },
    ],
  };
  const { resources: found, incomplete } = extractTexts({ 'plan.json': JSON.stringify(plan) });
  const [queue] = found;
  expect(queue?.change).toMatchObject({ actions: ['create'], deferred: 'instance_count_unknown' });
  expect([queue?.properties.FifoQueue, queue?.unknown.map(({ path }) => path[0])]).toEqual([
    true,
    expect.arrayContaining(['QueueName']),
  ]);
  expect(incomplete.map(({ type }) => type)).toEqual(['*', '*']);
});

test('imports and drift are told', () => {
  const value = { name: 'q' };
  const change = { actions: ['update'], before: value, after: value, importing: { id: 'x' } };
  const address = 'aws_sqs_queue.q';
  const entry = { ...{ address, mode: 'managed', type: 'aws_sqs_queue', name: 'q' }, change };
  const resource = { address, mode: 'managed', type: 'aws_sqs_queue', name: 'q', values: value };
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: { resources: [resource] } },
    resource_changes: [entry],
    resource_drift: [entry],
  };
  const { resources: found } = extractTexts({ 'plan.json': JSON.stringify(plan) });
  expect(found[0]?.change).toMatchObject({ importing: true, drift: true });
});

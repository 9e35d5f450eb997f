import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { dropFolder, isBuilt, makeFolder, run } from './run.ts';
import { planOf } from './samples.ts';

/** A volume of a snapshot, whose encryption apply decides, then as it turned out. */
function volume(encrypted: boolean | undefined): string {
  const values = {
    availability_zone: 'eu-west-1a',
    size: 1,
    snapshot_id: 'snap-1',
    ...(encrypted === undefined ? {} : { encrypted }),
  };
  const plan = planOf('aws_ebs_volume', values) as { resource_changes: { change: { after_unknown: object } }[] };
  if (encrypted === undefined) plan.resource_changes[0]!.change.after_unknown = { encrypted: true };
  return JSON.stringify(plan);
}

describe.skipIf(!isBuilt)('probity recheck', () => {
  const cwd = makeFolder({
    'before.json': volume(undefined),
    'good.json': volume(true),
    'bad.json': volume(false),
    'other.json': JSON.stringify(planOf('aws_sqs_queue', { name: 'x' })),
  });
  afterAll(() => dropFolder(cwd));

  test.each([
    ['good.json', 'pass', 0],
    ['bad.json', 'fail', 1],
    ['before.json', 'unknown', 3],
    ['other.json', 'not-found', 3],
  ])('%s: %s', async (file, now, exit) => {
    await run(['check', 'before.json', '--format', 'json=then.json'], { cwd });
    const args = ['recheck', 'then.json', '--plan', file, '--json', '--fail-on', 'low'];
    const ran = await run(args, { cwd });
    expect(ran.exit).toBe(exit);
    const { results } = JSON.parse(ran.stdout);
    const found = results.filter(({ policy }: { policy: string }) => policy === 'aws/ebs-volume-encryption');
    expect(found).toMatchObject([{ before: 'unknown', now }]);
  });

  test('prints a table, and refuses what is no assessment', async () => {
    const ran = await run(['recheck', 'then.json', '--plan', 'good.json'], { cwd });
    expect(ran.stdout).toMatch(/^unknown -> pass +aws\/ebs-volume-encryption /m);
    writeFileSync(join(cwd, 'none.json'), '{}');
    expect((await run(['recheck', 'none.json', '--plan', 'good.json'], { cwd })).exit).toBe(2);
    expect((await run(['recheck', 'then.json'], { cwd })).exit).toBe(2);
  });
});

/** A log group whose retention apply decides. */
const GROUP = { name: '/acme/app', skip_destroy: false };
const ARN = 'arn:aws:logs:eu-west-1:111122223333:log-group:/acme/app';

function groupPlan(): string {
  const plan = planOf('aws_cloudwatch_log_group', GROUP) as {
    resource_changes: { change: { after_unknown: object } }[];
  };
  plan.resource_changes[0]!.change.after_unknown = { retention_in_days: true, arn: true, id: true };
  return JSON.stringify(plan);
}

const ONE = { mode: 'managed', type: 'aws_cloudwatch_log_group', name: 'one' };
function state(days: number): string {
  const values = { ...GROUP, id: GROUP.name, arn: ARN, retention_in_days: days };
  const resources = [{ address: 'aws_cloudwatch_log_group.one', ...ONE, values }];
  return JSON.stringify({ format_version: '1.0', terraform_version: '1.11.4', values: { root_module: { resources } } });
}

function stateFile(days: number): string {
  const attributes = { ...GROUP, id: GROUP.name, arn: ARN, retention_in_days: days };
  const provider = 'provider["registry.terraform.io/hashicorp/aws"]';
  const resources = [{ ...ONE, provider, instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }] }];
  return JSON.stringify({ version: 4, terraform_version: '1.11.4', serial: 3, lineage: 'x', outputs: {}, resources });
}

function item(days: number, region = 'eu-west-1', account = '111122223333', name = GROUP.name): object {
  return {
    ...{ resourceType: 'AWS::Logs::LogGroup', resourceId: name, resourceName: name },
    arn: `arn:aws:logs:${region}:${account}:log-group:${name}`,
    ...{ awsRegion: region, accountId: account, awsAccountId: account, tags: {} },
    configuration: { LogGroupName: name, RetentionInDays: days },
  };
}

describe.skipIf(!isBuilt)('probity recheck after apply', () => {
  const live = (...items: readonly object[]) => JSON.stringify(items);
  const cwd = makeFolder({
    'plan.json': groupPlan(),
    'good-state.json': state(400),
    'bad-state.json': state(7),
    'terraform.tfstate': stateFile(400),
    'bad.tfstate': stateFile(7),
    'good.json': live(item(400)),
    'bad.json': live(item(7)),
    'elsewhere.json': live(item(400, 'us-east-1')),
    'two-regions.json': live(item(400, 'us-east-1'), item(7)),
    'two-accounts.json': live(item(400), item(7, 'eu-west-1', '444455556666')),
    'another.json': live(item(400, 'eu-west-1', '111122223333', '/acme/other')),
    'empty.json': JSON.stringify({ format_version: '1.0' }),
  });
  afterAll(() => dropFolder(cwd));

  const policy = 'aws/log-group-retention';
  const scope = ['--scope', 'region=eu-west-1'];
  type Row = {
    readonly note: string;
    readonly args: readonly string[];
    readonly checkArgs?: readonly string[];
    readonly now: string;
    readonly exit: number;
    readonly by?: string;
    readonly reason?: RegExp;
  };
  const ROWS: readonly Row[] = [
    { note: 'a state', args: ['--state', 'good-state.json'], now: 'pass', exit: 0 },
    { note: 'a bad state', args: ['--state', 'bad-state.json'], now: 'fail', exit: 1 },
    { note: 'a state file', args: ['--state', 'terraform.tfstate'], now: 'pass', exit: 0 },
    { note: 'a bad state file', args: ['--state', 'bad.tfstate'], now: 'fail', exit: 1 },
    { note: 'an empty state', args: ['--state', 'empty.json'], now: 'not-found', exit: 3, reason: /no resource has/ },
    { note: 'an item of this name', args: ['--live', 'good.json'], checkArgs: scope, now: 'pass', exit: 0, by: 'name' },
    { note: 'a bad one', args: ['--live', 'bad.json'], checkArgs: scope, now: 'fail', exit: 1, by: 'name' },
    {
      note: 'an item whose ARN the state tells, without a region',
      args: ['--live', 'good.json', '--state', 'bad-state.json'],
      ...{ now: 'pass', exit: 0, by: 'arn' },
    },
    {
      note: 'an item of two regions',
      args: ['--live', 'two-regions.json'],
      checkArgs: scope,
      ...{ now: 'fail', exit: 1, by: 'name' },
    },
    {
      note: 'no region: the name may be that of another',
      args: ['--live', 'good.json'],
      ...{ now: 'not-found', exit: 3, reason: /nothing tells the region/ },
    },
    {
      note: 'the name in another region',
      args: ['--live', 'elsewhere.json'],
      checkArgs: scope,
      ...{ now: 'not-found', exit: 3, reason: /no live item is called/ },
    },
    {
      note: 'the name in two accounts',
      args: ['--live', 'two-accounts.json'],
      checkArgs: scope,
      ...{ now: 'not-found', exit: 1, reason: /several accounts/ },
    },
    {
      note: 'another name',
      args: ['--live', 'another.json'],
      checkArgs: scope,
      ...{ now: 'not-found', exit: 3, reason: /no live item is called/ },
    },
  ];
  test.each(ROWS)('$note: $now', async ({ args, checkArgs = [], now, exit, by, reason }) => {
    await run(['check', 'plan.json', '--format', 'json=then.json', ...checkArgs], { cwd });
    const ran = await run(['recheck', 'then.json', ...args, '--json', '--fail-on', 'low'], { cwd });
    const told = JSON.parse(ran.stdout);
    const [row] = told.results.filter((one: { policy: string }) => one.policy === policy);
    expect(row).toMatchObject({ before: 'unknown', now });
    expect(ran.exit).toBe(exit);
    expect(told.gate.exitCode).toBe(exit);
    if (by !== undefined) expect(row.by).toBe(by);
    if (reason !== undefined) expect(row.reason).toMatch(reason);
    expect(told.documents[0].kind).toBe(args[0] === '--live' ? 'aws-config' : 'terraform-state');
  });

  test('without the plan nothing tells what to look for', async () => {
    await run(['check', 'plan.json', '--format', 'json=then.json', ...scope], { cwd });
    const other = makeFolder({ 'good.json': live(item(400)) });
    try {
      const then = join(cwd, 'then.json');
      const ran = await run(['recheck', then, '--live', 'good.json', '--json'], { cwd: other });
      expect(JSON.parse(ran.stdout).results[0]).toMatchObject({
        now: 'not-found',
        reason: expect.stringMatching(/neither/),
      });
      expect(ran.exit).toBe(3);
    } finally {
      dropFolder(other);
    }
  });

  test('tells certain verdicts that are others now', async () => {
    await run(['check', 'good-state.json', '--format', 'json=then.json'], { cwd });
    const ran = await run(['recheck', 'then.json', '--state', 'bad-state.json', '--fail-on', 'low'], { cwd });
    expect(ran.stdout).toMatch(/^pass -> fail +aws\/log-group-retention /m);
    expect(ran.stdout).toMatch(/^0 of 0 unknown results are closed$/m);
    expect(ran.exit).toBe(1);
  });

  test.each([
    [['--state', 'plan.json'], /is no Terraform state/],
    [['--plan', 'good-state.json'], /is a Terraform state/],
    [['--plan', 'plan.json', '--state', 'good-state.json'], /give one of/],
  ])('%j is refused', async (args, text) => {
    const ran = await run(['recheck', 'then.json', ...args], { cwd });
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toMatch(text);
  });

  test('a state is judged by check, with its kind and places; beside its plan the plan is', async () => {
    const ran = await run(['check', 'bad.tfstate', '--format', 'json'], { cwd });
    const report = JSON.parse(ran.stdout);
    expect(report.run.documents).toMatchObject([{ path: 'bad.tfstate', kind: 'terraform-state' }]);
    const [failed] = report.results.filter((one: { verdict: string }) => one.verdict === 'fail');
    expect(failed).toMatchObject({ policy, source: { kind: 'terraform-state' } });
    const column = stateFile(7).indexOf('"retention_in_days":') + '"retention_in_days":'.length + 1;
    expect(failed.findings[0].location).toEqual({ file: 'bad.tfstate', line: 1, column });
    const both = JSON.parse((await run(['check', 'plan.json', 'good-state.json', '--format', 'json'], { cwd })).stdout);
    expect(both.run.documents.map((one: { path: string }) => one.path)).toEqual(['plan.json']);
    expect(both.notChecked).toContainEqual({
      what: 'good-state.json',
      reason: 'the Terraform state behind `plan.json`, which is judged instead',
    });
  });
});

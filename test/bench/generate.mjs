// Writes the inputs of the benchmarks: Terraform plans of any size, and Conftest-style rules over them.
// Usage: node test/bench/generate.mjs plan|open-plan RESOURCES FILE | rules COUNT DIR
// An open plan leaves out what the provider computes, so that something is unknown in every resource.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const LOREM = 'shared service resource of the platform, kept by the infrastructure team and reviewed every quarter';
const NOTES = Array.from({ length: 9 }, (_, line) => `${line}: ${LOREM}`).join('\n');

/** Attribute values by type; `i` makes them differ. What a real provider returns, computed attributes included. */
const SHAPES = {
  aws_s3_bucket: (i) => ({
    bucket: `bench-data-${i}`,
    bucket_prefix: '',
    force_destroy: i % 7 === 0,
    object_lock_enabled: false,
    tags: tags(i),
    tags_all: { ...tags(i), Notes: LOREM },
    timeouts: null,
  }),
  aws_s3_bucket_public_access_block: (i) => ({
    bucket: `bench-data-${i - 1}`,
    block_public_acls: i % 11 !== 0,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  }),
  aws_security_group: (i) => ({
    name: `bench-${i}`,
    description: LOREM,
    revoke_rules_on_delete: false,
    vpc_id: `vpc-${(i % 40).toString(16).padStart(8, '0')}`,
    ingress: Array.from({ length: 1 + (i % 4) }, (_, n) => ({
      cidr_blocks: [n === 3 ? '0.0.0.0/0' : `10.${i % 200}.${n}.0/24`],
      description: `${LOREM} ${n}`,
      from_port: 440 + n,
      ipv6_cidr_blocks: [],
      prefix_list_ids: [],
      protocol: 'tcp',
      security_groups: [],
      self: false,
      to_port: 443 + n,
    })),
    tags: tags(i),
    tags_all: { ...tags(i), Notes: LOREM },
    timeouts: null,
  }),
  aws_iam_role: (i) => ({
    name: `bench-role-${i}`,
    path: '/service/',
    description: LOREM,
    max_session_duration: 3600,
    force_detach_policies: false,
    permissions_boundary: null,
    assume_role_policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
    tags: tags(i),
    tags_all: { ...tags(i), Notes: LOREM },
  }),
  aws_ebs_volume: (i) => ({
    availability_zone: 'eu-central-1a',
    encrypted: i % 5 !== 0,
    final_snapshot: false,
    iops: 3000,
    multi_attach_enabled: false,
    size: 100 + (i % 50),
    snapshot_id: '',
    throughput: 125,
    type: 'gp3',
    tags: tags(i),
    tags_all: { ...tags(i), Notes: LOREM },
    timeouts: null,
  }),
  aws_instance: (i) => ({
    ami: 'ami-0123456789abcdef0',
    instance_type: i % 3 === 0 ? 'm6i.large' : 't3.micro',
    associate_public_ip_address: i % 9 === 0,
    ebs_optimized: true,
    monitoring: i % 2 === 0,
    metadata_options: [{ http_endpoint: 'enabled', http_tokens: i % 6 === 0 ? 'optional' : 'required' }],
    root_block_device: [{ encrypted: i % 4 !== 0, volume_size: 40, volume_type: 'gp3', tags: {} }],
    user_data: `#!/bin/sh\n# ${LOREM}\nexec /opt/bench/start --instance ${i}\n`,
    vpc_security_group_ids: [`sg-${i.toString(16).padStart(17, '0')}`],
    tags: tags(i),
    tags_all: { ...tags(i), Notes: LOREM },
    timeouts: null,
  }),
  aws_lambda_function: (i) => ({
    function_name: `bench-${i}`,
    description: LOREM,
    handler: 'index.handler',
    runtime: i % 8 === 0 ? 'nodejs16.x' : 'nodejs20.x',
    memory_size: 512,
    timeout: 30,
    environment: [{ variables: { STAGE: 'prod', TABLE: `bench-${i % 100}` } }],
    tracing_config: [{ mode: 'PassThrough' }],
    vpc_config: [],
    tags: tags(i),
    tags_all: { ...tags(i), Notes: LOREM },
    timeouts: null,
  }),
  aws_db_instance: (i) => ({
    identifier: `bench-${i}`,
    allocated_storage: 100,
    backup_retention_period: i % 3 === 0 ? 0 : 14,
    deletion_protection: i % 2 === 0,
    engine: 'postgres',
    engine_version: '16.4',
    instance_class: 'db.m6g.large',
    multi_az: i % 2 === 0,
    publicly_accessible: i % 13 === 0,
    storage_encrypted: i % 7 !== 0,
    tags: tags(i),
    tags_all: { ...tags(i), Notes: LOREM },
    timeouts: null,
  }),
};
const TYPES = Object.keys(SHAPES);
const COMPUTED = ['arn', 'id', 'owner_id', 'unique_id'];

function tags(i) {
  return {
    Name: `bench-${i}`,
    Team: `team-${i % 17}`,
    Environment: i % 2 ? 'prod' : 'dev',
    CostCenter: `${1000 + (i % 30)}`,
    Notes: NOTES,
  };
}

/** What the real provider leaves unknown of a new resource, by type. */
function computedByType() {
  const plan = new URL('../../fixtures/projects/left-out-blocks/plan.json', import.meta.url);
  const { resource_changes: changes } = JSON.parse(readFileSync(plan, 'utf8'));
  return Object.fromEntries(
    changes.map(({ type, change }) => [
      type,
      Object.keys(change.after_unknown).filter((name) => change.after_unknown[name] === true),
    ]),
  );
}

/**
 * One plan of `count` managed resources, all created, spread over modules of 50; about 4 KB a resource. With `isOpen` two
 * of three resources do not set what the provider computes.
 */
export function makePlan(count, isOpen = false) {
  const computed = isOpen ? computedByType() : {};
  const changes = [];
  const modules = new Map();
  const calls = {};
  for (let i = 0; i < count; i++) {
    const type = TYPES[i % TYPES.length];
    const name = `r${i}`;
    const module = `module.service_${Math.floor(i / 50)}`;
    const address = `${module}.${type}.${name}`;
    const open = i % 3 === 0 ? [] : (computed[type] ?? []);
    const values = Object.fromEntries(Object.entries(SHAPES[type](i)).filter(([key]) => !open.includes(key)));
    const rest = (computed[type] ?? []).filter((key) => !Object.hasOwn(values, key));
    const unknown = Object.fromEntries([...COMPUTED, ...rest].map((key) => [key, true]));
    const provider = 'registry.terraform.io/hashicorp/aws';
    const identity = { address, mode: 'managed', type, name };
    changes.push({
      address,
      module_address: module,
      mode: 'managed',
      type,
      name,
      provider_name: provider,
      change: {
        actions: ['create'],
        before: null,
        after: values,
        after_unknown: { ...unknown, tags: {}, tags_all: {} },
        before_sensitive: false,
        after_sensitive: { tags: {}, tags_all: {} },
      },
    });
    const resources = modules.get(module) ?? [];
    if (resources.length === 0) modules.set(module, resources);
    resources.push({
      ...identity,
      provider_name: provider,
      schema_version: 0,
      values,
      sensitive_values: { tags: {}, tags_all: {} },
    });
    const call = module.slice('module.'.length);
    calls[call] ??= { source: './service', module: { resources: [] } };
    const expressions = Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== null && typeof value !== 'object')
        .map(([key, value]) => [key, { constant_value: value }]),
    );
    calls[call].module.resources.push({
      address: `${type}.${name}`,
      mode: 'managed',
      type,
      name,
      provider_config_key: 'aws',
      expressions,
      schema_version: 0,
    });
  }
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {
      root_module: {
        child_modules: [...modules].map(([address, resources]) => ({ resources, address })),
      },
    },
    resource_changes: changes,
    configuration: {
      provider_config: { aws: { name: 'aws', full_name: 'registry.terraform.io/hashicorp/aws' } },
      root_module: { module_calls: calls },
    },
    applyable: true,
    complete: true,
    errored: false,
  };
}

const CONDITIONS = [
  (attribute) => [`after.${attribute} == "forbidden"`, `has a forbidden ${attribute}`],
  (attribute) => [`after.${attribute} == false`, `has ${attribute} switched off`],
  (attribute) => [`is_null(after.${attribute})`, `has no ${attribute}`],
  () => ['not after.tags.CostCenter', 'has no tag CostCenter'],
];

/** `count` deny rules as Conftest users write them: each walks all resource changes for one type and attribute. */
export function makeRules(count) {
  const rules = ['package main', '', 'import rego.v1', ''];
  for (let i = 0; i < count; i++) {
    const type = TYPES[i % TYPES.length];
    const attributes = Object.keys(SHAPES[type](1)).filter((key) => !['timeouts', 'tags_all'].includes(key));
    const attribute = attributes[Math.floor(i / TYPES.length) % attributes.length];
    const [condition, text] = CONDITIONS[i % CONDITIONS.length](attribute);
    rules.push(
      'deny contains msg if {',
      '\tsome rc in input.resource_changes',
      `\trc.type == "${type}"`,
      '\tafter := rc.change.after',
      `\t${condition}`,
      `\tmsg := sprintf("%s ${text} (rule ${i})", [rc.address])`,
      '}',
      '',
    );
  }
  return rules.join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [kind, amount, target] = process.argv.slice(2);
  if (kind === 'plan' || kind === 'open-plan')
    writeFileSync(target, JSON.stringify(makePlan(Number(amount), kind === 'open-plan')));
  else {
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'rules.rego'), makeRules(Number(amount)));
  }
}

import { readFileSync } from 'node:fs';
import { globSync } from 'fast-glob';
import { describe, expect, test } from 'vitest';
import type { Assessment } from '../../engine/assessment.ts';
import { readSources } from '../../engine/cli/source-root.ts';
import { judge, ROOT } from './support.ts';

/**
 * What scanners were publicly said to get wrong, in projects of our own.
 * Shape: the verdict is that of the plan; `alone` is that of the configuration alone where it differs (undefined: such a
 *        resource is only in the plan). `place` is where the resource is written. `source` is the thread.
 */
type Row = {
  readonly policy: string;
  readonly address: string;
  readonly verdict: 'pass' | 'fail' | 'unknown' | 'not-applicable' | 'none';
  readonly place?: string;
  readonly alone?: Row['verdict'];
  readonly source: string;
};

const ACCESS = 'aws/s3-bucket-public-access';
const VERSIONING = 'aws/s3-bucket-versioning';
const ENCRYPTION = 'aws/s3-bucket-encryption';
const PUBLIC_POLICY = 'aws/s3-bucket-policy-public';
const ADMIN_PORTS = 'aws/security-group-open-admin-ports';
const DATABASES = 'aws/security-group-open-databases';
const checkov = 'bridgecrewio/checkov';
const tfsec = 'aquasecurity/tfsec';
const trivy = 'aquasecurity/trivy';
const terrascan = 'tenable/terrascan';
const kics = 'Checkmarx/kics';

const ROWS: readonly Row[] = [
  // Satellites beside the bucket.
  row(ACCESS, 'aws_s3_bucket.apart', 'pass', 'storage.tf:3', `${tfsec}#1864`),
  row(VERSIONING, 'aws_s3_bucket.apart', 'pass', 'storage.tf:3', `${tfsec}#2050`),
  row(VERSIONING, 'module.bucket.aws_s3_bucket.this[0]', 'pass', 'modules/bucket/main.tf:20', `${terrascan}#1022`),
  row(ENCRYPTION, 'aws_s3_bucket.apart', 'pass', 'storage.tf:3', `${checkov}#7269`),
  row('aws/s3-bucket-logging', 'aws_s3_bucket.apart', 'pass', 'storage.tf:3', `${tfsec}#1912`),
  row('aws/s3-bucket-logging', 'aws_s3_bucket.access_logs', 'not-applicable', 'storage.tf:39', `${kics}#7535`),
  row('aws/s3-bucket-tls-only', 'aws_s3_bucket.apart', 'pass', 'storage.tf:3', `${checkov}#5934`),
  row(ACCESS, 'aws_s3_bucket.named_after', 'pass', 'storage.tf:45', `${tfsec}#1903`),
  row(ENCRYPTION, 'aws_s3_bucket.keyed', 'pass', 'storage.tf:75', `${terrascan}#1219`),
  row(ENCRYPTION, 'module.bucket.aws_s3_bucket.this[0]', 'pass', 'modules/bucket/main.tf:20', `${trivy}#4780`),
  // Across modules, by count and by key.
  row(ACCESS, 'module.bucket.aws_s3_bucket.this[0]', 'pass', 'modules/bucket/main.tf:20', `${checkov}#6982`),
  row(ACCESS, 'module.buckets["eu"].aws_s3_bucket.this[0]', 'pass', 'modules/bucket/main.tf:20', `${tfsec}#1841`),
  row(VERSIONING, 'module.buckets["us"].aws_s3_bucket.this[0]', 'pass', 'modules/bucket/main.tf:20', `${trivy}#4997`),
  row(ENCRYPTION, 'module.buckets["us"].aws_s3_bucket.this[0]', 'pass', 'modules/bucket/main.tf:20', `${checkov}#776`),
  row(ACCESS, 'aws_s3_bucket.hardened', 'pass', 'storage.tf:113', `${checkov}#3278`),
  row(VERSIONING, 'aws_s3_bucket.each["a"]', 'pass', 'storage.tf:123', 'aquasecurity/defsec#674'),
  // Not made, or no longer ours.
  row(ADMIN_PORTS, 'module.absent[0].aws_security_group.open', 'none', undefined, `${trivy}#5665`),
  row(ACCESS, 'aws_s3_bucket.absent[0]', 'none', undefined, `${tfsec}#870`),
  row(ADMIN_PORTS, 'aws_security_group.deleted', 'none', undefined, `${checkov}#3357`),
  { ...row(ENCRYPTION, 'aws_s3_bucket.forgotten', 'pass', undefined, `${checkov}#7675`), alone: 'none' },
  { ...row(VERSIONING, 'aws_s3_bucket.forgotten', 'pass', undefined, `${checkov}#7675`), alone: 'none' },
  // Variables and keys.
  row('aws/ebs-volume-encryption', 'aws_ebs_volume.by_variable', 'pass', 'storage.tf:147', `${checkov}#81`),
  row('aws/ebs-volume-encryption', 'aws_ebs_volume.by_variable', 'pass', 'storage.tf:147', `${terrascan}#922`),
  row('aws/cloudtrail-encryption', 'aws_cloudtrail.main', 'pass', 'services.tf:3', `${checkov}#800`),
  row('aws/log-group-retention', 'aws_cloudwatch_log_group.for_ever', 'pass', 'services.tf:56', `${checkov}#5009`),
  row('aws/log-group-retention', 'aws_cloudwatch_log_group.by_variable', 'pass', 'services.tf:61', `${checkov}#81`),
  row('aws/kms-key-rotation', 'aws_kms_key.signing', 'not-applicable', 'access.tf:96', `${kics}#5335`),
  // Policies.
  row(PUBLIC_POLICY, 'aws_s3_bucket_policy.apart', 'pass', 'access.tf:3', `${checkov}#4401`),
  row(PUBLIC_POLICY, 'aws_s3_bucket_policy.own_network', 'pass', 'access.tf:46', 'prowler-cloud/prowler#4257'),
  row(
    PUBLIC_POLICY,
    'aws_s3_bucket_policy.organisation',
    'pass',
    'access.tf:61',
    'turbot/steampipe-mod-aws-compliance#954',
  ),
  row('aws/kms-key-policy-public', 'aws_kms_key.denying', 'pass', 'access.tf:75', `${checkov}#4394`),
  row('aws/iam-policy-wildcard-actions', 'aws_iam_policy.log_delivery', 'pass', 'access.tf:102', `${trivy}#5040`),
  row('aws/iam-policy-admin', 'aws_iam_policy.log_delivery', 'pass', 'access.tf:102', `${checkov}#5134`),
  row('aws/iam-policy-wildcard-actions', 'aws_iam_policy.one_folder', 'pass', 'access.tf:114', `${tfsec}#1978`),
  row('aws/iam-policy-admin', 'aws_iam_policy.counted[1]', 'pass', 'access.tf:126', `${trivy}#5552`),
  row(
    'aws/lambda-public-permission',
    'aws_lambda_permission.own_organisation',
    'pass',
    'access.tf:144',
    `${checkov}#7298`,
  ),
  row('aws/lambda-public-permission', 'aws_lambda_permission.topic', 'pass', 'access.tf:151', `${tfsec}#570`),
  // Networks.
  row(ADMIN_PORTS, 'aws_security_group.balancer', 'pass', 'network.tf:8', `${checkov}#6028`),
  row(DATABASES, 'aws_security_group.balancer', 'pass', 'network.tf:8', `${tfsec}#118`),
  row(DATABASES, 'aws_security_group.cache', 'pass', 'network.tf:35', `${kics}#7089`),
  row(ADMIN_PORTS, 'aws_security_group.separate', 'pass', 'network.tf:47', `${checkov}#449`),
  row(DATABASES, 'aws_security_group.separate', 'pass', 'network.tf:47', `${tfsec}#1775`),
  row('aws/vpc-flow-logs', 'module.network.aws_vpc.this[0]', 'pass', 'modules/network/main.tf:11', `${trivy}#4963`),
  row(
    'aws/security-group-default-closed',
    'module.network.aws_default_security_group.this[0]',
    'pass',
    'modules/network/main.tf:16',
    'cloudposse/terraform-aws-vpc#85',
  ),
  row('aws/elb-listener-tls', 'aws_lb_listener.redirect', 'pass', 'network.tf:76', `${checkov}#837`),
  row('aws/elb-listener-tls', 'aws_lb_listener.tls', 'pass', 'network.tf:90', `${tfsec}#827`),
  // Databases and instances.
  row('aws/rds-backup-retention', 'aws_db_instance.replica', 'not-applicable', 'services.tf:30', `${tfsec}#745`),
  row('aws/rds-encryption', 'aws_db_instance.replica', 'not-applicable', 'services.tf:30', `${terrascan}#1444`),
  row('aws/rds-encryption', 'aws_db_instance.main', 'pass', 'services.tf:16', `${terrascan}#1135`),
  row('aws/ec2-imdsv2', 'aws_launch_template.web', 'pass', 'services.tf:66', `${trivy}#5793`),
  row('aws/ec2-imdsv2', 'aws_instance.without_metadata', 'pass', 'services.tf:84', `${tfsec}#689`),
  // The options of an instance are its template's, which a plan does not say: nothing is claimed.
  row('aws/ec2-imdsv2', 'aws_instance.from_template', 'unknown', 'services.tf:77', 'aquasecurity/cloudsploit#1797'),
];

function row(policy: string, address: string, verdict: Row['verdict'], place: string | undefined, source: string): Row {
  return { policy, address, verdict, source, ...(place === undefined ? {} : { place }) };
}

/** Everything that is wrong in a project, and must stay a finding: a pass here is a wrong one. */
const NEVER_PASS: readonly (readonly [policy: string, address: string, verdict: 'fail' | 'unknown'])[] = [
  [ADMIN_PORTS, 'aws_security_group.halves', 'fail'],
  [ADMIN_PORTS, 'aws_security_group.six', 'fail'],
  [DATABASES, 'aws_security_group.six', 'fail'],
  [ADMIN_PORTS, 'aws_security_group.all_of_it', 'fail'],
  [DATABASES, 'aws_security_group.all_of_it', 'fail'],
  [ADMIN_PORTS, 'aws_security_group.apart', 'fail'],
  // One of the two has it, and nothing tells which.
  [VERSIONING, 'aws_s3_bucket.here', 'unknown'],
  [VERSIONING, 'aws_s3_bucket.there', 'unknown'],
  [VERSIONING, 'module.bare.aws_s3_bucket.this', 'fail'],
  [VERSIONING, 'aws_s3_bucket.counted[1]', 'fail'],
  [VERSIONING, 'aws_s3_bucket.depended_on', 'fail'],
  ['aws/rds-public-access', 'aws_db_instance.sensitive', 'fail'],
  ['aws/iam-policy-admin', 'aws_iam_policy.all_but_one', 'fail'],
  ['aws/lambda-public-permission', 'aws_lambda_permission.any_bucket', 'fail'],
  ['aws/lambda-public-permission', 'aws_lambda_permission.empty', 'fail'],
  ...[
    'any_organisation',
    'any_account',
    'short_arn',
    'itself',
    'user_name',
    'half',
    'if_exists',
    'for_all',
    'any_network',
    'private_address',
  ].map((key) => ['aws/kms-key-policy-public', `aws_kms_key.open["${key}"]`, 'fail'] as const),
];

function verdictOf({ results }: Assessment, policy: string, address: string): string {
  const found = results.filter(({ result }) => result.policy === policy && result.subject.source.address === address);
  return found.map(({ verdict }) => verdict).join() || 'none';
}

function judgeBoth(project: string): { readonly plan: Assessment; readonly alone: Assessment } {
  const folder = `fixtures/projects/${project}`;
  const sources = globSync(`${folder}/**/*.tf`, { cwd: ROOT }).sort();
  const plan = `${folder}/plan.json`;
  const beside = readSources({
    cwd: ROOT,
    named: undefined,
    documents: [{ path: plan, bytes: readFileSync(`${ROOT}${plan}`) }],
  });
  return { plan: judge([plan], { sources: beside.sources }), alone: judge(sources) };
}

describe('known false positives', () => {
  const { plan, alone } = judgeBoth('known-false-positives');

  test.each(ROWS.map((one) => [`${one.policy} ${one.address} (${one.source})`, one] as const))('%s', (_, one) => {
    expect(verdictOf(plan, one.policy, one.address)).toBe(one.verdict);
    expect(verdictOf(alone, one.policy, one.address)).toBe(one.alone ?? one.verdict);
    if (one.place === undefined) return;
    const { address } = one;
    const written = alone.resources.find((resource) => resource.source.address === address);
    const place = written?.locate([]);
    expect(`${place?.file.replace(/^.*known-false-positives\//, '')}:${place?.row}`).toBe(one.place);
  });
});

describe('wrong passes', () => {
  const { plan, alone } = judgeBoth('wrong-passes');

  test.each(NEVER_PASS)('%s %s is %s', (policy, address, verdict) => {
    expect(verdictOf(plan, policy, address)).toBe(verdict);
    expect(verdictOf(alone, policy, address)).toBe(verdict);
  });
});

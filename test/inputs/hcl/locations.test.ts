import { beforeAll, describe, expect, test } from 'vitest';
import { type Checked, check, projectFolder } from './support-terminal.ts';

/** Findings with the place that a reader finds them at: file, line and column, policy, resource. Found by eye. */
const PLACES: { readonly [project: string]: readonly string[] } = {
  'locations-shop': [
    '.terraform/modules/logs/main.tf:13:1 s3-bucket-logging module.logs.aws_s3_bucket.archive',
    '.terraform/modules/logs/main.tf:13:1 s3-bucket-tls-only module.logs.aws_s3_bucket.archive',
    '.terraform/modules/logs/main.tf:13:1 s3-bucket-versioning module.logs.aws_s3_bucket.archive',
    'main.tf:39:7 iam-policy-admin aws_iam_policy.admin',
    'main.tf:39:7 iam-policy-wildcard-actions aws_iam_policy.admin',
    'main.tf:90:5 security-group-open-admin-ports aws_security_group.admin',
    'main.tf:98:5 security-group-open-admin-ports aws_security_group.admin',
    'main.tf:106:5 security-group-open-databases aws_security_group.admin',
    'main.tf:121:7 security-group-open-admin-ports aws_security_group.generated',
    'main.tf:121:7 security-group-open-databases aws_security_group.generated',
    'main.tf:140:3 rds-encryption aws_db_instance.shop["reports"]',
    'main.tf:141:3 rds-public-access aws_db_instance.shop["reports"]',
    'main.tf:142:3 rds-backup-retention aws_db_instance.shop["reports"]',
    'main.tf:143:3 rds-multi-az aws_db_instance.shop["orders"]',
    'main.tf:143:3 rds-multi-az aws_db_instance.shop["reports"]',
    'main.tf:154:3 ebs-volume-encryption aws_ebs_volume.scratch[1]',
    'main.tf:160:3 ec2-public-ip aws_instance.worker',
    'main.tf:163:5 ec2-imdsv2 aws_instance.worker',
    'main.tf:192:9 iam-policy-admin aws_iam_policy.heredoc',
    'main.tf:192:9 iam-policy-wildcard-actions aws_iam_policy.heredoc',
    'main.tf:208:3 iam-policy-admin aws_iam_policy.document',
    'main.tf:208:3 iam-policy-wildcard-actions aws_iam_policy.document',
    'main.tf:224:5 iam-role-trust-wildcard aws_iam_role.anyone',
    'main.tf:234:3 kms-key-rotation aws_kms_key.shop',
    'modules/network/main.tf:9:1 vpc-flow-logs module.network.aws_vpc.this',
    'modules/network/main.tf:18:5 security-group-default-closed module.network.aws_default_security_group.this',
    'modules/network/main.tf:36:7 security-group-open-databases module.network.aws_security_group.edge',
    'modules/network/main.tf:43:3 security-group-open-databases module.network.aws_security_group.edge',
    'modules/store/audit/main.tf:5:1 s3-bucket-logging module.stores["invoices"].module.audit[0].aws_s3_bucket.audit',
    'modules/store/audit/main.tf:5:1 s3-bucket-tls-only module.stores["invoices"].module.audit[0].aws_s3_bucket.audit',
    'modules/store/audit/main.tf:5:1 s3-bucket-versioning module.stores["invoices"].module.audit[0].aws_s3_bucket.audit',
    'modules/store/audit/main.tf:13:5 s3-bucket-policy-public module.stores["invoices"].module.audit[0].aws_s3_bucket_policy.audit',
    'modules/store/audit/main.tf:23:1 kms-key-rotation module.stores["invoices"].module.audit[0].aws_kms_key.audit',
    'modules/store/main.tf:9:1 s3-bucket-logging module.stores["invoices"].aws_s3_bucket.this',
    'modules/store/main.tf:9:1 s3-bucket-logging module.stores["photos"].aws_s3_bucket.this',
    'modules/store/main.tf:9:1 s3-bucket-tls-only module.stores["invoices"].aws_s3_bucket.this',
    'modules/store/main.tf:9:1 s3-bucket-tls-only module.stores["photos"].aws_s3_bucket.this',
    'modules/store/main.tf:17:5 s3-bucket-versioning module.stores["photos"].aws_s3_bucket.this',
    'modules/store/main.tf:24:3 s3-bucket-public-access module.stores["invoices"].aws_s3_bucket.this',
    'modules/store/main.tf:24:3 s3-bucket-public-access module.stores["photos"].aws_s3_bucket.this',
    'modules/store/main.tf:26:3 s3-bucket-public-access module.stores["invoices"].aws_s3_bucket.this',
    'modules/store/main.tf:26:3 s3-bucket-public-access module.stores["photos"].aws_s3_bucket.this',
    'trail.tf.json:4:7 cloudtrail-encryption aws_cloudtrail.all',
    'trail.tf.json:8:9 cloudtrail-multi-region aws_cloudtrail.all',
    'trail.tf.json:9:9 cloudtrail-log-validation aws_cloudtrail.all',
    'trail.tf.json:18:11 elb-listener-tls aws_lb_listener.plain',
    'trail.tf.json:36:15 security-group-open-databases aws_security_group.json',
    'trail.tf.json:45:9 iam-administrator-access outside/AWS::IAM::User/deploy',
    'trail.tf.json:45:9 iam-user-direct-policies outside/AWS::IAM::User/deploy',
  ],
  'locations-crlf': [
    'daten_override.tf:2:3 rds-public-access aws_db_instance.daten',
    'daten_override.tf:3:3 rds-backup-retention aws_db_instance.daten',
    'main.tf:17:46 kms-key-rotation aws_kms_key.schlüssel',
    'main.tf:29:7 security-group-open-admin-ports aws_security_group.werkstatt',
    'main.tf:40:90 security-group-open-databases aws_security_group.liste',
    'main.tf:58:1 s3-bucket-logging aws_s3_bucket.ablage',
    'main.tf:58:1 s3-bucket-versioning aws_s3_bucket.ablage',
    'main.tf:79:5 s3-bucket-policy-public aws_s3_bucket_policy.fest',
    'more.tf.json:10:11 lambda-runtime-supported aws_lambda_function.alt',
    'more.tf.json:21:11 lambda-public-permission aws_lambda_permission.alle',
    'more.tf.json:25:37 log-group-retention aws_cloudwatch_log_group.kurz',
    'weit.tf:1:1 ebs-volume-encryption aws_ebs_volume.platte["a"]',
    'weit.tf:1:1 ebs-volume-encryption aws_ebs_volume.platte["b"]',
    'weit.tf:18:5 security-group-open-admin-ports outside/AWS::EC2::SecurityGroup/sg-0123456789abcdef0',
    'weit.tf:18:5 security-group-open-databases outside/AWS::EC2::SecurityGroup/sg-0123456789abcdef0',
  ],
  satellites: [
    'main.tf:55:3 s3-bucket-public-access module.store["blue"].aws_s3_bucket.this',
    'main.tf:70:5 s3-bucket-versioning aws_s3_bucket.each["b"]',
    'main.tf:82:5 s3-bucket-versioning aws_s3_bucket.counted[1]',
    'main.tf:141:3 security-group-open-admin-ports outside/AWS::EC2::SecurityGroup/sg-0fffffffffffffff1',
    'main.tf:179:5 security-group-open-admin-ports aws_security_group.inline',
    'main.tf:179:5 security-group-open-databases aws_security_group.inline',
    'main.tf:180:5 security-group-open-admin-ports aws_security_group.inline',
    'main.tf:180:5 security-group-open-databases aws_security_group.inline',
  ],
  'policies-and-references': [
    'main.tf:41:3 s3-bucket-policy-public aws_s3_bucket_policy.data',
    'main.tf:64:5 s3-bucket-policy-public aws_s3_bucket.old/AWS::S3::BucketPolicy',
    'main.tf:112:3 iam-user-direct-policies aws_iam_user.one',
    'main.tf:112:3 iam-user-direct-policies aws_iam_user.two',
    'main.tf:117:49 iam-policy-admin aws_iam_policy.some',
    'main.tf:117:49 iam-policy-wildcard-actions aws_iam_policy.some',
    'main.tf:139:49 kms-key-policy-public aws_kms_key.trail',
  ],
};

/** Chains of module calls, outermost first, with the lines of the calls. */
const CHAINS: readonly (readonly [project: string, resource: string, calls: readonly string[]])[] = [
  ['locations-shop', 'module.stores["photos"].aws_s3_bucket.this', ['module.stores["photos"] main.tf:48:1']],
  [
    'locations-shop',
    'module.stores["invoices"].module.audit[0].aws_kms_key.audit',
    ['module.stores["invoices"] main.tf:48:1', 'module.stores["invoices"].module.audit[0] modules/store/main.tf:29:1'],
  ],
  ['locations-shop', 'module.network.aws_vpc.this', ['module.network main.tf:56:1']],
  ['locations-shop', 'module.logs.aws_s3_bucket.archive', ['module.logs main.tf:65:1']],
  ['satellites', 'module.store["blue"].aws_s3_bucket.this', ['module.store["blue"] main.tf:46:1']],
];

type Located = { readonly file: string; readonly line: number; readonly column: number };
type Report = {
  readonly results: readonly {
    readonly policy: string;
    readonly resource: string;
    readonly findings?: readonly { readonly location: Located; readonly modules?: readonly string[] }[];
  }[];
};
type Place = {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number; readonly startColumn: number };
  };
  readonly message?: { readonly text: string };
  readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
};
type Sarif = {
  readonly runs: readonly [
    {
      readonly results: readonly {
        readonly ruleId: string;
        readonly locations: readonly [Place];
        readonly relatedLocations?: readonly Place[];
      }[];
    },
  ];
};

function rowsOf(report: Report): readonly string[] {
  return report.results.flatMap(({ policy, resource, findings = [] }) =>
    findings.map(
      ({ location: { file, line, column } }) => `${file}:${line}:${column} ${policy.replace('aws/', '')} ${resource}`,
    ),
  );
}

const reports = new Map<string, Checked>();
const read = (project: string, format: string) => reports.get(project)?.read(format) ?? '';
const judge = (project: string, more: readonly string[] = []) =>
  check(projectFolder(`projects/${project}`), ['plan.json'], more);

beforeAll(async () => {
  for (const project of Object.keys(PLACES)) reports.set(project, await judge(project));
}, 120_000);

test('there are enough places to trust', () => {
  expect(Object.values(PLACES).flat().length).toBeGreaterThanOrEqual(60);
});

describe.each(Object.entries(PLACES))('%s', (project, places) => {
  test('json', () => {
    const rows = rowsOf(JSON.parse(read(project, 'json')) as Report);
    expect(places.filter((place) => !rows.includes(place))).toEqual([]);
    // Every finding has a place in the sources, none in the plan.
    expect(rows.filter((row) => row.startsWith('plan.json'))).toEqual([]);
  });

  test('sarif', () => {
    const { results } = (JSON.parse(read(project, 'sarif')) as Sarif).runs[0];
    const rows = results.map(({ ruleId, locations: [place] }) => {
      const { artifactLocation, region } = place.physicalLocation;
      const resource = place.logicalLocations[0]?.fullyQualifiedName;
      const uri = decodeURIComponent(artifactLocation.uri);
      return `${uri}:${region.startLine}:${region.startColumn} ${ruleId.replace('aws/', '')} ${resource}`;
    });
    expect(places.filter((place) => !rows.includes(place))).toEqual([]);
  });

  test('text', () => {
    const lines = read(project, 'text').split('\n');
    const missing = places.filter((place) => {
      const [at = '', policy = ''] = place.split(' ');
      return !lines.some((line) => line.includes(`aws/${policy}:`) && `${line} `.includes(`  ${at} `));
    });
    expect(missing).toEqual([]);
  });

  test('junit', () => {
    const xml = read(project, 'junit');
    expect(places.filter((place) => !xml.includes(place.split(' ')[0] as string))).toEqual([]);
  });

  test('github', () => {
    const lines = read(project, 'github').split('\n');
    const missing = places.filter((place) => {
      const [at = ''] = place.split(' ');
      const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(at) ?? [];
      return !lines.some((one) => one.includes(`file=${file},line=${line},`) && one.includes(`col=${column}`));
    });
    expect(missing).toEqual([]);
  });
});

test.each(CHAINS)('%s: calls of %s', (project, resource, calls) => {
  const { results } = JSON.parse(read(project, 'json')) as Report;
  const modules = results.find((one) => one.resource === resource && one.findings?.length)?.findings?.[0]?.modules;
  expect(modules).toEqual(calls.map((call) => call.split(' ')[0]));
  const sarif = (JSON.parse(read(project, 'sarif')) as Sarif).runs[0].results;
  const found = sarif.find(({ locations: [place] }) => place.logicalLocations[0]?.fullyQualifiedName === resource);
  const written = found?.relatedLocations?.map(({ physicalLocation: { artifactLocation, region }, message }) => {
    const name = message?.text.replace('called as ', '');
    return `${name} ${artifactLocation.uri}:${region.startLine}:${region.startColumn}`;
  });
  expect(written).toEqual(calls);
  const via = calls.map((call) => call.replace(/ ([^ ]+)$/, ' ($1)')).join(' > ');
  expect(read(project, 'text')).toContain(`via ${via}`);
  expect(read(project, 'github')).toContain(`via ${via}`);
});

test('a source root that is not the folder of the plan', async () => {
  const rows = rowsOf(JSON.parse((await judge('locations-shop', ['--source-root', '.'])).read('json')) as Report);
  expect(PLACES['locations-shop']?.filter((place) => !rows.includes(place))).toEqual([]);
  // Another project has none of the resources: nothing is claimed.
  const other = rowsOf(
    JSON.parse((await judge('locations-shop', ['--source-root', '../webshop'])).read('json')) as Report,
  );
  expect(other.every((row) => row.startsWith('plan.json:'))).toBe(true);
  // A folder around several projects: the one that has the resources is found.
  const around = rowsOf(JSON.parse((await judge('locations-shop', ['--source-root', '..'])).read('json')) as Report);
  expect(around.filter((row) => row.startsWith('plan.json:'))).toEqual([]);
});

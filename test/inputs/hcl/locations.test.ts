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
  platform: [
    '.terraform/modules/firewall/main.tf:32:3 security-group-open-admin-ports module.web.aws_security_group.this',
    '.terraform/modules/firewall/main.tf:42:3 security-group-open-databases module.web.aws_security_group.this',
    '.terraform/modules/vpc/main.tf:7:1 vpc-flow-logs module.vpc.aws_vpc.main[0]',
    '.terraform/modules/vpc/main.tf:35:7 security-group-default-closed module.vpc.aws_default_security_group.this[0]',
    '.terraform/modules/vpc/main.tf:39:7 security-group-default-closed module.vpc.aws_default_security_group.this[0]',
    '.terraform/modules/vpc/main.tf:39:7 security-group-open-admin-ports module.vpc.aws_default_security_group.this[0]',
    'main.tf:61:3 kms-key-rotation aws_kms_key.db',
    'main.tf:78:7 security-group-open-admin-ports aws_security_group.db["orders"]',
    'main.tf:78:7 security-group-open-admin-ports aws_security_group.db["reports"]',
    'main.tf:78:7 security-group-open-databases aws_security_group.db["orders"]',
    'main.tf:78:7 security-group-open-databases aws_security_group.db["reports"]',
    'main.tf:95:3 security-group-open-admin-ports aws_security_group.app',
    'main.tf:95:3 security-group-open-databases aws_security_group.app',
    'main.tf:149:3 iam-administrator-access aws_iam_role.eks',
    'main.tf:153:3 iam-policy-admin aws_iam_policy.nodes',
    'main.tf:153:3 iam-policy-wildcard-actions aws_iam_policy.nodes',
    'main.tf:157:3 iam-policy-admin aws_iam_policy.static',
    'main.tf:157:3 iam-policy-wildcard-actions aws_iam_policy.static',
    'main.tf:161:3 iam-policy-admin aws_iam_policy.heredoc',
    'main.tf:161:3 iam-policy-wildcard-actions aws_iam_policy.heredoc',
    'main.tf:204:3 elb-listener-tls aws_lb_listener.http',
    'modules/nest/inner/leaf/main.tf:4:1 s3-bucket-logging module.nest.module.inner["invoices"].module.leaf["a"].aws_s3_bucket.leaf',
    'modules/nest/inner/leaf/main.tf:4:1 s3-bucket-logging module.nest.module.inner["photos"].module.leaf["x"].aws_s3_bucket.leaf',
    'modules/nest/inner/leaf/main.tf:4:1 s3-bucket-logging module.nest.module.inner["photos"].module.leaf["y"].aws_s3_bucket.leaf',
    'modules/nest/inner/leaf/main.tf:4:1 s3-bucket-tls-only module.nest.module.inner["invoices"].module.leaf["a"].aws_s3_bucket.leaf',
    'modules/nest/inner/leaf/main.tf:4:1 s3-bucket-tls-only module.nest.module.inner["photos"].module.leaf["x"].aws_s3_bucket.leaf',
    'modules/nest/inner/leaf/main.tf:4:1 s3-bucket-tls-only module.nest.module.inner["photos"].module.leaf["y"].aws_s3_bucket.leaf',
    'modules/nest/inner/leaf/main.tf:7:30 s3-bucket-versioning module.nest.module.inner["invoices"].module.leaf["a"].aws_s3_bucket.leaf',
    'modules/rds/main.tf:65:3 rds-public-access module.db["reports"].aws_db_instance.this',
    'modules/rds/main.tf:66:3 rds-multi-az module.db["reports"].aws_db_instance.this',
    'modules/rds/main.tf:69:3 rds-backup-retention module.db["reports"].aws_db_instance.this',
  ],
  'json-and-aliases': [
    'main.tf:25:31 kms-key-policy-public aws_kms_key.k',
    'main.tf:57:3 iam-policy-wildcard-actions aws_iam_policy.mixed',
    'main.tf:57:3 iam-policy-wildcard-actions aws_iam_role.r',
    'main.tf:58:3 iam-policy-admin aws_iam_policy.mixed',
    'main.tf:58:3 iam-policy-admin aws_iam_role.r',
    'main.tf:58:3 iam-policy-wildcard-actions aws_iam_policy.mixed',
    'main.tf:58:3 iam-policy-wildcard-actions aws_iam_role.r',
    'main.tf:78:3 iam-role-trust-wildcard aws_iam_role.r',
    'main.tf:92:3 lambda-runtime-supported aws_lambda_function.f',
    'modules/bucket/main.tf:13:1 s3-bucket-logging module.counted[0].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-logging module.jsm.aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-logging module.many["a"].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-logging module.many["b"].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-logging module.many["ü"].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-logging module.west.aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-tls-only module.counted[0].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-tls-only module.jsm.aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-tls-only module.many["a"].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-tls-only module.many["b"].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-tls-only module.many["ü"].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-tls-only module.west.aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-versioning module.counted[0].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-versioning module.jsm.aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-versioning module.many["a"].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-versioning module.many["b"].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-versioning module.many["ü"].aws_s3_bucket.this',
    'modules/bucket/main.tf:13:1 s3-bucket-versioning module.west.aws_s3_bucket.this',
    'modules/bucket/main.tf:33:7 security-group-open-admin-ports module.west.aws_security_group.this',
    'modules/bucket/main.tf:33:7 security-group-open-databases module.many["a"].aws_security_group.this',
    'modules/bucket/main.tf:49:3 s3-bucket-public-access module.counted[0].aws_s3_bucket.this',
    'modules/bucket/main.tf:49:3 s3-bucket-public-access module.jsm.aws_s3_bucket.this',
    'modules/bucket/main.tf:49:3 s3-bucket-public-access module.many["a"].aws_s3_bucket.this',
    'modules/bucket/main.tf:49:3 s3-bucket-public-access module.many["b"].aws_s3_bucket.this',
    'modules/bucket/main.tf:49:3 s3-bucket-public-access module.many["ü"].aws_s3_bucket.this',
    'modules/bucket/main.tf:49:3 s3-bucket-public-access module.west.aws_s3_bucket.this',
    'sg.tf.json:16:15 security-group-open-admin-ports aws_security_group.js["a"]',
    'sg.tf.json:16:15 security-group-open-admin-ports aws_security_group.js["b"]',
    'sg.tf.json:16:15 security-group-open-admin-ports aws_security_group.js["ü"]',
    'sg.tf.json:26:89 security-group-open-admin-ports aws_security_group.fixed',
    'sg.tf.json:33:19 iam-policy-admin aws_iam_policy.js',
    'sg.tf.json:33:19 iam-policy-wildcard-actions aws_iam_policy.js',
    'sg.tf.json:37:7 s3-bucket-logging aws_s3_bucket.js',
    'sg.tf.json:37:7 s3-bucket-versioning aws_s3_bucket.js',
  ],
  interpolated: [
    'main.tf:21:1 vpc-flow-logs aws_vpc.main',
    'main.tf:47:5 security-group-open-admin-ports aws_security_group.web',
    'main.tf:54:5 security-group-open-databases aws_security_group.web',
    'main.tf:56:5 security-group-open-databases aws_security_group.web',
    'main.tf:67:1 ec2-imdsv2 aws_instance.web[0]',
    'main.tf:67:1 ec2-imdsv2 aws_instance.web[1]',
    'main.tf:73:3 ec2-public-ip aws_instance.web[0]',
    'main.tf:73:3 ec2-public-ip aws_instance.web[1]',
    'main.tf:92:3 ebs-volume-encryption aws_ebs_volume.data[1]',
    'main.tf:95:1 rds-backup-retention aws_db_instance.default',
    'main.tf:95:1 rds-multi-az aws_db_instance.default',
    'main.tf:102:3 rds-public-access aws_db_instance.default',
    'main.tf:103:3 rds-encryption aws_db_instance.default',
    'main.tf:111:1 iam-user-direct-policies aws_iam_user.u[0]',
    'main.tf:111:1 iam-user-direct-policies aws_iam_user.u[1]',
    'main.tf:119:5 iam-policy-admin aws_iam_user.u[0]',
    'main.tf:119:5 iam-policy-admin aws_iam_user.u[1]',
    'main.tf:119:5 iam-policy-wildcard-actions aws_iam_user.u[0]',
    'main.tf:119:5 iam-policy-wildcard-actions aws_iam_user.u[1]',
    'main.tf:130:1 s3-bucket-tls-only aws_s3_bucket.b',
    'main.tf:168:1 cloudtrail-encryption aws_cloudtrail.ct',
    'main.tf:168:1 cloudtrail-log-validation aws_cloudtrail.ct',
    'main.tf:171:3 cloudtrail-multi-region aws_cloudtrail.ct',
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
  [
    'platform',
    'module.nest.module.inner["photos"].module.leaf["x"].aws_s3_bucket.leaf',
    [
      'module.nest main.tf:103:1',
      'module.nest.module.inner["photos"] modules/nest/main.tf:16:1',
      'module.nest.module.inner["photos"].module.leaf["x"] modules/nest/inner/main.tf:3:1',
    ],
  ],
  ['platform', 'module.web.aws_security_group.this', ['module.web main.tf:38:1']],
  ['platform', 'module.db["reports"].aws_db_instance.this', ['module.db["reports"] main.tf:49:1']],
  ['json-and-aliases', 'module.jsm.aws_s3_bucket.this', ['module.jsm sg.tf.json:41:5']],
  ['json-and-aliases', 'module.many["ü"].aws_s3_bucket.this', ['module.many["ü"] main.tf:7:1']],
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
type GitlabEntry = { readonly location: { readonly path: string; readonly lines: { readonly begin: number } } };
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
  expect(Object.values(PLACES).flat().length).toBeGreaterThanOrEqual(170);
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

  test('gitlab', () => {
    const found = JSON.parse(read(project, 'gitlab')) as readonly GitlabEntry[];
    const rows = new Set(found.map(({ location }) => `${location.path}:${location.lines.begin}`));
    expect(places.filter((place) => !rows.has(place.replace(/:\d+ .*$/, '')))).toEqual([]);
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
